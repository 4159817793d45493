import Readings
import Testing

@testable import Dashboard

@Suite("The overview goes to what is worst, until the user chooses")
struct FollowsWorstTests {
  private static func snapshot(_ situation: SampleSnapshot.Situation) -> Snapshot {
    SampleSnapshot(situation: situation).build()
  }

  private static func state(_ situation: SampleSnapshot.Situation = .healthy) -> DashboardState {
    var state = DashboardState(width: 120, height: 36)
    _ = state.update(.snapshot(snapshot(situation)))
    return state
  }

  /// A snapshot in which drift is green and nulls of one feature are red.
  private static func withNulls() -> Snapshot {
    var snapshot = snapshot(.healthy)
    for (key, reading) in snapshot.readings where key.metric != .nullRate {
      var calm = reading
      calm.level = .green
      snapshot.readings[key] = calm
    }
    let key = SeriesKey(metric: .nullRate, version: "*", segment: "all", feature: "channel", window: "1h")
    snapshot.readings[key]?.level = .red
    return snapshot
  }

  @Test("The cursor goes to the feature that is worst now")
  func feature() {
    var state = Self.state()
    _ = state.update(.snapshot(Self.snapshot(.incident)))
    #expect(state.selectedFeature == state.featureOrder.first && state.selectedSegment == "all")
  }

  @Test("A cursor that the user moved stays on its feature, and Esc gives it back")
  func chosenFeature() {
    var state = Self.state()
    _ = state.update(.key(.down))
    let chosen = state.selectedFeature
    _ = state.update(.snapshot(Self.snapshot(.incident)))
    #expect(state.selectedFeature == chosen)
    _ = state.update(.key(.escape))
    #expect(state.selectedFeature == state.featureOrder.first)
  }

  @Test("The heat-map shows the metric that is red while the others are not")
  func metric() {
    var state = Self.state()
    _ = state.update(.snapshot(Self.withNulls()))
    #expect(state.metric == .nullRate && state.selectedFeature == "channel" && state.worseMetric == nil)
  }

  @Test("A metric that the user chose stays, and the title names the worse one")
  func chosenMetric() {
    var state = Self.state()
    _ = state.update(.key(.character("m")))
    let chosen = state.metric
    _ = state.update(.snapshot(Self.withNulls()))
    #expect(state.metric == chosen && chosen != .nullRate)
    #expect(state.worseMetric?.metric == .nullRate && state.worseMetric?.level == .red)
  }

  @Test("In the view of a feature the cursor stays where it is")
  func drillDown() {
    var state = Self.state()
    _ = state.update(.key(.enter))
    let opened = state.selectedFeature
    _ = state.update(.snapshot(Self.withNulls()))
    #expect(state.screen == .feature && state.selectedFeature == opened && state.metric == .psi)
  }

  @Test("What goes to the worst by itself is not kept for the next start")
  func saved() {
    let text = Self.state(.incident).savedView.text
    #expect(!text.contains("\nmetric ") && !text.contains("\nfeature "))
  }

  @Test("Where there is room for one pane only, the overview opens with what fires")
  func narrow() {
    var state = DashboardState(width: 40, height: 10)
    _ = state.update(.snapshot(Self.snapshot(.incident)))
    #expect(state.focus == .alerts)
    #expect(Self.state(.incident).focus == .heatMap)
  }
}
