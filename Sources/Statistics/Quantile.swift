/// The quantile of ascending values at a probability, by NumPy's `linear` method (Hyndman & Fan 1996, type 7), with
/// NumPy's rounding: `numpy.quantile(values, probability)` to the last bit.
///
/// A probability outside 0 … 1 counts as the nearer end. Nil for no values or a probability that is not a number.
/// Complexity: O(1).
package func quantile(ofSorted values: [Double], at probability: Double) -> Double? {
  guard let last = values.last, !probability.isNaN else { return nil }
  let position = Double(values.count - 1) * min(max(probability, 0), 1)
  let lower = Int(position)
  guard lower + 1 < values.count else { return last }
  let fraction = position - Double(lower)
  let a = values[lower]
  let b = values[lower + 1]
  let difference = b - a
  guard difference.isFinite else { return a * (1 - fraction) + b * fraction }
  return fraction < 0.5 ? a + difference * fraction : b - difference * (1 - fraction)
}
