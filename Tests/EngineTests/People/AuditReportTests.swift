import Alerting
import Foundation
import Notation
import Readings
import Testing

@testable import Engine

@Suite("The report of decisions")
struct AuditReportTests {
  private static let start = StateSample.start

  private static func fired(
    _ rule: String, episode: Int, _ level: Level, minute: Int64, from: AlertStatus.State = .pending,
    to: AlertStatus.State = .firing
  ) throws -> TransitionRecord {
    try TransitionRecord(
      line: AlertTransition(
        at: start + .minutes(minute), identity: StateSample.identity(rule), episode: episode, from: from, to: to,
        level: level, previousLevel: level, figures: AlertFigures(value: 1, n: 1)
      ).line)
  }

  private static func acknowledged(
    _ rule: String, episode: Int, minute: Int64, after: Int64, isFalse: Bool = false
  ) -> AuditEntry {
    AuditEntry(
      at: start + .minutes(minute), act: .acknowledge, by: "ada", reason: "r",
      subject: AuditEntry.Subject(identity: StateSample.identity(rule), episode: episode, level: .red),
      did: "acknowledged", span: .minutes(after), isFalseAlarm: isFalse)
  }

  private static func entry(
    _ act: AuditEntry.Act, _ rule: String? = nil, matchers: String? = nil, minute: Int64, span: Int64? = nil
  ) -> AuditEntry {
    AuditEntry(
      at: start + .minutes(minute), act: act, by: "ada", reason: "r",
      subject: AuditEntry.Subject(identity: rule.map(StateSample.identity), episode: 1, matchers: matchers),
      did: "d", span: span.map(TimeSpan.minutes))
  }

  /// Five episodes of A, one of B, and everything that people did about them.
  private static func report(from: Instant = .distantPast, to: Instant = .distantFuture) throws -> AuditReport {
    let transitions = [
      // Yellow, then red: red. Its recovery and its firing again are the same episode.
      try fired("A", episode: 1, .yellow, minute: 0), try fired("A", episode: 1, .red, minute: 5, from: .firing),
      try fired("A", episode: 1, .red, minute: 9, from: .firing, to: .recovering),
      try fired("A", episode: 1, .red, minute: 10, from: .recovering),
      try fired("A", episode: 2, .red, minute: 100), try fired("A", episode: 3, .red, minute: 200),
      try fired("A", episode: 4, .red, minute: 300), try fired("A", episode: 5, .yellow, minute: 400),
      try fired("B", episode: 1, .yellow, minute: 500),
    ]
    let entries = [
      acknowledged("A", episode: 1, minute: 4, after: 4),
      // Looked at again after it had become red, and called false: the first one's time counts.
      acknowledged("A", episode: 1, minute: 20, after: 20, isFalse: true),
      acknowledged("A", episode: 2, minute: 110, after: 10),
      acknowledged("A", episode: 3, minute: 202, after: 2, isFalse: true),
      acknowledged("B", episode: 1, minute: 540, after: 40, isFalse: true),
      entry(.approve, "A", minute: 12), entry(.reject, "A", minute: 105), entry(.approvalExpired, "A", minute: 240),
      entry(.approve, "B", minute: 505), entry(.note, "A", minute: 1),
      entry(.override, matchers: "alert=\"A\",segment=\"all\"", minute: 210),
      entry(.override, matchers: "segment=\"all\"", minute: 211),
      entry(.overrideEnded, matchers: "segment=\"all\"", minute: 260, span: 49),
      entry(.silence, matchers: "alert=\"B\"", minute: 100), entry(.silence, matchers: "alert=~\"B|A\"", minute: 101),
      entry(.silenceEnded, matchers: "alert=\"B\"", minute: 130, span: 30),
      entry(.silenceEnded, matchers: "alert=~\"B|A\"", minute: 191, span: 90),
    ]
    return AuditReport(entries: entries, transitions: transitions.reversed(), from: from, to: to)
  }

  // Counted by hand from the entries above; quantiles as numpy.quantile([2, 4, 10], [0.5, 0.9]) = [4, 8.8] and
  // numpy.quantile([2, 4, 10, 40], [0.5, 0.9]) = [7, 31] minutes.
  @Test("Every figure is as it is defined")
  func figures() throws {
    let report = try Self.report()
    #expect(report.rules.map(\.name) == ["A", "B"])
    let a = report.rules[0].figures
    #expect(a.red == 4 && a.yellow == 1 && a.acknowledged == 3 && a.redAcknowledged == 3)
    #expect(a.redCalledFalse == 2 && a.yellowCalledFalse == 0)
    #expect(a.falseShare == 0.5 && a.falseShareOfJudged == 2.0 / 3)
    #expect(a.timeToAcknowledge(0.5) == 240)
    #expect(abs((a.timeToAcknowledge(0.9) ?? 0) - 8.8 * 60) < 1e-9)
    #expect(a.approved == 1 && a.rejected == 1 && a.overridden == 1 && a.expired == 1)
    #expect(a.overrideRate == 2.0 / 3 && a.silences == 0 && a.medianSilence == nil)
    let b = report.rules[1].figures
    #expect(b.red == 0 && b.yellow == 1 && b.yellowCalledFalse == 1 && b.falseShare == nil)
    #expect(b.falseShareOfJudged == nil && b.overrideRate == 0 && b.silences == 1 && b.medianSilence == 30 * 60)
    #expect(report.all.red == 4 && report.all.yellow == 2 && report.all.acknowledged == 4)
    #expect(report.all.timeToAcknowledge(0.5) == 420)
    #expect(abs((report.all.timeToAcknowledge(0.9) ?? 0) - 31 * 60) < 1e-9)
    #expect(report.all.overridden == 2 && report.all.decisions == 5 && report.all.overrideRate == 0.6)
    #expect(report.all.silences == 2 && report.all.medianSilence == 60 * 60)
  }

  @Test("A range takes what lies in it, its start and not its end; an acknowledgement may come later")
  func range() throws {
    let report = try Self.report(from: Self.start + .minutes(100), to: Self.start + .minutes(105))
    #expect(report.rules.map(\.name) == ["A", "B"])
    #expect(report.all.red == 1 && report.all.acknowledged == 1 && report.all.decisions == 0)
    #expect(report.all.silences == 2 && report.all.silenced.isEmpty)
    let yellow = try Self.report(from: Self.start, to: Self.start + .minutes(5))
    #expect(yellow.all.yellow == 1 && yellow.all.red == 0)
    let nothing = try Self.report(from: Self.start + .hours(99), to: Self.start)
    #expect(nothing.rules.isEmpty && nothing.all == AuditReport.Figures())
    #expect(nothing.text.contains("no alert fired and nothing was decided"))
  }

  @Test("The tables for people")
  func text() throws {
    #expect(
      try Self.report().text == """
        All that is on record

        Episodes, and how they were answered
             red  yellow  acknowledged  median  p90  called false  of red  of judged
        A      4       1             3      4m   8m             2     50%      66.7%
        B      0       1             1     40m  40m             0       -          -
        all    4       2             4      7m  31m             2     50%      66.7%

        Decisions
             approved  rejected  overridden  override rate  expired  silences  stood (median)
        A           1         1           1          66.7%        1         0               -
        B           1         0           0             0%        0         1             30m
        all         2         1           2            60%        1         2              1h

        """)
  }

  @Test("The JSON has the same figures, times in seconds, and null where there is nothing to divide by")
  func json() throws {
    let text = try Self.report(from: Self.start).json
    #expect(text.hasSuffix("}\n") && text.count { $0 == "\n" } == 1)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(object["from"] as? String == Self.start.rfc3339 && object["to"] is NSNull)
    let rules = try #require(object["rules"] as? [[String: Any]])
    #expect(rules.map { $0["alert"] as? String } == ["A", "B"])
    let episodes = try #require(rules[1]["episodes"] as? [String: Any])
    #expect(episodes["yellow"] as? Int == 1 && episodes["false_share"] is NSNull)
    let all = try #require(object["all"] as? [String: [String: Any]])
    #expect(all["decisions"]?["override_rate"] as? Double == 0.6)
    #expect(all["time_to_acknowledge_s"]?["median"] as? Double == 420)
    #expect(all["silences"]?["stood_total_s"] as? Double == 7200)
  }
}
