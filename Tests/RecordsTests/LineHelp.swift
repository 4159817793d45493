import Records

/// The bytes of a line with the readable bytes that a decoder needs behind it.
func withLine<Result>(_ line: [UInt8], _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
  // What follows in a file is the next line, so that reading on would show.
  let following = Array("\n9,\"x\":{[".utf8)
  let padding = (0..<linePadding).map { following[$0 % following.count] }
  return try (line + padding).withUnsafeBytes {
    try body(UnsafeRawBufferPointer(rebasing: $0.prefix(line.count)))
  }
}

func path(_ text: String) -> FieldPath? { FieldPath(text) }

extension RecordDecoder {
  /// The defect of a line, `nil` for a good one.
  func defect(_ line: [UInt8], into batch: inout RecordBatch) -> LineDefect? {
    withLine(line) { bytes in
      do throws(LineDefect) {
        try decode(bytes, into: &batch)
        return nil
      } catch {
        return error
      }
    }
  }

  func defect(_ line: String, into batch: inout RecordBatch) -> LineDefect? { defect(Array(line.utf8), into: &batch) }
}
