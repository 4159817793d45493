import Testing

@testable import Statistics

@Suite struct GroupGapTests {
  static func share(_ successes: Int64, _ count: Int64, confidence: Double = 0.95) -> GroupFigure {
    GroupFigure.share(successes: successes, of: count, confidence: confidence)
      ?? GroupFigure(value: .nan, low: .nan, high: .nan)
  }

  @Test("The gap of two shares has Newcombe's interval")
  func two() {
    let gap = greatestDifference([Self.share(48, 80), Self.share(56, 70)])
    #expect(near(gap?.value, 0.2))
    // statsmodels.stats.proportion.confint_proportions_2indep(compare="diff", method="newcomb"), statsmodels 0.15
    #expect(near(gap?.low, 0.05243147240236498))
    #expect(near(gap?.high, 0.33387265403690614))
  }

  // Donner & Zou (2012), equation 9, of Wilson's intervals at 1.96, worked out with NumPy 2.4
  @Test(
    "The ratio of two shares has the interval of MOVER-R",
    arguments: [
      (48, 80, 56, 70, 0.75, 0.6013518510443226, 0.9273903325872893), (0, 20, 12, 30, 0, 0, 0.43650269742532855),
      (30, 100, 60, 90, 0.45, 0.32111881479616483, 0.6227044331046815),
      (2, 40, 9, 40, 0.22222222222222224, 0.05699501577096224, 0.8666421851318524),
    ] as [(Int64, Int64, Int64, Int64, Double, Double, Double)])
  func ratio(k1: Int64, n1: Int64, k2: Int64, n2: Int64, value: Double, low: Double, high: Double) {
    let groups = [Self.share(k1, n1), Self.share(k2, n2)]
    for gap in [leastRatio(groups), leastRatio(groups.reversed())] {
      #expect(near(gap?.value, value))
      #expect(near(gap?.low, low, within: 1e-9))
      #expect(near(gap?.high, high, within: 1e-9))
    }
  }

  @Test("The pair that tells most counts, not the outermost: a small group far out hides no difference")
  func smallGroup() throws {
    let large = [Self.share(5000, 10_000), Self.share(4000, 10_000)]
    let gap = try #require(greatestDifference(large + [Self.share(7, 20)]))
    #expect(near(gap.value, 0.15))
    let alone = try #require(greatestDifference(large))
    #expect(gap.low == alone.low)
    #expect(gap.high > alone.high)
    let ratio = try #require(leastRatio(large + [Self.share(7, 20)]))
    #expect(near(ratio.value, 0.7))
    #expect(ratio.high == leastRatio(large)?.high)
  }

  @Test("A difference leaves out none exactly where the ratio leaves out 1", arguments: 0..<20)
  func agreement(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    for _ in 0..<500 {
      let groups = (0..<2 + seed % 4).map { _ in
        let count = 1 + Int64(random.uniform() * 300)
        return Self.share(Int64(random.uniform() * Double(count + 1)), count)
      }
      guard let difference = greatestDifference(groups), let ratio = leastRatio(groups) else { continue }
      #expect((difference.low > 1e-12) == (ratio.high < 1 - 1e-12), "seed \(seed): \(groups)")
      #expect(difference.low <= difference.value && difference.value <= difference.high, "seed \(seed)")
      #expect(ratio.low <= ratio.value && ratio.value <= ratio.high && ratio.low >= 0, "seed \(seed): \(groups)")
    }
  }

  @Test("Of equal figures the gap is 0, and its interval does not pass below")
  func ties() {
    let even = greatestDifference([Self.share(3, 4), Self.share(6, 8), Self.share(3, 4)])
    #expect(even?.value == 0)
    #expect(even?.low == 0)
  }

  @Test("Under two groups there is no gap, and of shares that are all 0 no ratio")
  func undefined() {
    #expect(greatestDifference([]) == nil)
    #expect(greatestDifference([Self.share(1, 2)]) == nil)
    #expect(leastRatio([Self.share(1, 2)]) == nil)
    #expect(leastRatio([Self.share(0, 9), Self.share(0, 4)]) == nil)
    #expect(greatestDifference([Self.share(0, 9), Self.share(0, 4)])?.value == 0)
    #expect(GroupFigure.share(successes: 0, of: 0, confidence: 0.95) == nil)
    #expect(greatestDifference([Self.share(1, 1), Self.share(0, 1)])?.value == 1)
  }

  @Test("The confidence of one interval makes up for the number of pairs and figures")
  func bonferroni() {
    #expect(near(simultaneousConfidence(0.95, groups: 2), 0.95))
    #expect(near(simultaneousConfidence(0.95, groups: 5), 0.995))
    #expect(near(simultaneousConfidence(0.95, groups: 5, figures: 2), 0.9975))
    #expect(near(simultaneousConfidence(0.95, groups: 0), 0.95))
  }

  struct Population: CustomTestStringConvertible {
    var shares: [Double]
    var rows: [Int]
    var coverage: ClosedRange<Double>
    var testDescription: String { "\(shares) of \(rows)" }
  }

  // With two groups the coverage is that of Newcombe's interval; with more the pairs' intervals hold all at once, which
  // is exact where all shares are equal and conservative where they are not.
  static let populations = [
    Population(shares: [0.5, 0.4], rows: [500, 500], coverage: 0.93...0.97),
    Population(shares: [0.1, 0.05], rows: [500, 500], coverage: 0.93...0.97),
    Population(shares: [0.3, 0.3], rows: [200, 400], coverage: 0.93...0.97),
    Population(shares: [0.9, 0.8], rows: [100, 300], coverage: 0.93...0.98),
    Population(shares: [0.4, 0.4, 0.4, 0.4, 0.4], rows: [200, 200, 200, 200, 200], coverage: 0.94...0.98),
    Population(shares: [0.5, 0.45, 0.4, 0.35], rows: [300, 200, 100, 400], coverage: 0.96...1),
  ]

  @Test("Intervals of gaps and ratios cover what they should", arguments: populations)
  func coverage(population: Population) throws {
    var random = SplitMix64(seed: 4)
    let (least, greatest) = (population.shares.min() ?? 0, population.shares.max() ?? 0)
    let confidence = simultaneousConfidence(0.95, groups: population.shares.count)
    var covered = (differences: 0, ratios: 0)
    let windows = 2000
    for _ in 0..<windows {
      let groups = zip(population.shares, population.rows).map { share, rows in
        let successes = (0..<rows).count { _ in random.uniform() < share }
        return Self.share(Int64(successes), Int64(rows), confidence: confidence)
      }
      let difference = try #require(greatestDifference(groups))
      let ratio = try #require(leastRatio(groups))
      if (difference.low...difference.high).contains(greatest - least) { covered.differences += 1 }
      if (ratio.low...ratio.high).contains(least / greatest) { covered.ratios += 1 }
    }
    #expect(population.coverage.contains(Double(covered.differences) / Double(windows)), "seed 4: \(covered)")
    #expect(population.coverage.contains(Double(covered.ratios) / Double(windows)), "seed 4: \(covered)")
  }
}

@Suite struct GroupFigureTests {
  @Test("A calibrated group's error does not differ from another's for being small")
  func calibrationErrors() throws {
    var random = SplitMix64(seed: 12)
    func bins(_ rows: Int, off: Double) -> ReliabilityBins {
      var counts = Array(repeating: CalibrationBin(count: 0, positives: 0, scoreSum: 0), count: 10)
      for _ in 0..<rows {
        let score = random.uniform()
        let bin = Int(score * 10)
        counts[bin].count += 1
        counts[bin].scoreSum += score
        if random.uniform() < score + off { counts[bin].positives += 1 }
      }
      var bins = ReliabilityBins()
      for bin in counts { bins.append(bin) }
      return bins
    }
    func figure(_ rows: Int, off: Double) throws -> GroupFigure {
      try #require(GroupFigure.calibrationError(bins(rows, off: off), confidence: 0.95))
    }
    var (falseAlarms, found) = (0, 0)
    for _ in 0..<500 {
      let calibrated = try [figure(100, off: 0), figure(5000, off: 0)]
      #expect(calibrated.allSatisfy { $0.low <= $0.center && $0.center <= $0.value && $0.value <= $0.high })
      if let gap = greatestDifference(calibrated), gap.low > 0 { falseAlarms += 1 }
      if let gap = greatestDifference(try [figure(500, off: 0.15), figure(5000, off: 0)]), gap.low > 0 { found += 1 }
    }
    #expect(falseAlarms <= 35, "seed 12")
    #expect(found >= 450, "seed 12")
  }

  @Test("A calibration error of no rows is none")
  func empty() {
    #expect(GroupFigure.calibrationError(ReliabilityBins(), confidence: 0.95) == nil)
  }
}
