import Foundation
import Notation
import Readings
import Testing

@testable import Alerting

/// Alerts, dispatcher, people, store and queue, driven by a seeded generator: what the engine does, without the engine.
struct DispatcherWorld {
  /// That an action has told something of an alert.
  struct Telling: Equatable {
    var step: Int
    var action: String
    var identity: AlertIdentity
    var episode: Int
    /// `nil` that it is over.
    var level: Level?
  }

  /// A transition to firing, and the message actions that are to hear of it.
  struct Firing {
    var step: Int
    var transition: AlertTransition
    var actions: [String]
  }

  static let keys = ["all", "region=eu", "region=us"].map {
    SeriesKey(metric: .psi, segment: $0, feature: "age", window: "1h")
  }
  static let sourceKey = SeriesKey(metric: .ks, segment: "all", feature: "age", window: "1h")
  static let messages = ["am", "hook", "pager", "slack"]

  let seed: UInt64
  var generator: SeededGenerator
  let rules: [Rule]
  let actions: [String: Action]
  let inhibitions: [Inhibition]
  var alerts: AlertBook
  var dispatcher: Dispatcher
  var people = PeopleBook()
  var clock = minute(0)
  var step = 0

  /// What the store holds.
  var stored: [String: Delivery] = [:]
  var storedGroups: [String: Data] = [:]
  var storedAlerts = Data()
  var storedTime: Instant?

  var tellings: [Telling] = []
  /// Alerts of which the pager was told that they have no figure, and nothing since that ends the incident.
  var openGaps: Set<AlertIdentity> = []
  var firings: [Firing] = []
  var begun: [String: Int] = [:]
  var approved: Set<String> = []
  var rerun: [String: Int] = [:]
  var crashes = 0

  init(seed: UInt64) throws {
    self.seed = seed
    generator = SeededGenerator(seed: seed)
    let lists = Rule.Actions(
      yellow: ["hook", "slack", "am", "script"], red: ["hook", "pager", "slack", "am", "script", "careful"],
      resolved: ["am", "hook", "slack", "pager"])
    var drift = psiRule(
      yellow: try condition(for: 0, keep: 5), red: try condition(for: 5),
      noData: Rule.NoData(after: .minutes(10), state: seed % 3 == 0 ? .red : .nodata), actions: lists, segments: ["*"])
    drift.approvers = ["owner", "ann"]
    drift.owner = "risk"
    let source = Rule(
      alert: "SchemaBroken", group: "g", metric: .ks, window: "1h", red: Rule.Condition(),
      actions: Rule.Actions(red: ["hook"], resolved: ["hook"]))
    rules = [source, drift]
    let address = Address.literal("https://ops.example/hook")
    actions = [
      "hook": Action(name: "hook", kind: .webhook(Action.Webhook(address: address))),
      "pager": Action(
        name: "pager", kind: .pagerduty(Action.PagerDuty(routingKey: .environment("KEY"))),
        grouping: Grouping(by: [], wait: .zero, interval: .zero, repeatAfter: .minutes(30))),
      "slack": Action(
        name: "slack", kind: .slack(Action.Slack(address: address)),
        grouping: Grouping(by: ["alert"], wait: .minutes(3), interval: .minutes(7), repeatAfter: .hours(1))),
      "am": Action(name: "am", kind: .alertmanager(Action.Alertmanager(address: address))),
      "script": Action(name: "script", kind: .exec(Action.Exec(argv: [try Template("./run")], cooldown: .minutes(4)))),
      "careful": Action(
        name: "careful", kind: .exec(Action.Exec(argv: [try Template("./run")], approvalExpires: .minutes(20)))),
    ]
    inhibitions = [
      Inhibition(
        when: try LabelMatchers(parsing: "alert=SchemaBroken"), mutes: try LabelMatchers(parsing: "alert=FeatureDrift"),
        equal: ["model"])
    ]
    alerts = AlertBook(model: "credit-risk", rules: rules)
    dispatcher = Dispatcher(actions: actions, inhibitions: inhibitions, policy: .act, maxAge: .hours(1))
    storedAlerts = try JSONEncoder().encode(alerts.instances)
  }

  mutating func pick<T>(_ choices: [T]) -> T { choices[Int(generator.next() % UInt64(choices.count))] }

  mutating func happens(_ percent: UInt64) -> Bool { generator.next() % 100 < percent }

  // MARK: - Steps

  /// One evaluation of these levels (`nil`: no reading), what it brings, and what the clock brings.
  mutating func evaluate(_ levels: [Level?], source: Level, lag: TimeSpan = .zero) throws {
    step += 1
    let now = clock - lag
    var readings = zip(Self.keys, levels).compactMap { key, level in level.map { reading($0, key: key, at: now) } }
    readings.append(reading(source, key: Self.sourceKey, at: now))
    if happens(25) { try crash(readings, now: now) }
    let transitions = alerts.evaluate(readings, now: now, people: people, clock: clock)
    note(transitions)
    let before = dispatcher.groups
    var made = dispatcher.take(transitions, alerts: alerts, people: people, now: clock)
    made += dispatcher.advance(alerts: alerts, people: people, now: clock)
    try store(made, before: before)
  }

  /// The clock alone.
  mutating func wait(_ minutes: Int64) throws {
    step += 1
    clock = clock + .minutes(minutes)
    let before = dispatcher.groups
    try store(dispatcher.advance(alerts: alerts, people: people, now: clock), before: before)
  }

  private mutating func note(_ transitions: [AlertTransition]) {
    for transition in transitions where transition.to == .firing {
      guard let rule = alerts.rule(named: transition.identity.rule) else { continue }
      let names = transition.level == .red ? rule.actions.red : rule.actions.yellow
      let isOpen =
        transition.from == .firing || transition.from == .recovering || transition.from == .nodata
        || transition.from == .error
      // Firing again at the level of before is nothing new; a gap before the first firing has no level.
      if isOpen, transition.previousLevel == transition.level { continue }
      firings.append(
        Firing(step: step, transition: transition, actions: names.filter { Self.messages.contains($0) }))
    }
  }

  /// The process dies, with this evaluation done but not stored; or, which must come to the same, before it.
  private mutating func crash(_ readings: [Reading], now: Instant) throws {
    crashes += 1
    var lost = self
    let transitions = lost.alerts.evaluate(readings, now: now, people: people, clock: clock)
    var expected = lost.dispatcher.take(transitions, alerts: lost.alerts, people: people, now: clock)
    expected += lost.dispatcher.advance(alerts: lost.alerts, people: people, now: clock)

    for id in stored.keys.sorted() where stored[id]?.recoverFromRestart(now: clock) == true {}
    alerts = AlertBook(
      model: "credit-risk", rules: rules, instances: try JSONDecoder().decode([AlertInstance].self, from: storedAlerts),
      evaluatedAt: storedTime)
    let groups = try storedGroups.values.map { try JSONDecoder().decode(NoticeGroup.self, from: $0) }
    dispatcher = Dispatcher(
      actions: actions, inhibitions: inhibitions, policy: .act, maxAge: .hours(1), groups: groups,
      deliveries: Array(stored.values))
    var again = self
    let same = again.alerts.evaluate(readings, now: now, people: people, clock: clock)
    var repeated = again.dispatcher.take(same, alerts: again.alerts, people: people, now: clock)
    repeated += again.dispatcher.advance(alerts: again.alerts, people: people, now: clock)
    #expect(repeated == expected, "seed \(seed): a restart changed what is delivered")
  }

  /// Stores what was made, with alerts and groups, as one transaction; and takes note of what was told.
  mutating func store(_ made: [Delivery], before: [NoticeGroup]) throws {
    noteTold(made, before: before)
    checkHolds(made)
    for delivery in made {
      let copy = try JSONDecoder().decode(Delivery.self, from: JSONEncoder().encode(delivery))
      if let old = stored[delivery.id] {
        #expect(
          old.payload == delivery.payload && old.arguments == delivery.arguments, "seed \(seed): one id, two payloads")
        #expect(
          old.state == .awaitingApproval || old.state == .unknown,
          "seed \(seed): \(old.state.name) became \(delivery.state)")
      }
      stored[delivery.id] = copy
    }
    storedAlerts = try JSONEncoder().encode(alerts.instances)
    storedTime = alerts.evaluatedAt
    let groups = try dispatcher.groups.map { ($0.key, try JSONEncoder().encode($0)) }
    storedGroups = Dictionary(uniqueKeysWithValues: groups)
  }

  /// For an alert by itself a delivery says what was told; for a group, how it was changed by it.
  private mutating func noteTold(_ made: [Delivery], before: [NoticeGroup]) {
    let made = made.filter { $0.state == .planned && !$0.runsProgram }
    for delivery in made where delivery.action != "slack" && delivery.level != .nodata && delivery.level != .error {
      if delivery.action == "pager", delivery.level == .green, openGaps.remove(delivery.identity) != nil {
        let last = tellings.last {
          $0.action == "pager" && $0.identity == delivery.identity && $0.episode == delivery.episode
        }
        // What ends is no episode, only the gap.
        if last?.level == nil { continue }
      }
      tellings.append(
        Telling(
          step: step, action: delivery.action, identity: delivery.identity, episode: delivery.episode,
          level: delivery.level == .green ? nil : delivery.level))
    }
    for delivery in made where delivery.action == "pager" && (delivery.level == .nodata || delivery.level == .error) {
      openGaps.insert(delivery.identity)
    }
    let threads = Set(made.map(\.thread))
    for new in dispatcher.groups where new.action == "slack" {
      let old = before.first { $0.key == new.key }
      for member in new.members where old?.position(of: member.identity, episode: member.episode) == nil {
        guard let level = member.told else { continue }
        tellings.append(
          Telling(step: step, action: "slack", identity: member.identity, episode: member.episode, level: level))
      }
    }
    func isNew(_ member: NoticeGroup.Member) -> Bool {
      firings.contains {
        $0.step == step && $0.transition.identity == member.identity && $0.transition.level == member.told
      }
    }
    for old in before where old.action == "slack" {
      let new = dispatcher.groups.first { $0.key == old.key }
      for member in old.members {
        let now = new.flatMap { group in
          group.position(of: member.identity, episode: member.episode).map { group.members[$0] }
        }
        var telling = Telling(step: step, action: "slack", identity: member.identity, episode: member.episode)
        if now == nil, member.told != nil {
          #expect(threads.contains(old.key), "seed \(seed): an end was forgotten")
          tellings.append(telling)
        } else if let now, let level = now.told, threads.contains(old.key), now.alarm == nil, now.heldBy == nil,
          level != member.told || member.alarm != nil || isNew(now)
        {
          telling.level = level
          tellings.append(telling)
        }
      }
    }
  }
}
