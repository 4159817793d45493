import Readings
import Statistics

/// Latency, errors, throughput and label coverage of one cell's window.
struct ServiceMeasures {
  static let metrics: [Metric] = [.latencyP50, .latencyP99, .errorRate, .throughput]

  /// Where the latencies are in a row of traffic counts.
  let latency: Range<Int>
  let reference: ReferenceCell
  let critical: CriticalValues

  /// Calls `emit` with each figure and its position in ``metrics``.
  ///
  /// - Parameters:
  ///   - traffic: the window's traffic counts.
  ///   - seconds: how much of the window there has been, for rates a second.
  func measure(_ traffic: [Int64], seconds: Double, _ emit: (Int, Measurement) -> Void) {
    let latencies = DurationQuantiles(traffic[latency])
    if reference.latency.count > 0 || latencies.count > 0 {
      emit(0, quantile(0.5, of: latencies))
      emit(1, quantile(0.99, of: latencies))
    }
    let rows = traffic[CellLayout.rows]
    let errors = RateComparison(
      successes: traffic[CellLayout.failed], rows: rows, referenceSuccesses: reference.traffic[CellLayout.failed],
      referenceRows: reference.rows, critical: critical)
    emit(2, errors.measurement(usesOverallBaseline: reference.isOverall))
    emit(3, Measurement(value: seconds > 0 ? Double(rows) / seconds : nil, n: Int(rows), evidence: .value))
  }

  private func quantile(_ probability: Double, of durations: DurationQuantiles) -> Measurement {
    func milliseconds(_ microseconds: Double) -> Double { microseconds / 1000 }
    let interval = durations.interval(at: probability, confidence: PerformanceFigures.confidence)
    let expected = reference.latency.value(at: probability)
    let value = durations.value(at: probability)
    let evidence = critical.evidence.evidence(value: value, interval: interval, baseline: expected)
    return Measurement(
      value: value.map(milliseconds), n: Int(durations.count),
      low: interval.map { milliseconds($0.low) }, high: interval.map { milliseconds($0.high) }, evidence: evidence,
      baseline: expected.map(milliseconds), usesOverallBaseline: reference.isOverall)
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
