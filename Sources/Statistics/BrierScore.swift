/// The Brier score `Σ(p−y)²/n` of scores p and labels y in {0, 1} (Brier 1950; `sklearn.metrics.brier_score_loss`), from
/// sums: `(Σp² − 2Σpy + Σy)/n`. 0 … 1; nil without rows.
package func brierScore(count: Int64, squareSum: Double, crossSum: Double, positives: Int64) -> Double? {
  guard count > 0, squareSum.isFinite, crossSum.isFinite else { return nil }
  return min(max((squareSum - 2 * crossSum + Double(positives)) / Double(count), 0), 1)
}

/// The normal interval of the Brier score, with half a row at 0 and at 1 added to the variance. Nil without rows.
///
/// - Parameter fourthSum: `Σ(p−y)⁴`.
package func brierInterval(
  count: Int64, squareSum: Double, crossSum: Double, fourthSum: Double, positives: Int64, confidence: Double
) -> ConfidenceInterval? {
  guard let brier = brierScore(count: count, squareSum: squareSum, crossSum: crossSum, positives: positives)
  else { return nil }
  return boundedMeanInterval(
    sum: brier * Double(count), sumOfSquares: fourthSum, count: count, within: 0...1, confidence: confidence)
}
