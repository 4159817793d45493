/// The errors of a regression, from sums: e is prediction less truth, d the truth's deviation from any one number that
/// lies near its mean.
package struct RegressionErrors: Equatable, Sendable {
  package var count: Int64 = 0
  /// Σe, Σ|e|, Σe², Σe⁴.
  package var errors = 0.0
  package var absoluteErrors = 0.0
  package var squares = 0.0
  package var fourths = 0.0
  /// Σd, Σd², Σd³, Σd⁴.
  package var deviations = 0.0
  package var deviationSquares = 0.0
  package var deviationCubes = 0.0
  package var deviationFourths = 0.0
  /// Σe²d, Σe²d².
  package var squaresByDeviation = 0.0
  package var squaresByDeviationSquare = 0.0
  /// A variance of the truth up to this is none: what rounding may leave of it in the sums.
  package var leastVariance = 0.0

  package init() {}

  /// The mean absolute error `Σ|e|/n` (`sklearn.metrics.mean_absolute_error`); nil without rows, as all that follow.
  package var mae: Double? { mean(of: absoluteErrors).map { max($0, 0) } }
  /// The root of the mean squared error `√(Σe²/n)` (`sklearn.metrics.root_mean_squared_error`).
  package var rmse: Double? { mean(of: squares).map { max($0, 0).squareRoot() } }
  /// The mean error `Σe/n`: positive where the model predicts too much.
  package var bias: Double? { mean(of: errors) }
  /// `1 − Σe²/Σ(y−ȳ)²` (`sklearn.metrics.r2_score`), at most 1; nil also where the truth does not vary.
  package var r2: Double? {
    guard let error = mean(of: squares), let variance else { return nil }
    return min(1 - error / variance, 1)
  }

  /// The normal interval of the mean absolute error, not below 0. Nil under two rows, as all that follow.
  package func maeInterval(confidence: Double) -> ConfidenceInterval? {
    guard
      let interval = meanInterval(
        sum: absoluteErrors, sumOfSquares: squares, count: count, confidence: confidence)
    else { return nil }
    return ConfidenceInterval(low: max(interval.low, 0), high: interval.high)
  }

  /// The normal interval of the mean error.
  package func biasInterval(confidence: Double) -> ConfidenceInterval? {
    meanInterval(sum: errors, sumOfSquares: squares, count: count, confidence: confidence)
  }

  /// The normal interval of the root of the mean squared error by the delta method, `√(Var(e²)/n) / 2·rmse`, not below 0.
  package func rmseInterval(confidence: Double) -> ConfidenceInterval? {
    guard count >= 2, let rmse, let fourth = mean(of: fourths) else { return nil }
    let n = Double(count)
    let variance = max(fourth - rmse * rmse * rmse * rmse, 0) / (n - 1)
    let standardError = rmse > 0 ? variance.squareRoot() / (2 * rmse) : 0
    let halfWidth = normalCriticalValue(confidence: confidence) * standardError
    return ConfidenceInterval(low: max(rmse - halfWidth, 0), high: rmse + halfWidth)
  }

  /// The normal interval of R² by the delta method, at most 1: the variance of `(e² − q·(y−ȳ)²)/Var(y)` over n, with
  /// `q = 1 − R²`.
  package func r2Interval(confidence: Double) -> ConfidenceInterval? {
    guard count >= 2, let value = r2, let variance,
      let center = mean(of: deviations), let error = mean(of: squares), let errorFourth = mean(of: fourths),
      let square = mean(of: deviationSquares), let cube = mean(of: deviationCubes),
      let fourth = mean(of: deviationFourths), let cross = mean(of: squaresByDeviation),
      let crossSquare = mean(of: squaresByDeviationSquare)
    else { return nil }
    let ratio = error / variance
    // About the truth's own mean.
    let centredCross = crossSquare - 2 * center * cross + center * center * error
    let centredFourth =
      fourth - 4 * center * cube + 6 * center * center * square - 3 * center * center * center * center
    let spread = errorFourth - 2 * ratio * centredCross + ratio * ratio * centredFourth
    let standardError = (max(spread, 0) / (Double(count) - 1)).squareRoot() / variance
    let halfWidth = normalCriticalValue(confidence: confidence) * standardError
    guard halfWidth.isFinite else { return nil }
    return ConfidenceInterval(low: value - halfWidth, high: min(value + halfWidth, 1))
  }

  /// Of the truth, divided by n; nil where it does not vary.
  private var variance: Double? {
    guard let center = mean(of: deviations), let square = mean(of: deviationSquares) else { return nil }
    let variance = square - center * center
    return variance > leastVariance && variance > 0 ? variance : nil
  }

  private func mean(of sum: Double) -> Double? {
    guard count > 0, sum.isFinite else { return nil }
    return sum / Double(count)
  }
}
