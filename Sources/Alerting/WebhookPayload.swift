import Notation
import Readings

/// What a receiver is told of a transition: one JSON object.
///
/// `low`, `high`, `floor`, `window_start` and `window_end` are left out where there are none, `owner` and `runbook` are
/// then `null`. Labels and annotations are in the order of their names.
package struct WebhookPayload: Equatable, Sendable {
  /// Of the delivery, so that a receiver can drop repetitions.
  package var id: String
  package var transition: AlertTransition
  package var rule: Rule

  package init(id: String, transition: AlertTransition, rule: Rule) {
    self.id = id
    self.transition = transition
    self.rule = rule
  }

  /// `alert.firing`, `alert.resolved`, `alert.nodata`, `alert.error`.
  package var type: String { "alert.\(transition.to.rawValue)" }

  package func write(to json: inout JSONText) {
    let facts = TemplateFacts(transition, rule: rule)
    let figures = transition.figures
    json.object { json in
      json.field("id", id)
      json.field("type", type)
      json.field("alert", transition.identity.rule)
      json.field("level", transition.level.rawValue)
      json.field("previous_level", transition.previousLevel.rawValue)
      json.field("state", transition.to.rawValue)
      json.field("previous_state", transition.from.rawValue)
      transition.identity.write(to: &json)
      json.field("value", figures.value)
      json.field("threshold", figures.threshold)
      json.field("n", figures.n)
      if let low = figures.low { json.field("low", low) }
      if let high = figures.high { json.field("high", high) }
      if let floor = figures.floor { json.field("floor", floor) }
      if let start = figures.windowStart { json.field("window_start", start) }
      if let end = figures.windowEnd { json.field("window_end", end) }
      json.field("episode", transition.episode)
      json.field("at", transition.at)
      json.field("owner", rule.owner)
      json.field("runbook", rule.runbook)
      json.object("labels") { json in
        for (name, value) in rule.labels.sorted(by: { $0.key < $1.key }) { json.field(name, value) }
      }
      json.object("annotations") { json in
        for (name, template) in rule.annotations.sorted(by: { $0.key < $1.key }) {
          json.field(name, template.rendered(with: facts))
        }
      }
    }
  }
}

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
      ("LEEWAY_EPISODE", String(transition.episode)),
      ("LEEWAY_AT", transition.at.rfc3339),
      ("LEEWAY_OWNER", rule.owner ?? ""),
      ("LEEWAY_RUNBOOK", rule.runbook ?? ""),
    ]
    return facts.map { EnvironmentVariable($0, $1.withoutNUL) }
  }
}
