import Foundation

/// A file descriptor that is closed with its owner, at the latest.
final class Descriptor {
  /// -1 once closed, which `poll` passes over.
  private(set) var number: Int32

  init(_ number: Int32) {
    self.number = number
  }

  deinit { close() }

  func close() {
    guard number >= 0 else { return }
    _ = Foundation.close(number)
    number = -1
  }

  func makeNonBlocking() {
    _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
  }

  /// A pipe, both ends closed on exec and above the three standard descriptors, so that neither is in the way when a
  /// child's own are put in place. `nil` if there are no descriptors left; `errno` says so.
  static func pipe() -> (read: Descriptor, write: Descriptor)? {
    var ends: [Int32] = [-1, -1]
    guard Foundation.pipe(&ends) == 0 else { return nil }
    let (low, high) = (Descriptor(ends[0]), Descriptor(ends[1]))
    let read = Descriptor(fcntl(low.number, F_DUPFD_CLOEXEC, 3))
    let write = Descriptor(fcntl(high.number, F_DUPFD_CLOEXEC, 3))
    return read.number >= 0 && write.number >= 0 ? (read, write) : nil
  }
}
