import Notation
import Readings

extension Rule {
  /// What the rule asks for at a level, in words: `psi > 0.25 for 5m, over below 0.20`; `nil` for a level that it does not
  /// alert on.
  ///
  /// - Parameters:
  ///   - key: what the alert is about.
  ///   - threshold: where the level begins now, if the rule leaves that to the gradient.
  package func words(for level: Level, of key: SeriesKey, threshold: Double? = nil) -> String? {
    guard let condition = condition(level) else { return nil }
    var words =
      condition.criterion.map { $0.words(of: self) }
      ?? plainWords(condition, level, of: key, threshold: threshold)
    if condition.holdFor > .zero { words += " for \(condition.holdFor.text)" }
    if let clear = condition.clear {
      words += ", over \(clear.endWords)"
      if condition.keepFiringFor > .zero { words += " for \(condition.keepFiringFor.text)" }
    } else if condition.keepFiringFor > .zero {
      words += ", over after \(condition.keepFiringFor.text) within"
    }
    if let against, condition.isRelative { words += "; baseline of \(against.text) before" }
    return words
  }

  private func plainWords(_ condition: Condition, _ level: Level, of key: SeriesKey, threshold: Double?) -> String {
    guard let at = condition.at else {
      guard let threshold else { return "\(key.metricName) \(level.rawValue)" }
      let side =
        switch metric.direction {
        case .higherIsWorse: ">"
        case .lowerIsWorse: "<"
        case .eitherWay: "past"
        }
      return "\(key.metricName) \(level.rawValue) (\(side) \(shortText(threshold)))"
    }
    return "\(key.metricName) \(at.text)"
  }

  /// Who may approve its programs, by name; empty for anybody.
  package var namedApprovers: [String] { approvers.map { $0 == "owner" ? owner ?? $0 : $0 } }
}

extension Threshold {
  /// As the bound at which a level ends: `below 0.20`, `above baseline - 3%`, `within ± 0.2`.
  fileprivate var endWords: String {
    let rest = text.drop { "<> ".contains($0) }
    return switch comparison {
    case .below: "below \(rest)"
    case .above: "above \(rest)"
    case .outside: "within \(text)"
    }
  }
}

extension Criterion {
  fileprivate func words(of rule: Rule) -> String {
    switch self {
    case .all(let terms): terms.map { $0.words(of: rule) }.joined(separator: " and ")
    case .any(let terms): terms.map { $0.words(of: rule) }.joined(separator: " or ")
    case .count(let count):
      "\(count.atLeast) or more \(count.things.rawValue) with \(rule.metric.rawValue) \(count.level.rawValue)"
    case .burn(let burn):
      "\(rule.metric.rawValue) over \(burn.windows.joined(separator: " and ")) above \(shortText(burn.factor)) times "
        + "what \(shortText(burn.objective * 100))% allows"
    }
  }
}

extension Criterion.Term {
  fileprivate func words(of rule: Rule) -> String {
    let name = metric == .kpi ? "kpi:" + (feature ?? "") : metric.rawValue
    let subject = metric == .kpi ? "" : feature.map { " of " + $0 } ?? ""
    let place = window == nil || window == rule.window ? "" : " over \(window ?? "")"
    return switch test {
    case .at(let threshold): "\(name)\(subject)\(place) \(threshold.text)"
    case .level(let level): "\(name)\(subject)\(place) \(level.rawValue)"
    }
  }
}
