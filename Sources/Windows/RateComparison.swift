import Readings
import Statistics

/// A share of rows against the same share in the reference.
///
/// It counts as changed if Newcombe's interval of the difference, at the level of the test, leaves out zero.
struct RateComparison {
  let successes: Int64
  let rows: Int64
  let referenceSuccesses: Int64
  let referenceRows: Int64
  let critical: CriticalValues

  func measurement(usesOverallBaseline: Bool) -> Measurement {
    let interval = wilsonInterval(successes: successes, of: rows, confidence: PerformanceFigures.confidence)
    let difference = newcombeDifferenceInterval(
      successes1: successes, of: rows, successes2: referenceSuccesses, of: referenceRows,
      criticalValue: critical.normal)
    return Measurement(
      value: rows > 0 ? Double(successes) / Double(rows) : nil, n: Int(rows), low: interval?.low, high: interval?.high,
      evidence: .test(isBeyondChance: difference.map { $0.low > 0 || $0.high < 0 } ?? false),
      baseline: referenceRows > 0 ? Double(referenceSuccesses) / Double(referenceRows) : nil,
      usesOverallBaseline: usesOverallBaseline)
  }
}
