/// The maximum calibration error: the largest `|mean score − share of positives|` of a bin with rows (Naeini et al.
/// 2015), 0 … 1. Nil without rows.
package func maximumCalibrationError(_ bins: ReliabilityBins) -> Double? {
  widestBin(bins).map { abs(bins.gap($0)) }
}

/// An interval of the maximum calibration error: from the greatest lower end of all bins' gaps, which holds for all of them
/// at once (Wilson's intervals of the shares of positives, Bonferroni over the bins with rows), to the upper end of the
/// widest bin's. A tiny bin with a great gap thus neither passes for a miscalibrated one nor hides one. Nil without rows.
package func maximumCalibrationErrorInterval(
  _ bins: ReliabilityBins, confidence: Double
) -> ConfidenceInterval? {
  guard let widest = widestBin(bins) else { return nil }
  let shared = 1 - (1 - confidence) / filledBins(bins)
  var low = 0.0
  for bin in 0..<bins.count where bins.rows(bin) > 0 {
    let share = scoreInterval(successes: bins.positives(bin), count: bins.rows(bin), confidence: shared)
    let score = bins.meanScore(bin)
    low = max(low, score - share.high, share.low - score)
  }
  let gap = abs(bins.gap(widest))
  let share = scoreInterval(successes: bins.positives(widest), count: bins.rows(widest), confidence: confidence)
  let score = bins.meanScore(widest)
  return ConfidenceInterval(low: min(low, gap), high: max(score - share.low, share.high - score, gap))
}

/// Whether some bin's gap is greater than a *perfectly calibrated* model would show with probability `alpha` in any of
/// them, at these bin sizes and mean scores.
///
/// Each bin is tested at alpha over the number of bins with rows. Its critical value is the two-sided binomial one,
/// `√(n_b·s(1−s))·(z + (z²−1)·skewness/6) + ½` rows by the Cornish–Fisher expansion with a correction for continuity.
package func isMiscalibrated(_ bins: ReliabilityBins, alpha: Double) -> Bool {
  let filled = filledBins(bins)
  guard filled > 0, alpha > 0 else { return false }
  let z = -NormalDistribution.quantile(min(alpha, 1) / (2 * filled))
  for bin in 0..<bins.count where bins.rows(bin) > 0 {
    let score = bins.meanScore(bin)
    let rows = bins.rows(bin)
    let deviation = (rows * score * (1 - score)).squareRoot()
    let skewness = deviation > 0 ? abs(1 - 2 * score) / deviation : 0
    let critical = (deviation * (z + max(z * z - 1, 0) * skewness / 6) + (deviation > 0 ? 0.5 : 0)) / rows
    if abs(bins.gap(bin)) > critical { return true }
  }
  return false
}

private func filledBins(_ bins: ReliabilityBins) -> Double {
  var filled = 0.0
  for bin in 0..<bins.count where bins.rows(bin) > 0 { filled += 1 }
  return filled
}

/// The first of the bins with the largest gap.
private func widestBin(_ bins: ReliabilityBins) -> Int? {
  var widest: Int?
  for bin in 0..<bins.count where bins.rows(bin) > 0 {
    if let known = widest, abs(bins.gap(known)) >= abs(bins.gap(bin)) { continue }
    widest = bin
  }
  return widest
}
