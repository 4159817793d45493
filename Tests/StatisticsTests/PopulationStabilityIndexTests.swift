import Testing

@testable import Statistics

@Suite struct PopulationStabilityIndexTests {
  // The definitions evaluated in NumPy 2.4; the first is psi_zero_bin with the fill of 1e-4.
  @Test(
    "PSI and smoothed PSI are those of NumPy",
    arguments: [
      ([5, 5, 0], [3, 3, 4], 3.521120700583197, 0.9214642438536615),
      (
        [100, 100, 100, 100, 100, 100, 100, 100, 100, 100], [80, 85, 90, 95, 100, 100, 105, 110, 115, 120],
        0.015150639487663715, 0.014998750159280894
      ),
      ([10_000, 1, 0], [9000, 900, 100], 0.6676510586989969, 0.6385962513212159),
      ([7], [3], 0, 0),
      ([60, 20, 10, 5, 3, 2], [30, 30, 20, 10, 5, 5], 0.39016797649433627, 0.36615041612044624),
      ([0, 10], [10, 0], 18.41883867587797, 5.535495341315315),
    ] as [([Int64], [Int64], Double, Double)])
  func golden(reference: [Int64], current: [Int64], raw: Double, smoothed: Double) {
    #expect(agree(populationStabilityIndex(reference: reference, current: current), raw))
    #expect(agree(smoothedPopulationStabilityIndex(reference: reference, current: current), smoothed))
  }

  @Test("Deciles of 1 … 100 against 21 … 120 have the PSI of the hand-computed case")
  func deciles() {
    let grid = FineGrid(sortedReference: (1...100).map(Double.init), cells: 240)
    var counts = [Int64](repeating: 0, count: grid.cellCount)
    for value in 21...120 { counts[grid.cell(of: Double(value))] += 1 }
    let reference = [Int64](repeating: 10, count: 10)
    let index = populationStabilityIndex(reference: reference, current: grid.bins(ofCells: counts))
    #expect(agree(index, 1.599891962474253))
  }

  @Test("Empty samples, no bins and unequal bins have no PSI")
  func undefined() {
    let pairs: [([Int64], [Int64])] = [([], []), ([0, 0], [1, 2]), ([1, 2], [0, 0]), ([1, 2], [1])]
    for (reference, current) in pairs {
      #expect(populationStabilityIndex(reference: reference, current: current) == nil)
      #expect(smoothedPopulationStabilityIndex(reference: reference, current: current) == nil)
      let interval = populationStabilityIndexInterval(
        reference: reference, current: current, confidence: 0.95)
      #expect(interval == nil)
    }
  }

  // Delta method with numerical slopes, in NumPy; variances 0.000193…, 0.0354… and 0.0579…
  @Test(
    "The PSI interval is that of the delta method",
    arguments: [
      (
        [100, 100, 100, 100, 100, 100, 100, 100, 100, 100], [80, 85, 90, 95, 100, 100, 105, 110, 115, 120], 0,
        0.042402300354562356
      ),
      ([60, 20, 10, 5, 3, 2], [30, 30, 20, 10, 5, 5], 0.0215241499348941, 0.7588118030537785),
      ([60, 20, 10, 5, 3, 0], [30, 30, 20, 10, 5, 5], 0.20655457090329538, 1.1498379518585353),
    ] as [([Int64], [Int64], Double, Double)])
  func interval(reference: [Int64], current: [Int64], low: Double, high: Double) {
    let interval = populationStabilityIndexInterval(
      reference: reference, current: current, confidence: 0.95)
    #expect(near(interval?.low, low, within: 1e-7))
    #expect(near(interval?.high, high, within: 1e-7))
  }

  // (1/m + 1/n) · scipy.stats.chi2.isf(alpha, B − 1), SciPy 1.17
  @Test(
    "The noise floor is the scaled chi-squared quantile",
    arguments: [
      (5000, 200, 10, 0.001, 0.1449612573305342), (60_000, 50, 7, 1e-5, 0.6626929206168606),
      (100, 100, 1001, 1e-6, 24.54304842375151), (100, 100, 1, 0.01, 0),
    ] as [(Int64, Int64, Int, Double, Double)])
  func floor(m: Int64, n: Int64, bins: Int, alpha: Double, expected: Double) {
    #expect(agree(noiseFloor(m, n, bins: bins, alpha: alpha), expected))
  }

  @Test("Without rows, or at an alpha of 0, nothing rises above the noise")
  func infiniteFloor() {
    #expect(noiseFloor(0, 5, bins: 10, alpha: 0.1) == .infinity)
    #expect(noiseFloor(5, 0, bins: 1, alpha: 0.1) == .infinity)
    #expect(noiseFloor(5, 5, bins: 10, alpha: 0) == .infinity)
  }

  private func noiseFloor(_ m: Int64, _ n: Int64, bins: Int, alpha: Double) -> Double {
    smoothedPSINoiseFloor(
      referenceSize: m, currentSize: n,
      criticalValue: ChiSquaredDistribution.quantile(upperTail: alpha, degreesOfFreedom: bins - 1))
  }

  @Test("PSI is at least 0, the same both ways, and 0 for identical shares", arguments: 1...20 as ClosedRange<UInt64>)
  func properties(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let reference = generator.counts(bins: 12, limit: 500)
    let current = generator.counts(bins: 12, limit: 50)
    let index = try #require(populationStabilityIndex(reference: reference, current: current))
    #expect(index >= 0, "seed \(seed)")
    #expect(agree(populationStabilityIndex(reference: current, current: reference), index), "seed \(seed)")
    let scaled = reference.map { $0 * 3 }
    #expect(near(populationStabilityIndex(reference: reference, current: scaled), 0), "seed \(seed)")
    let interval = try #require(
      populationStabilityIndexInterval(reference: reference, current: current, confidence: 0.95))
    #expect(interval.low >= 0 && interval.low <= index && index <= interval.high, "seed \(seed)")
  }

  @Test("Without drift the smoothed PSI passes its floor about as often as alpha says")
  func exceedance() throws {
    let seed: UInt64 = 2718
    var generator = SplitMix64(seed: seed)
    let floor = noiseFloor(200, 200, bins: 10, alpha: 0.05)
    let draws = 10_000
    var exceeded = 0
    for _ in 0..<draws {
      let reference = generator.equalMultinomial(rows: 200, bins: 10)
      let current = generator.equalMultinomial(rows: 200, bins: 10)
      let index = smoothedPopulationStabilityIndex(reference: reference, current: current)
      if try #require(index) > floor { exceeded += 1 }
    }
    // Four standard errors of 10,000 draws are 0.009.
    #expect((0.041...0.059).contains(Double(exceeded) / Double(draws)), "seed \(seed)")
  }
}
