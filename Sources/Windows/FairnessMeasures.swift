import Readings
import Statistics

/// Gaps between the groups of one attribute. Groups below `minSamples` rows are left out.
struct FairnessMeasures {
  /// One group's counts.
  struct Group {
    let name: String
    let traffic: [Int64]
    let labels: [Int64]
  }

  let groups: [Group]
  let minSamples: Int
  /// A gap is held against none at all.
  let evidence: IntervalEvidence

  /// Greatest difference of the selection rates: `max − min` of P(served positive).
  var demographicParityDifference: Measurement {
    gap(groups.map { ($0.name, $0.traffic[CellLayout.servedPositive], $0.traffic[CellLayout.served]) })
  }

  /// Greatest difference of the false negative rates: `max − min` of P(served negative | positive label).
  var fnrDifference: Measurement {
    gap(
      groups.filter { $0.labels[CellLayout.labelled] >= Int64(minSamples) }.map { group in
        let misses = group.labels[CellLayout.falseNegatives]
        return (group.name, misses, misses + group.labels[CellLayout.truePositives])
      }, minCount: 1)
  }

  private func gap(_ shares: [(name: String, successes: Int64, count: Int64)], minCount: Int? = nil) -> Measurement {
    let included = shares.filter { $0.count >= Int64(minCount ?? minSamples) }
    let gap = greatestDifference(
      included.map { GroupShare(name: $0.name, successes: $0.successes, count: $0.count) },
      confidence: PerformanceFigures.confidence)
    // Without two groups to compare there is nothing that the figure could rest on.
    return Measurement(
      value: gap?.value, n: gap == nil ? 0 : Int(included.reduce(0) { $0 + $1.count }), low: gap?.low, high: gap?.high,
      evidence: evidence.evidence(
        value: gap?.value, interval: gap.map { ConfidenceInterval(low: $0.low, high: $0.high) }, baseline: 0))
  }
}
