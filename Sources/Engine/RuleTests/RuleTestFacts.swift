import Alerting
import Configuration
import Notation
import Readings

/// An alert, a step of one, or a delivery, as patterns are held against it and as people read it.
struct RuleTestFacts {
  var facts: [String: RuleTestFact]
  var text: String

  /// An alert as it stands at `moment`.
  init(_ instance: AlertInstance, rule: Rule, people: PeopleBook?, start: Instant, moment: Instant) {
    let present = AlertTransition(
      at: instance.since, identity: instance.identity, episode: instance.episode, from: instance.state,
      to: instance.state, level: instance.level, previousLevel: instance.level, figures: instance.figures)
    self.init(present, rule: rule, start: start)
    if let people {
      let labels = AlertLabels(instance.identity, rule: rule, level: instance.level)
      let acknowledgement = people.acknowledgement(of: instance.identity, episode: instance.episode)
      facts["acknowledged"] = .flag(acknowledgement != nil)
      facts["silenced"] = .flag(people.silence(of: labels, at: moment) != nil)
      if acknowledgement != nil { text += ", acknowledged" }
      if facts["silenced"] == .flag(true) { text += ", silenced" }
    }
  }

  /// What an alert became.
  init(_ transition: AlertTransition, rule: Rule, start: Instant) {
    let figures = transition.figures
    facts = Self.series(transition.identity, episode: transition.episode)
    facts["state"] = .text(transition.to.rawValue)
    facts["level"] = .text(transition.level.rawValue)
    facts["since"] = .time(transition.at - start)
    facts["n"] = .number(Double(figures.n))
    facts["value"] = figures.value.map { .number($0) }
    facts["threshold"] = figures.threshold.map { .number($0) }
    facts["because"] = figures.because.map { .text($0) }
    facts["owner"] = rule.owner.map { .text($0) }
    facts["summary"] = rule.annotations["summary"].map {
      .text($0.rendered(with: TemplateFacts(transition, rule: rule)))
    }
    var parts = [transition.identity.rule, transition.identity.key.text, transition.to.rawValue]
    if transition.level.rawValue != transition.to.rawValue { parts.append(transition.level.rawValue) }
    if let value = figures.value { parts.append(shortText(value)) }
    // An alert that was never evaluated has no time.
    if transition.to != .unknown { parts.append("since \((transition.at - start).text)") }
    text = parts.joined(separator: " ") + (figures.because.map { ": \($0)" } ?? "")
  }

  init(_ delivery: Delivery, start: Instant) {
    facts = Self.series(delivery.identity, episode: delivery.episode)
    facts["action"] = .text(delivery.action)
    facts["type"] = .text(delivery.type)
    facts["state"] = .text(delivery.state.name)
    facts["reason"] = delivery.state.suppression.map { .text($0.rawValue) }
    facts["level"] = .text(delivery.level.rawValue)
    facts["alerts"] = .number(Double(delivery.alertCount))
    facts["at"] = .time(delivery.plannedAt - start)
    if delivery.runsProgram { facts["arguments"] = .text(delivery.arguments.dropFirst().joined(separator: " ")) }
    let reason = delivery.state.suppression.map { ": \($0.rawValue)" } ?? ""
    let more = delivery.alertCount > 1 ? " and \(delivery.alertCount - 1) more" : ""
    text =
      "\(delivery.action) for \(delivery.identity.rule) \(delivery.identity.key.text)\(more) \(delivery.level.rawValue), "
      + "\(delivery.state.name)\(reason), at \((delivery.plannedAt - start).text)"
  }

  private static func series(_ identity: AlertIdentity, episode: Int) -> [String: RuleTestFact] {
    let key = identity.key
    var facts: [String: RuleTestFact] = [
      "alert": .text(identity.rule), "metric": .text(key.metricName), "segment": .text(key.segment),
      "version": .text(key.version), "window": .text(key.window), "episode": .number(Double(episode)),
    ]
    facts["feature"] = key.metric == .kpi ? nil : key.feature.map { .text($0) }
    return facts
  }

  func isState(_ states: [AlertStatus.State]) -> Bool {
    states.contains { facts["state"] == .text($0.rawValue) }
  }
}
