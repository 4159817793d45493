import Notation
import Readings

/// What a receiver is told of one alert: a JSON object.
///
/// `low`, `high`, `floor`, `window_start`, `window_end`, `because`, `group` and `by` are left out where there are none,
/// `owner` and `runbook` are then `null`. Labels and annotations are in the order of their names.
package struct WebhookPayload: Equatable, Sendable {
  /// Of the delivery, so that a receiver can drop repetitions.
  package var id: String
  package var transition: AlertTransition
  package var rule: Rule
  /// The group's key, which stays the same over the messages about the alert; `nil` for programs.
  package var group: String?
  /// Who acknowledged the alert, if that is what is told.
  package var acknowledgedBy: String?

  package init(
    id: String, transition: AlertTransition, rule: Rule, group: String? = nil, acknowledgedBy: String? = nil
  ) {
    self.id = id
    self.transition = transition
    self.rule = rule
    self.group = group
    self.acknowledgedBy = acknowledgedBy
  }

  /// `alert.firing`, `alert.resolved`, `alert.nodata`, `alert.error`, `alert.acknowledged`.
  package var type: String { acknowledgedBy == nil ? "alert.\(transition.to.rawValue)" : "alert.acknowledged" }

  package func write(to json: inout JSONText) {
    json.object { json in
      json.field("id", id)
      json.field("type", type)
      if let group { json.field("group", group) }
      if let acknowledgedBy { json.field("by", acknowledgedBy) }
      writeFacts(to: &json)
    }
  }

  /// The fields that say what became of the alert, without those of the message.
  func writeFacts(to json: inout JSONText) {
    let facts = TemplateFacts(transition, rule: rule)
    let figures = transition.figures
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
    if let because = figures.because { json.field("because", because) }
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
