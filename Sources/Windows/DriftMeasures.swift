import Readings
import Statistics

/// How far one column of one cell's window has moved from the reference.
struct DriftMeasures {
  let feature: CellLayout.Feature
  let reference: ReferenceCell
  /// The reference of this column.
  let column: ReferenceCell.Column
  /// At the error probability of one test, already shared out.
  let critical: CriticalValues

  private var alpha: Double { critical.alpha }

  /// - Parameters:
  ///   - traffic: the window's traffic counts.
  func measure(_ traffic: [Int64], _ emit: (Metric, Measurement) -> Void) {
    let rows = traffic[CellLayout.rows]
    switch feature {
    case .numeric(let numeric):
      let fine = traffic.span.extracting(numeric.cells)
      let bins = numeric.grid.bins(ofCells: fine)
      emit(.psi, populationStability(bins, column.bins))
      emit(.ks, kolmogorovSmirnov(fine, isExact: numeric.grid.isExact))
      emit(.nullRate, rate(traffic[numeric.null], of: rows, reference: column.nulls))
    case .categorical(let categorical):
      var bins = Array(traffic[categorical.cells])
      var expected = column.bins
      if bins.last == 0, expected.last == 0 {
        // Nothing outside the listed categories on either side: that bin does not exist.
        bins.removeLast()
        expected.removeLast()
      }
      emit(.psi, populationStability(bins, expected))
      emit(.nullRate, rate(traffic[categorical.null], of: rows, reference: column.nulls))
      emit(.unseenRate, rate(traffic[categorical.unlisted], of: rows, reference: column.unlisted))
    }
  }

  private func populationStability(_ current: [Int64], _ expected: [Int64]) -> Measurement {
    let count = current.reduce(0, +)
    let value = populationStabilityIndex(reference: expected.span, current: current.span)
    let smoothed = smoothedPopulationStabilityIndex(reference: expected.span, current: current.span)
    let floor = smoothedPSINoiseFloor(
      referenceSize: column.count, currentSize: count, criticalValue: critical.chiSquared(bins: current.count))
    let interval = populationStabilityIndexInterval(
      reference: expected.span, current: current.span, confidence: PerformanceFigures.confidence)
    return measurement(
      value, n: count, interval, floor: floor, isBeyondChance: smoothed.map { $0 > floor } ?? false, baseline: nil)
  }

  private func kolmogorovSmirnov(_ current: Span<Int64>, isExact: Bool) -> Measurement {
    let test = kolmogorovSmirnovDistance(reference: column.fine.span, current: current, isExact: isExact)
    var count: Int64 = 0
    for index in current.indices { count += current[index] }
    let floor = kolmogorovSmirnovNoiseFloor(referenceSize: column.count, currentSize: count, alpha: alpha)
    let interval = test.map {
      kolmogorovSmirnovInterval(
        statistic: $0.statistic, upperBound: $0.upperBound, currentSize: count, referenceSize: column.count,
        confidence: PerformanceFigures.confidence)
    }
    return measurement(
      test?.statistic, n: count, interval, floor: floor, isBeyondChance: test.map { $0.statistic > floor } ?? false,
      baseline: nil)
  }

  private func rate(_ successes: Int64, of rows: Int64, reference expected: Int64) -> Measurement {
    let test = RateComparison(
      successes: successes, rows: rows, referenceSuccesses: expected, referenceRows: reference.rows, alpha: alpha)
    return test.measurement(usesOverallBaseline: reference.isOverall)
  }

  private func measurement(
    _ value: Double?, n: Int64, _ interval: ConfidenceInterval?, floor: Double, isBeyondChance: Bool, baseline: Double?
  ) -> Measurement {
    Measurement(
      value: value, n: Int(n), low: interval?.low, high: interval?.high, floor: floor.isFinite ? floor : nil,
      evidence: .test(isBeyondChance: isBeyondChance), baseline: baseline, usesOverallBaseline: reference.isOverall)
  }
}
