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

  // Delta method on the multinomial with numerical slopes, on the scale of ln(F/(1−F)), NumPy 2.4
  @Test("The interval of F1 is that of the delta method")
  func f1Interval() {
    let matrix = ConfusionMatrix(truePositives: 50, falsePositives: 10, trueNegatives: 120, falseNegatives: 20)
    #expect(near(matrix.f1Interval(confidence: 0.95)?.low, 0.6794702839701087, within: 1e-8))
    #expect(near(matrix.f1Interval(confidence: 0.95)?.high, 0.8397820203879344, within: 1e-8))
    let few = ConfusionMatrix(truePositives: 3, falsePositives: 1, trueNegatives: 0, falseNegatives: 2)
    #expect(near(few.f1Interval(confidence: 0.95)?.low, 0.28758201409232165, within: 1e-8))
    #expect(near(few.f1Interval(confidence: 0.95)?.high, 0.9083332054185873, within: 1e-8))
  }

  // sklearn.metrics.fbeta_score, scikit-learn 1.9; intervals as for F1, NumPy 2.4
  @Test(
    "F-beta is scikit-learn's, its interval that of the delta method",
    arguments: [
      (0.5, 0.8064516129032258, 0.7127051228095708, 0.8749741780837191),
      (2, 0.7352941176470589, 0.6314879955990179, 0.8182739501293583),
    ])
  func fbeta(beta: Double, value: Double, low: Double, high: Double) {
    let matrix = ConfusionMatrix(truePositives: 50, falsePositives: 10, trueNegatives: 120, falseNegatives: 20)
    #expect(near(matrix.fbeta(beta), value))
    #expect(near(matrix.fbetaInterval(beta, confidence: 0.95)?.low, low, within: 1e-8))
    #expect(near(matrix.fbetaInterval(beta, confidence: 0.95)?.high, high, within: 1e-8))
    #expect(matrix.fbeta(1) == matrix.f1)
  }

  @Test("F-beta has no value of nothing, and its ends are not certain")
  func fbetaEnds() throws {
    let negatives = ConfusionMatrix(truePositives: 0, falsePositives: 0, trueNegatives: 9, falseNegatives: 0)
    #expect(negatives.fbeta(2) == nil && negatives.fbetaInterval(2, confidence: 0.95) == nil)
    let perfect = ConfusionMatrix(truePositives: 10, falsePositives: 0, trueNegatives: 5, falseNegatives: 0)
    let strict = try #require(perfect.fbetaInterval(2, confidence: 0.95))
    // All of Wilson's 27.75 % errors being misses: 5J/(5J+4(1−J))
    #expect(near(strict.low, 5 * 0.7224672001371107 / (5 * 0.7224672001371107 + 4 * 0.2775327998628893)))
    #expect(strict.high == 1)
  }

  // (1·10 + 5·20)/200, and the documented interval in NumPy 2.4
  @Test("The cost is that of the errors per prediction")
  func cost() {
    let matrix = ConfusionMatrix(truePositives: 50, falsePositives: 10, trueNegatives: 120, falseNegatives: 20)
    #expect(near(matrix.cost(falsePositive: 1, falseNegative: 5), 0.55))
    let interval = matrix.costInterval(falsePositive: 1, falseNegative: 5, confidence: 0.95)
    #expect(near(interval?.low, 0.34044277876302353))
    #expect(near(interval?.high, 0.7595572212369766))
    #expect(matrix.cost(falsePositive: 0, falseNegative: 0) == 0)
  }

  @Test("No error in a few rows costs nothing, but not for certain; no rows cost nothing that is known")
  func costEnds() throws {
    let perfect = ConfusionMatrix(truePositives: 4, falsePositives: 0, trueNegatives: 6, falseNegatives: 0)
    let interval = try #require(perfect.costInterval(falsePositive: 1, falseNegative: 5, confidence: 0.95))
    #expect(interval.low == 0 && interval.high > 0.3)
    let none = ConfusionMatrix(truePositives: 0, falsePositives: 0, trueNegatives: 0, falseNegatives: 0)
    #expect(none.cost(falsePositive: 1, falseNegative: 5) == nil)
    #expect(none.costInterval(falsePositive: 1, falseNegative: 5, confidence: 0.95) == nil)
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
  // sklearn.metrics.roc_auc_score on the cells' indices, scikit-learn 1.9; the standard error from the placement values of
  // every row, and the bound as half the tied pairs, NumPy 2.4
  @Test(
    "The area is scikit-learn's, its standard error DeLong's with a row added to either class",
    arguments: [
      ([0, 1, 0, 1], [1, 0, 1, 0], 0.75, 0.39528470752104744, 0),
      ([1, 1, 1], [0, 2, 0], 0.5, 0.38188130791298663, 0.16666666666666666),
      ([1], [2], 0.5, 0.5590169943749475, 0.5),
      ([1, 2, 5, 9, 20], [30, 20, 8, 3, 1], 0.9287271142109852, 0.028508307338818633, 0.03421970357454228),
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

  // The logit interval in NumPy 2.4
  @Test("The interval is that of the logit, widened by the cells' bound and clamped")
  func interval() throws {
    let area = try #require(areaUnderROC(positives: [1, 2, 5, 9, 20], negatives: [30, 20, 8, 3, 1]))
    let interval = area.interval(confidence: 0.95)
    #expect(near(interval.low, 0.8485371408097054 - 0.03421970357454228))
    #expect(interval.high == 1)
    let exact = try #require(
      areaUnderROC(positives: [1, 2, 5, 9, 20], negatives: [30, 20, 8, 3, 1], isExact: true))
    #expect(near(exact.interval(confidence: 0.95).low, 0.8485371408097054))
    #expect(near(exact.interval(confidence: 0.95).high, 0.968059679179429))
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
