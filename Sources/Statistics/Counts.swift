extension Int64 {
  /// The sum, held at the ends of the range instead of overflowing: counts read from a damaged file must not trap.
  func addingSaturated(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other > 0 ? .max : .min) : sum
  }
}

extension Span where Element == Int64 {
  /// The count at an index as a number, negative ones as 0.
  func count(at index: Int) -> Double { Double(Swift.max(self[index], 0)) }

  /// The sum of the counts, exact up to 2⁵³.
  var total: Double {
    var sum: Int64 = 0
    var bits: Int64 = 0
    for index in indices {
      sum &+= self[index]
      bits |= self[index]
    }
    // None was negative, and there are not enough of them for a sum beyond 2⁶³.
    if bits >= 0, bits < 1 << 40, count < 1 << 23 { return Double(sum) }
    return indices.reduce(0.0) { $0 + count(at: $1) }
  }
}

/// The sizes of two samples counted over the same cells; nil if either is empty or the cells are not the same.
func comparedSizes(_ first: Span<Int64>, _ second: Span<Int64>) -> (first: Double, second: Double)? {
  guard first.count == second.count else { return nil }
  let sizes = (first.total, second.total)
  return sizes.0 > 0 && sizes.1 > 0 ? sizes : nil
}
