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
