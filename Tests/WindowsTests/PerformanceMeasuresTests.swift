import Readings
import Records
import Statistics
import Testing

@testable import Windows

@Suite struct PerformanceMeasuresTests {
  static let scores = [0.1, 0.4, 0.35, 0.8, 0, 1, 0.4, 0.4, 0.95, 0.6, 0.05, 0.05]
  static let labels = [0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1]
  static let plan = CellPlan(
    segments: [[]], fairness: [], minSamples: 1, minCoverage: 0.5, alpha: 0.001,
    costs: ErrorCosts(falsePositive: 1, falseNegative: 5), beta: 2)
  static let plainPlan = CellPlan(segments: [[]], fairness: [], minSamples: 1, minCoverage: 0.5, alpha: 0.001)

  static func layout(
    _ task: PredictionTask, scores: [Double] = [], classScores: [[Double]] = [], truths: [Double] = [],
    errors: [Double] = []
  ) -> CellLayout {
    CellLayout(
      columns: ColumnProfiles(
        task: task, features: [], score: NumericProfile(values: scores, cells: 1000),
        classScores: classScores.map { FineGrid(sortedReference: $0.sorted(), cells: 240) },
        label: NumericProfile(values: truths, cells: 240), residual: NumericProfile(values: errors, cells: 240)))
  }

  static func measure(
    _ counts: [Int64], reference: [Int64]? = nil, layout: CellLayout, plan: CellPlan = plan
  ) -> [(metric: Metric, measurement: Measurement)] {
    let metrics = PerformanceMeasures.metrics(layout: layout, plan: plan)
    var measured: [(metric: Metric, measurement: Measurement)] = []
    let expected = reference ?? counts
    PerformanceMeasures(
      layout: layout, plan: plan, reference: PerformanceFigures(layout: layout, labels: expected.span),
      comparison: PerformanceComparison(usesOverallBaseline: false, critical: CriticalValues(alpha: 0.001))
    ).measure(counts.span) { position, measurement in
      #expect(position == measured.count)
      guard metrics.indices.contains(position) else { return }
      measured.append((metrics[position], measurement))
    }
    #expect(measured.count == metrics.count)
    return measured
  }

  static func binaryRow() -> LabelCountsFixture {
    var row = LabelCountsFixture(layout(.binary(positive: "1"), scores: scores))
    for (score, label) in zip(scores, labels) {
      row.binary(score: score, isPositive: label == 1, isServed: score >= 0.5)
    }
    return row
  }

  // sklearn.metrics, scikit-learn 1.9 (log_loss after clipping to 1e-15), and NumPy 2.4 for cost, ece, mce and the bias.
  // The scores tie, and are 0 and 1 in places.
  @Test("Every binary figure is the reference library's")
  func binary() {
    let row = Self.binaryRow()
    let expected: [(Metric, Double)] = [
      (.accuracy, 0.6666666666666666), (.precision, 0.75), (.recall, 0.5), (.specificity, 0.8333333333333334),
      (.f1, 0.6), (.fbeta, 0.5357142857142857), (.cost, 1.3333333333333333), (.rocAUC, 0.7361111111111112),
      (.averagePrecision, 0.7903138528138528), (.logLoss, 0.6109064804233415), (.brier, 0.20166666666666666),
      (.ece, 0.225), (.mce, 0.65), (.calibrationBias, -0.075),
    ]
    let measured = Self.measure(row.counts, layout: row.layout)
    #expect(measured.map(\.metric) == expected.map(\.0))
    for ((metric, measurement), (_, value)) in zip(measured, expected) {
      #expect(abs((measurement.value ?? .nan) - value) < 1e-8, "\(metric)")
      #expect((measurement.low ?? .nan) <= value && value <= (measurement.high ?? .nan) + 1e-8, "\(metric)")
      #expect(measurement.baseline == measurement.value, "\(metric)")
    }
    #expect(measured.map(\.measurement.n) == [12, 4, 6, 6, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12])
  }

  @Test("Costs and beta are measured when configured, and what needs a score when there is one")
  func lists() {
    let scored = Self.layout(.binary(positive: "1"), scores: [0.1, 0.9])
    #expect(
      PerformanceMeasures.metrics(layout: scored, plan: Self.plainPlan) == [
        .accuracy, .precision, .recall, .specificity, .f1, .rocAUC, .averagePrecision, .logLoss, .brier, .ece, .mce,
        .calibrationBias,
      ])
    let plain = Self.layout(.binary(positive: "1"))
    #expect(
      PerformanceMeasures.metrics(layout: plain, plan: Self.plainPlan) == [
        .accuracy, .precision, .recall, .specificity, .f1,
      ])
    let classes = Self.layout(.multiclass(classes: ["a", "b"]))
    #expect(!PerformanceMeasures.metrics(layout: classes, plan: Self.plan).contains(.logLoss))
    // A reference without labels says nothing of the truth.
    #expect(PerformanceMeasures.metrics(layout: Self.layout(.regression), plan: Self.plan).isEmpty)
  }

  @Test("Without labels nothing has a value, and nothing is beyond chance")
  func empty() {
    let layouts = [
      Self.layout(.binary(positive: "1"), scores: [0.1, 0.9]),
      Self.layout(.multiclass(classes: ["a", "b"]), classScores: [[0.1], [0.9]]),
      Self.layout(.regression, truths: [1, 2], errors: [0, 1]),
    ]
    for layout in layouts {
      let none = LabelCountsFixture(layout)
      for (metric, measurement) in Self.measure(none.counts, layout: layout) {
        #expect(measurement.value == nil && measurement.n == 0, "\(metric)")
        #expect(measurement.low == nil && measurement.high == nil, "\(metric)")
      }
    }
  }

  @Test("One class only leaves out what needs both")
  func oneClass() {
    var row = LabelCountsFixture(Self.layout(.binary(positive: "1"), scores: [0.1, 0.3]))
    row.binary(score: 0.1, isPositive: false, isServed: false)
    row.binary(score: 0.3, isPositive: false, isServed: false)
    let values = Dictionary(
      uniqueKeysWithValues: Self.measure(row.counts, layout: row.layout).map { ($0.metric, $0.measurement.value) })
    #expect(values[.accuracy] == 1 && values[.specificity] == 1 && values[.cost] == 0)
    for metric in [Metric.precision, .recall, .f1, .fbeta, .rocAUC, .averagePrecision] {
      #expect(values[metric] == .some(nil), "\(metric)")
    }
    #expect(abs(((values[.calibrationBias] ?? nil) ?? .nan) - 0.2) < 1e-9)
  }

  @Test("Levels need a difference to the reference: its own figure is within chance, a far one is not")
  func evidence() throws {
    var (good, bad) = (LabelCountsFixture(Self.binaryRow().layout), LabelCountsFixture(Self.binaryRow().layout))
    for index in 0..<600 {
      let score = Self.scores[index % 12]
      let isPositive = Double(index * 37 % 100) < score * 100
      good.binary(score: score, isPositive: isPositive, isServed: score >= 0.5)
      bad.binary(score: score, isPositive: !isPositive, isServed: score >= 0.5)
    }
    func isBeyondChance(_ measurement: Measurement) -> Bool {
      switch measurement.evidence {
      case .test(let isBeyond), .interval(let isBeyond): isBeyond
      case .value: true
      }
    }
    for (metric, measurement) in Self.measure(good.counts, layout: good.layout) {
      #expect(!isBeyondChance(measurement), "\(metric)")
    }
    let moved = Self.measure(bad.counts, reference: good.counts, layout: good.layout)
    for (metric, measurement) in moved where metric != .calibrationBias {
      #expect(isBeyondChance(measurement), "\(metric)")
    }
    #expect(moved.filter { $0.measurement.floor != nil }.map(\.metric) == [.ece])
  }

  @Test("Counts that are merged in any order give the same figures", arguments: 1...10 as ClosedRange<UInt64>)
  func merging(seed: UInt64) {
    var generator = SeededRows(state: seed)
    let layout = Self.layout(.binary(positive: "1"), scores: (0..<50).map { Double($0) / 49 })
    var panes = [LabelCountsFixture](repeating: LabelCountsFixture(layout), count: 4)
    for _ in 0..<400 {
      let score = Double(generator.next() % 1000) / 999
      panes[Int(generator.next() % 4)].binary(
        score: score, isPositive: Double(generator.next() % 1000) / 999 < score, isServed: score > 0.5)
    }
    func merged(_ order: [Int]) -> [Measurement] {
      var sum = LabelCountsFixture(layout)
      for pane in order { for index in sum.counts.indices { sum.add(index, panes[pane].counts[index]) } }
      return Self.measure(sum.counts, reference: panes[0].counts, layout: layout).map(\.measurement)
    }
    #expect(merged([0, 1, 2, 3]) == merged([3, 1, 0, 2]), "seed \(seed)")
    #expect(merged([0, 1, 2, 3]) != merged([0, 1, 2]), "seed \(seed)")
  }

  // sklearn.metrics: accuracy_score, precision_recall_fscore_support, roc_auc_score(multi_class="ovr"), log_loss,
  // scikit-learn 1.9
  @Test("Every multiclass figure is scikit-learn's")
  func multiclass() {
    let truths = [0, 1, 2, 1, 0, 2, 2, 1, 0, 1]
    let served = [0, 1, 2, 0, 1, 2, 1, 1, 0, 2]
    let scores = [
      [0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6], [0.5, 0.3, 0.2], [0.4, 0.4, 0.2], [0.1, 0.3, 0.6],
      [0.3, 0.5, 0.2], [0.1, 0.9, 0], [0.6, 0.3, 0.1], [0.2, 0.2, 0.6],
    ]
    let layout = Self.layout(
      .multiclass(classes: ["a", "b", "c"]), classScores: (0..<3).map { index in scores.map { $0[index] } })
    var row = LabelCountsFixture(layout)
    for index in truths.indices {
      row.multiclass(truth: truths[index], served: served[index], scores: scores[index])
    }
    let third = 0.611111111111111
    let expected: [(Metric, Double)] = [
      (.accuracy, 0.6), (.precisionMacro, third), (.recallMacro, third), (.f1Macro, third), (.precisionWeighted, 0.6),
      (.recallWeighted, 0.6), (.f1Weighted, 0.6), (.rocAUCOneVersusRest, 0.8253968253968255),
      (.logLoss, 0.7556795243277032),
    ]
    let measured = Self.measure(row.counts, layout: layout)
    #expect(measured.map(\.metric) == expected.map(\.0))
    for ((metric, measurement), (_, value)) in zip(measured, expected) {
      #expect(abs((measurement.value ?? .nan) - value) < 1e-7, "\(metric)")
      #expect((measurement.low ?? .nan) <= value && value <= (measurement.high ?? .nan), "\(metric)")
      #expect(measurement.n == 10, "\(metric)")
    }
  }

  // sklearn.metrics mean_absolute_error, root_mean_squared_error, r2_score, scikit-learn 1.9; sums in fixed point
  @Test("Every regression figure is scikit-learn's")
  func regression() throws {
    let truths = [3, -0.5, 2, 7, 4.2]
    let predictions = [2.5, 0, 2, 8, 4.0]
    let layout = Self.layout(.regression, truths: truths, errors: zip(predictions, truths).map { $0 - $1 })
    var row = LabelCountsFixture(layout)
    for (truth, prediction) in zip(truths, predictions) { try row.regression(truth: truth, prediction: prediction) }
    let measured = Self.measure(row.counts, layout: layout)
    let expected = [0.44, 0.5549774770204643, 0.16, 0.9496600418410042]
    #expect(measured.map(\.metric) == [.mae, .rmse, .bias, .r2])
    for ((metric, measurement), value) in zip(measured, expected) {
      #expect(abs((measurement.value ?? .nan) - value) < 1e-5, "\(metric)")
      #expect(measurement.n == 5 && measurement.low != nil && measurement.high != nil, "\(metric)")
    }
    #expect(abs((measured[3].measurement.low ?? .nan) - 0.9102364857303225) < 1e-4)
    // The same truth again and again: the sums' rounding must not pass for variation.
    var constant = LabelCountsFixture(layout)
    for error in [0.5, -0.25, 1, 0] { try constant.regression(truth: 4.1, prediction: 4.1 + error) }
    let last = try #require(Self.measure(constant.counts, layout: layout).last)
    #expect(last.measurement.value == nil && last.measurement.low == nil)
  }
}

@Suite struct CellDetailTests {
  @Test("The reliability curve has ten bins, with Wilson's interval where there are rows")
  func reliability() throws {
    let row = PerformanceMeasuresTests.binaryRow()
    let detail = CellDetailMeasures.detail(layout: row.layout, labels: row.counts.span)
    #expect(detail.confusions.isEmpty && detail.reliability.count == 10)
    #expect(detail.reliability.map(\.n) == [3, 1, 0, 1, 3, 0, 1, 0, 1, 2])
    // 0, 0.05, 0.05: one positive of three; statsmodels' proportion_confint(1, 3, method="wilson")
    let first = detail.reliability[0]
    #expect(abs((first.meanScore ?? .nan) - 0.1 / 3) < 1e-9 && first.positiveRate == 1.0 / 3)
    #expect(
      abs((first.low ?? .nan) - 0.06149194472039641) < 1e-12 && abs((first.high ?? .nan) - 0.7923403991979523) < 1e-12)
    #expect(detail.reliability[2].meanScore == nil && detail.reliability[2].low == nil)
    let unscored = LabelCountsFixture(PerformanceMeasuresTests.layout(.binary(positive: "1")))
    #expect(CellDetailMeasures.detail(layout: unscored.layout, labels: unscored.counts.span) == CellDetail())
  }

  @Test("Confusions come most frequent first, ties in order of the classes, at most ten")
  func confusions() {
    let layout = PerformanceMeasuresTests.layout(.multiclass(classes: ["a", "b", "c"]))
    var row = LabelCountsFixture(layout)
    let pairs = [(0, 1), (0, 1), (2, 0), (1, 2), (1, 2), (0, 0), (0, 0), (3, 0), (1, 3)]
    for (truth, served) in pairs { row.multiclass(truth: truth, served: served, scores: []) }
    let detail = CellDetailMeasures.detail(layout: layout, labels: row.counts.span)
    #expect(
      detail.confusions == [
        CellDetail.Confusion(actual: "a", predicted: "b", n: 2, share: 0.5),
        CellDetail.Confusion(actual: "b", predicted: "c", n: 2, share: 2.0 / 3),
        CellDetail.Confusion(actual: "b", predicted: "other", n: 1, share: 1.0 / 3),
        CellDetail.Confusion(actual: "c", predicted: "a", n: 1, share: 1),
        CellDetail.Confusion(actual: "other", predicted: "a", n: 1, share: 1),
      ])
    #expect(detail.reliability.isEmpty)
    let many = PerformanceMeasuresTests.layout(.multiclass(classes: ["a", "b", "c", "d"]))
    var full = LabelCountsFixture(many)
    for index in 0..<16 { full.multiclass(truth: index / 4, served: index % 4, scores: []) }
    #expect(CellDetailMeasures.detail(layout: many, labels: full.counts.span).confusions.count == 10)
  }
}

/// A small generator for the order of rows.
private struct SeededRows: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 33
  }
}
