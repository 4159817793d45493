import Readings
import Statistics

/// How long the labels of one cell's window took to come, from the prediction's time to the label's.
struct LabelLagMeasures {
  static let metrics: [Metric] = [.labelLagP50, .labelLagP95]

  private static let quantiles = [0.5, 0.95]

  let layout: CellLayout
  let reference: ReferenceCell
  let critical: CriticalValues

  /// Calls `emit` with each figure, in seconds, and its position in ``metrics``. The reference's own lag is the baseline
  /// where its labels say when they came.
  ///
  /// - Parameter labels: the window's label counts.
  func measure(_ labels: Span<Int64>, _ emit: (Int, Measurement) -> Void) {
    // A millisecond is counted as one of the buckets' microseconds.
    let counts = labels.extracting(layout.lag)
    let lags = DurationRuns(counts)
    let expected = DurationQuantiles(reference.labels[layout.lag])
    for (position, probability) in Self.quantiles.enumerated() {
      emit(
        position,
        lags.measurement(
          at: probability, in: counts, reference: expected, microsecondsPerUnit: 1000, critical: critical,
          usesOverallBaseline: reference.isOverall))
    }
  }
}
