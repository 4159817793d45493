import Readings
import Statistics

/// Gaps between the groups of one attribute. Groups below `minSamples` rows are left out.
struct FairnessMeasures {
  static let metrics: [Metric] = [.demographicParityDifference, .fnrDifference]

  let comparison: SeriesRoster.Comparison
  let minSamples: Int
  /// A gap is held against none at all.
  let evidence: IntervalEvidence

  /// Greatest difference of the selection rates: `max − min` of P(served positive).
  ///
  /// - Parameter traffic: the window's traffic counts.
  func demographicParityDifference(_ traffic: WindowSums) -> Measurement {
    gap(
      comparison.groups.map { name, target in
        GroupShare(
          name: name, successes: traffic.count(CellLayout.servedPositive, of: target),
          count: traffic.count(CellLayout.served, of: target))
      }, minCount: minSamples)
  }

  /// Greatest difference of the false negative rates: `max − min` of P(served negative | positive label).
  ///
  /// - Parameter labels: the window's label counts.
  func fnrDifference(_ labels: WindowSums) -> Measurement {
    let labelled = comparison.groups.filter { labels.count(CellLayout.labelled, of: $0.target) >= Int64(minSamples) }
    return gap(
      labelled.map { name, target in
        let misses = labels.count(CellLayout.falseNegatives, of: target)
        return GroupShare(
          name: name, successes: misses, count: misses + labels.count(CellLayout.truePositives, of: target))
      }, minCount: 1)
  }

  private func gap(_ shares: [GroupShare], minCount: Int) -> Measurement {
    let included = shares.filter { $0.count >= Int64(minCount) }
    let gap = greatestDifference(included, confidence: PerformanceFigures.confidence)
    // Without two groups to compare there is nothing that the figure could rest on.
    return Measurement(
      value: gap?.value, n: gap == nil ? 0 : Int(included.reduce(0) { $0 + $1.count }), low: gap?.low, high: gap?.high,
      evidence: evidence.evidence(
        value: gap?.value, interval: gap.map { ConfidenceInterval(low: $0.low, high: $0.high) }, baseline: 0))
  }
}
