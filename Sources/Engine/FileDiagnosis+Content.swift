import Ingest
import Records

/// What a file that holds no JSON lines seems to be, told from the beginnings of its lines. Bytes that are not UTF-8 have
/// become U+FFFD in them.
extension FileDiagnosis {
  /// What the file is and what would read it.
  func contentText(heads: [String], reason: LineDefect.Reason?) -> String {
    let first = firstHead ?? ""
    if let format = Self.binaryFormats.first(where: { first.hasPrefix($0.beginning) }) { return format.advice }
    let heads = (firstHead.map { [$0] } ?? []) + heads.filter { $0 != firstHead }
    if heads.contains(where: { $0.unicodeScalars.contains("\0") }) {
      return Self.isUTF16(heads)
        ? "it seems to be UTF-16: have it written in UTF-8 (iconv -f UTF-16 -t UTF-8)"
        : "it seems to hold binary data: check that this is the log"
    }
    return jsonText(first: first, heads: heads, reason: reason) ?? csvText(heads) ?? plainText(reason)
  }

  private static let binaryFormats: [(beginning: String, advice: String)] = [
    ("\u{1F}\u{FFFD}", "it seems to be compressed with gzip: let its name end in .gz"),
    ("(\u{FFFD}/\u{FFFD}", "it seems to be compressed with zstd: let its name end in .zst"),
    ("BZh", "it seems to be compressed with bzip2: unpack it, or pack it with gzip or zstd"),
    ("\u{FFFD}7zXZ", "it seems to be compressed with xz: unpack it, or pack it with gzip or zstd"),
    ("PK\u{3}\u{4}", "it seems to be a ZIP archive: unpack it"),
    ("PAR1", "it seems to be a Parquet file: export it as JSON lines"),
    ("Obj\u{1}", "it seems to be an Avro file: export it as JSON lines"),
    ("ARROW1", "it seems to be an Arrow file: export it as JSON lines"),
    ("SQLite format 3", "it seems to be an SQLite database: export it as JSON lines"),
  ]

  /// Every other byte of Latin text in UTF-16 is a zero.
  private static func isUTF16(_ heads: [String]) -> Bool {
    let scalars = heads.flatMap { Array($0.unicodeScalars) }
    let zeros = scalars.count { $0 == "\0" }
    let controls = scalars.count { $0.value < 0x20 && ![0, 9, 10, 13].contains($0.value) }
    return controls == 0 && zeros * 5 > scalars.count * 2 && zeros * 5 < scalars.count * 3
  }

  // MARK: - JSON in another form

  private func jsonText(first: String, heads: [String], reason: LineDefect.Reason?) -> String? {
    let begun = heads.map { String($0.drop { $0.isWhitespace }) }
    if Self.beginsArray(first) {
      return "it seems to be one JSON array: write one object a line (jq -c '.[]')"
    }
    let spread = begun.count { Self.isPartOfObject($0) }
    if spread * 2 > begun.count {
      return "it seems to be JSON spread over several lines: write each object on a line of its own (jq -c .)"
    }
    if reason == .lineTooLong, begun.contains(where: { $0.hasPrefix("{") }) {
      return "raise inputs.line_limit if they are meant to be so long"
    }
    if begun.allSatisfy({ $0.hasPrefix("[") && !$0.hasPrefix("[[") }), reason == .notObject {
      return "each line is a JSON array: write objects, so that the values have names"
    }
    let prefixed = begun.count { line in
      guard !line.hasPrefix("{"), let brace = line.firstRange(of: "{\"") else { return false }
      return ObjectSketch(String(line[brace.lowerBound...])) != nil
    }
    if prefixed * 2 > begun.count {
      return "something stands in front of each JSON object: have it left out"
    }
    return reason == .truncated && begun.allSatisfy { $0.hasPrefix("{") }
      ? "they break off: check what writes them" : nil
  }

  /// `[`, `[{`, `[ {`, `[[`: an array of objects and not a line of a log that begins with `[INFO]` or a time.
  private static func beginsArray(_ head: String) -> Bool {
    let line = head.drop { $0.isWhitespace }
    guard line.first == "[" else { return false }
    let rest = line.dropFirst().drop { $0.isWhitespace }
    return rest.isEmpty || rest.first == "{"
  }

  /// A line of an object that is written on several: `{`, `}`, `],`, `"age": 3,`.
  private static func isPartOfObject(_ line: String) -> Bool {
    if ["{", "}", "},", "[", "]", "],", "}]"].contains(line.trimmingSuffix { $0.isWhitespace }) { return true }
    guard line.first == "\"", let close = line.dropFirst().firstIndex(of: "\"") else { return false }
    return line[close...].dropFirst().drop { $0.isWhitespace }.first == ":"
  }

  // MARK: - CSV

  private func csvText(_ heads: [String]) -> String? {
    guard let first = heads.first(where: { !$0.isEmpty }) else { return nil }
    let separator = Self.separator(first)
    let names = Self.fields(first, separator)
    let rows = heads.filter { $0 != first && $0.utf8.count < RejectedLine.headSize }.map { Self.fields($0, separator) }
    guard names.count > 1, names.allSatisfy(Self.isColumnName), !rows.isEmpty,
      rows.count(where: { $0.count == names.count }) * 2 > rows.count
    else { return nil }
    let columns = " (columns: \(names.prefix(12).joined(separator: ", "))\(names.count > 12 ? ", …" : ""))"
    switch kind {
    case .labels: return "it seems to be CSV\(columns): set labels.format to csv, or let its name end in .csv"
    case .predictions:
      let isLabels = labels.map { names.contains($0.id.description) && names.contains($0.value.description) } ?? false
      return isLabels
        ? "it seems to hold labels as CSV\(columns): name it under inputs.labels"
        : "it seems to be CSV\(columns): prediction logs have to be JSON lines; only labels may be CSV"
    }
  }

  private static func isColumnName(_ text: String) -> Bool {
    guard let first = text.first else { return false }
    return (first.isLetter || first == "_") && text.count <= 60
  }

  private static func separator(_ line: String) -> UInt8 {
    Array(line.utf8).withUnsafeBytes { CSVText.separator(ofHeader: $0) }
  }

  private static func fields(_ line: String, _ separator: UInt8) -> [String] {
    Array(line.utf8).withUnsafeBytes { CSVText.fields(of: $0, separator: separator) }
  }

  // MARK: - Text

  private func plainText(_ reason: LineDefect.Reason?) -> String {
    if reason == .invalidUTF8 {
      return "it seems to be written in another encoding, such as Latin-1: "
        + "have it written in UTF-8 (iconv -f ISO-8859-1 -t UTF-8)"
    }
    if reason == .lineTooLong { return "check that this is the log" }
    let wanted =
      kind == .labels ? "labels have to be JSON lines, or CSV with a header" : "prediction logs have to be JSON lines"
    return "it seems to be plain text: \(wanted)"
  }
}

extension String {
  fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> String {
    var rest = self[...]
    while let last = rest.last, isTrimmed(last) { rest.removeLast() }
    return String(rest)
  }
}
