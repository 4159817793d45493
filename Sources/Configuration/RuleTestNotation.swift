import Notation

/// What a series shows at one step of a test.
package enum RuleTestValue: Equatable, Sendable {
  case number(Double)
  /// Nothing came: the window has no rows.
  case noRows
  /// Too few rows to say anything.
  case insufficient
  /// The figure cannot be computed.
  case notComputable
  /// The series is not there.
  case ended
}

/// Why a text is no list of values.
package struct RuleTestNotationError: Error, Equatable, Sendable, CustomStringConvertible {
  package var description: String
}

/// The compact notation of Prometheus' unit tests for the values of a series, with words of our own.
///
/// | written | values |
/// |---|---|
/// | `0.2` | that one |
/// | `0.2x3` | it and three more: four values |
/// | `0.1+0.05x3` | 0.1 and three more, each 0.05 above the one before: 0.1 0.15 0.2 0.25; likewise `0.4-0.1x3` |
/// | `_`, `_x3` | no rows: once, three times |
/// | `insufficient`, `NaN`, `stale` | too few rows, not computable, the series is gone; each with `x3` three times |
package enum RuleTestNotation {
  /// More values than this are a slip of the pen.
  package static let limit = 100_000

  package static let forms = "\"0.05x10 0.3x5 _x3\", \"0.1+0.05x4\", \"0.9-0.1x3 NaN insufficientx2 stale\""

  /// The values of a text, at least one.
  package static func values(_ text: String) throws(RuleTestNotationError) -> [RuleTestValue] {
    var values: [RuleTestValue] = []
    for token in text.split(whereSeparator: \.isWhitespace) {
      let found = try items(token)
      guard values.count + found.count <= limit else {
        throw RuleTestNotationError(description: "there are more than \(limit) values")
      }
      values += found
    }
    guard !values.isEmpty else { throw RuleTestNotationError(description: "there are no values") }
    return values
  }

  /// Whole numbers of rows in the same notation.
  static func counts(_ text: String) throws(RuleTestNotationError) -> [Int] {
    var counts: [Int] = []
    for value in try values(text) {
      guard case .number(let number) = value, let count = Int(exactly: number), (0...1_000_000_000_000).contains(count)
      else { throw RuleTestNotationError(description: "'\(text)' has something that is no number of rows") }
      counts.append(count)
    }
    return counts
  }

  private static let words: [String: RuleTestValue] = [
    "_": .noRows, "nan": .notComputable, "inf": .notComputable, "+inf": .notComputable, "-inf": .notComputable,
    "insufficient": .insufficient, "stale": .ended,
  ]

  private static func items(_ token: Substring) throws(RuleTestNotationError) -> [RuleTestValue] {
    if let word = words[token.lowercased()] { return [word] }
    guard let cross = token.lastIndex(of: "x") else { return [.number(try number(token, in: token))] }
    let head = token[..<cross]
    let digits = token[token.index(after: cross)...]
    guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let times = Int(digits)
    else { throw RuleTestNotationError(description: "'\(token)' does not end in x and a whole number") }
    guard times < limit else { throw RuleTestNotationError(description: "'\(token)' makes more than \(limit) values") }
    if let word = words[head.lowercased()] { return Array(repeating: word, count: times) }

    let (first, step) = try progression(head, in: token)
    return try (0...times).map { index throws(RuleTestNotationError) in
      let value = first + step * Double(index)
      guard value.isFinite else { throw RuleTestNotationError(description: "'\(token)' leaves the range of numbers") }
      return .number(value)
    }
  }

  /// `0.1+0.05` or `0.1`, the step of which is 0.
  private static func progression(
    _ head: Substring, in token: Substring
  ) throws(RuleTestNotationError) -> (first: Double, step: Double) {
    var index = head.endIndex
    while index > head.startIndex {
      index = head.index(before: index)
      guard head[index] == "+" || head[index] == "-", index > head.startIndex else { continue }
      guard !"eE".contains(head[head.index(before: index)]) else { continue }
      return (try number(head[..<index], in: token), try number(head[index...], in: token))
    }
    return (try number(head, in: token), 0)
  }

  private static func number(_ text: Substring, in token: Substring) throws(RuleTestNotationError) -> Double {
    let isPlain = text.utf8.allSatisfy { byte in
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || ".eE+-".utf8.contains(byte)
    }
    guard isPlain, let value = Double(text), value.isFinite else {
      let near = nearestName(to: String(text), among: ["NaN", "insufficient", "stale"])
      let remedy = near.map { "; did you mean '\($0)'?" } ?? ""
      throw RuleTestNotationError(description: "'\(token)' is not a value\(remedy)")
    }
    return value
  }
}
