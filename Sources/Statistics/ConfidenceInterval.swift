/// A two-sided interval for a quantity, in the quantity's own unit.
package struct ConfidenceInterval: Equatable, Sendable {
  package var low: Double
  package var high: Double

  package init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// The interval of the given half-width around a value, kept inside `bounds`.
  init(around value: Double, halfWidth: Double, within bounds: ClosedRange<Double>) {
    low = min(max(value - halfWidth, bounds.lowerBound), bounds.upperBound)
    high = min(max(value + halfWidth, bounds.lowerBound), bounds.upperBound)
  }
}

/// The normal critical value of a two-sided interval: 1.96 for a confidence of 0.95.
///
/// A confidence of 1 or more stands for the widest finite interval (8.3 standard errors), so that no bound is ever
/// infinite or undefined; a confidence of 0 or less gives 0.
package func normalCriticalValue(confidence: Double) -> Double {
  if confidence == 0.95 { return usualCriticalValue }
  return criticalValue(confidence: confidence)
}

/// The one of nearly every interval, worked out once.
private let usualCriticalValue = criticalValue(confidence: 0.95)

private func criticalValue(confidence: Double) -> Double {
  if confidence <= 0 { return 0 }
  let greatest = 1 - Double.ulpOfOne / 2
  let coverage = confidence < greatest ? confidence : greatest
  return -NormalDistribution.quantile((1 - coverage) / 2)
}
