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

  @inline(__always)
  package static func index(ofMicroseconds microseconds: Int64) -> Int {
    if microseconds < Int64(perOctave) { return max(Int(microseconds), 0) }
    let exponent = Int64.bitWidth - 1 - microseconds.leadingZeroBitCount
    guard exponent < rangeBits else { return count - 1 }
    let shift = exponent &- octaveBits
    return perOctave &* shift &+ Int(truncatingIfNeeded: microseconds &>> Int64(truncatingIfNeeded: shift))
  }

  /// Where durations are counted: `first` and the duration's bucket, or `missing` for a negative one. Durations beyond the
  /// length of `positions` are left out.
  package static func positions(
    ofMicroseconds durations: Span<Int64>, first: UInt32, missing: UInt32, into positions: inout MutableSpan<UInt32>
  ) {
    for i in 0..<min(durations.count, positions.count) {
      let duration = durations[unchecked: i]
      positions[unchecked: i] =
        duration < 0 ? missing : first &+ UInt32(truncatingIfNeeded: index(ofMicroseconds: duration))
    }
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
}
