import Readings
import Statistics

/// A share of rows against the same share in the reference.
///
/// It counts as changed if the likelihood-ratio test of the two shares says so at the level of the test.
struct RateComparison {
  let successes: Int64
  let rows: Int64
  let referenceSuccesses: Int64
  let referenceRows: Int64
  let critical: CriticalValues

  func measurement(usesOverallBaseline: Bool) -> Measurement {
    let interval = wilsonInterval(successes: successes, of: rows, confidence: PerformanceFigures.confidence)
    let ratio = likelihoodRatioOfShares(
      successes1: successes, of: rows, successes2: referenceSuccesses, of: referenceRows)
    return Measurement(
      value: rows > 0 ? Double(successes) / Double(rows) : nil, n: Int(rows), low: interval?.low, high: interval?.high,
      evidence: .test(isBeyondChance: ratio.map { $0 > critical.chiSquared(bins: 2) } ?? false),
      baseline: referenceRows > 0 ? Double(referenceSuccesses) / Double(referenceRows) : nil,
      usesOverallBaseline: usesOverallBaseline)
  }
}
