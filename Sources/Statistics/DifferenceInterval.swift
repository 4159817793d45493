/// A figure with its interval, as far as comparing it with another one needs.
package struct IntervalEstimate: Equatable, Sendable {
  package var value: Double
  package var low: Double
  package var high: Double

  package init(value: Double, low: Double, high: Double) {
    self.value = value
    self.low = low
    self.high = high
  }

  /// How far the figure lies from a point, never below 0: an interval that holds the point reaches down to it.
  package func distance(from point: Double) -> IntervalEstimate {
    let (below, above) = (abs(low - point), abs(high - point))
    let holds = low <= point && point <= high
    return IntervalEstimate(
      value: abs(value - point), low: holds ? 0 : min(below, above), high: max(below, above))
  }
}

/// The interval of `first − second` from the intervals of two figures that are independent of each other.
///
/// MOVER, the method of variance estimates recovery (Zou & Donner, "Construction of confidence limits about effect
/// measures: a general approach", Statistics in Medicine 27, 2008, equation 4):
/// `L = a − b − √((a − l_a)² + (u_b − b)²)`, `U = a − b + √((u_a − a)² + (b − l_b)²)`. It has the confidence of the two
/// and follows their skewness. With Wilson's intervals of two shares it is Newcombe's hybrid score interval, with normal
/// ones the usual interval of a difference of means. A value outside of its own interval counts as its nearer end.
///
/// Nil if a figure or an end of an interval is not finite.
package func differenceInterval(_ first: IntervalEstimate, minus second: IntervalEstimate) -> ConfidenceInterval? {
  let difference = first.value - second.value
  let (down, up) = (max(0, first.value - first.low), max(0, first.high - first.value))
  let (otherDown, otherUp) = (max(0, second.value - second.low), max(0, second.high - second.value))
  let interval = ConfidenceInterval(
    low: difference - length(down, otherUp), high: difference + length(up, otherDown))
  return interval.low.isFinite && interval.high.isFinite ? interval : nil
}

/// `√(x² + y²)`, also where a square would be beyond what a number can hold.
private func length(_ x: Double, _ y: Double) -> Double {
  let greater = max(x, y)
  guard greater > 0, greater.isFinite else { return x + y }
  let ratio = min(x, y) / greater
  return greater * (1 + ratio * ratio).squareRoot()
}
