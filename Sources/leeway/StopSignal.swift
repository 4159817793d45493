import Foundation
import Synchronization

/// Whether somebody asked the program to end, by Ctrl-C or SIGTERM. The second time ends it at once.
enum StopSignal {
  private static let requested = Atomic<Bool>(false)

  static var isRequested: Bool { requested.load(ordering: .relaxed) }

  static func install() {
    _ = isRequested
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        StopSignal.requested.store(true, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
  }
}
