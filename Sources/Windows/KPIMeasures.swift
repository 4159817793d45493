import Readings
import Statistics

/// The means of business figures in one cell's window: of amounts, or the shares of booleans that are true.
struct KPIMeasures {
  /// As in the layout: ``CellLayout/kpis`` for a row of traffic counts, ``CellLayout/labelKPIs`` for one of label counts.
  let kpis: [CellLayout.KPI]
  let critical: CriticalValues

  /// Calls `emit` with the mean of each figure and its position among ``kpis``.
  ///
  /// The interval of an amount's mean is the normal one, that of a share Wilson's. Either is compared with the reference
  /// at the test's error probability: a share by the likelihood-ratio test of the two, an amount by the normal one. The
  /// variance behind that is the larger of the window's and the reference's, as a window that happens to lack what is
  /// rare seems to vary less than it does.
  ///
  /// - Parameters:
  ///   - counts: the window's row of counts.
  ///   - reference: the reference cell's row of the same kind.
  ///   - isOverall: whether that is the reference of all cells together.
  func measure(
    _ counts: Span<Int64>, reference: Span<Int64>, isOverall: Bool, _ emit: (Int, Measurement) -> Void
  ) {
    for (position, kpi) in kpis.enumerated() {
      guard counts[kpi.beyond] == 0 else {
        let rows = Int(counts[kpi.count] &+ counts[kpi.beyond])
        emit(position, Measurement(value: .nan, n: rows, evidence: .value, usesOverallBaseline: isOverall))
        continue
      }
      let (window, expected) = (KPIFigures(kpi, counts), KPIFigures(kpi, reference))
      var measurement = window.isShare && expected.isShare ? share(window, expected) : mean(window, expected)
      measurement.usesOverallBaseline = isOverall
      emit(position, measurement)
    }
  }

  private func share(_ window: KPIFigures, _ expected: KPIFigures) -> Measurement {
    let comparison = RateComparison(
      successes: window.successes, rows: window.count, referenceSuccesses: expected.successes,
      referenceRows: expected.count, critical: critical)
    var measurement = comparison.measurement(usesOverallBaseline: false)
    if case .test(let isBeyondChance) = measurement.evidence {
      measurement.evidence = .interval(isBeyondChance: isBeyondChance || expected.count == 0)
    }
    return measurement
  }

  private func mean(_ window: KPIFigures, _ expected: KPIFigures) -> Measurement {
    let interval = window.interval(confidence: PerformanceFigures.confidence)
    return Measurement(
      value: window.mean, n: Int(window.count), low: interval?.low, high: interval?.high,
      evidence: .interval(isBeyondChance: isBeyondChance(window, expected)),
      baseline: expected.mean)
  }

  private func isBeyondChance(_ window: KPIFigures, _ expected: KPIFigures) -> Bool {
    guard let mean = window.mean, let baseline = expected.mean else { return true }
    let variance = max(window.variance, expected.variance)
    let error = (variance / Double(window.count) + variance / Double(expected.count)).squareRoot()
    return abs(mean - baseline) > critical.normal * error
  }
}

/// What the sums of one business figure say.
struct KPIFigures {
  let count: Int64
  /// `nil` without values.
  let mean: Double?
  /// Of the sample; 0 under two values.
  let variance: Double
  /// Every value was 0 or 1, as far as sums can tell: those of a boolean are.
  let isShare: Bool
  /// Values of 1 if it is a share.
  let successes: Int64

  private let center, sum, sumOfSquares: Double

  init(_ kpi: CellLayout.KPI, _ counts: Span<Int64>) {
    count = counts[kpi.count]
    center = kpi.center
    sum = kpi.scale.decode(counts[kpi.sum])
    sumOfSquares = kpi.squareScale.decode(counts[kpi.sumOfSquares])
    let n = Double(count)
    mean = count > 0 ? center + sum / n : nil
    variance = count > 1 ? max(sumOfSquares - sum * sum / n, 0) / (n - 1) : 0
    let ones = Self.ones(kpi, count: count, sum: counts[kpi.sum], sumOfSquares: counts[kpi.sumOfSquares])
    isShare = ones != nil
    successes = ones ?? 0
  }

  func interval(confidence: Double) -> ConfidenceInterval? {
    meanInterval(sum: sum, sumOfSquares: sumOfSquares, count: count, confidence: confidence)
      .map { ConfidenceInterval(low: center + $0.low, high: center + $0.high) }
  }

  /// How many ones there must be among zeros and ones for the sum to be what it is; `nil` if there is no such number, or
  /// the sum of squares contradicts it. Exact, as sums are of integers.
  private static func ones(_ kpi: CellLayout.KPI, count: Int64, sum: Int64, sumOfSquares: Int64) -> Int64? {
    func codes(_ value: Double) -> (Int64, Int64) {
      let deviation = value - kpi.center
      return (kpi.scale.encode(deviation), kpi.squareScale.encode(deviation * deviation))
    }
    let (zero, one) = (codes(0), codes(1))
    let step = one.0 &- zero.0
    let excess = sum &- count &* zero.0
    guard step > 0, excess % step == 0 else { return nil }
    let ones = excess / step
    guard ones >= 0, ones <= count, sumOfSquares == (count &- ones) &* zero.1 &+ ones &* one.1 else { return nil }
    return ones
  }
}
