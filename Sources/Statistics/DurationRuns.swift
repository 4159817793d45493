/// Finds quantiles among durations that are counted in the buckets of ``LogLinearBuckets``: the counts are summed once in
/// runs of buckets, so that each quantile afterwards looks at one run.
///
/// The counts themselves are not kept: every question comes with the same ones.
package struct DurationRuns: Sendable {
  /// Durations in all.
  package let count: Int64

  /// Durations up to the end of each run.
  private let ends: SIMD16<Int64>
  /// Buckets in a run.
  private let length: Int

  private static let runCount = SIMD16<Int64>.scalarCount

  /// Complexity: O(buckets). Allocates nothing.
  package init(_ counts: Span<Int64>) {
    length = (counts.count + Self.runCount - 1) / Self.runCount
    var ends = SIMD16<Int64>()
    var total: Int64 = 0
    for run in 0..<Self.runCount {
      var sum: Int64 = 0
      for index in min(run * length, counts.count)..<min((run + 1) * length, counts.count) { sum &+= counts[index] }
      total &+= sum
      ends[run] = total
    }
    self.ends = ends
    count = total
  }

  /// The duration at a probability in µs: the midpoint of the bucket of the `⌈p·n⌉`-th shortest (at least the first), as
  /// `numpy.quantile(method="inverted_cdf")` of the bucketed durations. Nil without counts, or for a probability that
  /// is not a number.
  package func value(at probability: Double, in counts: Span<Int64>) -> Double? {
    guard count > 0, !probability.isNaN else { return nil }
    // A product that is a whole number but for rounding must not be rounded up to the next.
    let rank = (probability * Double(count) * (1 - 4 * .ulpOfOne)).rounded(.up)
    let index = bucket(ofRank: rank, in: counts)
    return Double(LogLinearBuckets.lowerBound(of: index) + LogLinearBuckets.upperBound(of: index)) / 2
  }

  /// An order-statistic interval for the quantile (Conover 1999, 3.2): the durations of rank
  /// `⌊np − z√(np(1−p))⌋` and `⌈np + z√(np(1−p))⌉ + 1`, from the former's bucket's start to the latter's end.
  ///
  /// The ranks are held within 1 … n, so the upper bound of a high quantile of few rows is the longest duration seen
  /// and covers less than `confidence`.
  package func interval(
    at probability: Double, confidence: Double, in counts: Span<Int64>
  ) -> ConfidenceInterval? {
    guard count > 0, !probability.isNaN else { return nil }
    let p = min(max(probability, 0), 1)
    let centre = Double(count) * p
    let spread = normalCriticalValue(confidence: confidence) * (centre * (1 - p)).squareRoot()
    let low = bucket(ofRank: (centre - spread).rounded(.down), in: counts)
    let high = bucket(ofRank: (centre + spread).rounded(.up) + 1, in: counts)
    return ConfidenceInterval(
      low: Double(LogLinearBuckets.lowerBound(of: low)), high: Double(LogLinearBuckets.upperBound(of: high)))
  }

  /// The bucket of the `rank`-th shortest duration, counted from 1; ranks out of range are the first and the last.
  private func bucket(ofRank rank: Double, in counts: Span<Int64>) -> Int {
    let rank = min(max(rank, 1), Double(count))
    var run = 0
    while run < Self.runCount - 1, Double(ends[run]) < rank { run += 1 }
    var seen = run == 0 ? 0 : ends[run - 1]
    for index in min(run * length, counts.count)..<min((run + 1) * length, counts.count) {
      seen &+= counts[index]
      if Double(seen) >= rank { return index }
    }
    return max(counts.count - 1, 0)
  }
}
