import Foundation
import Notation
import Readings
import Testing

@testable import Alerting

@Suite("What people decide")
struct PeopleBookTests {
  private var people = PeopleBook()
  private var alerts = AlertBook(model: "credit-risk", rules: [psiRule()])
  private var dispatcher = Dispatcher(actions: [:], policy: .act, maxAge: .hours(1))

  private static func matchers(_ text: String) throws -> LabelMatchers { try LabelMatchers(parsing: text) }

  /// An open episode, red since minute 0.
  private mutating func fire(_ level: Level = .red, at time: Instant = minute(0)) {
    let transitions = alerts.evaluate([reading(level, at: time)], now: time)
    _ = people.take(transitions, now: time)
  }

  private mutating func decide(
    _ kind: Decision.Kind, by: String = "ada", reason: String = "known", account: String? = nil, at now: Instant
  ) throws -> DecisionOutcome {
    try people.decide(
      Decision(kind, by: by, reason: reason, account: account), alerts: alerts, dispatcher: &dispatcher, now: now)
  }

  /// Asserts that the decision is refused in these words, and that nothing has changed.
  private mutating func refuse(
    _ kind: Decision.Kind, by: String = "ada", reason: String = "known", at now: Instant = minute(10),
    _ words: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let before = people
    let waiting = dispatcher.waiting
    let error = #expect(throws: DecisionError.self, sourceLocation: sourceLocation) {
      _ = try decide(kind, by: by, reason: reason, at: now)
    }
    let text = error?.description ?? ""
    #expect(text.contains(words), "\(text)", sourceLocation: sourceLocation)
    #expect(people == before && dispatcher.waiting == waiting, sourceLocation: sourceLocation)
  }

  // MARK: - Names and reasons

  @Test("A decision needs a person's name and a reason")
  mutating func names() throws {
    fire()
    let kind = Decision.Kind.acknowledge(psiIdentity, isFalseAlarm: false)
    for empty in ["", " ", "\t\n\u{A0}"] {
      refuse(kind, by: empty, "a decision needs a name")
      refuse(kind, reason: empty, "a decision needs a reason")
    }
    refuse(kind, by: "Leeway", "what the product calls itself")
    refuse(kind, by: " leeway ", "'leeway' is what the product calls itself")
    refuse(kind, by: String(repeating: "x", count: 201), "longer than 200")
    refuse(kind, reason: String(repeating: "x", count: 4001), "longer than 4000")
    let entry = try decide(kind, by: " ada\n", reason: "\tseen ", account: "root", at: minute(7)).entry
    #expect(entry.by == "ada" && entry.reason == "seen" && entry.account == "root")
  }

  // MARK: - Alerts

  @Test("An acknowledgement is of an episode, and says how long it took")
  mutating func acknowledge() throws {
    refuse(.acknowledge(psiIdentity, isFalseAlarm: false), "there is no alert FeatureDrift on psi age / region=apac")
    fire(.green)
    refuse(.acknowledge(psiIdentity, isFalseAlarm: false), "is green; no episode is open")
    fire(at: minute(5))
    let outcome = try decide(.acknowledge(psiIdentity, isFalseAlarm: false), at: minute(12))
    #expect(
      outcome.entry
        == AuditEntry(
          at: minute(12), act: .acknowledge, by: "ada", reason: "known",
          subject: AuditEntry.Subject(identity: psiIdentity, episode: 1, level: .red), recommended: "red",
          did: "acknowledged", span: .minutes(7)))
    #expect(people.acknowledgement(of: psiIdentity, episode: 1)?.by == "ada")
    refuse(
      .acknowledge(psiIdentity, isFalseAlarm: false), by: "bob", at: minute(13),
      "is already acknowledged, by ada at 2026-03-01T12:12:00Z")
  }

  @Test("A clock behind the events makes no negative span")
  mutating func clockBehind() throws {
    fire(at: minute(5))
    #expect(try decide(.acknowledge(psiIdentity, isFalseAlarm: false), at: minute(1)).entry.span == .zero)
  }

  @Test("Somebody who looked may still call it false, and an escalation can be acknowledged anew")
  mutating func furtherAcknowledgements() throws {
    fire(.yellow)
    _ = try decide(.acknowledge(psiIdentity, isFalseAlarm: false), at: minute(1))
    let judged = try decide(.acknowledge(psiIdentity, isFalseAlarm: true), by: "bob", at: minute(2))
    #expect(judged.entry.isFalseAlarm && judged.entry.did == "acknowledged as a false alarm")
    refuse(.acknowledge(psiIdentity, isFalseAlarm: true), "already acknowledged as a false alarm, by bob")
    refuse(.acknowledge(psiIdentity, isFalseAlarm: false), "already acknowledged as a false alarm, by bob")
    func handledBy() -> String? {
      alerts.instance(psiIdentity).flatMap { people.handling(of: $0, rule: psiRule(), now: minute(6)).acknowledgedBy }
    }
    #expect(handledBy() == "bob")
    fire(.red, at: minute(5))
    #expect(handledBy() == nil, "it has become worse")
    let entry = try decide(.acknowledge(psiIdentity, isFalseAlarm: false), at: minute(6)).entry
    // From when the episode began, not from when it became worse.
    #expect(entry.recommended == "red" && entry.span == .minutes(6))
    #expect(people.acknowledgements.count == 1)
  }

  @Test("An acknowledgement ends with its episode and stands through gaps and escalations")
  mutating func endOfEpisode() throws {
    fire(.yellow)
    _ = try decide(.acknowledge(psiIdentity, isFalseAlarm: true), at: minute(1))
    for (level, time) in [(Level.red, minute(5)), (.error, minute(10)), (.red, minute(15)), (.yellow, minute(20))] {
      #expect(people.take(alerts.evaluate([reading(level, at: time)], now: time), now: time) == [])
    }
    let end = people.take(alerts.evaluate([reading(.green, at: minute(25))], now: minute(25)), now: minute(26))
    #expect(end.count == 1 && people.acknowledgements.isEmpty)
    #expect(end.first?.act == .acknowledgementEnded && end.first?.by == AuditEntry.system)
    #expect(end.first?.span == .minutes(25) && end.first?.isFalseAlarm == true)
    #expect(end.first?.subject == AuditEntry.Subject(identity: psiIdentity, episode: 1, level: .yellow))
  }

  @Test("What was acknowledged of an alert that is no more ends when the rules change")
  mutating func reconcile() throws {
    fire()
    _ = try decide(.acknowledge(psiIdentity, isFalseAlarm: false), at: minute(1))
    #expect(people.reconcile(with: alerts, now: minute(2)) == [])
    let ended = people.reconcile(with: AlertBook(model: "credit-risk", rules: []), now: minute(3))
    #expect(ended.map(\.act) == [.acknowledgementEnded] && people.acknowledgements.isEmpty)
  }

  @Test("A note is on any alert there is, and changes nothing")
  mutating func note() throws {
    refuse(.note(psiIdentity), "there is no alert")
    fire(.green)
    let before = people
    let entry = try decide(.note(psiIdentity), reason: "new partner", at: minute(3)).entry
    #expect(entry.act == .note && entry.recommended == "green" && entry.subject.episode == nil && people == before)
  }

  // MARK: - Silences and overrides

  @Test("A silence mutes what its matchers fit until its end, and its end is on record")
  mutating func silence() throws {
    fire()
    let matchers = try Self.matchers("alert=\"FeatureDrift\",region=~\"ap.*\"")
    let outcome = try decide(.silence(matchers, until: minute(60)), at: minute(10))
    #expect(outcome.text == "silenced until 2026-03-01T13:00:00Z: 1 open alert, red at the moment")
    #expect(outcome.entry.recommended == "1 open alert, red" && outcome.entry.subject.matchers == matchers.text)
    let labels = AlertLabels(psiIdentity, rule: psiRule(), level: .red)
    for (time, isMuted) in [(9, false), (10, true), (59, true), (60, false)] as [(Int64, Bool)] {
      #expect((people.silence(of: labels, at: minute(time)) != nil) == isMuted, "minute \(time)")
    }
    #expect(people.nextEnd == minute(60))
    #expect(people.expire(now: minute(59)) == [] && people.silences.count == 1)
    let end = people.expire(now: minute(75))
    #expect(end.map(\.act) == [.silenceEnded] && end.first?.span == .minutes(50) && end.first?.by == "leeway")
    #expect(end.first?.did == "ended at 2026-03-01T13:00:00Z" && people.silences.isEmpty && people.nextEnd == nil)
  }

  @Test("A silence can be ended before its time")
  mutating func endSilence() throws {
    let id = try #require(decide(.silence(try Self.matchers("alert=A"), until: minute(60)), at: minute(0)).id)
    refuse(.endSilence(id: "nothing"), "there is no silence 'nothing' that stands; there are: \(id)")
    refuse(.endSilence(id: id), at: minute(60), "there is no silence '\(id)' that stands; none does")
    refuse(.endOverride(id: id), "there is no override")
    let entry = try decide(.endSilence(id: id), by: "bob", at: minute(20)).entry
    #expect(entry.act == .silenceEnded && entry.by == "bob" && entry.span == .minutes(20))
    #expect(entry.recommended == "silenced by ada until 2026-03-01T13:00:00Z")
    #expect(people.silences.isEmpty)
  }

  @Test("An override holds at a level; of several the newest counts; its end is on record")
  mutating func override() throws {
    fire()
    let matchers = try Self.matchers("feature=age")
    refuse(.override(matchers, .nodata, until: minute(60)), "at green, yellow or red, not at nodata")
    let first = try decide(.override(matchers, .yellow, until: minute(60)), at: minute(1))
    #expect(first.text == "held at yellow until 2026-03-01T13:00:00Z: 1 alert, red at the moment")
    let vain = try decide(.override(try Self.matchers("alert=Fature"), .green, until: minute(60)), at: minute(1))
    #expect(vain.text.hasSuffix(": no alert fits at the moment; there is no rule 'Fature'"))
    _ = try decide(.endOverride(id: try #require(vain.id)), at: minute(1))
    #expect(first.entry.did == "held at yellow until 2026-03-01T13:00:00Z" && first.entry.subject.level == .yellow)
    let second = try #require(decide(.override(matchers, .green, until: minute(30)), at: minute(2)).id)
    let labels = AlertLabels(psiIdentity, rule: psiRule(), level: .red)
    #expect(people.override(of: labels, at: minute(3))?.level == .green)
    let ended = try decide(.endOverride(id: second), at: minute(12)).entry
    #expect(ended.span == .minutes(10) && ended.act == .overrideEnded)
    #expect(people.override(of: labels, at: minute(12))?.level == .yellow)
    #expect(people.expire(now: minute(60)).map(\.act) == [.overrideEnded] && people.overrides.isEmpty)
  }

  @Test("What would stand for ever, for no time or for everything is refused")
  mutating func limits() throws {
    let matchers = try Self.matchers("alert=A")
    for until in [minute(10), minute(9), Instant(microseconds: .min), .distantPast] {
      refuse(.silence(matchers, until: until), "the end has to be in the future")
      refuse(.override(matchers, .green, until: until), "the end has to be in the future")
    }
    refuse(.silence(matchers, until: Instant(microseconds: .max)), "past the year 9999")
    refuse(.silence(LabelMatchers([]), until: minute(60)), "about every alert")
    refuse(.override(LabelMatchers([]), .green, until: minute(60)), "about every alert")
    for text in ["region=", "alert=~\".*\"", "region!=eu", "region=,feature!~age"] {
      refuse(.silence(try Self.matchers(text), until: minute(60)), "all that lack a label")
      refuse(.override(try Self.matchers(text), .green, until: minute(60)), "all that lack a label")
    }
    let long = try Self.matchers("alert=" + String(repeating: "x", count: 2000))
    refuse(.silence(long, until: minute(60)), "longer than 2000")
    for text in ["level=red", "alert=A,level!=green"] {
      refuse(.override(try Self.matchers(text), .green, until: minute(60)), "cannot go by level")
      #expect(throws: Never.self) {
        try decide(.silence(try Self.matchers("alert=A,level=red"), until: minute(60)), at: minute(10))
      }
      people.silences = []
    }
  }

  @Test("Ids are eight digits that follow from content and time, and differ within a book")
  mutating func identifiers() throws {
    let matchers = try Self.matchers("alert=A")
    var ids: [String] = []
    for _ in 0..<20 { ids.append(try #require(decide(.silence(matchers, until: minute(60)), at: minute(0)).id)) }
    ids.append(try #require(decide(.override(matchers, .green, until: minute(60)), at: minute(0)).id))
    #expect(Set(ids).count == 21)
    #expect(ids.allSatisfy { $0.count == 8 && $0.allSatisfy(\.isHexDigit) })
    var other = PeopleBook()
    let same = try other.decide(
      Decision(.silence(matchers, until: minute(60)), by: "ada", reason: "known"), alerts: alerts,
      dispatcher: &dispatcher, now: minute(0))
    #expect(same.id == ids[0])
  }

  // MARK: - Storage

  @Test("A book survives storage, whatever is in its matchers, and the same book has the same bytes")
  mutating func storage() throws {
    fire()
    _ = try decide(.acknowledge(psiIdentity, isFalseAlarm: true), reason: "é \"x\"\n", at: minute(1))
    let odd = LabelMatchers([
      try LabelMatcher("segment", .equal, "a,b=\"c\\\","), try LabelMatcher("feature", .doesNotFit, "x{2,3}|\"y\""),
    ])
    _ = try decide(.silence(odd, until: minute(60)), at: minute(1))
    _ = try decide(.override(odd, .red, until: minute(60)), at: minute(1))
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let bytes = try encoder.encode(people)
    let copy = try JSONDecoder().decode(PeopleBook.self, from: bytes)
    #expect(copy == people)
    #expect(try encoder.encode(copy) == bytes)
    let broken = String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: "segment=", with: "segment?")
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(PeopleBook.self, from: Data(broken.utf8)) }
  }
}
