import Statistics

/// The critical values of one error probability, each worked out once. A class because it remembers.
final class CriticalValues {
  let alpha: Double
  private var chiSquaredByBins: [Int: Double] = [:]

  init(alpha: Double) {
    self.alpha = alpha
  }

  /// `χ²_{B−1, 1−α}` of B bins.
  func chiSquared(bins: Int) -> Double {
    if let known = chiSquaredByBins[bins] { return known }
    let value = ChiSquaredDistribution.quantile(upperTail: alpha, degreesOfFreedom: bins - 1)
    chiSquaredByBins[bins] = value
    return value
  }
}
