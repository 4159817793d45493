import Notation
import Readings
import Testing

@testable import Dashboard

@Suite("Calling the user")
struct AlertCallTests {
  private static let snapshot = SampleSnapshot(situation: .incident).build()

  private static func alert(_ segment: String, change: (inout AlertStatus) -> Void = { _ in }) -> AlertStatus {
    var alert = snapshot.alerts[0]
    alert.key.segment = segment
    alert.value = 0.31
    alert.threshold = 0.25
    change(&alert)
    return alert
  }

  private static func calls(_ state: inout DashboardState, _ alerts: [AlertStatus]) -> [DashboardEffect] {
    var snapshot = snapshot
    snapshot.alerts = alerts
    return state.update(.snapshot(snapshot))
  }

  @Test("What fires when the dashboard opens calls nobody; what begins later calls once an episode")
  func once() {
    var state = DashboardState(width: 120, height: 36)
    let (old, new) = (Self.alert("all"), Self.alert("region=apac"))
    #expect(Self.calls(&state, [old]) == [])
    let call = DashboardEffect.notify("RED FeatureDrift: psi income region=apac 0.31 (limit 0.25)")
    #expect(Self.calls(&state, [old, new]) == [call])
    #expect(Self.calls(&state, [old, new]) == [])
    #expect(Self.calls(&state, [old]) == [])
    #expect(Self.calls(&state, [old, new]) == [], "the same episode")
    #expect(Self.calls(&state, [old, Self.alert("region=apac") { $0.episode = 2 }]) == [call])
  }

  @Test("A snapshot without figures is no beginning")
  func first() {
    var state = DashboardState(width: 120, height: 36)
    var empty = Self.snapshot
    empty.readings = [:]
    empty.alerts = []
    #expect(state.update(.snapshot(empty)) == [])
    #expect(Self.calls(&state, [Self.alert("all")]) == [])
  }

  @Test("Yellow, pending and resolved call nobody; yellow that turns red does")
  func levels() {
    var state = DashboardState(width: 120, height: 36)
    #expect(Self.calls(&state, []) == [])
    #expect(Self.calls(&state, [Self.alert("all") { $0.level = .yellow }]) == [])
    #expect(Self.calls(&state, [Self.alert("all") { $0.state = .pending }]) == [])
    #expect(Self.calls(&state, [Self.alert("all")]).count == 1)
    #expect(Self.calls(&state, [Self.alert("all") { $0.state = .resolved }]) == [])
  }

  @Test("Several at once are one call")
  func several() {
    var state = DashboardState(width: 120, height: 36)
    #expect(Self.calls(&state, []) == [])
    let alerts = ["all", "region=apac", "sex=f", "sex=m", "sex=\u{1b}x"].map { Self.alert($0) }
    let text =
      "5 new red alerts: FeatureDrift: psi income 0.31 (limit 0.25); "
      + "FeatureDrift: psi income region=apac 0.31 (limit 0.25); FeatureDrift: psi income sex=f 0.31 (limit 0.25); "
      + "and 2 more"
    #expect(Self.calls(&state, alerts) == [.notify(text)])
  }

  @Test("What somebody looks after calls nobody; what was silenced calls when the silence ends before it")
  func handled() {
    var state = DashboardState(width: 120, height: 36)
    #expect(Self.calls(&state, []) == [])
    #expect(Self.calls(&state, [Self.alert("all") { $0.handling.acknowledgedBy = "mira" }]) == [])
    #expect(Self.calls(&state, [Self.alert("sex=f") { $0.handling.silencedUntil = Self.snapshot.time }]) == [])
    #expect(Self.calls(&state, [Self.alert("sex=f")]).count == 1)
  }

  @Test("A frozen picture still calls, and not again when it goes on")
  func frozen() {
    var state = DashboardState(width: 120, height: 36)
    var live = Self.snapshot
    live.mode = .live
    live.alerts = []
    _ = state.update(.snapshot(live))
    _ = state.update(.key(.character(" ")))
    #expect(state.isFrozen)
    #expect(Self.calls(&state, [Self.alert("all")]).count == 1)
    #expect(state.update(.key(.character(" "))) == [])
  }

  @Test("Control characters never reach the terminal")
  func controls() {
    let text = DashboardState.callText([Self.alert("sex=\u{1b}]0;x\u{7}\u{9b}")])
    #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) })
  }
}
