import Foundation
import Synchronization

/// Tells running programs, from another thread, that they have to end.
package final class ProgramStop: Sendable {
  private struct State {
    var isRequested = false
    /// Write ends of the pipes that wake the runs.
    var wakers: [Int32] = []
  }

  static let byte = UInt8(ascii: "s")

  private let state = Mutex(State())

  package init() {}

  /// For every run, present and to come.
  package func request() {
    state.withLock { state in
      state.isRequested = true
      for waker in state.wakers { Self.wake(waker) }
    }
  }

  /// - Parameter waker: written to when the stop is requested, at once if it has been. Does not block.
  func attach(_ waker: Int32) {
    state.withLock { state in
      state.wakers.append(waker)
      if state.isRequested { Self.wake(waker) }
    }
  }

  func detach(_ waker: Int32) {
    state.withLock { $0.wakers.removeAll { $0 == waker } }
  }

  private static func wake(_ waker: Int32) {
    var byte = byte
    _ = write(waker, &byte, 1)
  }
}
