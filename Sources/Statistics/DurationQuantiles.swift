/// Quantiles of durations that are counted in the buckets of ``LogLinearBuckets``.
package struct DurationQuantiles: Sendable {
  /// Durations in all.
  package let count: Int64

  /// Per bucket.
  private let counts: ArraySlice<Int64>
  /// Durations up to the end of each run of ``runLength`` buckets.
  private let runEnds: [Int64]

  private static let runLength = 128

  /// Complexity: O(buckets). The counts are shared, not copied.
  package init(_ counts: ArraySlice<Int64>) {
    self.counts = counts
    var runEnds: [Int64] = []
    runEnds.reserveCapacity(counts.count / Self.runLength + 1)
    var total: Int64 = 0
    counts.withUnsafeBufferPointer { counts in
      for start in stride(from: 0, to: counts.count, by: Self.runLength) {
        var sum: Int64 = 0
        for index in start..<min(start + Self.runLength, counts.count) { sum &+= counts[index] }
        total &+= sum
        runEnds.append(total)
      }
    }
    self.runEnds = runEnds
    count = total
  }

  /// The duration at a probability in µs: the midpoint of the bucket of the `⌈p·n⌉`-th shortest (at least the first), as
  /// `numpy.quantile(method="inverted_cdf")` of the bucketed durations. Nil without counts, or for a probability that
  /// is not a number.
  package func value(at probability: Double) -> Double? {
    guard count > 0, !probability.isNaN else { return nil }
    // A product that is a whole number but for rounding must not be rounded up to the next.
    let rank = (probability * Double(count) * (1 - 4 * .ulpOfOne)).rounded(.up)
    let index = bucket(ofRank: rank)
    return Double(LogLinearBuckets.lowerBound(of: index) + LogLinearBuckets.upperBound(of: index)) / 2
  }

  /// An order-statistic interval for the quantile (Conover 1999, 3.2): the durations of rank
  /// `⌊np − z√(np(1−p))⌋` and `⌈np + z√(np(1−p))⌉ + 1`, from the former's bucket's start to the latter's end.
  ///
  /// The ranks are held within 1 … n, so the upper bound of a high quantile of few rows is the longest duration seen
  /// and covers less than `confidence`.
  package func interval(at probability: Double, confidence: Double) -> ConfidenceInterval? {
    guard count > 0, !probability.isNaN else { return nil }
    let p = min(max(probability, 0), 1)
    let centre = Double(count) * p
    let spread = normalCriticalValue(confidence: confidence) * (centre * (1 - p)).squareRoot()
    let low = bucket(ofRank: (centre - spread).rounded(.down))
    let high = bucket(ofRank: (centre + spread).rounded(.up) + 1)
    return ConfidenceInterval(
      low: Double(LogLinearBuckets.lowerBound(of: low)), high: Double(LogLinearBuckets.upperBound(of: high)))
  }

  /// The bucket of the `rank`-th shortest duration, counted from 1; ranks out of range are the first and the last.
  private func bucket(ofRank rank: Double) -> Int {
    let rank = min(max(rank, 1), Double(count))
    var run = 0
    while run < runEnds.count - 1, Double(runEnds[run]) < rank { run += 1 }
    var seen = run == 0 ? 0 : runEnds[run - 1]
    let first = counts.startIndex + run * Self.runLength
    for index in first..<min(first + Self.runLength, counts.endIndex) {
      seen &+= counts[index]
      if Double(seen) >= rank { return index - counts.startIndex }
    }
    return max(counts.count - 1, 0)
  }
}
