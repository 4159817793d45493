import Notation
import Readings
import Testing

@testable import Dashboard

/// `LEEWAY_REGENERATE_GOLDENS=1 swift test --filter Golden` writes the screens anew; look at the difference.
@Suite("Golden screens of versions")
struct VersionsGoldenTests {
  enum Scene: String, CaseIterable, Sendable {
    case incident = "versions-incident"
    case history = "versions-history"
    case longNames = "versions-long-names"
    case single = "versions-single"
    case multiclass = "versions-multiclass"

    func state() -> DashboardState {
      var sample = SampleSnapshot(situation: .incident)
      var keys: [Key] = []
      switch self {
      case .incident: keys = Array(repeating: .down, count: 4)
      case .history: keys = Array(repeating: .down, count: 6) + [.character("2")]
      case .longNames: sample.useLongNames()
      case .single: sample.versions = ["v1"]
      case .multiclass: sample.task = .multiclass
      }
      var snapshot = sample.build()
      VersionsViewTests.tellApart(&snapshot)
      var state = DashboardState(width: 120, height: 36)
      _ = state.update(.snapshot(snapshot))
      _ = state.update(.tick(sample.time + .minutes(4)))
      for key in [.character("V")] + keys { _ = state.update(.key(key)) }
      if self == .history { state.historyCursor = 60 }
      return state
    }
  }

  @Test("Screens are as they were", arguments: Scene.allCases)
  func screens(scene: Scene) throws { try GoldenScreens.expect(scene.state(), scene.rawValue) }
}
