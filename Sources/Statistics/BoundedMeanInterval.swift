/// A normal interval for the mean of values that lie within known bounds, from their sum and the sum of their squares,
/// clamped to the bounds. Nil without rows, and for sums that are not finite.
///
/// Half a row at either bound is added to the variance, so that a few rows that happen to agree are not certain.
package func boundedMeanInterval(
  sum: Double, sumOfSquares: Double, count: Int64, within bounds: ClosedRange<Double>, confidence: Double
) -> ConfidenceInterval? {
  guard count > 0, sum.isFinite, sumOfSquares.isFinite else { return nil }
  let n = Double(count)
  let mean = sum / n
  let (down, up) = (mean - bounds.lowerBound, bounds.upperBound - mean)
  let variance = (max(sumOfSquares - sum * mean, 0) + (down * down + up * up) / 2) / (n + 1)
  let halfWidth = normalCriticalValue(confidence: confidence) * (variance / n).squareRoot()
  guard halfWidth.isFinite else { return nil }
  return ConfidenceInterval(around: mean, halfWidth: halfWidth, within: bounds)
}
