/// A run of whole lines of one file, as they lie in memory: what readers hand to decoders.
///
/// Every line ends at LF, but for the last one of a file that ends without. Carriage returns and blank lines are still
/// there; a byte order mark is not. Filled by the one who reads and not changed after it is handed over, so that it may
/// be decoded on any thread (hence `@unchecked Sendable`).
package final class LineBlock: @unchecked Sendable {
  /// The first ``count`` bytes are content; ``linePadding`` readable bytes follow them.
  package let memory: UnsafeMutableRawBufferPointer
  package var count = 0
  /// Where the content begins, in bytes of the (uncompressed) file.
  package var start: Int64 = 0
  /// Where reading goes on behind the block. Of an overlong line more than ``count`` bytes.
  package var end: Int64 = 0
  /// A fingerprint of the file's last bytes before ``end``, by which the place is known again.
  package var tail: UInt64 = 0
  /// The block is one line that is longer than the limit: `count` bytes of its beginning.
  package var isOverlong = false
  /// The names in the header of a CSV file; `nil` for JSON lines.
  package var header: [String]?
  /// What stands between the fields of a CSV file: comma, semicolon or tab. See ``CSVText/separator(ofHeader:)``.
  package var separator = UInt8(ascii: ",")

  /// - Parameter capacity: bytes of content that fit.
  package init(capacity: Int) {
    memory = .allocate(byteCount: max(capacity, 0) + linePadding, alignment: 64)
  }

  deinit { memory.deallocate() }

  package var capacity: Int { memory.count - linePadding }
  package var content: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[0..<count]) }
}
