import Notation
import Readings
import Testing

@testable import Dashboard

@Suite("Alerts view")
struct AlertsViewTests {
  private static let snapshot = SampleSnapshot(situation: .incident).build()

  private static func state(_ snapshot: Snapshot = snapshot, keys: [Key] = [.character("a")]) -> DashboardState {
    AlertsGoldenTests.state(snapshot, keys: keys)
  }

  private static func names(_ state: DashboardState) -> [String] {
    (state.rows[.alerts] ?? []).map { if case .alert(let identity) = $0 { identity.rule } else { "?" } }
  }

  @Test("The order follows the sort, and the cursor stays on its alert")
  func sorts() {
    var state = Self.state(keys: [.character("a"), .down, .down, .down])
    let selected = state.selectedAlert
    #expect(state.currentAlert?.rule == "Calibration")
    _ = state.update(.key(.character("s")))
    #expect(state.alertSort == .newest && state.selectedAlert == selected)
    #expect(Self.names(state).first == "FairnessGap" && Self.names(state).last == "Latency")
    _ = state.update(.key(.character("s")))
    #expect(state.alertSort == .rule && state.selectedAlert == selected)
    #expect(Self.names(state) == Self.names(state).sorted())
    _ = state.update(.key(.character("s")))
    #expect(state.alertSort == .severity && Self.names(state) == Self.snapshot.alerts.map(\.rule))
  }

  @Test("In the overview s sorts the alerts only while they have the focus")
  func sortInOverview() {
    var state = Self.state(keys: [.character("s")])
    #expect(state.alertSort == .severity && state.sort == .configured)
    _ = state.update(.key(.character("4")))
    _ = state.update(.key(.character("s")))
    #expect(state.alertSort == .newest && state.sort == .configured)
  }

  @Test("The selection stays on its alert whatever order the next snapshot has")
  func identity() {
    var state = Self.state(keys: [.character("a"), .down, .down])
    let selected = state.selectedAlert
    var next = Self.snapshot
    next.alerts.reverse()
    _ = state.update(.snapshot(next))
    #expect(state.selectedAlert == selected && state.currentAlert.map(AlertIdentity.init) == selected)
    #expect(state.selection(in: .alerts).index == 4)
    next.alerts.removeAll { AlertIdentity($0) == selected }
    _ = state.update(.snapshot(next))
    #expect(state.currentAlert == next.alerts[4], "what stands in its place")
    next.alerts = []
    _ = state.update(.snapshot(next))
    #expect(state.currentAlert == nil && state.selectedAlert == nil)
  }

  @Test("Whoever reads an alert's runbook finds no other one under their eyes")
  func staysOver() {
    var state = Self.state(keys: [.character("a"), .character("o")])
    var next = Self.snapshot
    next.alerts.removeFirst()
    _ = state.update(.snapshot(next))
    #expect(state.currentAlert == nil && state.selectedAlert != nil)
    _ = state.update(.key(.escape))
    #expect(state.currentAlert == next.alerts.first)
  }

  @Test("What the filter hides is not selected")
  func filters() {
    var state = Self.state()
    state.filter = Filter("yellow")
    _ = state.update(.tick(Self.snapshot.time))
    state.refreshRows()
    #expect(state.rows[.alerts]?.count == 4 && state.currentAlert?.level == .yellow)
    state.filter = Filter("nothing-like-it")
    state.refreshRows()
    #expect(state.rows[.alerts] == [] && state.currentAlert == nil)
    let text = render(state, capabilities: Capabilities(isUnicode: true, color: .monochrome)).text
    #expect(text.contains("nothing matches /nothing-like-it") && text.contains("0 of 7"))
  }

  @Test("The panes below are read from their beginning for another alert")
  func offsets() {
    var state = Self.state(keys: [.character("a"), .character("2"), .down])
    _ = state.update(.resize(width: 80, height: 24))
    _ = state.update(.key(.down))
    #expect((state.visit.offsets[.alertFacts] ?? 0) > 0)
    for key in [Key.character("1"), .down] { _ = state.update(.key(key)) }
    #expect(state.visit.offsets[.alertFacts] == nil)
  }

  struct StateCase: Sendable, CustomTestStringConvertible {
    var expected: String
    var change: @Sendable (inout AlertStatus) -> Void
    var testDescription: String { expected }
  }

  @Test(
    "The state says what matters most to a person",
    arguments: [
      StateCase(expected: "FIRING") { $0.state = .firing }, StateCase(expected: "PENDING") { $0.state = .pending },
      StateCase(expected: "ACK by mira") { $0.handling.acknowledgedBy = "mira" },
      StateCase(expected: "SILENCED until 11:20") {
        $0.handling.acknowledgedBy = "mira"
        $0.handling.silencedUntil = AlertsViewTests.snapshot.time + .hours(2)
      },
      StateCase(expected: "RECOVERING") {
        $0.handling.acknowledgedBy = "mira"
        $0.state = .recovering
      },
      StateCase(expected: "HELD RED until 09:30") {
        $0.handling.heldAt = .red
        $0.handling.heldUntil = AlertsViewTests.snapshot.time + .minutes(10)
      },
      StateCase(expected: "WAITS FOR APPROVAL") {
        $0.handling.silencedUntil = AlertsViewTests.snapshot.time + .hours(2)
        $0.deliveries = [
          DeliveryStatus(
            id: "1", action: "rollback", type: "rollback", state: "awaiting_approval",
            at: AlertsViewTests.snapshot.time)
        ]
      },
    ])
  func states(_ example: StateCase) {
    var alert = Self.snapshot.alerts[0]
    example.change(&alert)
    let renderer = Renderer(Self.state(), capabilities: Capabilities(isUnicode: true, color: .monochrome))
    #expect(renderer.stateText(alert) == example.expected)
  }

  @Test("Where nobody can decide, the command that can is named")
  func refusal() {
    var options = DashboardOptions()
    options.refusal = "a replay takes no decisions"
    var state = DashboardState(width: 120, height: 36, options: options)
    _ = state.update(.snapshot(Self.snapshot))
    for key in [Key.character("a"), .down] { _ = state.update(.key(key)) }
    let text = render(state, capabilities: Capabilities(isUnicode: true, color: .monochrome)).text
    #expect(text.contains("leeway approve 0a51c3") && !text.contains("A approves"))
  }

  @Test("Rows can be clicked")
  func marks() {
    var renderer = Renderer(Self.state(), capabilities: Capabilities(isUnicode: true, color: .monochrome))
    renderer.marksHits = true
    renderer.drawAll()
    let rows = renderer.hits.filter { if case .row(.alerts, _) = $0.target { true } else { false } }
    #expect(rows.map(\.target) == (0..<7).map { HitTarget.row(.alerts, $0) })
    #expect(rows.map(\.area.y) == (3..<10).map { $0 })
  }
}
