import Testing

@testable import Statistics

@Suite struct ShareIntervalTests {
  // statsmodels.stats.proportion.proportion_confint(method="wilson"), statsmodels 0.15
  @Test(
    "Wilson's interval is statsmodels'",
    arguments: [
      (0, 10, 0.95, 0, 0.2775327998628892), (10, 10, 0.95, 0.7224672001371107, 1),
      (7, 10, 0.95, 0.39677814746114537, 0.8922087325936989), (50, 100, 0.95, 0.4038315303659956, 0.5961684696340044),
      (1, 1, 0.95, 0.20654931437723745, 1), (3, 1_000_000, 0.999, 5.530106998902956e-07, 1.6274373271159005e-05),
      (7, 10, 0.999999, 0.14907001314311774, 0.9688262680965105),
    ] as [(Int64, Int64, Double, Double, Double)])
  func wilson(successes: Int64, n: Int64, confidence: Double, low: Double, high: Double) {
    let interval = wilsonInterval(successes: successes, of: n, confidence: confidence)
    #expect(agree(interval?.low, low, within: 1e-9))
    #expect(agree(interval?.high, high, within: 1e-9))
  }

  @Test("No rows have no interval, and impossible counts are held to possible ones")
  func wilsonEnds() {
    #expect(wilsonInterval(successes: 0, of: 0, confidence: 0.95) == nil)
    #expect(wilsonInterval(successes: 0, of: -4, confidence: 0.95) == nil)
    let all = wilsonInterval(successes: 5, of: 5, confidence: 0.95)
    #expect(wilsonInterval(successes: 9, of: 5, confidence: 0.95) == all)
    #expect(wilsonInterval(successes: .max, of: .max, confidence: 1)?.high == 1)
  }

  // statsmodels.stats.proportion.confint_proportions_2indep(compare="diff", method="newcomb"), statsmodels 0.15; all
  // five are contrasts of Newcombe's own table.
  @Test(
    "Newcombe's interval is statsmodels'",
    arguments: [
      (56, 70, 48, 80, 0.05243147240236498, 0.33387265403690614),
      (9, 10, 3, 10, 0.1705227239345029, 0.809017973535488), (10, 10, 0, 20, 0.6790860371419145, 1),
      (5, 56, 0, 29, -0.038137147903536936, 0.19256001385511165),
      (0, 10, 0, 20, -0.1611251580528194, 0.27753279986288926),
    ] as [(Int64, Int64, Int64, Int64, Double, Double)])
  func newcombe(k1: Int64, n1: Int64, k2: Int64, n2: Int64, low: Double, high: Double) {
    let interval = newcombeDifferenceInterval(
      successes1: k1, of: n1, successes2: k2, of: n2, criticalValue: normalCriticalValue(confidence: 0.95))
    #expect(near(interval?.low, low))
    #expect(near(interval?.high, high))
  }

  @Test("A group without rows has no difference")
  func newcombeEmpty() {
    #expect(newcombeDifferenceInterval(successes1: 0, of: 0, successes2: 1, of: 2, criticalValue: 1.96) == nil)
    #expect(newcombeDifferenceInterval(successes1: 1, of: 2, successes2: 0, of: 0, criticalValue: 1.96) == nil)
  }
}

@Suite struct MeanIntervalTests {
  // scipy.stats.norm.interval(0.95, mean, std(ddof=1)/√5) of 1, 2, 4, 8, 16, SciPy 1.17
  @Test("The interval of a mean is SciPy's normal one")
  func golden() {
    let interval = meanInterval(sum: 31, sumOfSquares: 341, count: 5, confidence: 0.95)
    #expect(near(interval?.low, 0.8539310118588732))
    #expect(near(interval?.high, 11.546068988141126))
  }

  @Test("Under two rows there is no interval, and equal values have one without width")
  func ends() {
    #expect(meanInterval(sum: 0, sumOfSquares: 0, count: 0, confidence: 0.95) == nil)
    #expect(meanInterval(sum: 3, sumOfSquares: 9, count: 1, confidence: 0.95) == nil)
    #expect(meanInterval(sum: .infinity, sumOfSquares: 9, count: 3, confidence: 0.95) == nil)
    #expect(meanInterval(sum: 6, sumOfSquares: 12, count: 3, confidence: 0.95) == ConfidenceInterval(low: 2, high: 2))
  }
}

@Suite struct GroupGapTests {
  @Test("The gap is between the outermost groups, with Newcombe's interval")
  func gap() {
    let groups = [
      GroupShare(name: "c", successes: 48, count: 80), GroupShare(name: "a", successes: 56, count: 70),
      GroupShare(name: "b", successes: 7, count: 10), GroupShare(name: "empty", successes: 0, count: 0),
    ]
    let gap = greatestDifference(groups, confidence: 0.95)
    #expect(near(gap?.value, 0.2))
    // statsmodels 0.15, as above
    #expect(near(gap?.low, 0.05243147240236498))
    #expect(near(gap?.high, 0.33387265403690614))
    #expect(gap?.highestGroup == "a")
    #expect(gap?.lowestGroup == "c")
    #expect(greatestDifference(groups.reversed(), confidence: 0.95) == gap)
  }

  @Test("Equal shares go by name, and the interval does not pass below 0")
  func ties() {
    let groups = [
      GroupShare(name: "d", successes: 3, count: 4), GroupShare(name: "c", successes: 6, count: 8),
      GroupShare(name: "b", successes: 1, count: 2), GroupShare(name: "a", successes: 2, count: 4),
    ]
    let gap = greatestDifference(groups, confidence: 0.95)
    #expect(gap?.highestGroup == "c")
    #expect(gap?.lowestGroup == "a")
    #expect(gap?.low == 0)
    let even = greatestDifference(groups.filter { $0.name < "c" }, confidence: 0.95)
    #expect(even?.value == 0)
    #expect(even?.lowestGroup == "a")
    #expect(even?.highestGroup == "b")
  }

  @Test("Groups of one row make a gap; fewer than two groups with rows make none")
  func small() {
    let ones = [GroupShare(name: "x", successes: 1, count: 1), GroupShare(name: "y", successes: 0, count: 1)]
    #expect(greatestDifference(ones, confidence: 0.95)?.value == 1)
    #expect(greatestDifference([ones[0]], confidence: 0.95) == nil)
    #expect(greatestDifference([ones[0], GroupShare(name: "z", successes: 0, count: 0)], confidence: 0.95) == nil)
    #expect(greatestDifference([], confidence: 0.95) == nil)
  }
}
