import Foundation
import Notation
import Readings
import Testing

@testable import Alerting

/// A dispatcher with one rule, given transitions by hand.
struct DispatcherFixture {
  var dispatcher: Dispatcher
  var people = PeopleBook()
  var alerts: AlertBook

  init(
    _ actions: [Action], rules: [Rule]? = nil, inhibitions: [Inhibition] = [], policy: DeliveryPlanner.Policy = .act
  ) {
    let names = actions.map(\.name)
    let lists = Rule.Actions(
      yellow: names, red: names, resolved: actions.filter { !$0.runsProgram }.map(\.name))
    alerts = AlertBook(model: "credit-risk", rules: rules ?? [psiRule(actions: lists)])
    dispatcher = Dispatcher(
      actions: Dictionary(uniqueKeysWithValues: actions.map { ($0.name, $0) }), inhibitions: inhibitions,
      policy: policy, maxAge: .hours(1))
  }

  static func hook(_ grouping: Grouping? = nil, name: String = "hook") -> Action {
    Action(
      name: name, kind: .webhook(Action.Webhook(address: .literal("https://ops.example/hook"))), grouping: grouping)
  }

  static func pager(_ grouping: Grouping? = nil) -> Action {
    Action(name: "pager", kind: .pagerduty(Action.PagerDuty(routingKey: .environment("KEY"))), grouping: grouping)
  }

  static func identity(_ region: String, rule: String = "FeatureDrift") -> AlertIdentity {
    var identity = psiIdentity
    identity.rule = rule
    identity.key.segment = "region=\(region)"
    return identity
  }

  static func firing(_ region: String, _ level: Level = .red, at time: Int64, episode: Int = 1) -> AlertTransition {
    transition(level: level, episode: episode, at: minute(time), identity: identity(region))
  }

  static func rising(_ region: String, at time: Int64) -> AlertTransition {
    transition(from: .firing, previousLevel: .yellow, at: minute(time), identity: identity(region))
  }

  static func falling(_ region: String, at time: Int64) -> AlertTransition {
    transition(from: .firing, level: .yellow, previousLevel: .red, at: minute(time), identity: identity(region))
  }

  static func resolved(_ region: String, at time: Int64, from level: Level = .red, episode: Int = 1) -> AlertTransition
  {
    transition(
      to: .resolved, from: .firing, level: .green, previousLevel: level, episode: episode, at: minute(time),
      identity: identity(region))
  }

  mutating func take(_ transitions: AlertTransition..., at time: Int64) -> [String] {
    describe(dispatcher.take(transitions, alerts: alerts, people: people, now: minute(time)))
  }

  mutating func advance(to time: Int64) -> [String] {
    describe(dispatcher.advance(alerts: alerts, people: people, now: minute(time)))
  }

  mutating func silence(_ text: String = "alert=FeatureDrift", from: Int64, until: Int64) throws {
    people.silences.append(
      Silence(
        id: "0", matchers: try LabelMatchers(parsing: text), from: minute(from), until: minute(until), by: "ann",
        reason: "test"))
  }

  mutating func acknowledge(_ region: String, _ level: Level, at time: Int64, episode: Int = 1) -> [String] {
    let acknowledgement = Acknowledgement(
      identity: Self.identity(region), episode: episode, level: level, at: minute(time), by: "ann", reason: "test")
    people.acknowledgements[acknowledgement.identity] = acknowledgement
    return describe(dispatcher.acknowledge(acknowledgement, alerts: alerts, now: minute(time)))
  }

  /// As the next process has it.
  mutating func restart(rules: [Rule]? = nil, open: [AlertIdentity] = []) throws {
    let stored = try JSONEncoder().encode(dispatcher.groups)
    dispatcher = Dispatcher(
      actions: dispatcher.actions, inhibitions: dispatcher.inhibitions, policy: dispatcher.policy,
      maxAge: dispatcher.maxAge, groups: try JSONDecoder().decode([NoticeGroup].self, from: stored))
    let instances = open.map { identity in
      var instance = AlertInstance(identity: identity, since: minute(0))
      (instance.state, instance.level, instance.episodeLevel, instance.episode) = (.firing, .red, .red, 1)
      return instance
    }
    alerts = AlertBook(model: "credit-risk", rules: rules ?? alerts.rules, instances: instances)
  }

  private func describe(_ deliveries: [Delivery]) -> [String] {
    deliveries.map { delivery in
      let count = delivery.alertCount == 1 ? "" : " ×\(delivery.alertCount)"
      return "\(delivery.action) \(delivery.level.rawValue)\(count) "
        + (delivery.state.suppression?.rawValue ?? delivery.state.name)
    }
  }
}
