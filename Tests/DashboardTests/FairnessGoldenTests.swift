import Notation
import Readings
import Testing

@testable import Dashboard

/// `LEEWAY_REGENERATE_GOLDENS=1 swift test --filter Golden` writes the screens anew; look at the difference.
@Suite("Golden screens of fairness")
struct FairnessGoldenTests {
  enum Scene: String, CaseIterable, Sendable {
    case incident = "fairness-incident"
    case healthy = "fairness-healthy"
    /// Two groups that differ by little in a figure far from zero.
    case groups = "fairness-groups"
    case history = "fairness-history"
    case longNames = "fairness-long-names"
    case notConfigured = "fairness-not-configured"

    func state() -> DashboardState {
      var sample = SampleSnapshot(situation: self == .healthy ? .healthy : .incident)
      var keys: [Key] = []
      switch self {
      case .incident, .healthy: break
      case .groups: keys = Array(repeating: .down, count: 6) + [.character("2")]
      case .history: keys = [.character("3")]
      case .longNames:
        sample.useLongNames()
        keys = [.down]
      case .notConfigured: sample.attributes = []
      }
      var snapshot = sample.build()
      if self == .groups { FairnessViewTests.setAreas(&snapshot) }
      if self == .longNames { FairnessViewTests.setLongGroups(&snapshot) }
      var state = DashboardState(width: 120, height: 36)
      _ = state.update(.snapshot(snapshot))
      _ = state.update(.tick(sample.time + .minutes(4)))
      for key in [.character("f")] + keys { _ = state.update(.key(key)) }
      if self == .history { state.historyCursor = 40 }
      return state
    }
  }

  @Test("Screens are as they were", arguments: Scene.allCases)
  func screens(scene: Scene) throws { try GoldenScreens.expect(scene.state(), scene.rawValue) }
}
