import Notation
import Readings

/// A name and value that a program finds in its environment.
package struct EnvironmentVariable: Equatable, Codable, Sendable {
  package var name: String
  package var value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  /// The facts of a transition; numbers in full, and empty where there is none.
  static func facts(of transition: AlertTransition, rule: Rule, deliveryID: String) -> [EnvironmentVariable] {
    let key = transition.identity.key
    let facts: [(String, String)] = [
      ("LEEWAY_DELIVERY_ID", deliveryID),
      ("LEEWAY_ALERT", transition.identity.rule),
      ("LEEWAY_LEVEL", transition.level.rawValue),
      ("LEEWAY_STATE", transition.to.rawValue),
      ("LEEWAY_MODEL", transition.identity.model),
      ("LEEWAY_VERSION", key.version),
      ("LEEWAY_SEGMENT", key.segment),
      ("LEEWAY_FEATURE", key.feature ?? ""),
      ("LEEWAY_METRIC", key.metric.rawValue),
      ("LEEWAY_WINDOW", key.window),
      ("LEEWAY_VALUE", transition.figures.value.map(shortestText) ?? ""),
      ("LEEWAY_THRESHOLD", transition.figures.threshold.map(shortestText) ?? ""),
      ("LEEWAY_N", String(transition.figures.n)),
      ("LEEWAY_BECAUSE", transition.figures.because ?? ""),
      ("LEEWAY_EPISODE", String(transition.episode)),
      ("LEEWAY_AT", transition.at.rfc3339),
      ("LEEWAY_OWNER", rule.owner ?? ""),
      ("LEEWAY_RUNBOOK", rule.runbook ?? ""),
    ]
    return facts.map { EnvironmentVariable($0, $1.withoutNUL) }
  }
}
