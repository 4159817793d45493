/// How CSV is written: RFC 4180, with any one-byte separator.
///
/// A field in quotes may hold separators, line ends, and quotes, which are doubled; a quote elsewhere is a character
/// like any other. A record ends at LF, a CR before it belongs to the line end. A record whose quotes do not pair (one
/// is never closed, or something stands behind the closing one) is malformed, and ends where its first line ends: so a
/// stray quote costs one line and not the rest of the file.
package enum CSVText {
  package static let quote = UInt8(ascii: "\"")
  package static let lineFeed = UInt8(ascii: "\n")
  package static let carriageReturn = UInt8(ascii: "\r")

  /// The fields of one record, without their quotes; its line end may be there or not. A malformed record is cut at
  /// every separator.
  package static func fields(of record: UnsafeRawBufferPointer, separator: UInt8) -> [String] {
    var texts: [String] = []
    var scanner = CSVScanner(record, separator: separator)
    while true {
      let field = scanner.nextField()
      guard !field.isMalformed else { return plainFields(of: record, separator: separator) }
      texts.append(scanner.text(of: field))
      guard field.ending == .separator else { return texts }
    }
  }

  /// The separator that a header is written with: of comma, semicolon and tab the one that stands most often outside
  /// of quotes; a comma if there is none.
  package static func separator(ofHeader header: UnsafeRawBufferPointer) -> UInt8 {
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    var counts = [0, 0, 0]
    var isQuoted = false
    for byte in header {
      if byte == quote { isQuoted.toggle() }
      if byte == lineFeed, !isQuoted { break }
      if !isQuoted, let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
    }
    let most = counts.max() ?? 0
    return counts.firstIndex(of: most).map { candidates[$0] } ?? candidates[0]
  }

  /// The fields of the first records, at most `limit`; `nil` for a malformed one. Blank lines are left out.
  package static func records(in bytes: UnsafeRawBufferPointer, separator: UInt8, limit: Int) -> [[String]?] {
    var records: [[String]?] = []
    var scanner = CSVScanner(bytes, separator: separator)
    while scanner.position < bytes.count, records.count < limit {
      if scanner.passesBlankLine() { continue }
      let start = scanner.position
      let ending = scanner.skipRecord()
      if ending == .open || ending == .malformed {
        scanner.position = scanner.firstLineEnd(from: start) ?? bytes.count
        records.append(nil)
      } else {
        let record = UnsafeRawBufferPointer(rebasing: bytes[start..<scanner.position])
        records.append(fields(of: record, separator: separator))
      }
    }
    return records
  }

  /// How many bytes from the front make whole records, so that they may be decoded by themselves; 0 if the first record
  /// is not complete.
  ///
  /// A record that is longer than `limit` is malformed if it has a line end within it, and the bytes end there; what has
  /// no line end at all is the caller's. The outcome does not depend on how much there is behind the records.
  ///
  /// Cost: a search for a quote and for the last line end, if there are no quotes; else every byte is looked at.
  package static func wholeRecords(in bytes: UnsafeRawBufferPointer, separator: UInt8, limit: Int) -> Int {
    guard holdsQuote(bytes) else { return bytes.lastIndex(of: lineFeed).map { $0 + 1 } ?? 0 }
    var scanner = CSVScanner(bytes, separator: separator)
    var whole = 0
    while scanner.position < bytes.count {
      let start = scanner.position
      switch scanner.skipRecord() {
      case .recordEnd:
        guard scanner.position - start <= limit || isOneLine(bytes[start..<scanner.position]) else {
          return scanner.firstLineEnd(from: start) ?? whole
        }
      case .malformed:
        guard let end = scanner.firstLineEnd(from: start) else { return whole }
        scanner.position = end
      case .separator, .end, .open:
        guard bytes.count - start > limit, let end = scanner.firstLineEnd(from: start) else { return whole }
        return end
      }
      whole = scanner.position
    }
    return whole
  }

  private static func isOneLine(_ record: Slice<UnsafeRawBufferPointer>) -> Bool {
    record.dropLast().firstIndex(of: lineFeed) == nil
  }

  /// Without an early way out, so that it compiles to wide comparisons.
  private static func holdsQuote(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var found: UInt8 = 0
    for byte in bytes { found |= byte == quote ? 1 : 0 }
    return found != 0
  }

  private static func plainFields(of record: UnsafeRawBufferPointer, separator: UInt8) -> [String] {
    record.split(separator: separator, omittingEmptySubsequences: false).map { field in
      String(decoding: field.filter { $0 != quote && $0 != lineFeed && $0 != carriageReturn }, as: UTF8.self)
    }
  }
}
