/// What a program wrote to standard output and standard error, in the order it came, up to a limit.
package struct ProgramOutput: Equatable, Sendable {
  package static let limit = 64 * 1024

  /// The first of it.
  package private(set) var bytes: [UInt8] = []
  /// How many bytes came after those.
  package private(set) var omitted = 0

  package init() {}

  /// Bytes that are not UTF-8 are shown as U+FFFD.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The text, and how much is missing from it.
  package var record: String { omitted == 0 ? text : text + "\n… \(omitted) more bytes" }

  mutating func append(_ more: some RandomAccessCollection<UInt8>) {
    let kept = min(more.count, Self.limit - bytes.count)
    bytes.append(contentsOf: more.prefix(kept))
    omitted += more.count - kept
  }
}
