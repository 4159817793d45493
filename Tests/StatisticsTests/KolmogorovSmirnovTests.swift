import Testing

@testable import Statistics

@Suite struct KolmogorovSmirnovTests {
  // scipy.stats.ks_2samp(method="asymp") on the cells' indices, SciPy 1.17
  @Test(
    "Statistic and p-value are SciPy's",
    arguments: [
      ([2, 2, 1, 0], [0, 2, 2, 1], 0.4, 0.82), ([1, 1, 1], [1, 1, 1], 0, 1), ([3, 0], [0, 4], 1, 0),
      (
        [100, 100, 100, 100, 100, 100, 100, 100, 100, 100], [80, 85, 90, 95, 100, 100, 105, 110, 115, 120],
        0.050000000000000044, 0.15866260223815332
      ),
      ([7], [3], 0, 1), ([500, 300, 200], [40, 30, 30], 0.10000000000000009, 0.3022273186749709),
      ([60, 20, 10, 5, 3, 2], [30, 30, 20, 10, 5, 5], 0.3, 0.00017353260202718738),
      ([4000, 3000, 3000], [2100, 1500, 1400], 0.020000000000000018, 0.13711046869231092),
    ] as [([Int64], [Int64], Double, Double)])
  func golden(reference: [Int64], current: [Int64], statistic: Double, pValue: Double) {
    let result = kolmogorovSmirnov(reference: reference, current: current, isExact: true)
    #expect(near(result?.statistic, statistic))
    #expect(near(result?.pValue, pValue, within: 1e-9))
    #expect(result?.upperBound == result?.statistic)
  }

  @Test("One row against one tells nothing")
  func oneRow() {
    let result = kolmogorovSmirnov(reference: [1, 0], current: [0, 1], isExact: true)
    #expect(result?.statistic == 1)
    #expect(result?.upperBound == 1)
    #expect(result?.pValue == 1)
  }

  @Test("Empty samples and unequal cells have no statistic")
  func undefined() {
    let pairs: [([Int64], [Int64])] = [([], []), ([0, 0], [1, 2]), ([1, 2], [0, 0]), ([1, 2], [1])]
    for (reference, current) in pairs {
      #expect(kolmogorovSmirnov(reference: reference, current: current, isExact: false) == nil)
    }
  }

  @Test(
    "The statistic of the values lies between that of the cells and its bound", arguments: 1...20 as ClosedRange<UInt64>
  )
  func bound(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let power = 1 + generator.uniform()
    var fineReference = [Int64](repeating: 0, count: 400)
    var fineCurrent = fineReference
    for _ in 0..<700 { fineReference[Int(generator.uniform() * 400)] += 1 }
    for _ in 0..<90 {
      var value = generator.uniform()
      if generator.uniform() < power - 1 { value *= value }
      fineCurrent[Int(value * 400)] += 1
    }
    let pool = { (counts: [Int64]) in
      stride(from: 0, to: 400, by: 25).map { counts[$0..<$0 + 25].reduce(0, +) }
    }
    let exact = try #require(
      kolmogorovSmirnov(reference: fineReference, current: fineCurrent, isExact: true))
    let cells = try #require(
      kolmogorovSmirnov(
        reference: pool(fineReference), current: pool(fineCurrent), isExact: false))
    #expect(cells.statistic <= exact.statistic + 1e-12, "seed \(seed)")
    #expect(exact.statistic <= cells.upperBound + 1e-12, "seed \(seed)")
    #expect((0...1).contains(cells.statistic) && (0...1).contains(cells.upperBound), "seed \(seed)")
    #expect((0...1).contains(cells.pValue), "seed \(seed)")
  }

  // The formula in NumPy 2.4
  @Test(
    "The noise floor is Smirnov's critical value",
    arguments: [
      (5000, 200, 0.001, 0.14057861286415302), (100, 100, 0.05, 0.19206455826398416),
      (1_000_000, 50, 1e-9, 0.4627902747266545), (0, 50, 0.1, .infinity), (50, 0, 0.1, .infinity),
      (50, 50, 0, .infinity),
    ] as [(Int64, Int64, Double, Double)])
  func floor(m: Int64, n: Int64, alpha: Double, expected: Double) {
    let critical = kolmogorovSmirnovCriticalValue(alpha: alpha)
    let floor = kolmogorovSmirnovNoiseFloor(referenceSize: m, currentSize: n, criticalValue: critical)
    #expect(agree(floor, expected))
  }

  @Test("A statistic that chance may explain has an interval from 0, and every interval is within 0 … 1")
  func interval() throws {
    let even = try #require(kolmogorovSmirnov(reference: [50, 50], current: [48, 52], isExact: true))
    #expect(even.interval(confidence: 0.95, noiseFloor: 0.19).low == 0)
    let apart = try #require(kolmogorovSmirnov(reference: [50, 0], current: [0, 3], isExact: true))
    #expect(apart.interval(confidence: 0.95, noiseFloor: 0.7) == ConfidenceInterval(low: 1, high: 1))
    // √(0.6·0.4/100 + 0.3·0.7/100) = 0.0670820393249937
    let third = try #require(
      kolmogorovSmirnov(reference: [60, 20, 10, 5, 3, 2], current: [30, 30, 20, 10, 5, 5], isExact: true))
    #expect(near(third.standardError, 0.0670820393249937))
    let wide = third.interval(confidence: 0.95, noiseFloor: 0.192)
    #expect(near(wide.low, 0.3 - 2.359963984540054 * 0.0670820393249937))
    #expect(near(wide.high, 0.3 + 1.559963984540054 * 0.0670820393249937))
  }

  // The greatest distance of the distribution functions of x and of x^1.5 or x² in 0 … 1, and of the normal one and
  // one shifted by a half, 2Φ(¼) − 1.
  @Test(
    "The interval covers the true distance in 93 to 97 % of windows",
    arguments: [
      ("x^1.5", 4.0 / 27, 500, 2000), ("x²", 0.25, 300, 3000), ("x²", 0.25, 500, 500),
      ("normal", 0.1974126513658474, 500, 2000),
    ])
  func coverage(name: String, distance: Double, rows: Int, referenceRows: Int) throws {
    let seed: UInt64 = 31
    var generator = SplitMix64(seed: seed)
    let cells = 240
    // Shares of the reference's equal cells.
    let edges = (0...cells).map { Double($0) / Double(cells) }
    func current(_ x: Double) -> Double {
      switch name {
      case "x^1.5": power(x, 2.0 / 3)
      case "x²": x.squareRoot()
      default: NormalDistribution.cumulative(NormalDistribution.quantile(x) + 0.5)
      }
    }
    let shares = zip(edges, edges.dropFirst()).map { current($1) - current($0) }
    let critical = kolmogorovSmirnovCriticalValue(alpha: 0.05)
    let floor = kolmogorovSmirnovNoiseFloor(
      referenceSize: Int64(referenceRows), currentSize: Int64(rows), criticalValue: critical)
    var covered = 0
    for _ in 0..<2000 {
      let reference = generator.drawn(rows: referenceRows, [Double](repeating: 1 / Double(cells), count: cells))
      let window = generator.drawn(rows: rows, shares)
      let result = try #require(kolmogorovSmirnov(reference: reference, current: window, isExact: false))
      let interval = result.interval(confidence: 0.95, noiseFloor: floor)
      if interval.low <= distance && distance <= interval.high { covered += 1 }
    }
    #expect((1860...1940).contains(covered), "seed \(seed), \(covered)")
  }
}
