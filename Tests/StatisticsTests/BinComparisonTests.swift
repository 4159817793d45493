import Testing

@testable import Statistics

/// Two samples over the same bins, and what SciPy makes of them.
struct BinnedCase: CustomTestStringConvertible, Sendable {
  let reference: [Int64]
  let current: [Int64]
  let distance: Double
  let statistic: Double
  let degreesOfFreedom: Int
  let pValue: Double
  let smoothedPValue: Double

  var testDescription: String { "\(reference) and \(current)" }

  init(
    _ reference: [Int64], _ current: [Int64], _ distance: Double, _ statistic: Double, _ degreesOfFreedom: Int,
    _ pValue: Double, _ smoothedPValue: Double
  ) {
    self.reference = reference
    self.current = current
    self.distance = distance
    self.statistic = statistic
    self.degreesOfFreedom = degreesOfFreedom
    self.pValue = pValue
    self.smoothedPValue = smoothedPValue
  }

  // scipy.spatial.distance.jensenshannon(base=2); scipy.stats.chi2_contingency(correction=False) without the columns
  // that have no rows; scipy.stats.chi2.sf of the smoothed PSI over 1/m + 1/n. SciPy 1.17.
  static let all = [
    BinnedCase([5, 5, 0], [3, 3, 4], 0.48626412335275976, 5, 2, 0.0820849986238988, 0.09989250615206213),
    BinnedCase(
      [100, 100, 100, 100, 100, 100, 100, 100, 100, 100], [80, 85, 90, 95, 100, 100, 105, 110, 115, 120],
      0.05223687669305241, 7.555794497908717, 9, 0.579454310358187, 0.5852732842897295),
    BinnedCase(
      [10_000, 1, 0], [9000, 900, 100], 0.22667739757559735, 1049.6359710853496, 2, 1.1869840282391368e-228, 0),
    BinnedCase([7], [3], 0, 0, 0, 1, 1),
    BinnedCase(
      [60, 20, 10, 5, 3, 2], [30, 30, 20, 10, 5, 5], 0.2627281549105877, 18.785714285714285, 5, 0.0021069956435824095,
      0.0025846912700844826),
    BinnedCase([0, 10], [10, 0], 1, 20, 1, 7.744216431044088e-06, 1.43321761893563e-07),
    BinnedCase(
      [60, 20, 0, 10], [1, 0, 0, 0], 0.4368918683394205, 0.4972677595628415, 2, 0.7798654456303475, 0.8908304682943613),
    BinnedCase(
      [4_000_000_000_000_000, 6_000_000_000_000_000], [5_000_000_000_000_000, 5_000_000_000_000_000],
      0.08543510262458807, 202_020_202_020_202, 1, 0, 0),
    BinnedCase([50, 30, 0, 20, 0], [5, 3, 0, 2, 0], 0, 0, 2, 1, 0.8428844398037124),
  ]

  func comparison() throws -> BinComparison { try #require(compare(reference, current)) }
}

/// The macros cannot take a `Span`, which may not escape.
private func compare(_ reference: [Int64], _ current: [Int64]) -> BinComparison? {
  BinComparison(reference: BinnedReference(reference.span), current: current.span)
}

@Suite struct BinComparisonTests {
  @Test("The Jensen–Shannon distance is SciPy's", arguments: BinnedCase.all)
  func distance(of binned: BinnedCase) throws {
    #expect(near(try binned.comparison().jensenShannon.distance, binned.distance, within: 1e-12))
  }

  @Test("Pearson's statistic, its degrees of freedom and its p-value are SciPy's", arguments: BinnedCase.all)
  func chiSquared(of binned: BinnedCase) throws {
    let test = try binned.comparison().chiSquared
    #expect(agree(test.statistic, binned.statistic, within: 1e-9))
    #expect(test.degreesOfFreedom == binned.degreesOfFreedom)
    #expect(agree(test.pValue, binned.pValue, within: 1e-9))
  }

  @Test("The p-value of the smoothed PSI is that of the chi-squared distribution", arguments: BinnedCase.all)
  func smoothedPValue(of binned: BinnedCase) throws {
    let stability = try binned.comparison().populationStability
    let pValue = stability.pValue(
      referenceSize: binned.reference.reduce(0, +), currentSize: binned.current.reduce(0, +),
      bins: binned.reference.count)
    #expect(agree(pValue, binned.smoothedPValue, within: 1e-9))
  }

  @Test("Empty samples, no bins and unequal bins cannot be compared")
  func undefined() {
    let pairs: [([Int64], [Int64])] = [
      ([], []), ([0, 0], [1, 2]), ([1, 2], [0, 0]), ([1, 2], [1]), ([1, 2], [-3, -4]),
    ]
    for (reference, current) in pairs { #expect(compare(reference, current) == nil) }
  }

  @Test("The greatest counts there are give finite figures")
  func hugeCounts() throws {
    let comparison = try #require(compare([.max, .max, 1], [.max, 0, .max]))
    #expect((0...1).contains(comparison.jensenShannon.distance))
    #expect(comparison.chiSquared.statistic.isFinite && comparison.populationStability.index.isFinite)
  }

  @Test(
    "JS is in 0 … 1, the same both ways, 0 for identical shares, and within its interval",
    arguments: 1...20 as ClosedRange<UInt64>)
  func properties(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let reference = generator.counts(bins: 12, limit: 500)
    let current = generator.counts(bins: 12, limit: 50)
    let there = try #require(compare(reference, current)).jensenShannon
    let back = try #require(compare(current, reference)).jensenShannon
    #expect((0...1).contains(there.distance), "seed \(seed)")
    #expect(near(there.distance, back.distance, within: 1e-12), "seed \(seed)")
    #expect(compare(reference, reference.map { $0 * 3 })?.jensenShannon.distance == 0, "seed \(seed)")
    #expect(compare(reference, reference.map { $0 * 3 })?.populationStability.index == 0, "seed \(seed)")
    #expect(near(compare(reference, reference.map { $0 * 3 })?.chiSquared.statistic, 0), "seed \(seed)")
    let interval = there.interval(confidence: 0.95)
    #expect(0 <= interval.low && interval.low <= there.distance, "seed \(seed)")
    #expect(there.distance <= interval.high && interval.high <= 1, "seed \(seed)")
  }

  @Test("The floor of JS is the PSI's on its own scale")
  func floor() {
    // √(0.145 / (8 ln 2))
    #expect(near(jensenShannonNoiseFloor(psiFloor: 0.145), 0.16170605312143532, within: 1e-12))
    #expect(jensenShannonNoiseFloor(psiFloor: .infinity) == .infinity)
    #expect(jensenShannonNoiseFloor(psiFloor: 100) == 1)
    #expect(jensenShannonNoiseFloor(psiFloor: 0) == 0)
  }

  // True figures of the two distributions; 3 standard errors of 2,000 windows are 1.5 %.
  @Test(
    "Intervals of PSI and JS cover the true figure in 93 to 97 % of windows",
    arguments: [(0.5, 500, 5000), (0.8, 1000, 1000), (0.8, 5000, 20_000), (1.2, 1000, 20_000)] as [(Double, Int, Int)])
  func coverage(tilt: Double, rows: Int, referenceRows: Int) throws {
    let seed: UInt64 = 97
    var generator = SplitMix64(seed: seed)
    let expected = [Double](repeating: 0.1, count: 10)
    let current = Shares.tilted(expected, by: tilt)
    let psi = zip(expected, current).reduce(0) { $0 + populationStabilityContribution(reference: $1.0, current: $1.1) }
    let js = Shares.jensenShannonDistance(expected, current)
    var covered = (psi: 0, js: 0)
    for _ in 0..<2000 {
      let comparison = try #require(
        compare(
          generator.multinomial(rows: referenceRows, expected), generator.multinomial(rows: rows, current)))
      let (first, second) = (
        comparison.populationStability.interval(confidence: 0.95), comparison.jensenShannon.interval(confidence: 0.95)
      )
      if first.low <= psi, psi <= first.high { covered.psi += 1 }
      if second.low <= js, js <= second.high { covered.js += 1 }
    }
    #expect((1860...1940).contains(covered.psi), "PSI, seed \(seed)")
    #expect((1860...1940).contains(covered.js), "JS, seed \(seed)")
  }
}
