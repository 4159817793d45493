import Notation
import Readings
import Statistics
import Testing

@testable import Dashboard

@Suite("The view of versions")
struct VersionsViewTests {
  /// Gives the second version intervals that are narrow and some figures that are clearly better or worse.
  static func tellApart(_ snapshot: inout Snapshot) {
    guard let second = snapshot.versions.dropFirst().first else { return }
    let factors: [Metric: Double] = [
      .f1: 1.06, .f1Macro: 1.06, .recall: 1.04, .ece: 0.8, .latencyP99: 1.3, .latencyP95: 1.2, .cost: 0.93,
      .calibrationBias: 0.5, .psi: 0.98,
    ]
    for (key, reading) in snapshot.readings where key.version != "*" && key.segment == "all" {
      guard let value = reading.value else { continue }
      let shown = key.version == second ? value * (factors[key.metric] ?? 1) : value
      let isBusiness = key.metric.family == .business
      snapshot.readings[key]?.value = shown
      snapshot.readings[key]?.low = isBusiness ? nil : shown - abs(shown) * 0.018
      snapshot.readings[key]?.high = isBusiness ? nil : shown + abs(shown) * 0.021
    }
  }

  static func loaded(
    _ keys: [Key] = [], versions: [String] = ["v1", "v2"], width: Int = 120, height: Int = 36
  ) -> DashboardState {
    var sample = SampleSnapshot(situation: .incident)
    sample.versions = versions
    var snapshot = sample.build()
    tellApart(&snapshot)
    var state = DashboardState(width: width, height: height)
    _ = state.update(.snapshot(snapshot))
    for key in [.character("V")] + keys { _ = state.update(.key(key)) }
    return state
  }

  private static func text(_ state: DashboardState) -> String {
    render(state, capabilities: Capabilities(isUnicode: true, color: .monochrome)).text
  }

  static func reading(
    _ metric: Metric, _ value: Double?, _ half: Double?, limits: Limits? = nil, level: Level = .green
  ) -> Reading {
    Reading(
      key: SeriesKey(metric: metric, version: "v", window: "1h"), windowStart: Instant(seconds: 0),
      windowEnd: Instant(seconds: 3600), value: value, n: 1000, low: half.flatMap { half in value.map { $0 - half } },
      high: half.flatMap { half in value.map { $0 + half } }, level: level, limits: limits)
  }

  @Test("Without a choice the two newest versions are compared, the newest as the second")
  func defaults() throws {
    #expect(Self.loaded(versions: ["v1"]).comparedVersions == nil)
    #expect(Self.loaded(versions: []).comparedVersions == nil)
    let two = try #require(Self.loaded(versions: ["v1", "v2", "v3"]).comparedVersions)
    #expect(two == ("v2", "v3"))
  }

  @Test(
    "What is chosen is compared, and never a version with itself",
    arguments: [
      (0, 0, "v2", "v3"), (1, 0, "v1", "v3"), (3, 0, "v3", "v2"), (0, 1, "v3", "v1"), (0, 3, "v2", "v3"),
      (1, 1, "v1", "v3"), (2, 1, "v2", "v1"),
    ])
  func choice(versionKeys: Int, againstKeys: Int, first: String, second: String) throws {
    let keys =
      Array(repeating: Key.character("v"), count: versionKeys) + Array(repeating: .character("b"), count: againstKeys)
    let compared = try #require(Self.loaded(keys, versions: ["v1", "v2", "v3"]).comparedVersions)
    #expect(compared == (first, second))
  }

  @Test("A version that disappears is no longer compared")
  func disappearance() throws {
    var state = Self.loaded([.character("b"), .character("b"), .character("b")], versions: ["v1", "v2", "v3"])
    var sample = SampleSnapshot(situation: .incident)
    sample.versions = ["v1", "v2"]
    _ = state.update(.snapshot(sample.build()))
    let compared = try #require(state.comparedVersions)
    #expect(compared == ("v1", "v2"))
  }

  @Test(
    "Better is who lies on the metric's good side by more than chance",
    arguments: [
      (.rocAUC, 0.80, 0.90, 0.01, .secondIsBetter), (.rocAUC, 0.90, 0.80, 0.01, .firstIsBetter),
      (.rocAUC, 0.80, 0.81, 0.01, .noDifferenceShown), (.logLoss, 0.3, 0.2, 0.01, .secondIsBetter),
      (.logLoss, 0.2, 0.3, 0.01, .firstIsBetter), (.latencyP99, 120, 120, 3, .noDifferenceShown),
      (.demographicParityRatio, 0.8, 0.9, 0.01, .secondIsBetter), (.bias, -0.3, 0.1, 0.02, .secondIsBetter),
      (.bias, 0.1, 0.3, 0.02, .firstIsBetter), (.bias, -0.2, 0.2, 0.02, .differs),
      (.kpi, 10, 20, 1, .differs),
    ] as [(Metric, Double, Double, Double, VersionComparison.Outcome)])
  func outcomes(metric: Metric, a: Double, b: Double, half: Double, outcome: VersionComparison.Outcome) {
    let comparison = VersionComparison(Self.reading(metric, a, half), Self.reading(metric, b, half))
    #expect(comparison.outcome == outcome)
    #expect(comparison.difference == b - a)
  }

  @Test("Of a figure with a reference of its own the nearer one is better")
  func reference() {
    let limits = Limits(yellow: 12, red: 14, direction: .eitherWay, baseline: 10, center: 10)
    let (near, far) = (Self.reading(.kpi, 10.5, 0.2, limits: limits), Self.reading(.kpi, 7, 0.2, limits: limits))
    #expect(VersionComparison(near, far).outcome == .firstIsBetter)
    #expect(VersionComparison(far, near).outcome == .secondIsBetter)
  }

  @Test("Without an interval, or with one that is no number, nobody is called better")
  func unknown() {
    let sure = Self.reading(.rocAUC, 0.9, 0.01)
    for other in [
      Self.reading(.rocAUC, 0.5, nil), Self.reading(.rocAUC, 0.5, .infinity), Self.reading(.rocAUC, .nan, 0.1),
      Self.reading(.rocAUC, nil, nil), Self.reading(.rocAUC, .infinity, 0.1),
    ] {
      #expect(VersionComparison(sure, other).outcome == .unknown)
      #expect(VersionComparison(other, sure).outcome == .unknown)
    }
  }

  @Test("Figures that follow from how traffic is split are no ground for a choice")
  func leftOut() {
    let metrics = (Self.loaded().rows[.versionFigures] ?? []).compactMap { row -> Metric? in
      if case .series(let key) = row { return key.metric }
      return nil
    }
    for metric in [Metric.throughput, .freshness, .chi2, .labelCoverage, .lateRate, .parseErrorRate] {
      #expect(!metrics.contains(metric))
    }
    for metric in [Metric.f1, .ece, .estimatedF1, .psi, .demographicParityDifference, .latencyP99, .kpi, .health] {
      #expect(metrics.contains(metric))
    }
  }

  @Test("Of a drift metric the feature that is furthest off in either version is compared")
  func drift() {
    let features = (Self.loaded().rows[.versionFigures] ?? []).compactMap { row -> String? in
      if case .series(let key) = row, key.metric == .psi { return key.feature }
      return nil
    }
    #expect(features == ["income"])
  }

  @Test("A figure that one version lacks is not listed")
  func missing() {
    var state = Self.loaded()
    let before = state.rows[.versionFigures]?.count ?? 0
    var snapshot = SampleSnapshot(situation: .incident).build()
    snapshot.readings[SeriesKey(metric: .rocAUC, version: "v2", window: "1h")]?.value = nil
    snapshot.readings[SeriesKey(metric: .f1, version: "v1", window: "1h")] = nil
    _ = state.update(.snapshot(snapshot))
    #expect(state.rows[.versionFigures]?.count == before - 2)
  }

  @Test("The title counts who is better in how many figures, and says how sure each is")
  func summary() {
    var tally = VersionTally()
    for outcome: VersionComparison.Outcome in [
      .secondIsBetter, .secondIsBetter, .secondIsBetter, .firstIsBetter, .noDifferenceShown, .noDifferenceShown,
    ] {
      tally.count(outcome)
    }
    #expect(tally.text("v2") == "v2 better in 3, worse in 1, no difference shown in 2")
    tally.count(.unknown)
    tally.count(.differs)
    #expect(tally.text("v2").hasSuffix("no difference shown in 2, other in 1, no interval in 1"))
    let text = Self.text(Self.loaded(width: 160, height: 60))
    #expect(text.contains("v2 better in 17, worse in 9"))
    #expect(text.contains("● v2 better") && text.contains("● v1 better") && text.contains("no difference shown"))
    #expect(text.contains("chance alone does that in 1 of 20"))
  }

  @Test("With one version the view says so")
  func single() {
    #expect(Self.text(Self.loaded(versions: ["v1"])).contains("only v1 has been seen"))
    #expect(Self.text(Self.loaded(versions: [])).contains("no version has been seen"))
  }

  @Test("Two lines that share no moment are drawn one after the other; without any point there is no chart")
  func chart() throws {
    func points(_ steps: Range<Int64>, _ value: Double?) -> [History.Point] {
      steps.map { History.Point(time: Instant(seconds: $0 * 300), value: value, level: .green) }
    }
    #expect(PairChart([], [], limits: nil) == nil)
    let chart = try #require(PairChart(points(0..<10, 0.5), points(20..<30, 0.6), limits: nil))
    #expect(chart.column(of: Instant(seconds: 0), width: 30) == 0)
    #expect(chart.column(of: Instant(seconds: 29 * 300), width: 30) == 29)
    #expect(chart.row(of: 0.5, height: 10) == 9 && chart.row(of: 0.6, height: 10) == 0)
    for value: Double? in [nil, .infinity, 1e300, -1e300, 0] {
      var canvas = Canvas(width: 20, height: 5, isUnicode: true)
      let odd = PairChart(points(0..<1, value), points(0..<3, value), limits: nil)
      odd?.draw(on: &canvas, in: canvas.bounds, glyphs: Glyphs(isUnicode: true), cursor: Instant(seconds: 900))
    }
  }

  @Test("Rows can be clicked", arguments: [(120, 36), (80, 24), (40, 10)])
  func marks(size: (width: Int, height: Int)) {
    let state = Self.loaded([.down], width: size.width, height: size.height)
    var renderer = Renderer(state, capabilities: Capabilities(isUnicode: true, color: .monochrome))
    renderer.marksHits = true
    renderer.drawAll()
    let rows = renderer.hits.compactMap { hit -> Int? in
      if case .row(.versionFigures, let index) = hit.target { return index }
      return nil
    }
    #expect(rows.contains(1) && Set(rows).count == rows.count)
  }
}
