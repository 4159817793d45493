import Dashboard
import Foundation
import Synchronization

/// What other threads have for the dashboard's loop. Of several snapshots only the newest is kept: nobody wants to see
/// the past catch up.
final class EventQueue: Sendable {
  private let events = Mutex([DashboardEvent]())
  /// A byte in it wakes the loop.
  private let pipe: (read: Int32, write: Int32)

  init() {
    var ends: [Int32] = [-1, -1]
    // Without a pipe the loop asks ten times a second.
    guard Foundation.pipe(&ends) == 0 else {
      pipe = (-1, -1)
      return
    }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    pipe = (ends[0], ends[1])
  }

  deinit {
    for end in [pipe.read, pipe.write] where end >= 0 { close(end) }
  }

  /// Readable while there is something to take.
  var wakeDescriptor: Int32 { pipe.read }

  func add(_ event: DashboardEvent) {
    events.withLock { events in
      if case .snapshot = event { events.removeAll { if case .snapshot = $0 { true } else { false } } }
      events.append(event)
    }
    // A full pipe wakes as well as one byte.
    if pipe.write >= 0 { _ = write(pipe.write, [UInt8(1)], 1) }
  }

  /// Whether a snapshot waits that nobody has looked at.
  var holdsSnapshot: Bool {
    events.withLock { $0.contains { if case .snapshot = $0 { true } else { false } } }
  }

  func takeAll() -> [DashboardEvent] {
    if pipe.read >= 0 {
      var bytes = [UInt8](repeating: 0, count: 256)
      while read(pipe.read, &bytes, bytes.count) > 0 {}
    }
    return events.withLock { events in
      defer { events = [] }
      return events
    }
  }
}
