import Readings
import Statistics
import Testing

@testable import Windows

@Suite("Fairness measures")
struct FairnessMeasuresTests {
  /// True and false positives, true and false negatives.
  typealias Confusion = (tp: Int64, fp: Int64, tn: Int64, fn: Int64)

  static let confusions: [(name: String, Confusion)] = [
    ("a", (30, 10, 50, 10)), ("b", (24, 4, 20, 12)), ("c", (9, 9, 21, 6)),
  ]

  static func labels(_ layout: CellLayout, _ confusion: Confusion) -> [Int64] {
    var row = [Int64](repeating: 0, count: layout.labelWidth)
    row[CellLayout.labelled] = confusion.tp + confusion.fp + confusion.tn + confusion.fn
    row[CellLayout.truePositives] = confusion.tp
    row[CellLayout.falsePositives] = confusion.fp
    row[CellLayout.trueNegatives] = confusion.tn
    row[CellLayout.falseNegatives] = confusion.fn
    return row
  }

  static func traffic(_ layout: CellLayout, served: Int64, positive: Int64) -> [Int64] {
    var row = [Int64](repeating: 0, count: layout.trafficWidth)
    row[CellLayout.served] = served
    row[CellLayout.servedPositive] = positive
    return row
  }

  static func measured(
    _ metrics: [Metric], _ measure: (_ emit: (Int, Measurement) -> Void) -> Void
  ) -> [Metric: Measurement] {
    var result: [Metric: Measurement] = [:]
    measure { result[metrics[$0]] = $1 }
    return result
  }

  static func labelFigures(
    _ rows: [(name: String, counts: [Int64])], _ layout: CellLayout, minSamples: Int = 40, alpha: Double = 0.001
  ) -> (figures: [Metric: Measurement], measures: FairnessMeasures, sums: WindowSums) {
    let (comparison, sums) = BinaryFixture.groups(rows, width: layout.labelWidth, minSamples: minSamples)
    let measures = FairnessMeasures(
      comparison: comparison, layout: layout, plan: BinaryFixture.plan(minSamples: minSamples),
      critical: CriticalValues(alpha: alpha))
    let figures = measured(FairnessMeasures.labelMetrics(layout)) { measures.measure(labels: sums, $0) }
    return (figures, measures, sums)
  }

  static func near(_ a: Double?, _ b: Double, within tolerance: Double = 1e-12) -> Bool {
    a.map { abs($0 - b) <= tolerance } ?? false
  }

  // fairlearn.metrics demographic_parity_difference, demographic_parity_ratio, Fairlearn 0.15
  @Test("Selection rates are compared as Fairlearn does")
  func traffic() {
    let layout = BinaryFixture.layout()
    let rows = [("a", Int64(100), Int64(40)), ("b", 60, 28), ("c", 45, 18), ("tiny", 3, 3)]
      .map { (name: $0.0, counts: Self.traffic(layout, served: $0.1, positive: $0.2)) }
    let (comparison, sums) = BinaryFixture.groups(rows, width: layout.trafficWidth, minSamples: 40)
    let measures = FairnessMeasures(
      comparison: comparison, layout: layout, plan: BinaryFixture.plan(minSamples: 40),
      critical: CriticalValues(alpha: 0.001))
    let figures = Self.measured(FairnessMeasures.trafficMetrics(layout)) { measures.measure(traffic: sums, $0) }
    #expect(Self.near(figures[.demographicParityDifference]?.value, 0.06666666666666665))
    #expect(Self.near(figures[.demographicParityRatio]?.value, 0.8571428571428572))
    #expect(figures[.demographicParityDifference]?.n == 205)
    #expect(figures[.demographicParityDifference]?.low == 0)
    #expect(figures[.demographicParityRatio]?.high == 1)
    #expect(figures[.demographicParityDifference]?.evidence == .interval(isBeyondChance: false))
    let groups = measures.comparison(of: .demographicParityRatio, in: sums).groups
    #expect(groups.map(\.name) == ["a", "b", "c", "tiny"])
    #expect(groups.map(\.isLeftOut) == [false, false, false, true])
    #expect(groups.map(\.n) == [100, 60, 45, 3])
    #expect(groups.map(\.value) == [0.4, 0.4666666666666667, 0.4, 1])
    let interval = wilsonInterval(successes: 40, of: 100, confidence: 0.95)
    #expect(groups[0].low == interval?.low)
    #expect(groups[0].high == interval?.high)
  }

  // fairlearn.metrics equal_opportunity_difference, equalized_odds_difference, and MetricFrame.difference() of
  // false_negative_rate and false_positive_rate, Fairlearn 0.15
  @Test("Error rates are compared as Fairlearn does")
  func errorRates() {
    let layout = BinaryFixture.layout(isScored: false)
    let rows = Self.confusions.map { (name: $0.name, counts: Self.labels(layout, $0.1)) }
    let (figures, measures, sums) = Self.labelFigures(rows, layout)
    #expect(Self.near(figures[.equalOpportunityDifference]?.value, 0.15))
    #expect(Self.near(figures[.fnrDifference]?.value, 0.15))
    #expect(Self.near(figures[.fprDifference]?.value, 0.13333333333333333))
    #expect(Self.near(figures[.equalizedOddsDifference]?.value, 0.15))
    #expect(figures[.fnrDifference]?.n == 91)
    #expect(figures[.fprDifference]?.n == 114)
    #expect(figures[.equalizedOddsDifference]?.n == 205)
    #expect(figures[.rocAUCDifference] == nil)
    // Comparing two rates of each group takes wider intervals than one.
    #expect((figures[.equalizedOddsDifference]?.high ?? 0) > (figures[.equalOpportunityDifference]?.high ?? 1))
    #expect(measures.comparison(of: .fnrDifference, in: sums).groups.map(\.value) == [0.25, 0.3333333333333333, 0.4])
    // The true positive rates differ more than the false positive ones.
    #expect(
      measures.comparison(of: .equalizedOddsDifference, in: sums).groups.map(\.value)
        == [0.75, 0.6666666666666666, 0.6])
  }

  @Test("A group whose figure is undefined is left out of that figure only")
  func undefinedGroup() {
    let layout = BinaryFixture.layout(isScored: false)
    let rows = (Self.confusions + [("d", (0, 5, 55, 0))]).map { (name: $0.0, counts: Self.labels(layout, $0.1)) }
    let (figures, measures, sums) = Self.labelFigures(rows, layout)
    #expect(Self.near(figures[.equalOpportunityDifference]?.value, 0.15))
    #expect(Self.near(figures[.fprDifference]?.value, 9.0 / 30 - 5.0 / 60))
    let groups = measures.comparison(of: .equalOpportunityDifference, in: sums).groups
    #expect(groups.map(\.isLeftOut) == [false, false, false, true])
    #expect(groups[3].value == nil)
    #expect(groups[3].n == 0)
  }

  @Test("Without two groups of enough rows there is no gap")
  func tooFew() {
    let layout = BinaryFixture.layout(isScored: false)
    let rows = Self.confusions.map { (name: $0.name, counts: Self.labels(layout, $0.1)) }
    let (figures, measures, sums) = Self.labelFigures(rows, layout, minSamples: 61)
    #expect(figures.count == 4)
    for figure in figures.values {
      #expect(figure.value == nil)
      #expect(figure.n == 0)
      #expect(figure.low == nil)
    }
    let empty = Self.labelFigures([], layout)
    #expect(empty.figures[.fnrDifference]?.value == nil)
    #expect(measures.comparison(of: .fnrDifference, in: sums).groups.map(\.isLeftOut) == [false, true, true])
    #expect(empty.measures.comparison(of: .fnrDifference, in: empty.sums).groups.isEmpty)
    #expect(empty.measures.comparison(of: .accuracy, in: empty.sums).groups.isEmpty)
  }

  // sklearn.metrics.roc_auc_score per group (0.8541666666666666, 0.75), scikit-learn 1.9; the errors in ten bins of equal
  // width (0.33, 0.25) by NumPy
  @Test("Areas and calibration errors are compared where there is a score")
  func scores() {
    let layout = BinaryFixture.layout()
    let first = [0.1, 0.2, 0.2, 0.3, 0.4, 0.5, 0.6, 0.6, 0.7, 0.9]
    let second = [0.1, 0.3, 0.3, 0.5, 0.7, 0.8, 0.8, 0.9]
    let rows = [
      ("a", first, [0, 0, 1, 0, 1, 0, 1, 1, 1, 1], [1, 2, 2, 3, 4, 5, 6, 6, 7, 9]),
      ("b", second, [0, 1, 0, 0, 1, 0, 1, 1], [1, 3, 3, 5, 7, 8, 8, 9]),
    ].map { name, scores, outcomes, bins in
      var row = [Int64](repeating: 0, count: layout.labelWidth)
      for ((score, outcome), bin) in zip(zip(scores, outcomes), bins) {
        row[CellLayout.labelled] += 1
        row[CellLayout.scored] += 1
        row[CellLayout.scoredPositives] += Int64(outcome)
        let cells = outcome == 1 ? layout.scoreOfPositives : layout.scoreOfNegatives
        row[cells.lowerBound + (layout.score?.grid.cell(of: score) ?? 0)] += 1
        let place = CellLayout.calibration.lowerBound + 3 * bin
        row[place] += 1
        row[place + 1] += Int64(outcome)
        row[place + 2] += FixedPoint.probability.encode(score)
      }
      return (name: name, counts: row)
    }
    let (figures, measures, sums) = Self.labelFigures(rows, layout, minSamples: 5)
    #expect(Self.near(figures[.rocAUCDifference]?.value, 0.8541666666666666 - 0.75, within: 1e-9))
    #expect(Self.near(figures[.eceDifference]?.value, 0.33 - 0.25, within: 1e-9))
    #expect(figures[.rocAUCDifference]?.n == 18)
    #expect(figures[.eceDifference]?.evidence == .interval(isBeyondChance: false))
    let areas = measures.comparison(of: .rocAUCDifference, in: sums).groups
    #expect(Self.near(areas[1].value, 0.75))
    #expect((areas[1].low ?? 1) < 0.75 && (areas[1].high ?? 0) > 0.75)
  }

  @Test("A gap is beyond chance if it is at an error probability shared out over the pairs")
  func evidence() {
    let layout = BinaryFixture.layout(isScored: false)
    func isBeyondChance(groups: Int, alpha: Double) -> Bool {
      let rows = (0..<groups).map { index in
        // Rates of 0.5, but for the last group's 0.5825: p = 0.0196 by itself.
        let hits: Int64 = index == groups - 1 ? 233 : 200
        return (name: "g\(index)", counts: Self.labels(layout, (hits, 0, 400, 400 - hits)))
      }
      return Self.labelFigures(rows, layout, alpha: alpha).figures[.fnrDifference]?.evidence
        == .interval(isBeyondChance: true)
    }
    #expect(isBeyondChance(groups: 2, alpha: 0.05))
    #expect(!isBeyondChance(groups: 2, alpha: 0.01))
    #expect(!isBeyondChance(groups: 5, alpha: 0.05))
    #expect(isBeyondChance(groups: 5, alpha: 0.5))
  }

  @Test("Only a binary task has fairness figures, and only with a score those of the score")
  func metrics() {
    let regression = CellLayout(
      columns: ColumnProfiles(task: .regression, features: [], score: NumericProfile(values: [1, 2, 3], cells: 10)))
    #expect(FairnessMeasures.trafficMetrics(regression).isEmpty)
    #expect(FairnessMeasures.labelMetrics(regression).isEmpty)
    let plain = FairnessMeasures.labelMetrics(BinaryFixture.layout(isScored: false))
    #expect(!plain.contains(.rocAUCDifference) && !plain.contains(.eceDifference) && plain.count == 4)
    let all =
      FairnessMeasures.trafficMetrics(BinaryFixture.layout())
      + FairnessMeasures.labelMetrics(BinaryFixture.layout())
    #expect(all == Metric.allCases.filter { $0.family == .fairness })
    #expect(all.filter { !$0.needsLabels } == FairnessMeasures.trafficMetrics(BinaryFixture.layout()))
  }

  @Test("The gaps of the reference are the baseline")
  func baselines() {
    let layout = BinaryFixture.layout(isScored: false)
    let rows = Self.confusions.map { (name: $0.name, counts: Self.labels(layout, $0.1)) }
    var (_, measures, sums) = Self.labelFigures(rows, layout)
    let cells: [Baseline.Cell?] = [
      Baseline.Cell(
        traffic: Self.traffic(layout, served: 50, positive: 25), labels: Self.labels(layout, (20, 5, 20, 5))),
      nil,
      Baseline.Cell(
        traffic: Self.traffic(layout, served: 50, positive: 20), labels: Self.labels(layout, (15, 5, 20, 10))),
    ]
    measures.baselines = measures.baselines(of: cells)
    #expect(measures.baselines.count == 6)
    let figures = Self.measured(FairnessMeasures.labelMetrics(layout)) { measures.measure(labels: sums, $0) }
    #expect(Self.near(figures[.equalOpportunityDifference]?.baseline, 0.2))
    #expect(figures[.fprDifference]?.baseline == 0)
    #expect(Self.near(measures.baselines[0], 0.1))
    #expect(Self.near(measures.baselines[1], 0.8))
  }
}
