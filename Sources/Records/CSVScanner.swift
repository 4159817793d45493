/// Finds the fields of CSV records, one after the other. See ``CSVText`` for the rules. Allocates nothing.
struct CSVScanner {
  /// What stands behind a field.
  enum Ending {
    case separator
    case recordEnd
    /// The bytes are over, outside of quotes.
    case end
    /// The bytes are over within quotes.
    case open
    /// Something stands behind the closing quote.
    case malformed
  }

  struct Field {
    /// The content, without its quotes.
    var start: Int
    var end: Int
    /// The content has quotes that are doubled.
    var hasDoubledQuotes: Bool
    var ending: Ending

    var isMalformed: Bool { ending == .open || ending == .malformed }
    var count: Int { end - start }
  }

  let bytes: UnsafeRawBufferPointer
  let separator: UInt8
  /// Where the next field begins.
  var position = 0

  init(_ bytes: UnsafeRawBufferPointer, separator: UInt8) {
    self.bytes = bytes
    self.separator = separator
  }

  @inline(__always)
  mutating func nextField() -> Field {
    let start = position
    guard start < bytes.count, let base = bytes.baseAddress else {
      return Field(start: start, end: start, hasDoubledQuotes: false, ending: .end)
    }
    if base.load(fromByteOffset: start, as: UInt8.self) == CSVText.quote { return quotedField() }
    var index = start
    while index < bytes.count {
      let byte = base.load(fromByteOffset: index, as: UInt8.self)
      index += 1
      if byte == separator {
        position = index
        return Field(start: start, end: index - 1, hasDoubledQuotes: false, ending: .separator)
      }
      if byte == CSVText.lineFeed {
        position = index
        return Field(start: start, end: trimmed(start, index - 1), hasDoubledQuotes: false, ending: .recordEnd)
      }
    }
    position = index
    return Field(start: start, end: trimmed(start, index), hasDoubledQuotes: false, ending: .end)
  }

  /// Passes over the rest of the record.
  mutating func skipRecord() -> Ending {
    while true {
      let field = nextField()
      if field.ending != .separator { return field.ending }
    }
  }

  /// Passes over a line with nothing but blanks (a tab is none where it separates). False, and no move, if there is
  /// something on it.
  @inline(__always)
  mutating func passesBlankLine() -> Bool {
    var index = position
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == CSVText.lineFeed { break }
      let isBlank = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == CSVText.carriageReturn
      guard isBlank, byte != separator else { return false }
    }
    position = index
    return true
  }

  /// Where the line ends that begins at `start`, behind its LF.
  func firstLineEnd(from start: Int) -> Int? { bytes[start...].firstIndex(of: CSVText.lineFeed).map { $0 + 1 } }

  func content(of field: Field) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[field.start..<field.end])
  }

  /// The content with its doubled quotes made single.
  func unescaped(_ field: Field) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(field.count)
    var index = field.start
    while index < field.end {
      result.append(bytes[index])
      index += field.hasDoubledQuotes && bytes[index] == CSVText.quote ? 2 : 1
    }
    return result
  }

  func text(of field: Field) -> String { String(decoding: unescaped(field), as: UTF8.self) }

  private func trimmed(_ start: Int, _ end: Int) -> Int {
    end > start && bytes[end - 1] == CSVText.carriageReturn ? end - 1 : end
  }

  private mutating func quotedField() -> Field {
    let start = position + 1
    var index = start
    var field = Field(start: start, end: start, hasDoubledQuotes: false, ending: .open)
    while index < bytes.count {
      guard bytes[index] == CSVText.quote else {
        index += 1
        continue
      }
      if index + 1 < bytes.count, bytes[index + 1] == CSVText.quote {
        field.hasDoubledQuotes = true
        index += 2
        continue
      }
      field.end = index
      index += 1
      field.ending = closing(&index)
      position = index
      return field
    }
    field.end = index
    position = index
    return field
  }

  /// What stands behind a closing quote; moves on behind it.
  private func closing(_ index: inout Int) -> Ending {
    guard index < bytes.count else { return .end }
    let byte = bytes[index]
    index += 1
    if byte == separator { return .separator }
    if byte == CSVText.lineFeed { return .recordEnd }
    guard byte == CSVText.carriageReturn else { return .malformed }
    guard index < bytes.count else { return .end }
    index += 1
    return bytes[index - 1] == CSVText.lineFeed ? .recordEnd : .malformed
  }
}
