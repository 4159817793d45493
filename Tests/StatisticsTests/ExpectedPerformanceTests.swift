import Testing

@testable import Statistics

@Suite struct ExpectedPerformanceTests {
  static let scores = [0.1, 0.2, 0.2, 0.35, 0.4, 0.5, 0.55, 0.6, 0.7, 0.8, 0.8, 0.95]
  static let probabilities = [0.05, 0.1, 0.1, 0.3, 0.3, 0.45, 0.6, 0.6, 0.7, 0.85, 0.85, 1]

  // NannyML's formulas (CBPE: Σp̂ and Σ(1−p̂) by served class) of the rows above, served positive from 0.5 on; NumPy 2.4.
  @Test("The expected confusion matrix gives NannyML's figures")
  func confusion() {
    let expected = ExpectedConfusion(
      servedNegative: 5, servedPositive: 7, positivesInNegative: 0.85, positivesInPositive: 5.05)
    #expect(near(expected.accuracy.value, 0.7666666666666666))
    #expect(near(expected.precision.value, 0.7214285714285714))
    #expect(near(expected.recall.value, 0.8559322033898304))
    #expect(near(expected.specificity.value, 0.680327868852459))
    #expect(near(expected.f1, 0.7829457364341085))
    // Wilson's interval of 9.2 in 12, and that of F1 with a standard error of 0.12662, by NumPy.
    let accuracy = expected.accuracy.interval(confidence: 0.95)
    #expect(near(accuracy?.low, 0.4839166274242038))
    #expect(near(accuracy?.high, 0.9200865690263343))
    let f1 = expected.f1Interval(confidence: 0.95)
    #expect(near(f1?.low, 0.4557564633587731))
    #expect(near(f1?.high, 0.9395321512855522))
  }

  @Test("Whole expected counts have the intervals of a confusion matrix")
  func wholeCounts() {
    let expected = ExpectedConfusion(
      servedNegative: 90, servedPositive: 60, positivesInNegative: 20, positivesInPositive: 45)
    let counted = ConfusionMatrix(truePositives: 45, falsePositives: 15, trueNegatives: 70, falseNegatives: 20)
    #expect(expected.f1 == counted.f1)
    let (ours, theirs) = (expected.f1Interval(confidence: 0.99), counted.f1Interval(confidence: 0.99))
    #expect(near(ours?.low, theirs?.low ?? .nan))
    #expect(near(ours?.high, theirs?.high ?? .nan))
    #expect(expected.recall.interval(confidence: 0.95) == wilsonInterval(successes: 45, of: 65, confidence: 0.95))
  }

  @Test("What is expected of nothing is nothing, and sums beyond the rows are held to them")
  func ends() {
    let nothing = ExpectedConfusion(
      servedNegative: 0, servedPositive: 0, positivesInNegative: 0, positivesInPositive: 0)
    #expect(nothing.accuracy.value == nil)
    #expect(nothing.accuracy.interval(confidence: 0.95) == nil)
    #expect(nothing.f1 == nil)
    #expect(nothing.f1Interval(confidence: 0.95) == nil)
    let sure = ExpectedConfusion(
      servedNegative: 4, servedPositive: -2, positivesInNegative: -1, positivesInPositive: 3)
    #expect(sure.accuracy.value == 1)
    #expect(sure.precision.value == nil)
    #expect(sure.specificity.value == 1)
    let right = ExpectedConfusion(
      servedNegative: 0, servedPositive: 30, positivesInNegative: 0, positivesInPositive: 31)
    #expect(right.f1 == 1)
    #expect((right.f1Interval(confidence: 0.95)?.low ?? 1) < 0.95)
  }

  private static func area(_ rows: [Int64], _ positives: [Double], isExact: Bool = true) -> ExpectedAreaUnderROC? {
    area(rows, codes: positives.map { Int64($0 * 0x1p31) }, isExact: isExact)
  }

  /// The expectation macros cannot take a `Span`, which may not escape; this takes arrays in its place.
  private static func area(_ rows: [Int64], codes: [Int64], isExact: Bool = false) -> ExpectedAreaUnderROC? {
    ExpectedAreaUnderROC(rows: rows.span, positives: codes.span, isExact: isExact)
  }

  // sklearn.metrics.roc_auc_score([1]*12 + [0]*12, scores twice, sample_weight=[p̂, 1 − p̂]), scikit-learn 1.9
  @Test("The expected area is scikit-learn's with every row in both roles")
  func weightedArea() {
    let area = Self.area([1, 2, 1, 1, 1, 1, 1, 1, 2, 1], [0.05, 0.2, 0.3, 0.3, 0.45, 0.6, 0.6, 0.7, 1.7, 1])
    #expect(near(area?.value, 0.8542650736315645, within: 1e-9))
    #expect(area?.cellBound == 0)
  }

  @Test("Rows that are known for certain have the area and the interval of counted ones", arguments: 0..<5)
  func certain(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let positives = random.counts(bins: 30, limit: 40)
    let negatives = random.counts(bins: 30, limit: 40)
    let rows = zip(positives, negatives).map { $0 + $1 }
    let codes = positives.map { $0 << 31 }
    let expected = try #require(Self.area(rows, codes: codes))
    let counted = try #require(areaUnderROC(positives: positives, negatives: negatives))
    #expect(agree(expected.value, counted.value), "seed \(seed)")
    #expect(agree(expected.cellBound, counted.cellBound), "seed \(seed)")
    #expect(agree(expected.standardError, counted.standardError, within: 1e-9), "seed \(seed)")
    let (ours, theirs) = (expected.interval(confidence: 0.95), counted.interval(confidence: 0.95))
    #expect(near(ours.low, theirs.low, within: 1e-9) && near(ours.high, theirs.high, within: 1e-9), "seed \(seed)")
  }

  @Test("Without both classes, without rows or with rows of another length there is no area")
  func undefinedArea() {
    #expect(Self.area([3, 4], [0, 0]) == nil)
    #expect(Self.area([3, 4], [3, 4]) == nil)
    #expect(Self.area([], []) == nil)
    #expect(Self.area([1, 2], [0.5]) == nil)
    let apart = Self.area([30, 40], [0, 40])
    #expect(apart?.value == 1)
    #expect((apart?.interval(confidence: 0.95).low ?? 1) < 1)
  }

  @Test("Of calibrated scores, what is expected comes true on average", arguments: 0..<3)
  func expectation(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let (windows, rows, cells) = (300, 400, 50)
    var differences: [[Double]] = []
    for _ in 0..<windows {
      var counts = ConfusionMatrix(truePositives: 0, falsePositives: 0, trueNegatives: 0, falseNegatives: 0)
      var (positives, negatives) = ([Int64](repeating: 0, count: cells), [Int64](repeating: 0, count: cells))
      var codes = positives
      var sums = [0.0, 0.0]
      for _ in 0..<rows {
        let cell = Int(random.uniform() * Double(cells))
        let probability = (Double(cell) + 0.5) / Double(cells)
        let isPositive = random.uniform() < probability
        let servedPositive = probability > 0.4
        codes[cell] += FixedPoint.probability.encode(probability)
        sums[servedPositive ? 1 : 0] += probability
        if isPositive { positives[cell] += 1 } else { negatives[cell] += 1 }
        switch (servedPositive, isPositive) {
        case (true, true): counts.truePositives += 1
        case (true, false): counts.falsePositives += 1
        case (false, false): counts.trueNegatives += 1
        case (false, true): counts.falseNegatives += 1
        }
      }
      let expected = ExpectedConfusion(
        servedNegative: counts.trueNegatives + counts.falseNegatives,
        servedPositive: counts.truePositives + counts.falsePositives, positivesInNegative: sums[0],
        positivesInPositive: sums[1])
      let all = zip(positives, negatives).map { $0 + $1 }
      let area = try #require(Self.area(all, codes: codes))
      let realised = try #require(areaUnderROC(positives: positives, negatives: negatives))
      let pairs: [(Double?, Double?)] = [
        (expected.accuracy.value, counts.accuracy), (expected.precision.value, counts.precision),
        (expected.recall.value, counts.recall), (expected.specificity.value, counts.specificity),
        (expected.f1, counts.f1), (area.value, realised.value),
      ]
      differences.append(try pairs.map { try #require($0.0) - #require($0.1) })
    }
    for figure in 0..<6 {
      let values = differences.map { $0[figure] }
      let mean = values.reduce(0, +) / Double(windows)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(windows)
      #expect(abs(mean) < 4 * (variance / Double(windows)).squareRoot() + 5e-4, "seed \(seed), figure \(figure)")
    }
  }
}
