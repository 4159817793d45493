/// The Brier score `Σ(p−y)²/n` of scores p and labels y in {0, 1} (Brier 1950; `sklearn.metrics.brier_score_loss`), from
/// sums: `(Σp² − 2Σpy + Σy)/n`. 0 … 1; nil without rows.
package func brierScore(count: Int64, squareSum: Double, crossSum: Double, positives: Int64) -> Double? {
  guard count > 0, squareSum.isFinite, crossSum.isFinite else { return nil }
  return min(max((squareSum - 2 * crossSum + Double(positives)) / Double(count), 0), 1)
}

/// A conservative interval for the Brier score B. Nil without rows.
///
/// The sums do not tell the variance of `(p−y)²`, which takes fourth powers; but a variable in 0 … 1 with mean B has a
/// variance of at most `B(1−B)`, and with that bound the score interval is Wilson's for a share of B. For a model of
/// middling sharpness it is about twice as wide as it need be.
package func brierInterval(
  count: Int64, squareSum: Double, crossSum: Double, positives: Int64, confidence: Double
) -> ConfidenceInterval? {
  guard
    let brier = brierScore(count: count, squareSum: squareSum, crossSum: crossSum, positives: positives)
  else { return nil }
  let n = Double(count)
  return scoreInterval(successes: brier * n, count: n, confidence: confidence)
}
