import Readings
import Statistics

/// How far one column of one cell's window has moved from the reference.
struct DriftMeasures {
  static let numericMetrics: [Metric] = [.psi, .ks, .nullRate]
  static let categoricalMetrics: [Metric] = [.psi, .nullRate, .unseenRate]

  let reference: ReferenceCell
  /// The reference of this column.
  let column: ReferenceCell.Column
  let critical: CriticalValues

  /// The three figures in the order of ``numericMetrics`` or ``categoricalMetrics``.
  ///
  /// - Parameters:
  ///   - traffic: the window's traffic counts.
  ///   - bins: room to work in.
  func measure(_ traffic: Span<Int64>, bins: inout [Int64]) -> (Measurement, Measurement, Measurement) {
    let rows = traffic[CellLayout.rows]
    let current = traffic.extracting(column.cells)
    let expected = column.bins
    let nullRate = rate(traffic[column.null], of: rows, reference: column.nulls)
    switch column.kind {
    case .numeric(let isExact):
      column.add(current, into: &bins)
      return (
        populationStability(bins.span, expected.span), kolmogorovSmirnov(current, isExact: isExact), nullRate
      )
    case .categorical:
      // Nothing outside the listed categories on either side: that bin does not exist.
      let unlisted = current[current.count - 1]
      let count = current.count - (unlisted == 0 && column.unlisted == 0 ? 1 : 0)
      return (
        populationStability(current.extracting(first: count), expected.span.extracting(first: count)), nullRate,
        rate(unlisted, of: rows, reference: column.unlisted)
      )
    }
  }

  private func populationStability(_ current: Span<Int64>, _ expected: Span<Int64>) -> Measurement {
    var count: Int64 = 0
    for bin in current.indices { count &+= current[bin] }
    let stability = PopulationStability(reference: expected, current: current)
    let floor = smoothedPSINoiseFloor(
      referenceSize: column.count, currentSize: count, criticalValue: critical.chiSquared(bins: current.count))
    return measurement(
      stability?.index, n: count, stability?.interval(confidence: PerformanceFigures.confidence), floor: floor,
      isBeyondChance: stability.map { $0.smoothedIndex > floor } ?? false)
  }

  private func kolmogorovSmirnov(_ current: Span<Int64>, isExact: Bool) -> Measurement {
    var count: Int64 = 0
    for index in current.indices { count &+= current[index] }
    let test = kolmogorovSmirnovDistance(reference: column.cumulative, current: current, isExact: isExact)
    let floor = kolmogorovSmirnovNoiseFloor(
      referenceSize: column.count, currentSize: count, criticalValue: critical.kolmogorovSmirnov)
    let interval = test.map {
      kolmogorovSmirnovInterval(
        statistic: $0.statistic, upperBound: $0.upperBound,
        noiseFloor: kolmogorovSmirnovNoiseFloor(
          referenceSize: column.count, currentSize: count, criticalValue: CriticalValues.kolmogorovSmirnovInterval))
    }
    return measurement(
      test?.statistic, n: count, interval, floor: floor, isBeyondChance: test.map { $0.statistic > floor } ?? false)
  }

  private func rate(_ successes: Int64, of rows: Int64, reference expected: Int64) -> Measurement {
    let test = RateComparison(
      successes: successes, rows: rows, referenceSuccesses: expected, referenceRows: reference.rows,
      critical: critical)
    return test.measurement(usesOverallBaseline: reference.isOverall)
  }

  private func measurement(
    _ value: Double?, n: Int64, _ interval: ConfidenceInterval?, floor: Double, isBeyondChance: Bool
  ) -> Measurement {
    Measurement(
      value: value, n: Int(n), low: interval?.low, high: interval?.high, floor: floor.isFinite ? floor : nil,
      evidence: .test(isBeyondChance: isBeyondChance), usesOverallBaseline: reference.isOverall)
  }
}
