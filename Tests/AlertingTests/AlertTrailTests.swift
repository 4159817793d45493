import Alerting
import Notation
import Readings
import Testing

@Suite("How alerts came to where they stand")
struct AlertTrailTests {
  private static func instance(episode: Int = 1, since: Instant = minute(10)) -> AlertInstance {
    var instance = AlertInstance(identity: psiIdentity, since: since)
    (instance.state, instance.level, instance.episode) = (.firing, .red, episode)
    (instance.episodeLevel, instance.episodeSince) = (.red, since)
    return instance
  }

  private static func entry(
    _ act: AuditEntry.Act, at: Instant, _ subject: AuditEntry.Subject, reason: String = "why"
  ) -> AuditEntry {
    AuditEntry(at: at, act: act, by: "ada", reason: reason, subject: subject, did: "done")
  }

  @Test("The newest steps are kept, oldest first, of each alert for itself")
  func steps() {
    var trail = AlertTrail()
    var other = psiIdentity
    other.rule = "Other"
    trail.note(transition(at: minute(0), identity: other))
    for number in 1...20 as ClosedRange<Int64> {
      trail.note(transition(at: minute(number), value: Double(number)))
    }
    let steps = trail.steps(of: psiIdentity)
    #expect(steps.count == AlertTrail.stepLimit)
    #expect(steps.map(\.value) == (13...20).map { Double($0) })
    #expect(steps.last == AlertStatus.Step(at: minute(20), from: .pending, to: .firing, level: .red, value: 20))
    #expect(trail.steps(of: other).count == 1)
  }

  @Test("Remarks are what was decided about this alert's episode, or about alerts of which it is one")
  func remarks() {
    var trail = AlertTrail()
    var other = psiIdentity
    other.rule = "Other"
    trail.note(Self.entry(.acknowledge, at: minute(11), .init(identity: psiIdentity, episode: 1), reason: "mine"))
    trail.note(Self.entry(.note, at: minute(12), .init(identity: psiIdentity, episode: 2), reason: "next"))
    trail.note(Self.entry(.note, at: minute(12), .init(identity: other, episode: 1), reason: "other"))
    trail.note(
      Self.entry(.silence, at: minute(13), .init(matchers: "alert=\"FeatureDrift\"", id: "1"), reason: "quiet"))
    trail.note(Self.entry(.silence, at: minute(13), .init(matchers: "alert=\"Other\"", id: "2"), reason: "not mine"))
    trail.note(Self.entry(.note, at: minute(14), .init(identity: psiIdentity), reason: "at large"))
    let found = trail.remarks(on: Self.instance(), rule: psiRule())
    #expect(found.map(\.reason) == ["mine", "quiet", "at large"])
    #expect(found.first == AlertStatus.Remark(at: minute(11), by: "ada", act: "acknowledge", reason: "mine"))
  }

  @Test("A silence from before the episode is part of it only if it stood when that began")
  func earlierSilences() {
    var trail = AlertTrail()
    let matchers = "alert=\"FeatureDrift\""
    trail.note(Self.entry(.silence, at: minute(1), .init(matchers: matchers, id: "over"), reason: "over"))
    trail.note(Self.entry(.silence, at: minute(2), .init(matchers: matchers, id: "stands"), reason: "stands"))
    trail.note(Self.entry(.silenceEnded, at: minute(5), .init(matchers: matchers, id: "over"), reason: "ended"))
    #expect(trail.remarks(on: Self.instance(), rule: psiRule()).map(\.reason) == ["stands"])
  }

  @Test("However much is decided, little is kept")
  func bounds() {
    var trail = AlertTrail()
    for number in 0..<5000 {
      trail.note(
        Self.entry(.note, at: minute(20), .init(identity: psiIdentity, episode: 1), reason: String(number)))
    }
    let found = trail.remarks(on: Self.instance(), rule: psiRule())
    #expect(found.count == AlertTrail.remarkLimit && found.last?.reason == "4999")
  }

  @Test("A status tells who may approve, what is asked for, and every silence that mutes the alert")
  func status() throws {
    var rule = psiRule(red: try condition(at: "> 0.25", clear: "< 0.20", for: 5))
    (rule.owner, rule.approvers) = ("risk", ["owner", "ada"])
    var people = PeopleBook()
    var book = AlertBook(model: "credit-risk", rules: [rule])
    var dispatcher = Dispatcher(actions: [:], inhibitions: [], policy: .act, maxAge: .hours(1))
    _ = book.evaluate([reading(.red, 0.3)], now: minute(0))
    for hours in [1, 2] as [Int64] {
      _ = try people.decide(
        Decision(
          .silence(try LabelMatchers(parsing: "alert=\"FeatureDrift\""), until: minute(0) + .hours(hours)), by: "ada",
          reason: "known"), alerts: book, dispatcher: &dispatcher, now: minute(0))
    }
    let status = AlertStatus(Self.instance(), rule: rule, deliveries: [], people: people, now: minute(1))
    #expect(status.approvers == ["risk", "ada"])
    #expect(status.condition == "psi > 0.25 for 5m, over below 0.2")
    #expect(status.handling.silences == people.silences.map(\.id) && status.handling.silences.count == 2)
    #expect(status.handling.silencedUntil == minute(120))
  }
}
