/// A source of bytes that may grow.
protocol ByteStream: AnyObject {
  /// How far the file on disk has been read, in bytes.
  var position: Int64 { get }
  /// The data ended in the middle when it was last read: an archive that is still being written, or was cut off.
  var isCut: Bool { get }

  /// Fills the buffer from the front; 0 when there is nothing (more) at the moment.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(IngestError) -> Int
}

extension ByteStream {
  /// Reads and drops `count` bytes of content; false if there are not so many. Cost: reading them.
  func skip(_ count: Int64, _ visit: (UnsafeRawBufferPointer) -> Void = { _ in }) throws(IngestError) -> Bool {
    guard count > 0 else { return true }
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { scratch.deallocate() }
    var rest = count
    while rest > 0 {
      let part = UnsafeMutableRawBufferPointer(rebasing: scratch[0..<Int(min(rest, 1 << 16))])
      let read = try self.read(into: part)
      if read == 0 { return false }
      visit(UnsafeRawBufferPointer(rebasing: part[0..<read]))
      rest -= Int64(read)
    }
    return true
  }
}
