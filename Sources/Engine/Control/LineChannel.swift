import Foundation

/// Lines over a socket, each way: none longer than a limit, none waited for longer than it is worth.
///
/// `@unchecked Sendable`: used by one thread at a time, but for ``hangUp()`` and ``cut()``, which leave its properties alone.
final class LineChannel: @unchecked Sendable {
  enum Failure: Error, Equatable {
    /// The other side is gone, or went in the middle of a line.
    case closed
    case timedOut
    case tooLong
  }

  let descriptor: Descriptor
  /// What was received and not yet read.
  private var buffer: [UInt8] = []
  /// Bytes of it in which no line ends.
  private var scanned = 0

  /// - Parameter descriptor: not blocking.
  init(_ descriptor: Descriptor) {
    self.descriptor = descriptor
  }

  /// The next line without its end; `nil` if the other side has said all.
  ///
  /// - Parameter limit: bytes of a line, at most.
  func read(limit: Int, within patience: Duration) throws(Failure) -> [UInt8]? {
    let deadline = ContinuousClock.now + patience
    while true {
      if let end = buffer[scanned...].firstIndex(of: UInt8(ascii: "\n")) {
        guard end <= limit else { throw .tooLong }
        let line = Array(buffer[..<end])
        buffer.removeFirst(end + 1)
        scanned = 0
        return line
      }
      scanned = buffer.count
      guard scanned <= limit else { throw .tooLong }
      guard let bytes = try receive(until: deadline) else {
        guard buffer.isEmpty else { throw .closed }
        return nil
      }
      buffer += bytes
    }
  }

  /// The next so many bytes.
  func read(count: Int, within patience: Duration) throws(Failure) -> [UInt8] {
    let deadline = ContinuousClock.now + patience
    var bytes = Array(buffer.prefix(count))
    buffer.removeFirst(bytes.count)
    scanned = 0
    // Room is made for what comes, not for what is announced.
    let step = 1 << 18
    while bytes.count < count {
      let start = bytes.count
      bytes += repeatElement(0, count: min(step, count - start))
      let received = try receive(into: &bytes, from: start, until: deadline)
      guard received > 0 else { throw .closed }
      bytes.removeLast(bytes.count - start - received)
    }
    return bytes
  }

  /// Sends bytes, all of them.
  func write(_ bytes: [UInt8], within patience: Duration) throws(Failure) {
    let deadline = ContinuousClock.now + patience
    #if canImport(Darwin)
      let flags: Int32 = 0
    #else
      let flags = Int32(MSG_NOSIGNAL)
    #endif
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { all in
        send(descriptor.number, UnsafeRawBufferPointer(rebasing: all[sent...]).baseAddress, bytes.count - sent, flags)
      }
      if count > 0 {
        sent += count
      } else if count < 0, errno == EAGAIN || errno == EWOULDBLOCK {
        try wait(for: Int16(POLLOUT), until: deadline)
      } else if count < 0, errno == EINTR {
        continue
      } else {
        throw .closed
      }
    }
  }

  /// Reads and drops what is still coming, so that somebody who sends too much gets to read why it was not taken.
  func drain(within patience: Duration) {
    buffer.removeAll()
    scanned = 0
    let deadline = ContinuousClock.now + patience
    while ContinuousClock.now < deadline, let bytes = try? receive(until: deadline), !bytes.isEmpty {}
  }

  /// Ends waiting for the other side. What is just being answered still gets its answer.
  func hangUp() { shutdown(descriptor.number, Int32(SHUT_RD)) }

  /// Ends the connection both ways, from any thread.
  func cut() { shutdown(descriptor.number, Int32(SHUT_RDWR)) }

  /// What comes next; `nil` at the end.
  private func receive(until deadline: ContinuousClock.Instant) throws(Failure) -> ArraySlice<UInt8>? {
    var bytes = [UInt8](repeating: 0, count: 1 << 14)
    let count = try receive(into: &bytes, from: 0, until: deadline)
    return count > 0 ? bytes[..<count] : nil
  }

  /// Fills bytes from a place on.
  ///
  /// - Returns: how many came; 0 at the end.
  private func receive(
    into bytes: inout [UInt8], from start: Int, until deadline: ContinuousClock.Instant
  ) throws(Failure) -> Int {
    while true {
      let count = bytes.withUnsafeMutableBytes { all in
        let room = UnsafeMutableRawBufferPointer(rebasing: all[start...])
        return recv(descriptor.number, room.baseAddress, room.count, 0)
      }
      if count >= 0 { return count }
      switch errno {
      case EINTR: continue
      case EAGAIN, EWOULDBLOCK: try wait(for: Int16(POLLIN), until: deadline)
      default: throw .closed
      }
    }
  }

  private func wait(for events: Int16, until deadline: ContinuousClock.Instant) throws(Failure) {
    let left = (deadline - ContinuousClock.now) / .milliseconds(1)
    guard left > 0 else { throw .timedOut }
    var entry = pollfd(fd: descriptor.number, events: events, revents: 0)
    _ = poll(&entry, 1, Int32(min(left.rounded(.up), 60_000)))
  }
}
