import Notation

/// Why a text is not a threshold.
package struct ThresholdError: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Problem: Equatable, Sendable {
    case empty
    /// Begins with neither `>` nor `<`.
    case noComparison
    /// `>=` or `<=`; only strict comparisons exist.
    case notStrict
    /// What should be a finite decimal number is not.
    case notANumber(String)
    /// Something other than `+` or `-` follows `baseline`.
    case noSign(String)
    /// `baseline +` without a distance.
    case noDistance
  }

  package var text: String
  package var problem: Problem

  package init(text: String, problem: Problem) {
    self.text = text
    self.problem = problem
  }

  package static let forms = "\"> 0.1\", \"< 0.8\", \"> 0.8%\", \"< baseline - 3%\", \"> baseline + 0.02\""

  package var description: String {
    let reason =
      switch problem {
      case .empty: "a threshold is missing"
      case .noComparison: "\"\(text)\" does not begin with > or <"
      case .notStrict: "\"\(text)\" has >= or <=, but thresholds are strict: write > or <"
      case .notANumber(let part): part.isEmpty ? "\"\(text)\" has no number" : "\"\(part)\" is not a number"
      case .noSign(let part): "\"\(part)\" after baseline is neither + nor -"
      case .noDistance: "\"\(text)\" does not say how far from the baseline"
      }
    return "\(reason); allowed are \(Self.forms)"
  }
}

extension Threshold {
  /// Reads `> 0.10`, `> 0.8%` (percent of one), `< baseline - 3%`, `> baseline + 0.02`, `< baseline`.
  ///
  /// Spaces are free; the typographic minus (U+2212) counts as `-`.
  package init(parsing text: String) throws(ThresholdError) {
    var rest = Substring(text.map { $0 == "\u{2212}" ? "-" : $0 }).trimmed
    guard let first = rest.popFirst() else { throw ThresholdError(text: text, problem: .empty) }
    guard let comparison = Comparison(rawValue: String(first)) else {
      throw ThresholdError(text: text, problem: .noComparison)
    }
    guard rest.first != "=" else { throw ThresholdError(text: text, problem: .notStrict) }
    rest = rest.trimmed

    guard rest.hasPrefix("baseline") else {
      let (number, isPercent) = try Self.number(rest, in: text)
      self.init(comparison, .absolute(isPercent ? number / 100 : number))
      return
    }
    rest = rest.dropFirst("baseline".count).trimmed
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

  /// As it would be written: `< baseline - 3%`.
  package var text: String {
    func distance(_ value: Double, _ unit: String) -> String {
      value == 0 ? "" : (value < 0 ? " - " : " + ") + shortestText(abs(value)) + unit
    }
    return switch bound {
    case .absolute(let value): "\(comparison.rawValue) \(shortestText(value))"
    case .offset(let value): "\(comparison.rawValue) baseline\(distance(value, ""))"
    case .percent(let value): "\(comparison.rawValue) baseline\(distance(value, "%"))"
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
