import Notation

/// Why a text is not a threshold.
package struct ThresholdError: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Problem: Equatable, Sendable {
    case empty
    /// Begins with none of `>`, `<` and `±`.
    case noComparison
    /// `>=` or `<=`; only strict comparisons exist.
    case notStrict
    /// What should be a finite decimal number is not.
    case notANumber(String)
    /// Something other than `+` or `-` follows `baseline`.
    case noSign(String)
    /// `baseline +` without a distance.
    case noDistance
    /// `±` with a distance of 0, or with a sign of its own.
    case noWidth
  }

  package var text: String
  package var problem: Problem

  package init(text: String, problem: Problem) {
    self.text = text
    self.problem = problem
  }

  package static let forms =
    "\"> 0.1\", \"< 0.8\", \"> 0.8%\", \"< baseline - 3%\", \"> baseline + 0.02\", \"± 0.25\", \"baseline ± 10%\""

  package var description: String {
    let reason =
      switch problem {
      case .empty: "a threshold is missing"
      case .noComparison: "\"\(text)\" does not begin with >, < or ±"
      case .notStrict: "\"\(text)\" has >= or <=, but thresholds are strict: write > or <"
      case .notANumber(let part): part.isEmpty ? "\"\(text)\" has no number" : "\"\(part)\" is not a number"
      case .noSign(let part): "\"\(part)\" after baseline is neither + nor -"
      case .noDistance: "\"\(text)\" does not say how far from the baseline"
      case .noWidth: "\"\(text)\" needs a distance above 0 after ±"
      }
    return "\(reason); allowed are \(Self.forms)"
  }
}

extension Threshold {
  private static let baselineWord = "baseline"
  /// Longest first; the typographic minus is read as `-` before.
  private static let plusMinus = ["+/-", "+-", "±"]

  /// Reads `> 0.10`, `> 0.8%` (percent of one), `< baseline - 3%`, `> baseline + 0.02`, `< baseline`, `± 0.25`,
  /// `baseline ± 10%`.
  ///
  /// Spaces are free; the typographic minus (U+2212) counts as `-`, and `+-` and `+/-` as `±`.
  package init(parsing text: String) throws(ThresholdError) {
    var rest = Substring(text.map { $0 == "\u{2212}" ? "-" : $0 }).trimmed
    if let band = try Self.band(rest, in: text) {
      self = band
      return
    }
    guard let first = rest.popFirst() else { throw ThresholdError(text: text, problem: .empty) }
    guard let comparison = Comparison(rawValue: String(first)) else {
      throw ThresholdError(text: text, problem: .noComparison)
    }
    guard rest.first != "=" else { throw ThresholdError(text: text, problem: .notStrict) }
    rest = rest.trimmed

    guard rest.hasPrefix(Self.baselineWord) else {
      let (number, isPercent) = try Self.number(rest, in: text)
      self.init(comparison, .absolute(isPercent ? number / 100 : number))
      return
    }
    rest = rest.dropFirst(Self.baselineWord.count).trimmed
    guard let sign = rest.popFirst() else {
      self.init(comparison, .offset(0))
      return
    }
    guard sign == "+" || sign == "-" else {
      throw ThresholdError(text: text, problem: .noSign(String(sign) + rest))
    }
    rest = rest.trimmed
    guard !rest.isEmpty else { throw ThresholdError(text: text, problem: .noDistance) }
    guard rest.first != "+", rest.first != "-" else {
      throw ThresholdError(text: text, problem: .notANumber(String(rest)))
    }
    let (number, isPercent) = try Self.number(rest, in: text)
    let signed = sign == "-" ? -number : number
    self.init(comparison, isPercent ? .percent(signed) : .offset(signed))
  }

  /// A band around 0 or the baseline; `nil` where the text does not begin like one.
  private static func band(_ part: Substring, in text: String) throws(ThresholdError) -> Threshold? {
    let isRelative = part.hasPrefix(baselineWord)
    var rest = isRelative ? part.dropFirst(baselineWord.count).trimmed : part
    guard let sign = plusMinus.first(where: rest.hasPrefix) else { return nil }
    rest = rest.dropFirst(sign.count).trimmed
    guard !rest.isEmpty else { throw ThresholdError(text: text, problem: .noWidth) }
    let (number, isPercent) = try Self.number(rest, in: text)
    guard number > 0 else { throw ThresholdError(text: text, problem: .noWidth) }
    guard isRelative else { return Threshold(.outside, .absolute(isPercent ? number / 100 : number)) }
    return Threshold(.outside, isPercent ? .percent(number) : .offset(number))
  }

  private static func number(
    _ part: Substring, in text: String
  ) throws(ThresholdError) -> (value: Double, isPercent: Bool) {
    let isPercent = part.hasSuffix("%")
    let digits = isPercent ? part.dropLast().trimmed : part
    let allowed = digits.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"),
        UInt8(ascii: "e"), UInt8(ascii: "E"):
        true
      default: false
      }
    }
    guard allowed, let value = Double(digits), value.isFinite else {
      throw ThresholdError(text: text, problem: .notANumber(String(part)))
    }
    return (value, isPercent)
  }

  /// As it would be written: `< baseline - 3%`, `baseline ± 10%`.
  package var text: String {
    let sign = comparison.rawValue
    if comparison == .outside {
      return switch bound {
      case .absolute(let width): "\(sign) \(shortestText(width))"
      case .offset(let width): "\(Self.baselineWord) \(sign) \(shortestText(width))"
      case .percent(let width): "\(Self.baselineWord) \(sign) \(shortestText(width))%"
      }
    }
    func distance(_ value: Double, _ unit: String) -> String {
      value == 0 ? "" : (value < 0 ? " - " : " + ") + shortestText(abs(value)) + unit
    }
    return switch bound {
    case .absolute(let value): "\(sign) \(shortestText(value))"
    case .offset(let value): "\(sign) \(Self.baselineWord)\(distance(value, ""))"
    case .percent(let value): "\(sign) \(Self.baselineWord)\(distance(value, "%"))"
    }
  }
}

extension Substring {
  /// Without white space at either end.
  fileprivate var trimmed: Substring {
    var rest = drop { $0.isWhitespace }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return rest
  }
}
