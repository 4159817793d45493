import Readings
import Statistics

/// Latency, errors, throughput, freshness, lateness and overrides of one cell's window; and the label coverage.
struct ServiceMeasures {
  static let metrics: [Metric] = [
    .latencyP50, .latencyP95, .latencyP99, .errorRate, .throughput, .freshness, .lateRate, .overrideRate,
  ]

  private static let quantiles = [0.5, 0.95, 0.99]

  let layout: CellLayout
  let reference: ReferenceCell
  let critical: CriticalValues

  /// Calls `emit` with each figure and its position in ``metrics``; without latencies in the window and in the reference
  /// there are none of theirs.
  ///
  /// Errors and overrides are tested against the reference's own share. Late rows are not: a reference is read in one go
  /// and has none, so any single one would be a change; they count when the near end of their interval is past a
  /// threshold.
  ///
  /// - Parameters:
  ///   - traffic: the window's traffic counts.
  ///   - seconds: how much of the window there has been, for rates a second.
  ///   - age: ``RollingWindows/age(of:window:end:)`` of the cell's newest rows.
  func measure(_ traffic: Span<Int64>, seconds: Double, age: Double?, _ emit: (Int, Measurement) -> Void) {
    let counts = traffic.extracting(layout.latency)
    let latencies = DurationRuns(counts)
    if reference.latency.count > 0 || latencies.count > 0 {
      for (position, probability) in Self.quantiles.enumerated() {
        emit(
          position,
          latencies.measurement(
            at: probability, in: counts, reference: reference.latency, microsecondsPerUnit: 1000, critical: critical,
            usesOverallBaseline: reference.isOverall))
      }
    }
    let rows = traffic[CellLayout.rows]
    emit(3, share(CellLayout.failed, of: traffic))
    emit(4, Measurement(value: seconds > 0 ? Double(rows) / seconds : nil, n: Int(rows), evidence: .value))
    emit(5, Measurement(value: age, n: Int(rows), evidence: .value))
    emit(6, Self.share(traffic[CellLayout.late], of: rows))
    emit(7, share(CellLayout.overridden, of: traffic))
  }

  /// A share of the rows against that in the reference.
  private func share(_ position: Int, of traffic: Span<Int64>) -> Measurement {
    let comparison = RateComparison(
      successes: traffic[position], rows: traffic[CellLayout.rows], referenceSuccesses: reference.traffic[position],
      referenceRows: reference.rows, critical: critical)
    return comparison.measurement(usesOverallBaseline: reference.isOverall)
  }

  /// A share that the reference knows nothing of, with Wilson's interval.
  private static func share(_ successes: Int64, of rows: Int64) -> Measurement {
    let interval = wilsonInterval(successes: successes, of: rows, confidence: PerformanceFigures.confidence)
    return Measurement(
      value: rows > 0 ? Double(successes) / Double(rows) : nil, n: Int(rows), low: interval?.low, high: interval?.high,
      evidence: .interval(isBeyondChance: true))
  }

  // MARK: - Of the whole model, and of labels

  /// Share of the lines of prediction logs that could not be read, for the whole model.
  ///
  /// - Parameters:
  ///   - rejected: lines of the window that could not be read.
  ///   - rows: that the window counts over all versions.
  static func parseErrorRate(rejected: Int64, rows: Int64) -> Measurement {
    share(rejected, of: rejected + rows)
  }

  /// Share of served predictions whose label is known.
  static func labelCoverage(labels: [Int64]) -> Measurement {
    let predictions = labels[CellLayout.predictions]
    let interval = wilsonInterval(
      successes: labels[CellLayout.labelled], of: predictions, confidence: PerformanceFigures.confidence)
    return Measurement(
      value: predictions > 0 ? Double(labels[CellLayout.labelled]) / Double(predictions) : nil, n: Int(predictions),
      low: interval?.low, high: interval?.high, evidence: .value)
  }
}

extension DurationRuns {
  /// A quantile against the reference's, with its order-statistic interval: beyond chance if the interval at the test's
  /// error probability leaves out the reference's quantile.
  ///
  /// - Parameters:
  ///   - counts: what it was made of.
  ///   - reference: durations of the reference; without any, there is no baseline.
  ///   - microsecondsPerUnit: of what the figure is to be in, such as 1000 for milliseconds.
  func measurement(
    at probability: Double, in counts: Span<Int64>, reference: DurationQuantiles, microsecondsPerUnit unit: Double,
    critical: CriticalValues, usesOverallBaseline: Bool
  ) -> Measurement {
    let value = value(at: probability, in: counts)
    let interval = interval(at: probability, confidence: PerformanceFigures.confidence, in: counts)
    let expected = reference.value(at: probability)
    return Measurement(
      value: value.map { $0 / unit }, n: Int(count), low: interval.map { $0.low / unit },
      high: interval.map { $0.high / unit },
      evidence: critical.evidence.evidence(
        value: value, interval: interval, baseline: expected,
        rowRatio: reference.count > 0 ? Double(count) / Double(reference.count) : 0),
      baseline: expected.map { $0 / unit }, usesOverallBaseline: usesOverallBaseline)
  }
}
