import Foundation
import Notation
import Readings
import Testing

@testable import Alerting

@Suite("Entries of the audit log")
struct PeopleEntryTests {
  private struct Line: Decodable {
    var entry: AuditEntry
  }

  private static func text(_ entry: AuditEntry) -> String {
    var json = JSONText()
    json.object { entry.write(to: &$0) }
    return json.text
  }

  @Test("An entry is one JSON object with its fields in a fixed order, those without a value left out")
  func form() {
    let full = AuditEntry(
      at: minute(1), act: .acknowledge, by: "ada", reason: "say \"no\"\n", account: "root",
      subject: AuditEntry.Subject(identity: psiIdentity, episode: 2, level: .red), recommended: "red",
      did: "acknowledged", span: TimeSpan(microseconds: 90_500_000), isFalseAlarm: true)
    #expect(
      Self.text(full)
        == #"{"entry":{"at":"2026-03-01T12:01:00Z","act":"acknowledge","by":"ada","reason":"say \"no\"\n","account":"root","#
        + #""alert":"FeatureDrift","identity":{"model":"credit-risk","version":"*","segment":"region=apac","#
        + #""feature":"age","metric":"psi","window":"1h"},"episode":2,"level":"red","recommended":"red","#
        + #""did":"acknowledged","span_s":90.5,"false_alarm":true}}"#)
    let short = AuditEntry(
      at: minute(1), act: .silence, by: "ada", reason: "r",
      subject: AuditEntry.Subject(matchers: "alert=\"A\"", id: "0badcafe"), did: "silenced")
    #expect(
      Self.text(short)
        == #"{"entry":{"at":"2026-03-01T12:01:00Z","act":"silence","by":"ada","reason":"r","#
        + #""matchers":"alert=\"A\"","id":"0badcafe","did":"silenced"}}"#)
  }

  @Test("Any entry reads back as it was written", arguments: [1, 2, 3])
  func roundTrip(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let texts = ["", "a", "é\u{0}\u{1F}", "\"\\/", "\u{2028}\u{1F600}", String(repeating: "x", count: 300)]
    func text() -> String { texts.randomElement(using: &random) ?? "" }
    func maybe<Value>(_ value: Value) -> Value? { Bool.random(using: &random) ? value : nil }
    for round in 0..<400 {
      let metric = Metric.allCases.randomElement(using: &random) ?? .psi
      let feature = metric == .kpi ? "revenue:net" : maybe(text())
      let identity = AlertIdentity(
        rule: text(), model: text(),
        key: SeriesKey(metric: metric, version: text(), segment: text(), feature: feature, window: text()))
      let entry = AuditEntry(
        at: Instant(microseconds: Int64.random(in: 0...253_402_300_799_999_999, using: &random)),
        act: AuditEntry.Act.allCases.randomElement(using: &random) ?? .note, by: text(), reason: text(),
        account: maybe(text()),
        subject: AuditEntry.Subject(
          identity: maybe(identity), episode: maybe(Int.random(in: 0...Int.max, using: &random)),
          level: maybe(Level.allCases.randomElement(using: &random) ?? .red), matchers: maybe(text()),
          id: maybe(text()), action: maybe(text())),
        recommended: maybe(text()), did: text(),
        // Up to 71 years, over which a double of seconds holds every microsecond.
        span: maybe(TimeSpan(microseconds: Int64.random(in: 0...1 << 51, using: &random))),
        isFalseAlarm: Bool.random(using: &random))
      let line = Self.text(entry)
      let copy = try JSONDecoder().decode(Line.self, from: Data(line.utf8)).entry
      #expect(copy == entry, "seed \(seed), round \(round)")
      #expect(Self.text(copy) == line, "seed \(seed), round \(round)")
    }
  }

  @Test(
    "What is no entry is an error",
    arguments: [
      #"{"at":"today","act":"note","by":"a","reason":"b","did":"c"}"#,
      #"{"at":"2026-03-01T12:01:00Z","act":"forgive","by":"a","reason":"b","did":"c"}"#,
      #"{"at":"2026-03-01T12:01:00Z","act":"note","by":"a","reason":"b","did":"c","span_s":1e300}"#,
      #"{"at":"2026-03-01T12:01:00Z","act":"note","by":"a","reason":"b","did":"c","level":"blue"}"#,
      #"{"at":"2026-03-01T12:01:00Z","act":"note","by":"a","reason":"b","did":"c","alert":"A","identity":{"#
        + #""model":"m","version":"*","segment":"all","feature":null,"metric":"kpis","window":"1h"}}"#,
      #"{"at":"2026-03-01T12:01:00Z","act":"note","reason":"b","did":"c"}"#,
    ])
  func unreadable(text: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(AuditEntry.self, from: Data(text.utf8)) }
  }
}
