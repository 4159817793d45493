import Notation
import Readings
import Testing

@testable import Alerting

@Suite("Delivery planner")
struct DeliveryPlannerTests {
  private static func dispatcher(
    policy: DeliveryPlanner.Policy = .act, cooldown: TimeSpan = .zero, maxPerDay: Int? = nil,
    deliveries: [Delivery] = []
  ) throws -> Dispatcher {
    let exec = Action.Exec(
      argv: [
        try Template("./rollback.sh"), try Template("{{model_version}}"), try Template("{{value}} & {{labels.team}}"),
      ],
      cooldown: cooldown, maxPerDay: maxPerDay, onlyIfStill: .red)
    return Dispatcher(
      actions: [
        "hook": Action(name: "hook", kind: .webhook(Action.Webhook(address: .literal("https://ops.example/hook")))),
        "note": Action(name: "note", kind: .log), "rollback": Action(name: "rollback", kind: .exec(exec)),
      ], policy: policy, maxAge: .hours(1), deliveries: deliveries)
  }

  private static var watched: Rule {
    psiRule(
      actions: Rule.Actions(
        yellow: ["note"], red: ["hook", "rollback", "missing", "hook"], resolved: ["hook", "note"]))
  }

  private static func take(
    _ transition: AlertTransition, _ rule: Rule = watched, in dispatcher: inout Dispatcher, now: Instant
  ) -> [Delivery] {
    dispatcher.take(
      [transition], alerts: AlertBook(model: "credit-risk", rules: [rule]), people: PeopleBook(), now: now)
  }

  private static func describe(_ deliveries: [Delivery]) -> [String] {
    deliveries.map { "\($0.action) \($0.state.name)" + ($0.state.suppression.map { " \($0.rawValue)" } ?? "") }
  }

  @Test(
    "A transition brings the actions of its level",
    arguments: [
      (transition(), ["hook planned", "rollback planned"]),
      (transition(from: .green), ["hook planned", "rollback planned"]),
      (transition(level: .yellow), ["note planned"]),
      (transition(from: .firing, previousLevel: .yellow), ["hook planned", "rollback planned"]),
      (transition(from: .firing, level: .yellow, previousLevel: .red), ["note planned"]),
      (transition(from: .recovering), []),
      (transition(from: .recovering, previousLevel: .yellow), ["hook planned", "rollback planned"]),
      (transition(from: .nodata), []),
      (transition(from: .nodata, previousLevel: .nodata), ["hook planned", "rollback planned"]),
      (transition(value: nil), ["hook planned", "rollback suppressed nodata"]),
      (transition(to: .resolved, from: .firing, level: .green), ["hook planned", "note planned"]),
      (transition(to: .pending, from: .green), []),
      (transition(to: .recovering, from: .firing), []),
      (transition(to: .green, from: .pending, level: .green), []),
      (transition(to: .nodata, from: .firing, level: .nodata, value: nil), ["note planned"]),
      (transition(to: .error, from: .green, level: .error, value: nil), ["note planned"]),
    ] as [(AlertTransition, [String])])
  func byTransition(transition: AlertTransition, expected: [String]) throws {
    var dispatcher = try Self.dispatcher()
    let planned = Self.take(transition, in: &dispatcher, now: minute(0))
    #expect(Self.describe(planned) == expected)
  }

  @Test("Without rows or with an error nothing is run, even where red's actions stand in for yellow's")
  func neverOnNoData() throws {
    var rule = Self.watched
    rule.actions.yellow = []
    for state in [AlertStatus.State.nodata, .error] {
      var dispatcher = try Self.dispatcher()
      let planned = Self.take(
        transition(to: state, from: .firing, level: .error, value: nil), rule, in: &dispatcher, now: minute(0))
      #expect(Self.describe(planned) == ["hook planned"])
    }
  }

  @Test("A fall to yellow runs nothing that yellow lists")
  func easing() throws {
    var rule = Self.watched
    rule.actions.yellow = ["rollback", "note"]
    var dispatcher = try Self.dispatcher()
    let easing = transition(from: .firing, level: .yellow, previousLevel: .red)
    let planned = Self.take(easing, rule, in: &dispatcher, now: minute(0))
    #expect(Self.describe(planned) == ["note planned"])
  }

  @Test(
    "What is older than action_max_age is recorded but not done",
    arguments: [(60, "planned", "planned"), (61, "suppressed stale", "suppressed stale")] as [(Int64, String, String)])
  func stale(age: Int64, hook: String, rollback: String) throws {
    var dispatcher = try Self.dispatcher(cooldown: .days(2))
    let planned = Self.take(transition(), in: &dispatcher, now: minute(age))
    #expect(Self.describe(planned) == ["hook \(hook)", "rollback \(rollback)"])
    // What was not done must not hold back what comes next.
    let next = Self.take(transition(at: minute(age)), in: &dispatcher, now: minute(age))
    #expect(Self.describe(next).contains("rollback planned") == (age > 60))
  }

  /// A transition to red: minute, region and episode, and what the script's guards say.
  struct Guarded: Sendable {
    var minute: Int64
    var region: String
    var episode: Int
    var expected: String

    init(_ minute: Int64, _ region: String, _ episode: Int, _ expected: String) {
      self.minute = minute
      self.region = region
      self.episode = episode
      self.expected = expected
    }
  }

  @Test(
    "A script runs once an episode, and within its cooldown and bound per day",
    arguments: [
      (
        0, nil,
        [
          Guarded(0, "eu", 1, "planned"), Guarded(5, "eu", 1, "suppressed once_per_episode"),
          Guarded(5, "us", 1, "planned"), Guarded(9, "eu", 2, "planned"),
          Guarded(10, "eu", 2, "suppressed once_per_episode"),
        ]
      ),
      (
        360, nil,
        [
          Guarded(0, "eu", 1, "planned"), Guarded(359, "us", 1, "suppressed cooldown"),
          Guarded(360, "us", 1, "planned"), Guarded(361, "eu", 2, "suppressed cooldown"),
        ]
      ),
      (
        2880, nil,
        [
          Guarded(0, "eu", 1, "planned"), Guarded(2879, "us", 1, "suppressed cooldown"),
          Guarded(2880, "us", 1, "planned"),
        ]
      ),
      (
        0, 2,
        [
          Guarded(0, "eu", 1, "planned"), Guarded(10, "eu", 2, "planned"),
          Guarded(1439, "us", 1, "suppressed max_per_day"), Guarded(1440, "us", 1, "planned"),
          Guarded(1441, "us", 2, "suppressed max_per_day"), Guarded(1450, "us", 2, "planned"),
        ]
      ),
      (0, 0, [Guarded(0, "eu", 1, "suppressed max_per_day")]),
    ] as [(Int64, Int?, [Guarded])])
  func guards(cooldown: Int64, maxPerDay: Int?, steps: [Guarded]) throws {
    for policy in [DeliveryPlanner.Policy.act, .dryRun] {
      var dispatcher = try Self.dispatcher(policy: policy, cooldown: .minutes(cooldown), maxPerDay: maxPerDay)
      var all: [Delivery] = []
      for step in steps {
        var identity = psiIdentity
        identity.key.segment = "region=\(step.region)"
        let change = transition(episode: step.episode, at: minute(step.minute), identity: identity)
        let planned = Self.take(change, in: &dispatcher, now: minute(step.minute))
        all += planned
        let expected = policy == .act ? step.expected : step.expected.replacing("planned", with: "dry_run")
        #expect(Self.describe(planned).last == "rollback \(expected)", "minute \(step.minute)")
        #expect(DeliveryLedger(all.reversed()) == dispatcher.ledger, "a ledger read back from the store is the same")
      }
    }
  }

  @Test("In a replay everything is a dry run")
  func dryRun() throws {
    var dispatcher = try Self.dispatcher(policy: .dryRun)
    let planned = Self.take(transition(), in: &dispatcher, now: minute(0))
    #expect(Self.describe(planned) == ["hook dry_run", "rollback dry_run"])
    #expect(planned.allSatisfy { $0.nextAttempt == nil && $0.attempts == 0 })
  }

  @Test("A run that was called off at the last moment does not count")
  func withdrawn() throws {
    var dispatcher = try Self.dispatcher(cooldown: .hours(6), maxPerDay: 1)
    var script = try #require(Self.take(transition(), in: &dispatcher, now: minute(0)).last)
    script.suppress(.levelChanged, now: minute(1))
    dispatcher.withdraw(script)
    let again = Self.take(transition(at: minute(5)), in: &dispatcher, now: minute(5))
    #expect(Self.describe(again).last == "rollback planned")
  }

  @Test(
    "only_if_still is asked again just before the run",
    arguments: [
      (.firing, .red, 1, nil), (.firing, .yellow, 1, .levelChanged), (.recovering, .red, 1, .levelChanged),
      (.firing, .red, 2, .levelChanged), (.resolved, .green, 1, .levelChanged), (.nodata, .nodata, 1, .levelChanged),
    ] as [(AlertStatus.State, Level, Int, Delivery.Suppression?)])
  func onlyIfStill(state: AlertStatus.State, level: Level, episode: Int, expected: Delivery.Suppression?) throws {
    var dispatcher = try Self.dispatcher()
    let planned = Self.take(transition(), in: &dispatcher, now: minute(0))
    var instance = AlertInstance(identity: psiIdentity, since: minute(0))
    (instance.state, instance.level, instance.episode) = (state, level, episode)
    let script = try #require(planned.last)
    #expect(dispatcher.actions["rollback"]?.objection(to: script, instance: instance) == expected)
    #expect(dispatcher.actions["rollback"]?.objection(to: script, instance: nil) == .levelChanged)
    #expect(dispatcher.actions["hook"]?.objection(to: script, instance: nil) == nil)
  }

  @Test("Program, arguments and environment are filled in, each argument by itself")
  func arguments() throws {
    var rule = Self.watched
    rule.labels = ["team": "a b\0c"]
    rule.owner = "risk-oncall"
    var change = transition(value: 0.213_149)
    change.identity.key.version = "v2; rm -rf /"
    change.identity.key.feature = nil
    var dispatcher = try Self.dispatcher()
    let script = try #require(Self.take(change, rule, in: &dispatcher, now: minute(0)).last)
    #expect(script.arguments == ["./rollback.sh", "v2; rm -rf /", "0.2131 & a bc"])
    let environment = script.environment.map { "\($0.name)=\($0.value)" }
    #expect(
      environment == [
        "LEEWAY_DELIVERY_ID=\(script.id)", "LEEWAY_ALERT=FeatureDrift", "LEEWAY_LEVEL=red", "LEEWAY_STATE=firing",
        "LEEWAY_MODEL=credit-risk", "LEEWAY_VERSION=v2; rm -rf /", "LEEWAY_SEGMENT=region=apac", "LEEWAY_FEATURE=",
        "LEEWAY_METRIC=psi", "LEEWAY_WINDOW=1h", "LEEWAY_VALUE=0.213149", "LEEWAY_THRESHOLD=0.2", "LEEWAY_N=4812",
        "LEEWAY_BECAUSE=",
        "LEEWAY_EPISODE=1", "LEEWAY_AT=2026-03-01T12:00:00Z", "LEEWAY_OWNER=risk-oncall", "LEEWAY_RUNBOOK=",
      ])
  }
}
