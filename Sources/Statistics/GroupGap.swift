/// How far apart groups are in a figure, with its interval.
package struct GroupGap: Equatable, Sendable {
  package let value: Double
  package let low: Double
  package let high: Double
}

/// The confidence that each group's interval needs for the gap of several groups to have an interval of `confidence`:
/// Bonferroni's, `1 − (1−confidence)/pairs` with k(k−1)/2 pairs of k groups.
///
/// The greatest of many differences is large by chance alone, and the more so the more groups there are. Intervals that
/// hold for all pairs at once allow for that; for groups of equal size they are within 5 % of Tukey's.
/// - Parameter figures: how many figures of each group are compared at the same time.
package func simultaneousConfidence(_ confidence: Double, groups: Int, figures: Int = 1) -> Double {
  let pairs = Double(max(groups, 2)) * Double(max(groups, 2) - 1) / 2
  return 1 - (1 - confidence) / (pairs * Double(max(figures, 1)))
}

/// The greatest figure less the least (`fairlearn.metrics.MetricFrame.difference` with `between_groups`).
///
/// Its interval reaches from the greatest lower end to the greatest upper end of the intervals of all pairs' differences,
/// each made of the two groups' intervals by MOVER (Zou & Donner 2008; with Wilson's intervals that is Newcombe's). If
/// theirs have the confidence of ``simultaneousConfidence(_:groups:figures:)``, so has the gap's. The pair that tells
/// most counts, which need not be the outermost: a small group's figure may lie far out by chance. Of figures with a bias
/// the upper ends are the plain differences of the groups' ends, as a bias does not cancel out. Nil under two groups.
/// Complexity: O(groups²).
package func greatestDifference(_ groups: [GroupFigure]) -> GroupGap? {
  guard let (least, greatest) = range(of: groups) else { return nil }
  var (low, high) = (0.0, 0.0)
  for first in groups.indices {
    for second in groups.indices where second != first {
      let (upper, lower) = (groups[first], groups[second])
      let difference = upper.center - lower.center
      low = max(low, difference - distance(upper.center - upper.low, lower.high - lower.center))
      let (up, down) = (upper.high - upper.center, lower.center - lower.low)
      high = max(high, difference + (upper.unbiased == nil ? distance(up, down) : up + down))
    }
  }
  let value = greatest - least
  return GroupGap(value: value, low: min(low, value), high: min(max(high, value), 1))
}

/// The least figure over the greatest (`fairlearn.metrics.MetricFrame.ratio` with `between_groups`), of figures in 0 … 1.
///
/// Its interval reaches from the least lower end to the least upper end of the intervals of all pairs' ratios, each made
/// of the two groups' intervals by MOVER-R (Donner & Zou 2012, equation 9), which leaves out 1 exactly where the
/// difference's leaves out 0. Nil under two groups, and where all figures are 0. Complexity: O(groups²).
package func leastRatio(_ groups: [GroupFigure]) -> GroupGap? {
  guard let (least, greatest) = range(of: groups), greatest > 0 else { return nil }
  var (low, high) = (1.0, 1.0)
  for numerator in groups.indices {
    for denominator in groups.indices where denominator != numerator {
      let interval = ratioInterval(groups[numerator], over: groups[denominator])
      low = min(low, interval.low)
      high = min(high, interval.high)
    }
  }
  return GroupGap(value: least / greatest, low: low, high: high)
}

/// The interval of a ratio of two figures in 0 … 1; up to infinity where the denominator may be 0.
private func ratioInterval(_ numerator: GroupFigure, over denominator: GroupFigure) -> ConfidenceInterval {
  let product = numerator.value * denominator.value
  func root(_ subtracted: Double) -> Double { max(product * product - subtracted, 0).squareRoot() }
  // Each is `v² − (v − end)²`, and the lower end is written so that nothing is divided by what may be 0 or below.
  let numeratorLow = numerator.low * (2 * numerator.value - numerator.low)
  let numeratorHigh = numerator.high * (2 * numerator.value - numerator.high)
  let denominatorLow = denominator.low * (2 * denominator.value - denominator.low)
  let denominatorHigh = denominator.high * (2 * denominator.value - denominator.high)
  return ConfidenceInterval(
    low: numeratorLow > 0 ? numeratorLow / (product + root(numeratorLow * denominatorHigh)) : 0,
    high: denominatorLow > 0 ? (product + root(numeratorHigh * denominatorLow)) / denominatorLow : .infinity)
}

/// The least and the greatest figure of at least two groups.
private func range(of groups: [GroupFigure]) -> (least: Double, greatest: Double)? {
  guard groups.count >= 2 else { return nil }
  return groups.reduce((Double.infinity, -Double.infinity)) { (min($0.0, $1.value), max($0.1, $1.value)) }
}

private func distance(_ x: Double, _ y: Double) -> Double {
  (x * x + y * y).squareRoot()
}
