/// The calibration bias: mean score less share of positives, −1 … 1. Positive where the model expects too much. Nil
/// without rows.
package func calibrationBias(_ bins: ReliabilityBins) -> Double? {
  let n = bins.rows
  return n > 0 ? (bins.scoreSum - bins.positives) / n : nil
}

/// The normal interval of the calibration bias, with half a row at −1 and at 1 added to the variance. Nil without rows.
///
/// - Parameter squareSum: `Σ(p−y)²` over the rows of all bins.
package func calibrationBiasInterval(
  _ bins: ReliabilityBins, squareSum: Double, confidence: Double
) -> ConfidenceInterval? {
  boundedMeanInterval(
    sum: bins.scoreSum - bins.positives, sumOfSquares: squareSum, count: Int64(min(bins.rows, 0x1p62)), within: -1...1,
    confidence: confidence)
}
