import Testing

@testable import Statistics

@Suite struct ConfusionMatrixTests {
  // sklearn.metrics accuracy_score, precision_score, recall_score (of either class), f1_score; scikit-learn 1.9
  @Test("The rates are scikit-learn's")
  func rates() {
    let matrix = ConfusionMatrix(truePositives: 50, falsePositives: 10, trueNegatives: 120, falseNegatives: 20)
    #expect(matrix.total == 200)
    #expect(near(matrix.accuracy, 0.85))
    #expect(near(matrix.precision, 0.8333333333333334))
    #expect(near(matrix.recall, 0.7142857142857143))
    #expect(near(matrix.specificity, 0.9230769230769231))
    #expect(near(matrix.f1, 0.7692307692307693))
    #expect(near(matrix.falseNegativeRate, 20.0 / 70))
    #expect(near(matrix.falsePositiveRate, 10.0 / 130))
    #expect(near(matrix.selectionRate, 0.3))
  }

  @Test("Rates of no rows are missing, not 0")
  func empty() {
    let none = ConfusionMatrix(truePositives: 0, falsePositives: 0, trueNegatives: 0, falseNegatives: 0)
    #expect(none.accuracy == nil && none.selectionRate == nil && none.f1 == nil)
    #expect(none.f1Interval(confidence: 0.95) == nil)
    let negatives = ConfusionMatrix(truePositives: 0, falsePositives: 0, trueNegatives: 9, falseNegatives: 0)
    #expect(negatives.accuracy == 1 && negatives.specificity == 1 && negatives.falsePositiveRate == 0)
    #expect(negatives.precision == nil && negatives.recall == nil && negatives.falseNegativeRate == nil)
    #expect(negatives.f1 == nil)
  }

  @Test("Counts past the range of an integer do not trap")
  func overflow() {
    let huge = ConfusionMatrix(truePositives: .max, falsePositives: .max, trueNegatives: .max, falseNegatives: .max)
    #expect(huge.total == .max)
    #expect(near(huge.accuracy, 0.5))
  }

  // Delta method on the multinomial with numerical slopes, NumPy 2.4
  @Test("The interval of F1 is that of the delta method")
  func f1Interval() {
    let matrix = ConfusionMatrix(truePositives: 50, falsePositives: 10, trueNegatives: 120, falseNegatives: 20)
    #expect(near(matrix.f1Interval(confidence: 0.95)?.low, 0.6888814863376133, within: 1e-8))
    #expect(near(matrix.f1Interval(confidence: 0.95)?.high, 0.8495800521239251, within: 1e-8))
    let few = ConfusionMatrix(truePositives: 3, falsePositives: 1, trueNegatives: 0, falseNegatives: 2)
    #expect(near(few.f1Interval(confidence: 0.95)?.low, 0.31104357953875117, within: 1e-8))
    #expect(few.f1Interval(confidence: 0.95)?.high == 1)
  }

  @Test("An F1 of 0 or 1 is not certain")
  func f1Ends() throws {
    let perfect = ConfusionMatrix(truePositives: 10, falsePositives: 0, trueNegatives: 5, falseNegatives: 0)
    let interval = try #require(perfect.f1Interval(confidence: 0.95))
    // Wilson's 0.7224672 for 10 of 10, as 2J/(1+J)
    #expect(near(interval.low, 2 * 0.7224672001371107 / 1.7224672001371107))
    #expect(interval.high == 1)
    let useless = ConfusionMatrix(truePositives: 0, falsePositives: 4, trueNegatives: 5, falseNegatives: 6)
    let low = try #require(useless.f1Interval(confidence: 0.95))
    #expect(low.low == 0)
    #expect(near(low.high, 2 * 0.2775327998628892 / 1.2775327998628892))
  }
}

@Suite struct AreaUnderROCTests {
  // sklearn.metrics.roc_auc_score on the cells' indices, scikit-learn 1.9; the standard error by Hanley & McNeil's
  // formula and the bound as half the tied pairs, NumPy 2.4
  @Test(
    "Area and standard error are scikit-learn's and Hanley & McNeil's",
    arguments: [
      ([0, 1, 0, 1], [1, 0, 1, 0], 0.75, 0.27629564910487775, 0),
      ([1, 1, 1], [0, 2, 0], 0.5, 0.28867513459481287, 0.16666666666666666),
      ([1], [2], 0.5, 0.408248290463863, 0.5),
      ([1, 2, 5, 9, 20], [30, 20, 8, 3, 1], 0.9287271142109852, 0.030749266690856262, 0.03421970357454228),
      ([0, 3], [4, 0], 1, 0, 0), ([3, 0], [0, 4], 0, 0, 0),
    ] as [([Int64], [Int64], Double, Double, Double)])
  func golden(positives: [Int64], negatives: [Int64], value: Double, standardError: Double, bound: Double) throws {
    let area = try #require(areaUnderROC(positives: positives, negatives: negatives))
    #expect(near(area.value, value))
    #expect(near(area.standardError, standardError))
    #expect(near(area.cellBound, bound))
    let exact = try #require(areaUnderROC(positives: positives, negatives: negatives, isExact: true))
    #expect(exact.cellBound == 0)
    #expect(exact.value == area.value)
  }

  @Test("An area does not depend on how many rows it comes from, not even past 2⁵³ pairs")
  func manyRows() throws {
    let (positives, negatives): ([Int64], [Int64]) = ([1, 2, 5, 9, 20], [30, 20, 8, 3, 1])
    let area = try #require(areaUnderROC(positives: positives, negatives: negatives))
    let many = areaUnderROC(positives: positives.map { $0 << 30 }, negatives: negatives.map { $0 << 30 })
    #expect(agree(many?.value, area.value))
  }

  @Test("One class only has no area")
  func oneClass() {
    #expect(areaUnderROC(positives: [1, 2], negatives: [0, 0]) == nil)
    #expect(areaUnderROC(positives: [0, 0], negatives: [1, 2]) == nil)
    #expect(areaUnderROC(positives: [], negatives: []) == nil)
    #expect(areaUnderROC(positives: [1], negatives: [1, 2]) == nil)
  }

  @Test("The interval is widened by the cells' bound and clamped")
  func interval() throws {
    let area = try #require(areaUnderROC(positives: [1, 2, 5, 9, 20], negatives: [30, 20, 8, 3, 1]))
    let interval = area.interval(confidence: 0.95)
    let halfWidth = 1.959963984540054 * 0.030749266690856262 + 0.03421970357454228
    #expect(near(interval.low, 0.9287271142109852 - halfWidth))
    #expect(interval.high == 1)
  }

  @Test("A perfect area of a handful of rows is not certain, of many rows nearly so")
  func perfect() throws {
    let few = try #require(areaUnderROC(positives: [0, 2], negatives: [2, 0]))
    #expect(few.interval(confidence: 0.95).low < 0.8)
    let many = try #require(areaUnderROC(positives: [0, 5000], negatives: [5000, 0]))
    #expect(many.interval(confidence: 0.95).low > 0.999)
  }

  @Test(
    "Empty cells between do not move the area, and swapping the classes mirrors it",
    arguments: 1...20 as ClosedRange<UInt64>)
  func invariance(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let positives = generator.counts(bins: 15, limit: 40)
    let negatives = generator.counts(bins: 15, limit: 90)
    let area = try #require(areaUnderROC(positives: positives, negatives: negatives))
    let spread = { (counts: [Int64]) in counts.flatMap { count -> [Int64] in [0, count, 0] } }
    let relabelled = areaUnderROC(positives: spread(positives), negatives: spread(negatives))
    #expect(relabelled == area, "seed \(seed)")
    let swapped = areaUnderROC(positives: negatives, negatives: positives)
    #expect(near(swapped?.value, 1 - area.value), "seed \(seed)")
    // Pairs counted one by one.
    var wins = 0.0
    for (i, positive) in positives.enumerated() {
      for (j, negative) in negatives.enumerated() {
        wins += Double(positive * negative) * (i > j ? 1 : i == j ? 0.5 : 0)
      }
    }
    let pairs = Double(positives.reduce(0, +) * negatives.reduce(0, +))
    #expect(near(area.value, wins / pairs), "seed \(seed)")
  }
}
