/// How far the mean of a sample lies from the reference's, in standard deviations of the reference (Glass's Δ).
package struct MeanShift: Equatable, Sendable {
  /// `(mean_cur − mean_ref) / sd_ref`, with the population standard deviation of the reference.
  package let value: Double

  /// Of the value, for its interval; nil under two rows.
  private let standardError: Double?
  /// Of the value if nothing has changed.
  private let standardErrorWithoutShift: Double

  /// A sample's size, mean and population variance.
  package struct Moments: Equatable, Sendable {
    package var size: Double
    package var mean: Double
    package var variance: Double

    package init(size: Double, mean: Double, variance: Double) {
      self.size = size
      self.mean = mean
      self.variance = variance
    }
  }

  /// Nil if either sample is empty, the reference does not vary, or a moment is not finite.
  package init?(reference: Moments, current: Moments) {
    guard reference.size > 0, current.size > 0, reference.variance > 0, current.variance >= 0 else { return nil }
    let value = (current.mean - reference.mean) / reference.variance.squareRoot()
    let ratio = current.variance / reference.variance
    guard value.isFinite, ratio.isFinite else { return nil }
    self.value = value
    let (m, n) = (reference.size, current.size)
    standardError = n > 1 ? (ratio / (n - 1) + 1 / m + value * value / (2 * m)).squareRoot() : nil
    let spread = n > 1 ? max(ratio * n / (n - 1), 1) : 1
    standardErrorWithoutShift = (spread * (1 / m + 1 / n)).squareRoot()
  }

  /// A normal interval by the variance of Glass's Δ, `s²_cur/(n s²_ref) + 1/m + Δ²/2m` (Hedges & Olkin 1985). Nil under
  /// two rows.
  package func interval(confidence: Double) -> ConfidenceInterval? {
    guard let standardError else { return nil }
    let halfWidth = normalCriticalValue(confidence: confidence) * standardError
    return ConfidenceInterval(low: value - halfWidth, high: value + halfWidth)
  }

  /// What the shift exceeds in size by chance alone: `z √(s² (1/m + 1/n)) / s_ref` with the greater of the two standard
  /// deviations, so that neither a skewed feature nor one outlier passes for a shift.
  ///
  /// - Parameter criticalValue: of the normal distribution, two-sided.
  package func noiseFloor(criticalValue: Double) -> Double {
    criticalValue * standardErrorWithoutShift
  }
}
