import Foundation
import Notation
import Readings
import Testing

@testable import Alerting

@Suite("What an Alertmanager is told")
struct AlertmanagerNoticeTests {
  private let action = Action.making(.alertmanager(.init(address: .literal("http://127.0.0.1:9093"))))

  private func told(_ item: Notice.Item) throws -> [AlertmanagerAlert] {
    let text = NoticePayload.text(notice(.firing, [item]), for: action)
    return try JSONDecoder().decode([AlertmanagerAlert].self, from: Data(text.utf8))
  }

  @Test("An alert that fires has its labels, its figures, and no end before it is sent")
  func firing() throws {
    var rule = psiRule()
    rule.labels = ["team": "risk", "cost-centre": "7", "1st": "x", "model": "not this one", "region": "nor this"]
    rule.annotations = ["summary": try Template("{{feature}} drifts"), "what to do": try Template("look")]
    rule.owner = "risk-oncall"
    rule.runbook = "https://wiki.example/drift"
    let alert = try #require(try told(noticeItem(rule: rule)).first)
    #expect(
      alert.labels == [
        "alertname": "FeatureDrift", "model": "credit-risk", "version": "*", "segment": "region=apac",
        "region": "apac", "feature": "age", "metric": "psi", "window": "1h", "severity": "critical", "team": "risk",
        "cost_centre": "7", "_1st": "x",
      ])
    #expect(
      alert.annotations == [
        "summary": "age drifts", "what_to_do": "look", "owner": "risk-oncall", "n": "4812", "value": "0.2131",
        "threshold": "0.2", "runbook_url": "https://wiki.example/drift",
      ])
    #expect(alert.startsAt == minute(-30))
    #expect(alert.endsAt == nil)
    #expect(alert.holding(until: minute(4)).endsAt == minute(4))
    #expect(alert.holding(until: minute(-60)).endsAt == alert.startsAt)
  }

  @Test("A change of level ends the alert of the old severity in the same request")
  func escalation() throws {
    let alerts = try told(noticeItem(transition(from: .firing, previousLevel: .yellow), toldLevel: .yellow))
    #expect(alerts.map { $0.labels["severity"] } == ["critical", "warning"])
    #expect(alerts.map(\.endsAt) == [nil, minute(0)])
    #expect(Set(alerts.map(\.startsAt)) == [minute(-30)])
  }

  @Test(
    "The end is told to the severity that was told, or to both if none is known",
    arguments: [
      (.red, .green, ["critical"]), (.yellow, .red, ["warning"]), (nil, .red, ["critical"]),
      (nil, .nodata, ["warning", "critical"]),
    ] as [(Level?, Level, [String])])
  func resolved(told level: Level?, previous: Level, severities: [String]) throws {
    let change = transition(to: .resolved, from: .firing, level: .green, previousLevel: previous)
    let alerts = try told(noticeItem(change, startedAt: minute(9), toldLevel: level))
    #expect(alerts.map { $0.labels["severity"] } == severities)
    for alert in alerts {
      #expect(alert.endsAt == minute(0))
      #expect(alert.startsAt == minute(0))
    }
  }

  @Test("An alert without data is another alert than the one that fired")
  func noData() throws {
    let alerts = try told(noticeItem(transition(to: .nodata, from: .green, level: .nodata, value: nil)))
    #expect(alerts.map { $0.labels["state"] } == ["nodata"])
    #expect(alerts.first?.labels["severity"] == "warning")
  }
}

@Suite("Keeping alerts alive")
struct AlertmanagerKeeperTests {
  private let holding = TimeSpan.minutes(4)
  private let a = noticeItem(segment: "region=a")
  private let b = noticeItem(segment: "region=b")

  private func text(_ alerts: [AlertmanagerAlert]) -> [String] {
    alerts.map { alert in
      let end = alert.endsAt.map { String(($0 - minute(0)).microseconds / 60_000_000) } ?? "none"
      return "\(alert.labels["segment"] ?? "") \(alert.labels["severity"] ?? "") \(end)"
    }
  }

  @Test("What stands is told with a new end each time, what does not any more is ended for a quarter of an hour")
  func rounds() {
    var keeper = AlertmanagerKeeper()
    #expect(keeper.round([], holding: holding, now: minute(0)).isEmpty)
    #expect(
      text(keeper.round([b, a], holding: holding, now: minute(1))) == ["region=a critical 5", "region=b critical 5"])
    #expect(
      text(keeper.round([b], holding: holding, now: minute(2))) == ["region=a critical 2", "region=b critical 6"])
    #expect(
      text(keeper.round([], holding: holding, now: minute(16))) == ["region=a critical 2", "region=b critical 16"])
    #expect(text(keeper.round([], holding: holding, now: minute(17))) == ["region=b critical 16"])
    #expect(keeper.round([], holding: holding, now: minute(31)).isEmpty)
  }

  @Test("An alert that fires again is not ended")
  func again() {
    var keeper = AlertmanagerKeeper()
    for now in [1, 3] as [Int64] {
      _ = keeper.round([a], holding: holding, now: minute(now))
      #expect(text(keeper.round([], holding: holding, now: minute(now + 1))) == ["region=a critical \(now + 1)"])
    }
    #expect(text(keeper.round([a], holding: holding, now: minute(5))) == ["region=a critical 9"])
  }

  @Test("A change of level ends the one and keeps the other alive")
  func escalation() {
    var keeper = AlertmanagerKeeper()
    let mild = noticeItem(transition(level: .yellow), segment: "region=a")
    _ = keeper.round([mild], holding: holding, now: minute(1))
    #expect(
      text(keeper.round([a], holding: holding, now: minute(2))) == ["region=a critical 6", "region=a warning 2"])
  }

  @Test("The end that a message told is repeated as it was told")
  func noted() {
    var keeper = AlertmanagerKeeper()
    _ = keeper.round([a], holding: holding, now: minute(1))
    let end = transition(to: .resolved, from: .firing, level: .green, previousLevel: .red, at: minute(1))
    keeper.note(AlertmanagerAlert.told(noticeItem(end, segment: "region=a")), now: minute(2))
    #expect(text(keeper.round([], holding: holding, now: minute(3))) == ["region=a critical 1"])
    #expect(text(keeper.round([], holding: holding, now: minute(16))) == ["region=a critical 1"])
    #expect(keeper.round([], holding: holding, now: minute(17)).isEmpty)
  }
}
