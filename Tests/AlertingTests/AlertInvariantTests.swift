import Notation
import Readings
import Testing

@testable import Alerting

@Suite("Alert invariants")
struct AlertInvariantTests {
  private static let seeds: [UInt64] = Array(1...200)

  @Test("Whatever the levels, episodes are well formed and scripts run at most once in each", arguments: seeds)
  func invariants(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    func pick<T>(_ choices: [T]) -> T { choices[Int(generator.next() % UInt64(choices.count))] }
    let holds: [Int64] = [0, 5, 10, 20]
    let rule = psiRule(
      yellow: pick([nil, try condition(for: pick(holds), keep: pick(holds))]),
      red: try condition(
        at: pick([nil, "> 0.25"]), clear: pick([nil, "< 0.12"]), for: pick(holds), keep: pick(holds)),
      noData: pick([nil] + Rule.NoData.State.allCases.map { Rule.NoData(after: .minutes(10), state: $0) }),
      actions: Rule.Actions(yellow: ["hook", "script"], red: ["script", "hook"], resolved: ["hook"]))
    var dispatcher = Dispatcher(
      actions: [
        "hook": Action(name: "hook", kind: .webhook(Action.Webhook(address: .literal("https://ops.example/hook")))),
        "script": Action(name: "script", kind: .exec(Action.Exec(argv: [try Template("./run")]))),
      ], policy: .act, maxAge: .hours(1))
    let book = AlertBook(model: psiIdentity.model, rules: [rule])
    var instance = AlertInstance(identity: psiIdentity, since: minute(0))
    var last: AlertTransition?
    var isOpen = false
    var scripts: [Int: Int] = [:]
    var ids: Set<String> = []
    var now = minute(0)

    for _ in 0..<400 {
      now = now + .minutes(pick([1, 5, 5, 5, 30]))
      let level = pick([Level.green, .green, .yellow, .yellow, .red, .red, .insufficient, .nodata, .error])
      let input = pick([false, false, false, false, true]) ? nil : reading(level, at: now)
      let before = instance
      guard let change = instance.step(input, rule: rule, now: now) else {
        #expect(instance.episode == before.episode, "seed \(seed)")
        continue
      }
      // Only the ways from unknown and from resolved to green are silent.
      switch last?.to {
      case nil: #expect(change.from == .unknown || change.from == .green, "seed \(seed)")
      case .resolved: #expect(change.from == .resolved || change.from == .green, "seed \(seed)")
      case let state?: #expect(change.from == state, "seed \(seed)")
      }
      #expect(change.from != change.to || change.to == .firing, "seed \(seed)")
      if change.to == .firing {
        #expect(change.level == .yellow || change.level == .red, "seed \(seed)")
        if last?.to == .firing { #expect(last?.level != change.level, "seed \(seed)") }
        #expect(change.episode == before.episode + (isOpen ? 0 : 1), "seed \(seed)")
        isOpen = true
      } else {
        #expect(change.episode == before.episode, "seed \(seed)")
      }
      if change.to == .resolved || change.to == .recovering { #expect(isOpen, "seed \(seed)") }
      if change.to == .green || change.to == .pending { #expect(!isOpen, "seed \(seed)") }
      if change.to == .resolved { isOpen = false }
      #expect((instance.episodeLevel != nil) == isOpen, "seed \(seed)")
      if input == nil || input?.level == .insufficient {
        #expect(change.figures.value == nil, "seed \(seed)")
      }

      for delivery in dispatcher.take([change], alerts: book, people: PeopleBook(), now: now) {
        #expect(ids.insert(delivery.id).inserted, "seed \(seed): an id came twice")
        guard delivery.type == "exec", delivery.state == .planned else { continue }
        #expect(input?.level.isGraded == true, "seed \(seed): a script without a figure")
        scripts[delivery.episode, default: 0] += 1
      }
      last = change
    }
    #expect(scripts.values.allSatisfy { $0 == 1 }, "seed \(seed)")
  }

  @Test("Some of the random runs open several episodes, or the invariants would say nothing")
  func reach() {
    var most = 0
    for seed in Self.seeds.prefix(20) {
      var generator = SeededGenerator(seed: seed)
      var instance = AlertInstance(identity: psiIdentity, since: minute(0))
      let rule = psiRule()
      for index in 1...100 {
        _ = instance.step(
          reading(generator.next() % 2 == 0 ? .red : .green), rule: rule, now: minute(Int64(index)))
      }
      most = max(most, instance.episode)
    }
    #expect(most > 10)
  }
}
