import Notation
import Readings
import Testing

@testable import Dashboard

/// Screens as readable text files. `LEEWAY_REGENERATE_GOLDENS=1 swift test` writes them anew; look at the difference.
@Suite("Golden screens")
struct GoldenTests {
  enum Scene: String, CaseIterable, Sendable {
    case overviewIncident = "overview-incident"
    case overviewHealthy = "overview-healthy"
    case overviewWaiting = "overview-waiting"
    case overviewLongNames = "overview-long-names"
    case featureIncident = "feature-incident"
    case featureHealthy = "feature-healthy"
    case featureCategorical = "feature-categorical"
    case cellIncident = "cell-incident"
    case cellHealthy = "cell-healthy"
    case cellMulticlass = "cell-multiclass"
    case cellLongNames = "cell-long-names"
    case cellCauses = "cell-causes"
    case featureCauses = "feature-causes"
    case featureTwoSided = "feature-two-sided"
    case featureLongNames = "feature-long-names"
    case alertIncident = "alert-incident"
    case alertLongNames = "alert-long-names"
    case versionsHealthy = "versions-healthy"
    case alertActions = "alert-actions"

    func state(width: Int, height: Int) -> DashboardState {
      var state = DashboardState(width: width, height: height)
      var sample = SampleSnapshot(situation: .incident)
      var keys: [Key] = []
      switch self {
      case .overviewIncident: keys = [.right]
      case .overviewHealthy: sample = SampleSnapshot(situation: .healthy, mode: .live)
      case .overviewWaiting: return state
      case .overviewLongNames: sample.useLongNames()
      case .featureIncident: keys = [.right, .enter]
      case .featureHealthy:
        sample = SampleSnapshot(situation: .healthy, mode: .ended)
        keys = [.enter]
      case .featureCategorical: keys = [.down, .down, .right, .right, .enter]
      case .cellIncident: keys = [.right, .character("c"), .down, .down]
      case .cellHealthy:
        sample = SampleSnapshot(situation: .healthy, mode: .live)
        keys = [.character("c"), .character("G")]
      case .cellMulticlass:
        sample.task = .multiclass
        keys = [.character("c"), .character("3")]
      case .cellLongNames:
        sample.useLongNames()
        keys = [.right, .right, .character("c"), .character("4"), .down]
      case .cellCauses: keys = [.character("c"), .character("5")]
      case .featureCauses: keys = [.enter, .character("4")]
      case .featureTwoSided: keys = [.right] + Array(repeating: .character("m"), count: 5) + [.enter, .character("3")]
      case .featureLongNames:
        sample.useLongNames()
        keys = [.right, .right, .enter]
      case .alertIncident: keys = [.character("o")]
      case .alertLongNames:
        sample.useLongNames()
        keys = [.character("o")]
      case .versionsHealthy:
        sample = SampleSnapshot(situation: .healthy, mode: .live)
        keys = [.character("V")]
      case .alertActions: keys = [.character("4"), .down, .character("o"), .character("2")]
      }
      _ = state.update(.snapshot(sample.build()))
      _ = state.update(.tick(sample.time + .minutes(4)))
      for key in keys { _ = state.update(.key(key)) }
      return state
    }
  }

  @Test("Screens are as they were", arguments: Scene.allCases)
  func screens(scene: Scene) throws {
    try GoldenScreens.expect(scene.state(width: 120, height: 36), scene.rawValue)
  }

  @Test("Every view says what it waits for while there is nothing yet", arguments: Screen.allCases)
  func nothing(screen: Screen) throws {
    var state = DashboardState(width: 120, height: 36, options: DashboardOptions(screen: screen))
    var snapshot = SampleSnapshot(situation: .healthy, mode: .live).build()
    (snapshot.readings, snapshot.histories, snapshot.histograms) = ([:], [:], [:])
    (snapshot.segments, snapshot.versions, snapshot.alerts, snapshot.log) = ([], [], [], [])
    snapshot.ingest = IngestStatus()
    _ = state.update(.snapshot(snapshot))
    try GoldenScreens.expect(state, "nothing-\(screen.rawValue)")
  }

  @Test("One screen as text has no footer and no cursor")
  func once() throws {
    let text = renderOnce(
      snapshot: SampleSnapshot(situation: .incident).build(), width: 100, height: 30, unicode: true)
    #expect(!text.contains("quit") && !text.contains("[▲"))
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count == 31)
    try GoldenScreens.expect(text, in: "once-100x30")
  }
}

extension SampleSnapshot {
  mutating func useLongNames() {
    features = [
      (
        "days_since_the_customer_last_changed_the_delivery_address_of_any_account_held_in_the_household_or_so", .numeric
      ),
      ("income", .numeric), ("申込者の年収（税込）", .numeric), ("대출_금액", .numeric), ("cafe\u{301}_visits", .numeric),
      ("🚀_score", .numeric), ("@score", .numeric),
    ]
    segments = [
      "all", "region=apac", "region=東京都", "region=the-north-western-territories-and-all-islands", "sex=여성",
      "region=東京都,sex=여성", "channel=🚀",
    ]
    versions = ["2026-03-01T12:00:00Z-rollback-candidate-with-a-long-name", "v2-最終版"]
    attributes = ["性別", "the_region_in_which_the_household_has_been_registered,sex"]
  }
}
