import Readings
import Statistics
import Testing

@testable import Windows

@Suite("Business figures")
struct KPIMeasuresTests {
  /// An amount and a boolean of the prediction log.
  static func layout() throws -> CellLayout { CellLayout(columns: try RandomTraffic.columns(.binary(positive: "1"))) }

  static func counts(_ layout: CellLayout, amounts: [Double], clicks: [Double]) -> [Int64] {
    var counts = [Int64](repeating: 0, count: layout.trafficWidth)
    for (kpi, values) in zip(layout.kpis, [amounts, clicks]) {
      for value in values {
        let deviation = value - kpi.center
        counts[kpi.count] += 1
        counts[kpi.sum] += kpi.scale.encode(deviation)
        counts[kpi.sumOfSquares] += kpi.squareScale.encode(deviation * deviation)
      }
    }
    return counts
  }

  static func clicks(_ ones: Int, of count: Int) -> [Double] { (0..<count).map { $0 < ones ? 1 : 0 } }

  static func measure(_ window: [Int64], reference: [Int64], alpha: Double = 0.001) throws -> [Measurement] {
    var measured: [Measurement] = []
    KPIMeasures(kpis: try layout().kpis, critical: CriticalValues(alpha: alpha))
      .measure(window.span, reference: reference.span, isOverall: true) { position, measurement in
        #expect(position == measured.count)
        measured.append(measurement)
      }
    return measured
  }

  static let amounts = [12.5, 100, 180, 95, 143, 260.25, 77, 120, 131, 88.5]
  static let referenceAmounts = (0..<100).map { [40.0, 80, 120, 160, 200][$0 % 5] }

  @Test("The mean of an amount has the normal interval, and the reference's mean beside it")
  func mean() throws {
    let layout = try Self.layout()
    let reference = Self.counts(layout, amounts: Self.referenceAmounts, clicks: [])
    let window = Self.counts(layout, amounts: Self.amounts, clicks: [])
    let figure = try Self.measure(window, reference: reference)[0]
    // numpy.mean, mean ± scipy.stats.norm.ppf(.975) · numpy.std(ddof=1)/√n; NumPy 2.4, SciPy 1.17
    #expect(abs(try #require(figure.value) - 120.725) < 1e-5)
    #expect(abs(try #require(figure.low) - 79.74903928637498) < 1e-4)
    #expect(abs(try #require(figure.high) - 161.70096071362502) < 1e-4)
    #expect(figure.n == 10 && figure.baseline == 120 && figure.usesOverallBaseline)
    #expect(figure.evidence == .interval(isBeyondChance: false))
  }

  /// z = 6.87 (the same amounts, 150 more) and 2.65 (ten times 170) against the reference, with the larger of the variances:
  /// numpy; scipy.stats.norm.ppf(1 − 0.001/2) = 3.29.
  @Test("An amount is beyond chance if its mean is, given the larger of the two variances")
  func amountEvidence() throws {
    let layout = try Self.layout()
    let reference = Self.counts(layout, amounts: Self.referenceAmounts, clicks: [])
    let shifted = Self.counts(layout, amounts: Self.amounts.map { $0 + 150 }, clicks: [])
    #expect(try Self.measure(shifted, reference: reference)[0].evidence == .interval(isBeyondChance: true))
    // Ten equal values have no variance of their own.
    let equal = Self.counts(layout, amounts: Array(repeating: 170, count: 10), clicks: [])
    #expect(try Self.measure(equal, reference: reference)[0].evidence == .interval(isBeyondChance: false))
    #expect(try Self.measure(equal, reference: reference)[0].low == 170)
  }

  @Test("A boolean is a share with Wilson's interval, compared with the reference's by the likelihood-ratio test")
  func share() throws {
    let layout = try Self.layout()
    let reference = Self.counts(layout, amounts: [], clicks: Self.clicks(60, of: 200))
    let window = Self.counts(layout, amounts: [], clicks: Self.clicks(13, of: 40))
    let figure = try Self.measure(window, reference: reference)[1]
    // statsmodels.stats.proportion.proportion_confint(13, 40, method="wilson"), statsmodels 0.15
    #expect(figure.value == 0.325 && figure.baseline == 0.3 && figure.n == 40)
    #expect(abs(try #require(figure.low) - 0.20084502231782703) < 1e-12)
    #expect(abs(try #require(figure.high) - 0.4798225381012234) < 1e-12)
    #expect(figure.evidence == .interval(isBeyondChance: false))
    // confint_proportions_2indep(30, 40, 60, 200, method="newcomb", alpha=0.001) leaves out 0.
    let many = Self.counts(layout, amounts: [], clicks: Self.clicks(30, of: 40))
    #expect(try Self.measure(many, reference: reference)[1].evidence == .interval(isBeyondChance: true))
  }

  @Test("Values that only sum up like booleans in part are amounts")
  func likeness() throws {
    let layout = try Self.layout()
    let kpi = layout.kpis[1]
    func figures(_ values: [Double]) -> KPIFigures {
      KPIFigures(kpi, Self.counts(layout, amounts: [], clicks: values).span)
    }
    #expect(figures([0, 1, 1, 0, 1]).successes == 3 && figures([0, 1, 1, 0, 1]).isShare)
    #expect(figures([]).isShare && figures([]).mean == nil)
    #expect(figures([0, 0]).isShare && figures([1, 1]).successes == 2)
    for values in [[0.5, 0.5], [2, 0, -1], [0, 1, 0.999], [2, 0], [1, 1, -1, 1]] { #expect(!figures(values).isShare) }
    // If one side is no boolean, neither is taken for one.
    let reference = Self.counts(layout, amounts: [], clicks: [0.25, 0.75, 0.5])
    let window = Self.counts(layout, amounts: [], clicks: Self.clicks(2, of: 4))
    let figure = try Self.measure(window, reference: reference)[1]
    // 0.5 ± norm.ppf(.975) · √(1/3 / 4)
    #expect(abs(try #require(figure.low) - (0.5 - 1.959963984540054 * (1.0 / 12).squareRoot())) < 1e-6)
  }

  @Test("Without values there is no figure, and without a reference nothing to hold against chance")
  func empty() throws {
    let layout = try Self.layout()
    let none = [Int64](repeating: 0, count: layout.trafficWidth)
    for figure in try Self.measure(none, reference: none) {
      #expect(figure.value == nil && figure.n == 0 && figure.low == nil && figure.baseline == nil)
    }
    let one = Self.counts(layout, amounts: [7], clicks: [1])
    for figure in try Self.measure(one, reference: none) {
      #expect(figure.n == 1 && figure.baseline == nil && figure.evidence == .interval(isBeyondChance: true))
    }
    #expect(abs(try #require(try Self.measure(one, reference: none)[0].value) - 7) < 1e-4)
  }
}
