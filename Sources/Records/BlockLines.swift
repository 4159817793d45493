#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The lines of a block in order, without their line ends (LF or CR LF). Blank lines are passed over.
struct BlockLines {
  struct Line {
    /// Followed by ``linePadding`` readable bytes.
    var bytes: UnsafeRawBufferPointer
    /// Where the line begins in the block.
    var position: Int
  }

  private let content: UnsafeRawBufferPointer
  private var next = 0

  /// - Parameter content: followed by ``linePadding`` readable bytes.
  init(_ content: UnsafeRawBufferPointer) {
    self.content = content
  }

  @inline(__always)
  mutating func nextLine() -> Line? {
    guard let base = content.baseAddress else { return nil }
    while next < content.count {
      let start = next
      let found = memchr(base + start, Int32(UInt8(ascii: "\n")), content.count - start)
      var end = found.map { UnsafeRawPointer($0) - base } ?? content.count
      next = end + 1
      if end > start, content[end - 1] == UInt8(ascii: "\r") { end -= 1 }
      let bytes = UnsafeRawBufferPointer(start: base + start, count: end - start)
      if !Self.isBlank(bytes) { return Line(bytes: bytes, position: start) }
    }
    return nil
  }

  private static func isBlank(_ bytes: UnsafeRawBufferPointer) -> Bool {
    for byte in bytes where byte != UInt8(ascii: " ") && byte != UInt8(ascii: "\t") { return false }
    return true
  }
}
