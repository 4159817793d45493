import Notation
import Readings
import Testing

@testable import Dashboard

@Suite("Golden screens of alerts")
struct AlertsGoldenTests {
  static func state(_ snapshot: Snapshot, keys: [Key]) -> DashboardState {
    var state = DashboardState(width: 120, height: 36)
    _ = state.update(.snapshot(snapshot))
    _ = state.update(.tick(snapshot.time + .minutes(4)))
    for key in keys { _ = state.update(.key(key)) }
    return state
  }

  @Test("The worst alert is selected")
  func incident() throws {
    let snapshot = SampleSnapshot(situation: .incident).build()
    try GoldenScreens.expect(Self.state(snapshot, keys: [.character("a")]), "alerts-incident")
  }

  @Test("An alert that waits for approval says which keys answer")
  func approval() throws {
    let snapshot = SampleSnapshot(situation: .incident).build()
    try GoldenScreens.expect(Self.state(snapshot, keys: [.character("a"), .down, .character("4")]), "alerts-approval")
  }

  @Test("Nothing is firing")
  func healthy() throws {
    let snapshot = SampleSnapshot(situation: .healthy, mode: .live).build()
    try GoldenScreens.expect(Self.state(snapshot, keys: [.character("a")]), "alerts-healthy")
  }

  @Test("Long and wide names")
  func longNames() throws {
    var snapshot = SampleSnapshot(situation: .incident).build()
    let long = "days_since_the_customer_last_changed_the_delivery_address_of_any_account_held"
    for (index, feature) in [long, "申込者の年収（税込）", "🚀_score\u{1b}[31m"].enumerated() {
      var alert = snapshot.alerts[index]
      alert.key.feature = feature
      alert.key.segment = index == 1 ? "region=東京都,sex=여성" : "region=the-north-western-territories-and-all-islands"
      alert.rule = index == 1 ? "特徴量ドリフト" : "FeatureDriftInAnyCellOfAnyRegionOrProductOfTheBank"
      alert.owner = index == 1 ? "リスク管理" : "the-team-that-looks-after-credit-risk-at-night"
      alert.summary = "\(feature) in \(alert.key.segment) is off its course since the last release of the upstream job"
      alert.handling.acknowledgedBy = index == 0 ? "Maximiliane-Theodora von und zu Hohenstein" : nil
      alert.remarks = [
        AlertStatus.Remark(
          at: alert.since + .minutes(6), by: "美羅", act: "note",
          reason: "上流のジョブを確認中 https://wiki.example.com/teams/risk/incidents/2026/03/02/a-very-long-name-of-a-page")
      ]
      alert.deliveries.append(
        DeliveryStatus(
          id: "9", action: "a-webhook-with-a-very-long-name-indeed", type: "webhook", state: "failed",
          reason: "could not connect to https://hooks.example.com/services/a/b/c: connection\trefused", attempts: 12,
          at: snapshot.time - .days(2)))
      snapshot.alerts[index] = alert
    }
    try GoldenScreens.expect(Self.state(snapshot, keys: [.character("a"), .down]), "alerts-long-names")
  }

  @Test("A runbook in Markdown")
  func runbook() throws {
    var snapshot = SampleSnapshot(situation: .incident).build()
    snapshot.runbooks["runbooks/feature-drift.md"] = Self.markdown
    try GoldenScreens.expect(Self.state(snapshot, keys: [.character("a"), .character("o")]), "alert-runbook")
  }

  static let markdown = """
    # Drift in one segment

    One segment sends **other values** than the reference had; the rest of the traffic is as it was. See
    [the guide](https://wiki.example.com/risk/drift) and `leeway explain`.

    | bin moved | likely cause | who knows |
    |-----------|:------------:|-----------|
    | all of them | a unit has changed upstream | data platform |
    | one | a *default* was introduced by the last release of the form | web team |

    ## Look first

    1. Open the feature with Enter and see which bins moved, and since when.
    2. Ask the owner of the upstream job whether a unit or a default has changed.
       - `#risk-data` answers at night
       - else page https://oncall.example.com/teams/data-platform.

    > Never roll back while labels are late: the older version may be worse.

    ---

    ```
    leeway alerts show ALERT
    leeway approve ID --by NAME --reason TEXT
    ```
    """

  @Test("The list scrolls, and its cursor with it")
  func many() throws {
    var snapshot = SampleSnapshot(situation: .incident).build()
    let first = snapshot.alerts[0]
    snapshot.alerts = (0..<64).map { index in
      var alert = first
      alert.key.segment = "region=\(index)"
      alert.level = index < 20 ? .red : .yellow
      alert.state = [.firing, .pending, .recovering, .nodata, .error][index % 5]
      alert.value = 0.9 - Double(index) / 100
      return alert
    }
    let keys = [Key.character("a")] + Array(repeating: Key.down, count: 30)
    try GoldenScreens.expect(Self.state(snapshot, keys: keys), "alerts-many")
  }
}
