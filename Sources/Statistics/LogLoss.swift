#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What one row adds to the log loss: `−ln p`, or `−ln (1 − p)` for a row of the other class. The probability is clipped to
/// 1e-15 from either end, so that no row's loss is infinite; one that is not a number counts as 1e-15.
@inline(__always)
package func logLoss(ofProbability probability: Double, isOther: Bool = false) -> Double {
  let least = 1e-15
  let clipped = min(max(probability, least), 1 - least)
  return -log(isOther ? 1 - clipped : clipped)
}

/// The log loss `Σ −ln P(true class) / n` in nats (`sklearn.metrics.log_loss`), from the sum. 0 …; nil without rows.
package func logLoss(count: Int64, sum: Double) -> Double? {
  guard count > 0, sum.isFinite else { return nil }
  return max(sum / Double(count), 0)
}

/// The normal interval of the log loss, not below 0. Nil without rows.
///
/// Half a row without loss and half a row with `ln classes`, what a model that knows nothing loses, are added to the
/// variance, so that a few rows are not certain. Where hardly ever a row has a great loss, the interval is too narrow
/// until there has been one.
///
/// - Parameters:
///   - squareSum: sum of the squares of the rows' losses.
///   - classes: how many there are, at least 2.
package func logLossInterval(
  count: Int64, sum: Double, squareSum: Double, classes: Int, confidence: Double
) -> ConfidenceInterval? {
  guard let loss = logLoss(count: count, sum: sum), squareSum.isFinite else { return nil }
  let n = Double(count)
  let fromGuess = log(Double(max(classes, 2))) - loss
  let variance = (max(squareSum - n * loss * loss, 0) + (loss * loss + fromGuess * fromGuess) / 2) / (n + 1)
  let halfWidth = normalCriticalValue(confidence: confidence) * (variance / n).squareRoot()
  guard halfWidth.isFinite else { return nil }
  return ConfidenceInterval(low: max(loss - halfWidth, 0), high: loss + halfWidth)
}
