/// The rows of one bin of scores: how many, how many of them positive, and the sum of their scores.
package struct CalibrationBin: Equatable, Sendable {
  package var count: Int64
  package var positives: Int64
  package var scoreSum: Double

  package init(count: Int64, positives: Int64, scoreSum: Double) {
    self.count = count
    self.positives = positives
    self.scoreSum = scoreSum
  }
}

/// The expected calibration error `Σ (n_b/n)·|mean score − share of positives|` (Naeini et al. 2015), 0 … 1. Nil without
/// rows.
package func expectedCalibrationError(_ bins: [CalibrationBin]) -> Double? {
  let n = rows(bins)
  guard n > 0 else { return nil }
  var error = 0.0
  for bin in bins where bin.count > 0 { error += abs(bin.scoreSum - Double(bin.positives)) }
  return error / n
}

/// What the expected calibration error of a *perfectly calibrated* model exceeds with probability `alpha` at these bin
/// sizes and mean scores.
///
/// Such a model's `Σ(score − label)` in bin b is nearly normal about 0 with variance at most `v = n_b·s(1−s)`, s being the
/// bin's mean score (all scores equal is the worst case). So n times the error is a sum of half-normal variables, with the
/// cumulants `√(2v/π)`, `v(1−2/π)`, `v^1.5·√(2/π)(4/π−1)` and `v²·8(π−3)/π²`; its quantile is the normal one with the
/// Cornish–Fisher correction (1938) for the third and fourth. Without that correction a floor at an alpha of 1e-4
/// would lie 7 % (ten bins) to 22 % (one bin) too low. Infinite without rows.
package func expectedCalibrationErrorNoiseFloor(_ bins: [CalibrationBin], alpha: Double) -> Double {
  let n = rows(bins)
  guard n > 0, alpha > 0 else { return .infinity }
  var (first, second, third, fourth) = (0.0, 0.0, 0.0, 0.0)
  for bin in bins where bin.count > 0 {
    let score = min(max(bin.scoreSum / Double(bin.count), 0), 1)
    let variance = Double(bin.count) * score * (1 - score)
    first += variance.squareRoot()
    second += variance
    third += variance * variance.squareRoot()
    fourth += variance * variance
  }
  guard second > 0 else { return 0 }
  let halfNormalMean = (2 / Double.pi).squareRoot()
  let deviation = (second * (1 - 2 / Double.pi)).squareRoot()
  let skewness = third * halfNormalMean * (4 / Double.pi - 1) / (deviation * deviation * deviation)
  let square = deviation * deviation
  let kurtosis = fourth * 8 * (Double.pi - 3) / (Double.pi * Double.pi) / (square * square)
  let z = -NormalDistribution.quantile(min(alpha, 0.5))
  let corrected =
    z + (z * z - 1) * skewness / 6 + (z * z - 3) * z * kurtosis / 24
    - (2 * z * z - 5) * z * skewness * skewness / 36
  return max(first * halfNormalMean + deviation * corrected, 0) / n
}

/// A normal interval for the expected calibration error E, clamped to 0 … 1. Nil without rows.
///
/// E is the mean over rows of `±(score − label)` with the sign of the row's bin; its variance is
/// `(Σ (n_b/n)(r(1−r) + g²) − E²)/n`, with g the bin's gap and r its share of positives after half a row is added to either
/// class (so that a bin of one class is not certain). The spread of scores within a bin, which would narrow the interval
/// a little, is left out. The error itself is biased upwards in small samples; the noise floor allows for that.
package func expectedCalibrationErrorInterval(
  _ bins: [CalibrationBin], confidence: Double
) -> ConfidenceInterval? {
  let n = rows(bins)
  guard n > 0 else { return nil }
  var error = 0.0
  var square = 0.0
  for bin in bins where bin.count > 0 {
    let count = Double(bin.count)
    let positives = Double(bin.positives)
    let gap = (bin.scoreSum - positives) / count
    let share = min(max((positives + 0.5) / (count + 1), 0), 1)
    error += count / n * abs(gap)
    square += count / n * (share * (1 - share) + gap * gap)
  }
  let halfWidth =
    normalCriticalValue(confidence: confidence) * (max(square - error * error, 0) / n).squareRoot()
  return ConfidenceInterval(around: error, halfWidth: halfWidth, within: 0...1)
}

private func rows(_ bins: [CalibrationBin]) -> Double {
  var rows = 0.0
  for bin in bins where bin.count > 0 { rows += Double(bin.count) }
  return rows
}
