import Foundation
import Measuring
import Synchronization

/// Appends lines at a steady rate, on a thread of its own.
final class LineWriter: Sendable {
  private let isStopped = Atomic<Bool>(false)
  private let ended = DispatchSemaphore(value: 0)

  /// - Parameter append: called on that thread, with the number of lines that are due.
  init(rate: Int, append: @escaping @Sendable (Int) -> Void) {
    let thread = Thread { [self] in
      let start = ContinuousClock.now
      var written = 0
      while !isStopped.load(ordering: .relaxed) {
        let due = Int((ContinuousClock.now - start).inSeconds * Double(rate)) - written
        if due > 0 {
          append(due)
          written += due
        }
        usleep(50_000)
      }
      ended.signal()
    }
    thread.start()
  }

  func stop() {
    isStopped.store(true, ordering: .relaxed)
    ended.wait()
  }
}
