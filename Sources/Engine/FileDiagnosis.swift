import Ingest
import Notation
import Records

/// Tells a file that is not what it was taken for from one with some bad lines.
///
/// When over half of a file's first thousand lines fail alike (none of them is a JSON object, or the same field fails for
/// the same reason), there is one finding: what is wrong, what the file seems to be, and which setting would read it.
/// Whole portions are noted, so that the first thousand lines may be some more.
package struct FileDiagnosis: Sendable {
  package struct Finding: Equatable, Sendable {
    package var path: String
    /// Begins with the path.
    package var text: String
  }

  /// Lines after which a file is judged.
  package static let lineCount = 1000

  /// What a line failed of.
  struct Cause: Hashable, Comparable {
    var reason: LineDefect.Reason
    var field: String?

    /// The line is no JSON object, whatever it is: many a file that is none fails now so, now so.
    var isStructural: Bool {
      switch reason {
      case .notJSON, .truncated, .invalidUTF8, .notObject, .lineTooLong: true
      default: false
      }
    }

    static func < (a: Cause, b: Cause) -> Bool {
      (a.reason.rawValue, a.field ?? "") < (b.reason.rawValue, b.field ?? "")
    }
  }

  struct Tally {
    var count = 0
    /// The beginnings of the first few lines.
    var heads: [String] = []
  }

  let path: String
  let kind: LogKind
  let schema: RecordSchema
  let labels: LabelSchema?
  /// There is nothing more to be found out.
  package private(set) var isSettled = false

  private(set) var lines = 0
  private(set) var causes: [Cause: Tally] = [:]
  /// The beginning of the file, if its first line was set aside.
  private(set) var firstHead: String?
  /// The names in a CSV file's header.
  private(set) var header: [String]?
  private var aheadCount = 0
  private var aheadExample: Instant?

  private static let headLimit = 8
  /// Bytes that may stand before the first line.
  private static let byteOrderMark: Int64 = 3

  /// - Parameters:
  ///   - kind: what the file is read as.
  ///   - labels: what is read from label logs; `nil` if there are none.
  package init(path: String, kind: LogKind, schema: RecordSchema, labels: LabelSchema?) {
    self.path = path
    self.kind = kind
    self.schema = schema
    self.labels = labels
  }

  /// Notes what became of the file's next lines. The finding comes once, with the call that makes the lines enough.
  ///
  /// - Parameters:
  ///   - lines: how many there were that are not blank, bad ones too.
  ///   - rejected: those that were set aside when they were decoded.
  ///   - header: the names in a CSV file's header.
  ///   - ahead: how many more were set aside because their time lies ahead of the clock, and one such time.
  package mutating func note(
    lines: Int, rejected: [DeadLetter], header: [String]? = nil, ahead: (count: Int, example: Instant)? = nil
  ) -> Finding? {
    guard !isSettled else { return nil }
    self.lines += lines
    self.header = self.header ?? header
    for letter in rejected {
      let cause = Cause(reason: letter.defect.reason, field: letter.defect.field)
      causes[cause, default: Tally()].count += 1
      if firstHead == nil, letter.offset <= Self.byteOrderMark { firstHead = letter.head }
      guard let tally = causes[cause], tally.heads.count < Self.headLimit else { continue }
      causes[cause]?.heads.append(letter.head)
    }
    if let ahead {
      aheadCount += ahead.count
      aheadExample = aheadExample ?? ahead.example
    }
    return self.lines >= Self.lineCount ? conclude() : nil
  }

  /// The file is over, or nothing has come for a while: judges what there is. The finding comes once.
  package mutating func conclude() -> Finding? {
    guard !isSettled, lines > 0 else { return nil }
    isSettled = true
    let text = structuralText ?? fieldText ?? aheadText
    (causes, header, firstHead) = ([:], nil, nil)
    return text.map { Finding(path: path, text: "\(path): \($0)") }
  }

  // MARK: - What is wrong

  private func isMost(_ count: Int) -> Bool { count * 2 > lines }

  /// `998 of the first 1000 lines`, or `2 of its 3 lines` of a file with fewer.
  private func share(_ count: Int) -> String {
    "\(count) of \(lines < Self.lineCount ? "its" : "the first") \(lines) lines"
  }

  private var structuralText: String? {
    let structural = causes.filter { $0.key.isStructural }.sorted { $0.key < $1.key }
    let count = structural.reduce(0) { $0 + $1.value.count }
    guard isMost(count) else { return nil }
    let leading = structural.first { isMost($0.value.count) }?.key.reason
    let heads = structural.sorted { $0.value.count > $1.value.count }.flatMap(\.value.heads)
    let isText = heads.first.map { !$0.unicodeScalars.contains { $0.value < 0x20 && $0 != "\t" } } ?? false
    let example = isText ? Self.example(heads.first) : ""
    return "\(share(count)) \(Self.complaint(leading))\(example); \(contentText(heads: heads, reason: leading))"
  }

  private var fieldText: String? {
    let leading = causes.sorted { $0.key < $1.key }.first { isMost($0.value.count) && !$0.key.isStructural }
    guard let (cause, tally) = leading else { return nil }
    guard let field = cause.field else {
      return
        "\(share(tally.count)) cannot be cut into the fields of the header\(Self.example(tally.heads.first)); "
        + "check the quotes, and that no separator stands outside of them"
    }
    return "\(share(tally.count)) \(remedyText(cause.reason, field: field, heads: tally.heads))"
  }

  private var aheadText: String? {
    guard isMost(aheadCount), let aheadExample else { return nil }
    let field = kind == .predictions ? schema.timestamp.description : labels?.timestamp?.description ?? "timestamp"
    return
      "\(share(aheadCount)) claim a '\(field)' far ahead of the clock, such as \(aheadExample.rfc3339); "
      + "check the clocks of this machine and of the one that writes the log, and that the time has the right zone; "
      + "time.ahead says how much is let pass"
  }

  private static func complaint(_ reason: LineDefect.Reason?) -> String {
    switch reason {
    case .lineTooLong: "are longer than inputs.line_limit"
    case .invalidUTF8: "are not valid UTF-8"
    case .notObject: "are JSON, but no objects"
    default: "are no JSON objects"
    }
  }

  /// `, such as '…'`; nothing without an example.
  static func example(_ text: String?) -> String {
    guard let text, !text.isEmpty else { return "" }
    let shown = text.unicodeScalars.prefix(60).map { $0.properties.generalCategory == .control ? "·" : String($0) }
    return ", such as '\(shown.joined())\(text.unicodeScalars.count > 60 ? "…" : "")'"
  }
}
