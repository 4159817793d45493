import Notation
import Readings
import Testing

@testable import Dashboard

@Suite("The view of fairness")
struct FairnessViewTests {
  /// Areas under the curve as the groups of `sex` have them.
  static func setAreas(_ snapshot: inout Snapshot) {
    for key in snapshot.comparisons.keys where key.metric == .rocAUCDifference {
      snapshot.comparisons[key] = GroupComparison(groups: [
        group("f", 0.871, 0.008, n: 23_600), group("m", 0.893, 0.007, n: 24_400), group("x", 0.879, 0.03, n: 812),
      ])
    }
  }

  static func setLongGroups(_ snapshot: inout Snapshot) {
    for key in snapshot.comparisons.keys where key.feature == "性別" {
      snapshot.comparisons[key] = GroupComparison(groups: [
        group("女性", 0.21, 0.012, n: 23_600), group("男性", 0.26, 0.012, n: 24_400),
        group("回答しない、またはその他の性別を自認する方", 0.24, 0.05, n: 904),
        GroupComparison.Group(name: "(none)", value: nil, low: nil, high: nil, n: 0, isLeftOut: true),
      ])
    }
  }

  static func group(_ name: String, _ value: Double, _ half: Double, n: Int) -> GroupComparison.Group {
    GroupComparison.Group(name: name, value: value, low: value - half, high: value + half, n: n, isLeftOut: false)
  }

  static func loaded(
    _ keys: [Key] = [], width: Int = 120, height: Int = 36, change: (inout Snapshot) -> Void = { _ in }
  ) -> DashboardState {
    var state = DashboardState(width: width, height: height)
    var snapshot = SampleSnapshot(situation: .incident).build()
    change(&snapshot)
    _ = state.update(.snapshot(snapshot))
    for key in [.character("f")] + keys { _ = state.update(.key(key)) }
    return state
  }

  private static func text(_ state: DashboardState) -> String {
    render(state, capabilities: Capabilities(isUnicode: true, color: .monochrome)).text
  }

  @Test("Every figure of every attribute is a row, attribute by attribute, in catalogue order")
  func rows() {
    let rows = Self.loaded().rows[.fairnessFigures] ?? []
    #expect(rows.count == 16)
    let expected = ["sex", "age_band"].flatMap { attribute in
      DashboardState.fairnessMetrics.map {
        RowID.series(SeriesKey(metric: $0, feature: attribute, window: "1h"))
      }
    }
    #expect(rows == expected)
  }

  @Test("The cursor stays on its figure when another attribute comes before it")
  func cursor() {
    var state = Self.loaded([.down, .down])
    let chosen = state.selectedGap
    #expect(chosen == SeriesKey(metric: .equalOpportunityDifference, feature: "sex", window: "1h"))
    var sample = SampleSnapshot(situation: .incident)
    sample.attributes = ["region", "sex"]
    _ = state.update(.snapshot(sample.build()))
    #expect(state.selectedGap == chosen)
    #expect(state.selection(in: .fairnessFigures).index == 10)
    sample.attributes = []
    _ = state.update(.snapshot(sample.build()))
    #expect(state.selectedGap == nil)
  }

  @Test("Window and version change what is listed")
  func scope() {
    let state = Self.loaded([.character("w"), .character("v")])
    #expect(
      state.selectedGap
        == SeriesKey(metric: .demographicParityDifference, version: "v1", feature: "sex", window: "24h"))
  }

  @Test(
    "Who is worse off stands in words, by the metric's side",
    arguments: [
      (.demographicParityDifference, "f is served positive least often, m most often"),
      (.demographicParityRatio, "f is served positive least often, m most often"),
      (.equalOpportunityDifference, "positives of f are found least often, those of m most often"),
      (.fnrDifference, "positives of m are missed most often, those of f least often"),
      (.fprDifference, "m gets the most false alarms, f the fewest"),
      (.rocAUCDifference, "f is ranked worst, m best"),
      (.eceDifference, "scores of m are furthest from outcomes, those of f nearest"),
    ] as [(Metric, String)])
  func sentences(metric: Metric, sentence: String) throws {
    let comparison = GroupComparison(groups: [
      Self.group("f", 0.2, 0.01, n: 1000), Self.group("m", 0.3, 0.01, n: 3000),
      GroupComparison.Group(name: "x", value: 0.9, low: nil, high: nil, n: 3, isLeftOut: true),
    ])
    let ranking = try #require(GroupRanking(comparison, of: metric))
    #expect(ranking.sentence(comparison.groups) == sentence)
    #expect((ranking.least, ranking.greatest) == (0, 1))
  }

  @Test("Equalised odds says which of its two rates it shows, where that is known")
  func equalisedOdds() {
    let found = GroupComparison(groups: [Self.group("f", 0.6, 0.01, n: 10), Self.group("m", 0.7, 0.01, n: 10)])
    let alarms = GroupComparison(groups: [Self.group("f", 0.1, 0.01, n: 10), Self.group("m", 0.3, 0.01, n: 10)])
    #expect(
      GroupRanking(found, of: .equalizedOddsDifference, truePositives: found)?.subject == .truePositiveRate)
    #expect(
      GroupRanking(alarms, of: .equalizedOddsDifference, truePositives: found)?.subject == .falsePositiveRate)
    #expect(GroupRanking(alarms, of: .equalizedOddsDifference)?.subject == .eitherRate)
  }

  @Test("Fewer than two groups make no gap, and what is not a number is no figure")
  func noRanking() {
    let odd = GroupComparison(groups: [
      Self.group("a", .nan, 0.1, n: 10), Self.group("b", .infinity, 0.1, n: 10), Self.group("c", 0.1, 0.1, n: 10),
    ])
    #expect(GroupRanking(odd, of: .fprDifference) == nil)
    #expect(GroupRanking(GroupComparison(groups: []), of: .fprDifference) == nil)
  }

  @Test("The groups that make the gap say so, the left out ones why, and overall is the share of all rows")
  func groups() throws {
    let state = Self.loaded([], width: 200, height: 60)
    let lines = Self.text(state).split(separator: "\n").map(String.init)
    let block = try #require(lines.firstIndex { $0.contains("DP gap sex  .048") && $0.contains("share served") })
    #expect(lines[block + 1].contains(" f ") && lines[block + 1].contains("lowest"))
    #expect(lines[block + 2].contains(" m ") && lines[block + 2].contains("highest"))
    #expect(lines[block + 3].contains("n 17") && lines[block + 3].contains("left out: too few rows"))
    // (23,600 × .214 + 24,400 × .261) / 48,000
    #expect(lines[block + 4].contains("overall .238"))
  }

  @Test("A bar starts at zero; where that would hide the difference the scale is cut and there is none")
  func scale() throws {
    let glyphs = Glyphs(isUnicode: true)
    let rates = try #require(
      IntervalPlot([(0.2, 0.19, 0.21), (0.3, 0.28, 0.32)], width: 33, glyphs: glyphs))
    #expect(rates.isFromZero && rates.end == 0.32)
    let row = rates.text(value: 0.2, low: 0.19, high: 0.21, mark: 0.25)
    #expect(row == "███████████████████├●┤   ╎       ")
    let areas = try #require(
      IntervalPlot([(0.871, 0.863, 0.879), (0.893, 0.886, 0.9)], width: 40, glyphs: glyphs))
    #expect(!areas.isFromZero && areas.start > 0.8)
    #expect(!areas.text(value: 0.871, low: 0.863, high: 0.879, mark: nil).contains("█"))
    #expect(IntervalPlot([(.nan, nil, nil)], width: 40, glyphs: glyphs) == nil)
  }

  @Test("Whatever the figures, a plot's row and its axis have the plot's width")
  func widths() throws {
    let odd = [0, -1, 0.5, 1, 1e-300, 1e300, -1e300, .infinity, -.infinity, .nan]
    for isUnicode in [true, false] {
      let glyphs = Glyphs(isUnicode: isUnicode)
      for a in odd {
        for b in odd {
          guard let plot = IntervalPlot([(a, b, a), (b, nil, a)], width: 30, glyphs: glyphs) else { continue }
          #expect(columns(of: plot.text(value: a, low: b, high: a, mark: b)) == 30)
          #expect(columns(of: plot.text(value: b, low: nil, high: nil, mark: nil)) == 30)
          #expect(columns(of: plot.axis(of: { Figure.decimal($0) }, mark: b, name: "overall")) == 30)
        }
      }
    }
  }

  @Test("Without attributes the view says how to name some")
  func notConfigured() {
    let text = Self.text(Self.loaded { $0.attributes = [] })
    #expect(text.contains("no attributes are compared") && text.contains("fairness: [sex, [sex, age_band]]"))
  }

  @Test("Rows can be clicked", arguments: [(120, 36), (80, 24), (40, 10)])
  func marks(size: (width: Int, height: Int)) {
    let state = Self.loaded([.down], width: size.width, height: size.height)
    var renderer = Renderer(state, capabilities: Capabilities(isUnicode: true, color: .monochrome))
    renderer.marksHits = true
    renderer.drawAll()
    let rows = renderer.hits.compactMap { hit -> Int? in
      if case .row(.fairnessFigures, let index) = hit.target { return index }
      return nil
    }
    #expect(rows.contains(1) && Set(rows).count == rows.count)
  }
}
