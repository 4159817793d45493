/// Wilson's score interval for a share (Wilson 1927), as
/// `statsmodels.stats.proportion.proportion_confint(method="wilson")`. Nil without rows.
package func wilsonInterval(successes: Int64, of n: Int64, confidence: Double) -> ConfidenceInterval? {
  guard n > 0 else { return nil }
  return scoreInterval(successes: Double(min(max(successes, 0), n)), count: Double(n), confidence: confidence)
}

/// An interval for the difference `p1 − p2` of two independent shares: Newcombe's hybrid of the two Wilson intervals
/// (Newcombe 1998, method 10), as `statsmodels.stats.proportion.confint_proportions_2indep(method="newcomb")`. Nil if
/// either group has no rows.
///
/// - Parameter criticalValue: ``normalCriticalValue(confidence:)``, which many intervals have in common.
package func newcombeDifferenceInterval(
  successes1: Int64, of n1: Int64, successes2: Int64, of n2: Int64, criticalValue z: Double
) -> ConfidenceInterval? {
  guard n1 > 0, n2 > 0 else { return nil }
  let first = scoreInterval(successes: Double(min(max(successes1, 0), n1)), count: Double(n1), z: z)
  let second = scoreInterval(successes: Double(min(max(successes2, 0), n2)), count: Double(n2), z: z)
  let p1 = Double(min(max(successes1, 0), n1)) / Double(n1)
  let p2 = Double(min(max(successes2, 0), n2)) / Double(n2)
  let down = distance(p1 - first.low, second.high - p2)
  let up = distance(first.high - p1, p2 - second.low)
  return ConfidenceInterval(low: max(p1 - p2 - down, -1), high: min(p1 - p2 + up, 1))
}

/// The score interval for the mean of values in 0 … 1 whose sum is `successes`: all θ with
/// `|mean − θ| ≤ z √(θ(1−θ)/n)`. Exact in form for shares (Wilson's interval); for other values, whose variance is at
/// most θ(1−θ), conservative.
func scoreInterval(successes: Double, count: Double, confidence: Double) -> ConfidenceInterval {
  scoreInterval(successes: successes, count: count, z: normalCriticalValue(confidence: confidence))
}

/// The same at the critical value `z`.
private func scoreInterval(successes: Double, count: Double, z: Double) -> ConfidenceInterval {
  let centre = (successes + z * z / 2) / (count + z * z)
  let spread = max(successes * (1 - successes / count), 0) + z * z / 4
  let halfWidth = z * spread.squareRoot() / (count + z * z)
  return ConfidenceInterval(
    low: successes <= 0 ? 0 : max(centre - halfWidth, 0),
    high: successes >= count ? 1 : min(centre + halfWidth, 1))
}

private func distance(_ x: Double, _ y: Double) -> Double {
  (x * x + y * y).squareRoot()
}
