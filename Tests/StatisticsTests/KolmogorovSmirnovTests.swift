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
    #expect(result == KolmogorovSmirnov(statistic: 1, upperBound: 1, pValue: 1))
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

  @Test("The interval is the bounds widened by the floor, within 0 … 1")
  func interval() {
    let plain = interval(0.5...0.52, 100, 100)
    #expect(near(plain.low, 0.5 - 0.19206455826398416))
    #expect(near(plain.high, 0.52 + 0.19206455826398416))
    #expect(interval(0.5...0.5, 100, 3) == ConfidenceInterval(low: 0, high: 1))
    #expect(interval(0.5...0.5, 100, 0) == ConfidenceInterval(low: 0, high: 1))
  }

  private func interval(
    _ statistic: ClosedRange<Double>, _ m: Int64, _ n: Int64, alpha: Double = 0.05
  ) -> ConfidenceInterval {
    kolmogorovSmirnovInterval(
      statistic: statistic.lowerBound, upperBound: statistic.upperBound,
      noiseFloor: kolmogorovSmirnovNoiseFloor(
        referenceSize: m, currentSize: n, criticalValue: kolmogorovSmirnovCriticalValue(alpha: alpha)))
  }

  @Test("The interval of two different distributions covers their distance")
  func coverage() throws {
    let seed: UInt64 = 31
    var generator = SplitMix64(seed: seed)
    // Uniform against x²: the distance of the distribution functions is max(√x − x) = 1/4.
    var covered = 0
    for _ in 0..<400 {
      var reference = [Int64](repeating: 0, count: 200)
      var current = reference
      for _ in 0..<150 { reference[Int(generator.uniform() * 200)] += 1 }
      for _ in 0..<100 {
        let value = generator.uniform()
        current[Int(value * value * 200)] += 1
      }
      let result = try #require(kolmogorovSmirnov(reference: reference, current: current, isExact: false))
      let interval = interval(result.statistic...result.upperBound, 150, 100, alpha: 0.1)
      if interval.low <= 0.25 && 0.25 <= interval.high { covered += 1 }
    }
    #expect(covered >= 360, "seed \(seed)")
  }
}
