/// Quantiles of durations that are counted in the buckets of ``LogLinearBuckets``, together with the counts.
package struct DurationQuantiles: Sendable {
  /// Per bucket.
  private let counts: ArraySlice<Int64>
  private let runs: DurationRuns

  /// Complexity: O(buckets). The counts are shared, not copied.
  package init(_ counts: ArraySlice<Int64>) {
    self.counts = counts
    runs = DurationRuns(counts.span)
  }

  /// Durations in all.
  package var count: Int64 { runs.count }

  /// ``DurationRuns/value(at:in:)``.
  package func value(at probability: Double) -> Double? { runs.value(at: probability, in: counts.span) }

  /// ``DurationRuns/interval(at:confidence:in:)``.
  package func interval(at probability: Double, confidence: Double) -> ConfidenceInterval? {
    runs.interval(at: probability, confidence: confidence, in: counts.span)
  }
}
