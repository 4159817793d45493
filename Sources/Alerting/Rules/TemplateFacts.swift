import Notation
import Readings

/// What a template can be filled in with: the facts of one transition of an alert.
package struct TemplateFacts: Equatable, Sendable {
  /// Texts by name, those of ``names``; a fact that is not there has no entry.
  package private(set) var texts: [String: String]
  /// The rule's labels.
  package private(set) var labels: [String: String]

  /// Every name but those of the labels, which are `labels.NAME`.
  package static let names = [
    "alert", "level", "state", "model", "version", "model_version", "segment", "feature", "metric", "window", "value",
    "threshold", "n", "because", "episode", "at", "owner", "runbook",
  ]

  package init(_ transition: AlertTransition, rule: Rule) {
    let key = transition.identity.key
    var texts = [
      "alert": transition.identity.rule,
      "level": transition.level.rawValue,
      "state": transition.to.rawValue,
      "model": transition.identity.model,
      "version": key.version,
      "model_version": key.version,
      "segment": key.segment,
      "metric": key.metricName,
      "window": key.window,
      "n": String(transition.figures.n),
      "episode": String(transition.episode),
      "at": transition.at.rfc3339,
    ]
    texts["feature"] = key.metric == .kpi ? nil : key.feature
    texts["value"] = transition.figures.value.map(shortText)
    texts["threshold"] = transition.figures.threshold.map(shortText)
    texts["because"] = transition.figures.because
    texts["owner"] = rule.owner
    texts["runbook"] = rule.runbook
    self.texts = texts
    labels = rule.labels
  }

  var object: [String: Any] {
    var object: [String: Any] = texts
    object["labels"] = labels
    return object
  }
}

/// A number for people: four significant digits, but never fewer than its whole part has
/// (below 1e15), and no trailing zeros
/// (`0.2131`, `1204`, `18230`, `2.5e-07`). Halves are rounded away from zero, in decimal.
package func shortText(_ value: Double) -> String {
  guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
  guard value != 0 else { return "0" }
  let sign = value < 0 ? "-" : ""

  // The shortest decimal form, taken apart: 0.digits × 10^point.
  let parts = abs(value).description.split(separator: "e")
  let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
  var digits = mantissa.joined().compactMap(\.wholeNumberValue)
  var point = mantissa[0].count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
  let leading = digits.prefix { $0 == 0 }.count
  digits.removeFirst(leading)
  point -= leading

  let kept = point > 15 ? 4 : max(4, point)
  if digits.count > kept {
    let roundsUp = digits[kept] >= 5
    digits.removeLast(digits.count - kept)
    if roundsUp {
      var index = kept - 1
      while index >= 0, digits[index] == 9 {
        digits[index] = 0
        index -= 1
      }
      if index >= 0 {
        digits[index] += 1
      } else {
        digits.insert(1, at: 0)
        point += 1
      }
    }
  }
  while digits.last == 0 { digits.removeLast() }

  func text(_ digits: some Sequence<Int>) -> String { digits.map(String.init).joined() }
  if point > 15 || point < -3 {
    let fraction = digits.count > 1 ? "." + text(digits.dropFirst()) : ""
    let exponent = point - 1
    let padding = abs(exponent) < 10 ? "0" : ""
    return "\(sign)\(text(digits.prefix(1)))\(fraction)e\(exponent < 0 ? "-" : "+")\(padding)\(abs(exponent))"
  }
  guard point > 0 else { return sign + "0." + String(repeating: "0", count: -point) + text(digits) }
  let whole = text(digits.prefix(point)) + String(repeating: "0", count: max(0, point - digits.count))
  return sign + whole + (digits.count > point ? "." + text(digits.dropFirst(point)) : "")
}
