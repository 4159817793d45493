import Ingest
import Notation
import Readings
import Records

/// The newest few lines of each reason that were set aside. Bounded: there are so many reasons, and a line is kept by its
/// first bytes alone.
struct BadLineExamples {
  /// Lines that are kept of a reason.
  static let perReason = 3
  /// Reasons that are shown.
  static let reasonLimit = 5
  /// Bytes that are kept of a line.
  static let textLimit = 200

  /// Newest last.
  private var lines: [LineDefect.Reason: [DeadLetter]] = [:]

  mutating func note(_ letter: DeadLetter) {
    var letter = letter
    letter.head = letter.head.prefix(bytes: Self.textLimit)
    var list = lines[letter.defect.reason] ?? []
    if list.count == Self.perReason { list.removeFirst() }
    list.append(letter)
    lines[letter.defect.reason] = list
  }

  /// Worst reason first, newest first.
  ///
  /// - Parameters:
  ///   - counts: lines by reason, worst first.
  ///   - name: of a file, as it is shown.
  func shown(by counts: [(reason: String, count: Int)], name: (String) -> String) -> [BadLine] {
    counts.compactMap { LineDefect.Reason(rawValue: $0.reason).flatMap { lines[$0] } }
      .prefix(Self.reasonLimit)
      .flatMap { letters in
        letters.reversed().map { letter in
          BadLine(
            path: name(letter.path), offset: Int(letter.offset), reason: letter.defect.reason.rawValue,
            text: letter.head)
        }
      }
  }
}

extension String {
  /// The beginning, in whole characters, that is at most so many bytes long.
  fileprivate func prefix(bytes limit: Int) -> String {
    guard utf8.count > limit else { return self }
    var end = utf8.index(startIndex, offsetBy: limit)
    while end > startIndex, end.samePosition(in: self) == nil { end = utf8.index(before: end) }
    return String(self[..<end])
  }
}
