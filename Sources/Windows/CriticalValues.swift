import Statistics

/// What one error probability asks of each kind of test, worked out once. A class because it remembers.
final class CriticalValues {
  /// Of one test, already shared out.
  let alpha: Double
  let evidence: IntervalEvidence
  /// Of a difference of means, either way.
  let normal: Double
  let kolmogorovSmirnov: Double
  /// Of the 95 % interval about the Kolmogorov–Smirnov statistic.
  static let kolmogorovSmirnovInterval = kolmogorovSmirnovCriticalValue(alpha: 1 - PerformanceFigures.confidence)

  private var chiSquaredByBins: [Double?] = []

  init(alpha: Double) {
    self.alpha = alpha
    evidence = IntervalEvidence(alpha: alpha)
    normal = normalCriticalValue(confidence: 1 - alpha)
    kolmogorovSmirnov = kolmogorovSmirnovCriticalValue(alpha: alpha)
  }

  /// `χ²_{B−1, 1−α}` of B bins.
  func chiSquared(bins: Int) -> Double {
    if bins < chiSquaredByBins.count, let known = chiSquaredByBins[bins] { return known }
    let value = ChiSquaredDistribution.quantile(upperTail: alpha, degreesOfFreedom: bins - 1)
    if chiSquaredByBins.count <= bins {
      chiSquaredByBins += repeatElement(nil, count: bins + 1 - chiSquaredByBins.count)
    }
    chiSquaredByBins[bins] = value
    return value
  }
}
