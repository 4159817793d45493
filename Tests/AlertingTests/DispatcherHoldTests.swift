import Notation
import Readings
import Testing

@testable import Alerting

@Suite("Silences, inhibitions, acknowledgements and approvals")
struct DispatcherHoldTests {
  private typealias Fixture = DispatcherFixture

  private static func program(approval: TimeSpan? = nil) throws -> Action {
    Action(
      name: "rollback", kind: .exec(Action.Exec(argv: [try Template("./rollback.sh")], approvalExpires: approval)))
  }

  @Test("What a silence held back is told when it ends, a program is given up")
  func silenced() throws {
    var fixture = Fixture([Fixture.hook(), try Self.program()])
    try fixture.silence(from: 0, until: 30)
    #expect(fixture.take(Fixture.firing("eu", at: 1), at: 1) == ["hook red silenced", "rollback red silenced"])
    #expect(fixture.dispatcher.nextDue == minute(30))
    try fixture.restart(open: [Fixture.identity("eu")])
    #expect(fixture.advance(to: 29) == [])
    #expect(fixture.advance(to: 30) == ["hook red planned"])
    #expect(fixture.advance(to: 31) == [])
    #expect(fixture.take(Fixture.resolved("eu", at: 40), at: 40) == ["hook green planned"])
  }

  @Test("A silence that a person ends is over at once")
  func ended() throws {
    var fixture = Fixture([Fixture.hook()])
    try fixture.silence(from: 0, until: 30)
    #expect(fixture.take(Fixture.firing("eu", at: 1), at: 1) == ["hook red silenced"])
    fixture.people.silences = []
    #expect(fixture.advance(to: 2) == ["hook red planned"])
  }

  @Test("Of what was told and ends in a silence the end is told after it; of what was not, nothing")
  func endInSilence() throws {
    var fixture = Fixture([Fixture.hook()])
    #expect(fixture.take(Fixture.firing("eu", at: 0), at: 0) == ["hook red planned"])
    try fixture.silence(from: 1, until: 30)
    #expect(fixture.take(Fixture.firing("us", at: 2), at: 2) == ["hook red silenced"])
    #expect(
      fixture.take(Fixture.resolved("eu", at: 3), Fixture.resolved("us", at: 3), at: 3)
        == ["hook green silenced", "hook green silenced"])
    #expect(fixture.advance(to: 30) == ["hook green planned"])
    #expect(fixture.dispatcher.groups.isEmpty)
  }

  @Test("While one alert fires another is not told, in whatever order they come; afterwards it is")
  func inhibited() throws {
    let lists = Rule.Actions(red: ["hook"], resolved: ["hook"])
    var source = psiRule(actions: Rule.Actions())
    source.alert = "SchemaBroken"
    let inhibition = Inhibition(
      when: try LabelMatchers(parsing: "alert=SchemaBroken"), mutes: try LabelMatchers(parsing: "alert=FeatureDrift"),
      equal: ["region"])
    var fixture = Fixture([Fixture.hook()], rules: [psiRule(actions: lists), source], inhibitions: [inhibition])
    let broken = transition(at: minute(0), identity: Fixture.identity("eu", rule: "SchemaBroken"))
    var mended = broken
    (mended.to, mended.from, mended.level) = (.resolved, .firing, .green)
    #expect(
      fixture.take(Fixture.firing("eu", at: 0), Fixture.firing("us", at: 0), broken, at: 0)
        == ["hook red inhibited", "hook red planned"])
    #expect(fixture.advance(to: 60) == [])
    // Another process learns from the alerts what mutes.
    try fixture.restart(open: [Fixture.identity("eu"), Fixture.identity("us"), broken.identity])
    #expect(fixture.advance(to: 61) == [])
    #expect(fixture.take(mended, at: 62) == ["hook red planned"])
  }

  @Test("An alert does not mute itself, nor do two of a kind mute each other")
  func inhibitionOfLike() throws {
    let all = try LabelMatchers(parsing: "model=credit-risk")
    var index = InhibitionIndex([Inhibition(when: all, mutes: all)])
    let labels = AlertLabels(psiIdentity, rule: psiRule(), level: .red)
    var hasEnded = index.update(psiIdentity, labels)
    #expect(!hasEnded)
    #expect(!index.mutes(psiIdentity, labels))
    #expect(!index.mutes(Fixture.identity("eu"), AlertLabels(Fixture.identity("eu"), rule: psiRule(), level: .red)))
    hasEnded = index.update(psiIdentity, nil)
    #expect(hasEnded)

    var others = InhibitionIndex([Inhibition(when: try LabelMatchers(parsing: "level=red"), mutes: all)])
    _ = others.update(psiIdentity, labels)
    let yellow = AlertLabels(psiIdentity, rule: psiRule(), level: .yellow)
    #expect(!others.mutes(psiIdentity, yellow), "the alert as it was is no other")
    #expect(others.mutes(Fixture.identity("eu"), yellow))
  }

  @Test("Two inhibitions that mute each other's alerts mute neither; a third one still does")
  func inhibitionInACircle() throws {
    func inhibition(_ when: String, _ mutes: String) throws -> Inhibition {
      Inhibition(when: try LabelMatchers(parsing: when), mutes: try LabelMatchers(parsing: mutes))
    }
    let inhibitions = [
      try inhibition("region=eu", "region=us"), try inhibition("region=us", "region=eu"),
      try inhibition("region=jp", "region=~\"eu|us\""), try inhibition("region=us", "region=br"),
    ]
    var fixture = Fixture([Fixture.hook()], inhibitions: inhibitions)
    #expect(
      fixture.take(Fixture.firing("eu", at: 0), Fixture.firing("us", at: 0), at: 0)
        == ["hook red planned", "hook red planned"])
    #expect(fixture.take(Fixture.firing("br", at: 1), at: 1) == ["hook red inhibited"], "it mutes none itself")
    var other = Fixture([Fixture.hook()], inhibitions: inhibitions)
    #expect(
      other.take(
        Fixture.firing("eu", at: 0), Fixture.firing("us", at: 0), Fixture.firing("jp", at: 0), at: 0)
        == ["hook red inhibited", "hook red inhibited", "hook red planned"])
  }

  @Test("Of what somebody acknowledged only that it has become worse is told, and its end")
  func acknowledged() throws {
    let repeated = Grouping(by: [], wait: .zero, interval: .zero, repeatAfter: .minutes(10))
    var fixture = Fixture([Fixture.pager(repeated), Fixture.hook(repeated), try Self.program()])
    _ = fixture.take(Fixture.firing("eu", .yellow, at: 0), at: 0)
    #expect(fixture.acknowledge("eu", .yellow, at: 1) == ["pager yellow planned"])
    #expect(fixture.acknowledge("eu", .yellow, at: 2) == [], "once is enough")
    #expect(fixture.advance(to: 10) == [])
    #expect(fixture.advance(to: 20) == [])
    #expect(
      fixture.take(Fixture.rising("eu", at: 21), at: 21)
        == ["pager red planned", "hook red planned", "rollback red once_per_episode"])
    #expect(fixture.acknowledge("eu", .red, at: 22) == ["pager red planned"])
    #expect(
      fixture.take(Fixture.falling("eu", at: 23), at: 23) == ["pager yellow acknowledged", "hook yellow acknowledged"])
    #expect(fixture.take(Fixture.resolved("eu", at: 24), at: 24) == ["pager green planned", "hook green planned"])
    #expect(fixture.take(Fixture.firing("eu", .yellow, at: 30, episode: 2), at: 30).count == 3, "a new episode")
  }

  @Test("A group is acknowledged at the pager's once all of it is")
  func acknowledgedGroup() {
    var fixture = Fixture([Fixture.pager(Grouping(by: ["alert"], wait: .zero))])
    _ = fixture.take(Fixture.firing("eu", at: 0), Fixture.firing("us", at: 0), at: 0)
    #expect(fixture.acknowledge("eu", .red, at: 1) == [])
    #expect(fixture.acknowledge("us", .red, at: 2) == ["pager red ×2 planned"])
  }

  @Test("A resolution of what was told is never too old to be told; everything else can be")
  func age() {
    var fixture = Fixture([Fixture.hook()])
    _ = fixture.take(Fixture.firing("eu", at: 0), at: 0)
    #expect(fixture.take(Fixture.resolved("eu", at: 10), at: 300) == ["hook green planned"])
    #expect(fixture.take(Fixture.firing("us", at: 0), at: 300) == ["hook red stale"])
    #expect(fixture.take(Fixture.resolved("us", at: 10), at: 300) == ["hook green stale"])
    #expect(fixture.dispatcher.groups.isEmpty)
  }

  // MARK: - Approval

  private static func waiting() throws -> (fixture: Fixture, delivery: Delivery) {
    let action = try program(approval: .minutes(30))
    var rule = psiRule(actions: Rule.Actions(red: ["rollback"]))
    (rule.owner, rule.approvers) = ("risk", ["owner", "ann"])
    var fixture = Fixture([action], rules: [rule])
    let made = fixture.dispatcher.take(
      [Fixture.firing("eu", at: 0)], alerts: fixture.alerts, people: fixture.people, now: minute(0))
    return (fixture, try #require(made.first))
  }

  @Test("A program that needs approval waits for it, for so long, and from those who may")
  func approval() throws {
    var (fixture, delivery) = try Self.waiting()
    #expect(delivery.state == .awaitingApproval && delivery.nextAttempt == nil && delivery.expiresAt == minute(30))
    #expect(delivery.approvers == ["risk", "ann"] && fixture.dispatcher.nextDue == minute(30))
    let decided = fixture.dispatcher.approve(delivery.id, now: minute(29))
    let approved = try #require(decided)
    #expect(approved.state == .planned && approved.nextAttempt == minute(29) && approved.approvedAt == minute(29))
    #expect(
      !approved.isStale(now: minute(80), maxAge: .hours(1)) && approved.isStale(now: minute(90), maxAge: .hours(1)))
    let again = fixture.dispatcher.approve(delivery.id, now: minute(29))
    #expect(again == nil && fixture.dispatcher.nextDue == nil)
    #expect(fixture.take(Fixture.rising("eu", at: 40), at: 40) == ["rollback red once_per_episode"])
  }

  @Test("What nobody approves in time is given up, and so is what somebody rejects; it can then be asked again")
  func refusal() throws {
    var (late, delivery) = try Self.waiting()
    #expect(late.advance(to: 29) == [])
    #expect(late.advance(to: 30) == ["rollback red expired"])
    let afterwards = late.dispatcher.approve(delivery.id, now: minute(31))
    #expect(afterwards == nil)
    #expect(late.take(Fixture.rising("eu", at: 40), at: 40) == ["rollback red awaiting_approval"])

    var (tardy, same) = try Self.waiting()
    let decided = tardy.dispatcher.approve(same.id, now: minute(30))
    #expect(decided?.state == .suppressed(.expired))

    (late, delivery) = try Self.waiting()
    let rejected = late.dispatcher.reject(delivery.id, now: minute(1))
    #expect(rejected?.state == .suppressed(.rejected))
    let again = late.dispatcher.reject(delivery.id, now: minute(1))
    #expect(again == nil && late.dispatcher.nextDue == nil)
  }

  @Test("Of a program of which nobody knows how far it came a person decides; it counts as run all the same")
  func unknown() throws {
    for isApproved in [true, false] {
      var fixture = Fixture([try Self.program()])
      let made = fixture.dispatcher.take(
        [Fixture.firing("eu", .yellow, at: 0)], alerts: fixture.alerts, people: fixture.people, now: minute(0))
      var delivery = try #require(made.first)
      delivery.begin(now: minute(1))
      let wasRunning = delivery.recoverFromRestart(now: minute(2))
      #expect(wasRunning)
      fixture.dispatcher = Dispatcher(
        actions: fixture.dispatcher.actions, policy: .act, maxAge: .hours(1), deliveries: [delivery])
      let decided =
        isApproved
        ? fixture.dispatcher.approve(delivery.id, now: minute(3))
        : fixture.dispatcher.reject(delivery.id, now: minute(3))
      #expect(decided?.state == (isApproved ? .planned : .suppressed(.rejected)))
      #expect(fixture.take(Fixture.rising("eu", at: 4), at: 4) == ["rollback red once_per_episode"])
      let ledger = DeliveryLedger([try #require(decided)])
      #expect(
        ledger.objection(
          to: Action.Exec(argv: []), action: "rollback", identity: Fixture.identity("eu"), episode: 1, now: minute(5))
          == .oncePerEpisode)
    }
  }

  @Test("In a replay what needs approval, and what a group tells, is a dry run")
  func dryRun() throws {
    var fixture = Fixture(
      [Fixture.hook(Grouping(by: ["alert"], wait: .minutes(1))), try Self.program(approval: .minutes(30))],
      policy: .dryRun)
    #expect(fixture.take(Fixture.firing("eu", at: 0), at: 0) == ["rollback red dry_run"])
    #expect(fixture.dispatcher.waiting.isEmpty)
    #expect(fixture.advance(to: 1) == ["hook red dry_run"])
  }

  @Test("Spans of any length do not overflow")
  func longSpans() throws {
    let forever = TimeSpan(microseconds: .max)
    var fixture = Fixture([
      Fixture.hook(Grouping(by: [], wait: .zero, interval: forever, repeatAfter: forever)),
      try Self.program(approval: forever),
    ])
    #expect(
      fixture.take(Fixture.firing("eu", .yellow, at: 0), at: 0)
        == ["hook yellow planned", "rollback yellow awaiting_approval"])
    #expect(fixture.take(Fixture.rising("eu", at: 1), at: 1) == ["rollback red once_per_episode"])
    #expect(fixture.dispatcher.nextDue == .distantFuture)
  }
}
