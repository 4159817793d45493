import Notation
import Readings
import Testing

@testable import Alerting

/// People, the queue, and what must hold of everything that is made.
extension DispatcherWorld {
  mutating func decide() throws {
    step += 1
    switch pick([0, 0, 1, 2, 2, 3, 3, 4]) {
    case 0:
      let text = pick(["alert=FeatureDrift", "segment=\"region=eu\"", "segment=~\"region=.*\"", "model=credit-risk"])
      people.silences.append(
        Silence(
          id: String(step), matchers: try LabelMatchers(parsing: text), from: clock,
          until: clock + .minutes(pick([5, 20, 60])), by: "ann", reason: "test"))
    case 1:
      if !people.silences.isEmpty { people.silences.removeFirst() }
    case 2:
      let open = alerts.instances.filter { $0.episodeLevel != nil }.sorted { $0.identity < $1.identity }
      guard !open.isEmpty else { return }
      let instance = pick(open)
      guard let level = instance.episodeLevel else { return }
      let acknowledgement = Acknowledgement(
        identity: instance.identity, episode: instance.episode, level: level, at: clock, by: "ann", reason: "test")
      people.acknowledgements[instance.identity] = acknowledgement
      for delivery in dispatcher.acknowledge(acknowledgement, alerts: alerts, now: clock) {
        #expect(delivery.action == "pager" && stored[delivery.id] == nil)
        #expect(
          tellings.contains { $0.action == "pager" && $0.identity == instance.identity && $0.level != nil },
          "seed \(seed): acknowledged what was never told")
        stored[delivery.id] = delivery
      }
    case 3:
      guard let id = dispatcher.waiting.keys.sorted().first, let waited = dispatcher.waiting[id] else { return }
      guard let delivery = dispatcher.approve(id, now: clock) else { return }
      if delivery.state == .planned {
        approved.insert(id)
        if waited.state == .unknown { rerun[id, default: 0] += 1 }
      } else {
        #expect(delivery.state == .suppressed(.expired))
      }
      try store([delivery], before: dispatcher.groups)
    default:
      guard let id = dispatcher.waiting.keys.sorted().last else { return }
      guard let delivery = dispatcher.reject(id, now: clock) else { return }
      #expect(delivery.state == .suppressed(.rejected))
      try store([delivery], before: dispatcher.groups)
    }
    let before = dispatcher.groups
    try store(dispatcher.advance(alerts: alerts, people: people, now: clock), before: before)
  }

  /// The queue makes some of its attempts; some of them do not come to an end.
  mutating func work() {
    for id in stored.keys.sorted() {
      guard var delivery = stored[id] else { continue }
      if delivery.state == .planned, happens(60) {
        if delivery.runsProgram, delivery.isStale(now: clock, maxAge: .hours(1)) {
          delivery.suppress(.stale, now: clock)
          dispatcher.withdraw(delivery)
        } else {
          delivery.begin(now: clock)
          begun[id, default: 0] += 1
        }
      } else if delivery.state == .running, happens(70) {
        if delivery.runsProgram { delivery.finish(.exited(0), now: clock) } else { delivery.succeed(now: clock) }
      }
      stored[id] = delivery
    }
  }

  /// Nothing is told, run or asked that is silenced, inhibited or acknowledged now, and nothing else is held back.
  func checkHolds(_ made: [Delivery]) {
    let isMuted = alerts.instances.contains { $0.identity.rule == "SchemaBroken" && $0.episodeLevel != nil }
    func reasons(_ identity: AlertIdentity, _ episode: Int, _ level: Level?) -> Set<Delivery.Suppression> {
      guard let rule = alerts.rule(named: identity.rule) else { return [] }
      var reasons: Set<Delivery.Suppression> = []
      let labels = AlertLabels(identity, rule: rule, level: level ?? .red)
      if people.silences.contains(where: { $0.isActive(at: clock) && $0.matchers.matches(labels) }) {
        reasons.insert(.silenced)
      }
      if isMuted, identity.rule == "FeatureDrift" { reasons.insert(.inhibited) }
      if let acknowledgement = people.acknowledgements[identity], acknowledgement.episode == episode, let level,
        level.severity <= acknowledgement.level.severity
      {
        reasons.insert(.acknowledged)
      }
      return reasons
    }
    for telling in tellings where telling.step == step {
      #expect(
        reasons(telling.identity, telling.episode, telling.level).isEmpty, "seed \(seed): told in spite of a hold")
    }
    for delivery in made where delivery.runsProgram && stored[delivery.id] == nil {
      let level = delivery.level == .green ? nil : delivery.level
      guard delivery.state.suppression == nil else { continue }
      #expect(reasons(delivery.identity, delivery.episode, level).isEmpty, "seed \(seed): planned in spite of a hold")
    }
    for delivery in made where !delivery.runsProgram && delivery.level.isAlert {
      guard let reason = delivery.state.suppression else { continue }
      switch reason {
      case .silenced, .inhibited, .acknowledged:
        #expect(reasons(delivery.identity, delivery.episode, delivery.level).contains(reason), "seed \(seed)")
      case .stale: #expect(clock - delivery.at > .hours(1), "seed \(seed)")
      case .over: #expect(delivery.action == "slack", "seed \(seed)")
      default: Issue.record("seed \(seed): a message held back: \(reason)")
      }
    }
  }

  // MARK: - In the end

  /// All is well, nobody says anything, and time passes.
  mutating func runOut() throws {
    people.silences = []
    for _ in 0..<4 {
      try wait(10)
      try evaluate([.green, .green, .green], source: .green)
    }
    for _ in 0..<5 {
      try wait(60)
      work()
    }
    #expect(dispatcher.groups.isEmpty, "seed \(seed): something is remembered of alerts that are over")
    #expect(openGaps.isEmpty, "seed \(seed): an incident is left open")
    #expect(dispatcher.waiting.values.allSatisfy { $0.state == .unknown })
    #expect(dispatcher.nextDue == nil && dispatcher.holding.isEmpty && dispatcher.places.isEmpty)
  }

  private func name(_ action: String, _ identity: AlertIdentity, _ episode: Int) -> String {
    "\(action) \(identity.rule) \(identity.key.text) \(episode)"
  }

  func checkMessages() {
    let told = Dictionary(grouping: tellings) { name($0.action, $0.identity, $0.episode) }
    // The last step at which the ledger says of a firing why it was not told.
    var recorded: [String: Int] = [:]
    var asked: Set<String> = []
    for firing in firings {
      for action in firing.actions {
        let name = name(action, firing.transition.identity, firing.transition.episode)
        asked.insert(name)
        if stored[Delivery.id(for: firing.transition, action: action)]?.state.suppression != nil {
          recorded[name] = firing.step
        }
      }
    }
    for firing in firings {
      for action in firing.actions {
        let name = name(action, firing.transition.identity, firing.transition.episode)
        let isTold = told[name]?.contains { $0.level != nil && $0.step >= firing.step } ?? false
        // Within the wait of a group a later transition stands for an earlier one.
        let isRecorded = recorded[name].map { $0 >= firing.step } ?? false
        #expect(isTold || isRecorded, "seed \(seed): forgotten: \(name) \(firing.transition.at.rfc3339)")
      }
    }
    for (name, all) in told.sorted(by: { $0.key < $1.key }) {
      if all.contains(where: { $0.level != nil }) {
        let ends = all.indices.filter { all[$0].level == nil }
        #expect(ends == [all.count - 1], "seed \(seed): an end has to be told once, and last: \(name)")
      } else {
        #expect(!asked.contains(name), "seed \(seed): the end of what was never told: \(name)")
      }
    }
  }

  func checkPrograms() {
    var runs: [String: Int] = [:]
    for (id, count) in begun.sorted(by: { $0.key < $1.key }) {
      guard let delivery = stored[id], delivery.runsProgram else { continue }
      #expect(count <= 1 + rerun[id, default: 0], "seed \(seed): a program ran twice")
      #expect(
        delivery.environment.contains { $0.name == "LEEWAY_VALUE" && !$0.value.isEmpty },
        "seed \(seed): a run without figure")
      #expect(delivery.level != .nodata && delivery.level != .error)
      if delivery.action == "careful" { #expect(approved.contains(id), "seed \(seed): nobody approved this") }
      runs[name(delivery.action, delivery.identity, delivery.episode), default: 0] += 1
    }
    #expect(runs.values.allSatisfy { $0 == 1 }, "seed \(seed): more than one run in an episode")
  }
}
