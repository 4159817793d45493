import Testing

@testable import Statistics

@Suite struct DifferenceIntervalTests {
  static func share(_ successes: Int64, _ count: Int64) -> IntervalEstimate? {
    wilsonInterval(successes: successes, of: count, confidence: 0.95).map {
      IntervalEstimate(value: Double(successes) / Double(count), low: $0.low, high: $0.high)
    }
  }

  // statsmodels.stats.proportion.confint_proportions_2indep(compare="diff", method="newcomb"), statsmodels 0.15; the
  // figures of Newcombe, Statistics in Medicine 17, 1998, table II, method 10
  @Test(
    "With Wilson's intervals it is Newcombe's",
    arguments: [
      (56, 70, 48, 80, 0.05243147240236498, 0.33387265403690614), (9, 10, 3, 10, 0.1705, 0.8090),
      (5, 56, 0, 29, -0.0381, 0.1926), (0, 10, 0, 20, -0.1611, 0.2775), (10, 10, 0, 10, 0.6075, 1),
    ] as [(Int64, Int64, Int64, Int64, Double, Double)])
  func newcombe(k1: Int64, n1: Int64, k2: Int64, n2: Int64, low: Double, high: Double) throws {
    let (first, second) = try (#require(Self.share(k1, n1)), #require(Self.share(k2, n2)))
    let interval = try #require(differenceInterval(first, minus: second))
    let tolerance = n1 == 70 ? 1e-12 : 5e-5
    #expect(near(interval.low, low, within: tolerance))
    #expect(near(interval.high, high, within: tolerance))
    // The other way round it is the mirror image.
    let mirrored = try #require(differenceInterval(second, minus: first))
    #expect(near(mirrored.low, -high, within: tolerance) && near(mirrored.high, -low, within: tolerance))
  }

  @Test("With normal intervals it is that of a difference of means: errors add up by their squares")
  func normal() {
    let first = IntervalEstimate(value: 10, low: 7, high: 13)
    let second = IntervalEstimate(value: 4, low: 0, high: 8)
    #expect(differenceInterval(first, minus: second) == ConfidenceInterval(low: 1, high: 11))
  }

  @Test("Skewed intervals: each end takes the halves that face it")
  func skewed() {
    let first = IntervalEstimate(value: 1, low: 0.7, high: 1.6)
    let second = IntervalEstimate(value: 0.5, low: -0.3, high: 0.9)
    let interval = differenceInterval(first, minus: second)
    #expect(near(interval?.low, 0, within: 1e-12))
    #expect(near(interval?.high, 1.5, within: 1e-12))
  }

  @Test(
    "What is not finite has no interval",
    arguments: [
      IntervalEstimate(value: .nan, low: 0, high: 1), IntervalEstimate(value: 0, low: -.infinity, high: 1),
      IntervalEstimate(value: .infinity, low: 0, high: 1), IntervalEstimate(value: 0.5, low: 0, high: .infinity),
    ])
  func notFinite(estimate: IntervalEstimate) {
    let other = IntervalEstimate(value: 0.5, low: 0.4, high: 0.6)
    #expect(differenceInterval(estimate, minus: other) == nil)
    #expect(differenceInterval(other, minus: estimate) == nil)
  }

  @Test("Huge figures do not overflow on the way, a value outside of its interval does not turn it round")
  func extremes() throws {
    let huge = IntervalEstimate(value: 3e200, low: 2e200, high: 4e200)
    let interval = try #require(differenceInterval(huge, minus: huge))
    #expect(agree(interval.high, 1.414_213_562_373_095e200))
    let outside = IntervalEstimate(value: 2, low: 0, high: 1)
    let odd = try #require(differenceInterval(outside, minus: outside))
    #expect(odd.low <= 0 && odd.high >= 0)
  }

  @Test("The distance from a point folds the interval there")
  func distance() {
    let above = IntervalEstimate(value: 3, low: 2, high: 5)
    #expect(above.distance(from: 1) == IntervalEstimate(value: 2, low: 1, high: 4))
    #expect(above.distance(from: 6) == IntervalEstimate(value: 3, low: 1, high: 4))
    #expect(above.distance(from: 2.5) == IntervalEstimate(value: 0.5, low: 0, high: 2.5))
  }

  @Test("Two figures of the same distribution are rarely told apart, at most one time in twenty")
  func coverage() throws {
    var source = SplitMix64(seed: 2026_11_22)
    var missed = 0
    for _ in 0..<2000 {
      let counts = (0..<2).map { _ in Int64((0..<200).count { _ in source.uniform() < 0.3 }) }
      let (first, second) = try (#require(Self.share(counts[0], 200)), #require(Self.share(counts[1], 200)))
      let interval = try #require(differenceInterval(first, minus: second))
      if interval.low > 0 || interval.high < 0 { missed += 1 }
    }
    // 100 expected, standard deviation 10
    #expect(missed > 60 && missed < 140, "\(missed) of 2000")
  }
}
