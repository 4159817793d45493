#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The expected calibration error `Σ (n_b/n)·|mean score − share of positives|` (Naeini et al. 2015), 0 … 1. Nil without
/// rows.
package func expectedCalibrationError(_ bins: ReliabilityBins) -> Double? {
  let n = bins.rows
  guard n > 0 else { return nil }
  var error = 0.0
  for bin in 0..<bins.count where bins.rows(bin) > 0 { error += bins.rows(bin) * abs(bins.gap(bin)) }
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
package func expectedCalibrationErrorNoiseFloor(_ bins: ReliabilityBins, alpha: Double) -> Double {
  let n = bins.rows
  guard n > 0, alpha > 0 else { return .infinity }
  var (first, second, third, fourth) = (0.0, 0.0, 0.0, 0.0)
  for bin in 0..<bins.count where bins.rows(bin) > 0 {
    let score = bins.meanScore(bin)
    let variance = bins.rows(bin) * score * (1 - score)
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

/// An interval for the expected calibration error E of the population, in the same bins; within 0 … 1. Nil without rows.
///
/// E is the mean over rows of `±(score − label)` with the sign of the row's bin; its variance is
/// `(Σ (n_b/n)(r(1−r) + g²) − E²)/n`, with g the bin's gap and r its share of positives after half a row is added to either
/// class. The spread of scores within a bin, which would narrow the interval a little, is left out.
///
/// A small sample shows gaps where there are none: the low end is brought down by what `|gap|` is too large on average,
/// for each bin the folded normal's mean at the gap `√(g² − v)` less that gap, with v = r(1−r)/n_b. In simulations of 100
/// to 5,000 rows it covers 93 to 95 % for a calibrated model (uncorrected: 22 to 37 %) and 95 to 99 % for others.
package func expectedCalibrationErrorInterval(
  _ bins: ReliabilityBins, confidence: Double
) -> ConfidenceInterval? {
  let n = bins.rows
  guard n > 0 else { return nil }
  var error = 0.0
  var square = 0.0
  var excess = 0.0
  for bin in 0..<bins.count where bins.rows(bin) > 0 {
    let weight = bins.rows(bin) / n
    let gap = abs(bins.gap(bin))
    let share = bins.moderateShare(bin)
    error += weight * gap
    square += weight * (share * (1 - share) + gap * gap)
    excess += weight * foldedNormalExcess(of: gap, variance: share * (1 - share) / bins.rows(bin))
  }
  let halfWidth =
    normalCriticalValue(confidence: confidence) * (max(square - error * error, 0) / n).squareRoot()
  return ConfidenceInterval(low: max(error - excess - halfWidth, 0), high: min(error + halfWidth, 1))
}

/// By how much `|X|` exceeds `|E X|` on average for a normal X of this variance, judged by one observed `|X|`.
private func foldedNormalExcess(of observed: Double, variance: Double) -> Double {
  guard variance > 0 else { return 0 }
  let mean = max(observed * observed - variance, 0).squareRoot()
  let ratio = mean / (2 * variance).squareRoot()
  return (2 * variance / Double.pi).squareRoot() * exp(-ratio * ratio) - mean * erfc(ratio)
}
