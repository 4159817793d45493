import Readings
import Statistics

/// Latency, errors, throughput and label coverage of one cell's window.
struct ServiceMeasures {
  let layout: CellLayout
  let reference: ReferenceCell
  /// Error probability of one test, already shared out.
  let alpha: Double
  let evidence: IntervalEvidence

  /// - Parameters:
  ///   - traffic: the window's traffic counts.
  ///   - seconds: how much of the window there has been, for rates a second.
  func measure(_ traffic: [Int64], seconds: Double, _ emit: (Metric, Measurement) -> Void) {
    let latencies = traffic.span.extracting(layout.latency)
    if reference.traffic[layout.latency].contains(where: { $0 > 0 })
      || traffic[layout.latency].contains(where: { $0 > 0 })
    {
      emit(.latencyP50, latency(0.5, latencies))
      emit(.latencyP99, latency(0.99, latencies))
    }
    let rows = traffic[CellLayout.rows]
    let errors = RateComparison(
      successes: traffic[CellLayout.failed], rows: rows, referenceSuccesses: reference.traffic[CellLayout.failed],
      referenceRows: reference.rows, alpha: alpha)
    emit(.errorRate, errors.measurement(usesOverallBaseline: reference.isOverall))
    emit(
      .throughput,
      Measurement(value: seconds > 0 ? Double(rows) / seconds : nil, n: Int(rows), evidence: .value))
  }

  private func latency(_ probability: Double, _ counts: Span<Int64>) -> Measurement {
    func milliseconds(_ microseconds: Double) -> Double { microseconds / 1000 }
    var n: Int64 = 0
    for index in counts.indices { n += counts[index] }
    let interval = LogLinearBuckets.quantileInterval(
      counts, at: probability, confidence: PerformanceFigures.confidence)
    let expected = LogLinearBuckets.quantile(reference.traffic.span.extracting(layout.latency), at: probability)
    let value = LogLinearBuckets.quantile(counts, at: probability)
    let evidence = evidence.evidence(value: value, interval: interval, baseline: expected)
    return Measurement(
      value: value.map(milliseconds), n: Int(n),
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
