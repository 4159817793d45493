import Testing

@testable import Statistics

@Suite struct AveragePrecisionTests {
  // sklearn.metrics.average_precision_score on the cells' indices, and with the rows of each cell in their worst and best
  // order, scikit-learn 1.9; the standard error with numerical slopes, NumPy 2.4
  @Test(
    "The average precision is scikit-learn's, and every order of the rows in a cell lies within its bounds",
    arguments: [
      ([0, 1, 0, 1], [1, 0, 1, 0], 0.8333333333333333, 0.2590938626092353, 0.8333333333333333, 0.8333333333333333),
      ([1, 1, 1], [0, 2, 0], 0.7, 0.2550599058411579, 0.7, 0.8666666666666667),
      ([1], [2], 0.3333333333333333, 0.5443310539481764, 0.3333333333333333, 1),
      (
        [1, 2, 5, 9, 20], [30, 20, 8, 3, 1], 0.8671600819938415, 0.0509265235540865, 0.8152370471262261,
        0.9493207880740795
      ),
      ([0, 3], [4, 0], 1, 0, 1, 1),
      ([3, 0], [0, 4], 0.42857142857142855, 0.2493918745633474, 0.3206349206349206, 0.3206),
      ([0, 0, 2], [50, 40, 10], 0.16666666666666666, 0.21516574144557032, 0.12878787878787878, 1),
    ] as [([Int64], [Int64], Double, Double, Double, Double)])
  func golden(
    positives: [Int64], negatives: [Int64], value: Double, standardError: Double, worst: Double, best: Double
  ) throws {
    let average = try #require(averagePrecision(positives: positives, negatives: negatives))
    #expect(near(average.value, value))
    #expect(near(average.standardError, standardError, within: 1e-8))
    #expect(average.value - average.boundBelow <= worst + 1e-12)
    #expect(average.value + average.boundAbove >= best - 1e-12)
    // Sound, and not much wider than it has to be.
    #expect(average.value - average.boundBelow > worst - 0.02)
    let exact = try #require(averagePrecision(positives: positives, negatives: negatives, isExact: true))
    #expect(exact.boundBelow == 0 && exact.boundAbove == 0 && exact.value == average.value)
  }

  @Test("Without positives there is none; without negatives it is 1")
  func oneClass() throws {
    #expect(averagePrecision(positives: [0, 0], negatives: [1, 2]) == nil)
    #expect(averagePrecision(positives: [], negatives: []) == nil)
    #expect(averagePrecision(positives: [1], negatives: [1, 2]) == nil)
    let all = try #require(averagePrecision(positives: [4, 0], negatives: [0, 0]))
    #expect(all.value == 1)
    let single = try #require(averagePrecision(positives: [1, 0], negatives: [0, 0]))
    #expect(single.value == 1 && single.interval(confidence: 0.95).low < 0.3)
  }

  @Test("All scores equal give the share of positives")
  func allEqual() throws {
    let average = try #require(averagePrecision(positives: [0, 3, 0], negatives: [0, 9, 0]))
    #expect(near(average.value, 0.25))
  }

  @Test("A perfect ranking of a handful of rows is not certain, of many rows nearly so")
  func perfect() throws {
    let few = try #require(averagePrecision(positives: [0, 2], negatives: [2, 0]))
    #expect(few.interval(confidence: 0.95).low < 0.5)
    let many = try #require(averagePrecision(positives: [0, 5000], negatives: [5000, 0]))
    #expect(many.interval(confidence: 0.95).low > 0.999)
  }

  @Test("A monotone map of the scores changes nothing", arguments: 1...20 as ClosedRange<UInt64>)
  func invariance(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let positives = generator.counts(bins: 15, limit: 40)
    let negatives = generator.counts(bins: 15, limit: 90)
    let average = try #require(averagePrecision(positives: positives, negatives: negatives))
    // A stretched grid: empty cells between, before and behind.
    var (wider, widerNegatives): ([Int64], [Int64]) = ([0], [0])
    for (positive, negative) in zip(positives, negatives) {
      let gap = Int(generator.uniform() * 4)
      wider += [Int64](repeating: 0, count: gap) + [positive]
      widerNegatives += [Int64](repeating: 0, count: gap) + [negative]
    }
    #expect(averagePrecision(positives: wider, negatives: widerNegatives) == average, "seed \(seed)")
    #expect(
      areaUnderROC(positives: wider, negatives: widerNegatives)
        == areaUnderROC(positives: positives, negatives: negatives), "seed \(seed)")
  }

  @Test("Random orders within the cells stay within the bounds", arguments: 1...30 as ClosedRange<UInt64>)
  func bounds(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let positives = generator.counts(bins: 6, limit: 9)
    let negatives = generator.counts(bins: 6, limit: 14)
    let average = try #require(averagePrecision(positives: positives, negatives: negatives))
    for _ in 0..<20 {
      var (finer, finerNegatives): ([Int64], [Int64]) = ([], [])
      for (positive, negative) in zip(positives, negatives) {
        let rows =
          [(Int64, Int64)](repeating: (1, 0), count: Int(positive))
          + [(Int64, Int64)](repeating: (0, 1), count: Int(negative))
        for row in rows.shuffled(using: &generator) {
          finer.append(row.0)
          finerNegatives.append(row.1)
        }
      }
      let real = try #require(averagePrecision(positives: finer, negatives: finerNegatives, isExact: true))
      #expect(real.value >= average.value - average.boundBelow - 1e-12, "seed \(seed)")
      #expect(real.value <= average.value + average.boundAbove + 1e-12, "seed \(seed)")
    }
  }

  @Test("Between many cells the value is the mean over the orders within them", arguments: 1...3 as ClosedRange<UInt64>)
  func expectation(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let positives = generator.counts(bins: 120, limit: 4)
    let negatives = generator.counts(bins: 120, limit: 5)
    let average = try #require(averagePrecision(positives: positives, negatives: negatives))
    let orders = 400
    var (sum, squares) = (0.0, 0.0)
    for _ in 0..<orders {
      var (finer, finerNegatives): ([Int64], [Int64]) = ([], [])
      for (positive, negative) in zip(positives, negatives) {
        let cell = [Bool](repeating: true, count: Int(positive)) + [Bool](repeating: false, count: Int(negative))
        for isPositive in cell.shuffled(using: &generator) {
          finer.append(isPositive ? 1 : 0)
          finerNegatives.append(isPositive ? 0 : 1)
        }
      }
      let value = try #require(averagePrecision(positives: finer, negatives: finerNegatives, isExact: true)).value
      sum += value
      squares += value * value
    }
    let mean = sum / Double(orders)
    let deviation = (max(squares / Double(orders) - mean * mean, 0) / Double(orders)).squareRoot()
    #expect(abs(average.value - mean) < 4 * deviation + 1e-6, "seed \(seed)")
    let tied = try #require(averagePrecision(positives: positives, negatives: negatives, isExact: true))
    #expect(abs(tied.value - mean) > 10 * deviation, "seed \(seed)")
  }

  @Test("Counts past all measure do not trap")
  func overflow() throws {
    let average = try #require(averagePrecision(positives: [.max, 1], negatives: [.max, .max]))
    #expect((0...1).contains(average.value) && average.standardError.isFinite)
  }
}
