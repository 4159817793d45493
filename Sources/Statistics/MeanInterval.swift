/// The normal interval `mean ± z·s/√n` for a mean, from the sums of the values and of their squares; s is the sample
/// standard deviation (`n − 1`).
///
/// Nil under two rows, where s is 0/0, and for sums that are not finite. The variance is a difference of sums: with a
/// mean of 10⁶ standard deviations some four digits of s are left.
package func meanInterval(
  sum: Double, sumOfSquares: Double, count: Int64, confidence: Double
) -> ConfidenceInterval? {
  guard count >= 2, sum.isFinite, sumOfSquares.isFinite else { return nil }
  let n = Double(count)
  let mean = sum / n
  let variance = max(sumOfSquares - sum * mean, 0) / (n - 1)
  let halfWidth = normalCriticalValue(confidence: confidence) * (variance / n).squareRoot()
  guard halfWidth.isFinite else { return nil }
  return ConfidenceInterval(low: mean - halfWidth, high: mean + halfWidth)
}
