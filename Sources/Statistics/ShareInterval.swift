/// Wilson's score interval for a share (Wilson 1927), as
/// `statsmodels.stats.proportion.proportion_confint(method="wilson")`. Nil without rows.
package func wilsonInterval(successes: Int64, of n: Int64, confidence: Double) -> ConfidenceInterval? {
  guard n > 0 else { return nil }
  return scoreInterval(successes: Double(min(max(successes, 0), n)), count: Double(n), confidence: confidence)
}

/// The score interval for the mean of values in 0 … 1 whose sum is `successes`: all θ with
/// `|mean − θ| ≤ z √(θ(1−θ)/n)`. Exact in form for shares (Wilson's interval); for other values, whose variance is at
/// most θ(1−θ), conservative.
func scoreInterval(successes: Double, count: Double, confidence: Double) -> ConfidenceInterval {
  let z = normalCriticalValue(confidence: confidence)
  let centre = (successes + z * z / 2) / (count + z * z)
  let spread = max(successes * (1 - successes / count), 0) + z * z / 4
  let halfWidth = z * spread.squareRoot() / (count + z * z)
  return ConfidenceInterval(
    low: successes <= 0 ? 0 : max(centre - halfWidth, 0),
    high: successes >= count ? 1 : min(centre + halfWidth, 1))
}
