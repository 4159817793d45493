import Records

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Cuts a stream of bytes into lines.
///
/// A line ends at LF; a CR before it and a byte order mark before the first line are dropped; blank lines are passed
/// over. Of a line longer than the limit only the beginning is kept, whatever its length, so that memory stays constant;
/// it is reported when its end has come. What stands after the last LF is held back until the rest of it comes, or until
/// `endOfInput` says that nothing will come.
final class LineReader {
  /// One line, or what is left of an overlong one.
  struct Line {
    /// Without its line end. Followed by ``linePadding`` readable bytes. Valid during the call.
    var bytes: UnsafeRawBufferPointer
    /// Where the line begins, in bytes of the (uncompressed) content.
    var offset: Int64
    /// The line was longer than the limit; `bytes` is its beginning.
    var isOverlong: Bool
  }

  enum Status {
    /// The consumer asked to stop; there may be more.
    case stopped
    /// Nothing more at the moment.
    case drained
  }

  /// The offset behind the last line that was handed over (or passed over).
  private(set) var offset: Int64

  private let stream: any ByteStream
  private let lineLimit: Int
  private var buffer: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  /// Where the search for the next LF goes on, so that a line that comes in pieces is scanned once.
  private var scanned = 0
  /// How much of the overlong line at hand has been dropped, and how that line begins.
  private var dropped: Int64 = 0
  private var head: [UInt8] = []

  /// What is kept of an overlong line.
  private static let headSize = 256

  init(stream: any ByteStream, offset: Int64, lineLimit: Int, chunk: Int = 1 << 18) {
    self.stream = stream
    self.offset = offset
    self.lineLimit = lineLimit
    buffer = .allocate(byteCount: max(chunk, 64) + linePadding, alignment: 64)
    buffer.initializeMemory(as: UInt8.self, repeating: 0)
  }

  deinit { buffer.deallocate() }

  /// Hands over lines until there are no more, or until `consume` returns false.
  func read(endOfInput: Bool, _ consume: (Line) -> Bool) throws(IngestError) -> Status {
    while true {
      while let length = nextLineEnd() {
        if !handOver(length: length, terminated: true, consume) { return .stopped }
      }
      if try !fill() { break }
    }
    if endOfInput, end > start || dropped > 0 {
      if !handOver(length: end - start, terminated: false, consume) { return .stopped }
    }
    return .drained
  }

  private func nextLineEnd() -> Int? {
    guard scanned < end, let base = buffer.baseAddress,
      let found = memchr(base + scanned, Int32(UInt8(ascii: "\n")), end - scanned)
    else {
      scanned = end
      return nil
    }
    return found - (base + start)
  }

  private func handOver(length: Int, terminated: Bool, _ consume: (Line) -> Bool) -> Bool {
    defer {
      start += length + (terminated ? 1 : 0)
      scanned = start
      offset += dropped + Int64(length + (terminated ? 1 : 0))
      dropped = 0
    }
    if dropped > 0 {
      return head.withUnsafeBytes { bytes in
        let shown = UnsafeRawBufferPointer(rebasing: bytes.dropLast(linePadding))
        return consume(Line(bytes: shown, offset: offset, isOverlong: true))
      }
    }
    var bytes = UnsafeRawBufferPointer(rebasing: buffer[start..<start + length])
    if bytes.last == UInt8(ascii: "\r") { bytes = UnsafeRawBufferPointer(rebasing: bytes.dropLast()) }
    if offset == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      bytes = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(3))
    }
    if bytes.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) { return true }
    return consume(Line(bytes: bytes, offset: offset, isOverlong: length > lineLimit))
  }

  /// Reads more bytes behind those that are held; false if there are none.
  private func fill() throws(IngestError) -> Bool {
    makeRoom()
    if dropped > 0 || end - start > lineLimit {
      if dropped == 0 {
        head = Array(buffer[start..<min(end, start + Self.headSize)]) + repeatElement(0, count: linePadding)
      }
      dropped += Int64(end - start)
      start = 0
      end = 0
      scanned = 0
    }
    let free = buffer.count - linePadding - end
    let room = UnsafeMutableRawBufferPointer(rebasing: buffer[end..<end + free])
    let count = try stream.read(into: room)
    end += count
    return count > 0
  }

  private func makeRoom() {
    guard let base = buffer.baseAddress else { return }
    if start > 0 {
      memmove(base, base + start, end - start)
      end -= start
      scanned -= start
      start = 0
    }
    guard end >= buffer.count - linePadding, end <= lineLimit else { return }
    let capacity = min(max(2 * buffer.count, 1 << 12), lineLimit + 1 + (1 << 12) + linePadding)
    let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: max(capacity, end + 64 + linePadding), alignment: 64)
    larger.initializeMemory(as: UInt8.self, repeating: 0)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[0..<end]))
    buffer.deallocate()
    buffer = larger
  }
}
