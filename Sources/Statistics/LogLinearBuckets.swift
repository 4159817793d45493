/// Buckets for durations in whole microseconds, as in an HDR histogram: every octave from 64 µs up is cut into 64 equal
/// buckets, and below that each microsecond has its own. Histograms merge by adding counts.
///
/// The midpoint of a bucket is within 0.8 % of anything in it, up to 2³⁶ µs (19 hours); longer durations share the last
/// bucket, negative ones count as 0.
package struct LogLinearBuckets: Sendable {
  private static let octaveBits = 6
  private static let rangeBits = 36
  private static let perOctave = 1 << octaveBits

  package static let count = perOctave * (rangeBits - octaveBits + 1)

  package static func index(ofMicroseconds microseconds: Int64) -> Int {
    if microseconds < Int64(perOctave) { return max(Int(microseconds), 0) }
    let exponent = Int64.bitWidth - 1 - microseconds.leadingZeroBitCount
    guard exponent < rangeBits else { return count - 1 }
    let shift = exponent - octaveBits
    return perOctave * shift + Int(microseconds >> Int64(shift))
  }

  /// The least duration of a bucket; an index out of range counts as the nearest bucket.
  package static func lowerBound(of index: Int) -> Int64 {
    let index = min(max(index, 0), count - 1)
    if index < perOctave { return Int64(index) }
    let shift = index / perOctave - 1
    return Int64(index - perOctave * shift) << Int64(shift)
  }

  /// The greatest duration of a bucket (the last one's in-range durations); equal to `lowerBound` below 128 µs.
  package static func upperBound(of index: Int) -> Int64 {
    let index = min(max(index, 0), count - 1)
    return index < perOctave ? Int64(index) : lowerBound(of: index) + (1 << Int64(index / perOctave - 1)) - 1
  }

  /// The duration at a probability in µs: the midpoint of the bucket of the `⌈p·n⌉`-th shortest (at least the first), as
  /// `numpy.quantile(method="inverted_cdf")` of the bucketed durations. Nil without counts, or for a probability that
  /// is not a number. Complexity: O(buckets).
  package static func quantile(_ counts: Span<Int64>, at probability: Double) -> Double? {
    let total = counts.total
    guard total > 0, !probability.isNaN else { return nil }
    // A product that is a whole number but for rounding must not be rounded up to the next.
    let rank = (probability * total * (1 - 4 * .ulpOfOne)).rounded(.up)
    let index = bucket(ofRank: rank, in: counts)
    return Double(lowerBound(of: index) + upperBound(of: index)) / 2
  }

  /// An order-statistic interval for the quantile (Conover 1999, 3.2): the durations of rank
  /// `⌊np − z√(np(1−p))⌋` and `⌈np + z√(np(1−p))⌉ + 1`, from the former's bucket's start to the latter's end.
  ///
  /// The ranks are held within 1 … n, so the upper bound of a high quantile of few rows is the longest duration seen
  /// and covers less than `confidence`.
  package static func quantileInterval(
    _ counts: Span<Int64>, at probability: Double, confidence: Double
  ) -> ConfidenceInterval? {
    let total = counts.total
    guard total > 0, !probability.isNaN else { return nil }
    let p = min(max(probability, 0), 1)
    let centre = total * p
    let spread = normalCriticalValue(confidence: confidence) * (centre * (1 - p)).squareRoot()
    let low = bucket(ofRank: (centre - spread).rounded(.down), in: counts)
    let high = bucket(ofRank: (centre + spread).rounded(.up) + 1, in: counts)
    return ConfidenceInterval(low: Double(lowerBound(of: low)), high: Double(upperBound(of: high)))
  }

  /// The bucket of the `rank`-th shortest duration, counted from 1; ranks out of range are the first and the last.
  private static func bucket(ofRank rank: Double, in counts: Span<Int64>) -> Int {
    var seen = 0.0
    var last = 0
    for index in counts.indices {
      let count = counts.count(at: index)
      guard count > 0 else { continue }
      seen += count
      last = index
      if seen >= rank { break }
    }
    return last
  }
}
