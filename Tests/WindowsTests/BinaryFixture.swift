import Records
import Statistics

@testable import Windows

/// Counts of a binary model, filled in by hand: a score in hundredths, and a calibration.
enum BinaryFixture {
  static let calibration = IsotonicCalibration(scores: [0.1, 0.9], probabilities: [0.05, 0.95])

  static func columns(isCalibrated: Bool = true, isScored: Bool = true) -> ColumnProfiles {
    ColumnProfiles(
      task: .binary(positive: "1"), features: [],
      score: isScored ? NumericProfile(values: (0...100).map { Double($0) / 100 }, cells: 1000) : nil,
      calibration: isCalibrated && isScored ? calibration : nil)
  }

  static func layout(isCalibrated: Bool = true, isScored: Bool = true) -> CellLayout {
    CellLayout(columns: columns(isCalibrated: isCalibrated, isScored: isScored))
  }

  /// A reference with one cell, whose counts `fill` changes.
  static func reference(_ columns: ColumnProfiles, _ fill: (inout [Int64]) -> Void = { _ in }) -> ReferenceCell? {
    let layout = CellLayout(columns: columns)
    var labels = [Int64](repeating: 0, count: layout.labelWidth)
    fill(&labels)
    let cell = Baseline.Cell(traffic: [Int64](repeating: 0, count: layout.trafficWidth), labels: labels)
    return Baseline(columns: columns, cells: ["all": cell], minSamples: 1)
      .map { ReferenceCell(baseline: $0, cellName: "all") }
  }

  static func plan(minSamples: Int) -> CellPlan {
    CellPlan(segments: [[], [0]], fairness: [[0]], minSamples: minSamples, minCoverage: 0.5, alpha: 0.001)
  }

  /// One group's row of counts for each name, and the comparison of these groups.
  static func groups(
    _ rows: [(name: String, counts: [Int64])], width: Int, minSamples: Int
  ) -> (SeriesRoster.Comparison, WindowSums) {
    var registry = CellRegistry(plan: plan(minSamples: minSamples), dimensionNames: ["group"])
    for row in rows { _ = registry.stratum(["v1", row.name]) }
    var sums = WindowSums(width: width)
    for part in registry.parts {
      guard let value = registry.cells[part.cell].values.first,
        let row = rows.first(where: { $0.name == value })
      else { continue }
      let deltas = row.counts.enumerated().map { LabelDelta(position: $0, amount: $1) }
      sums.add(deltas, part: part, registry: registry)
    }
    let comparison = SeriesRoster.Comparison(
      groups: registry.groups(of: [0]).map {
        (registry.cells[$0].values.joined(separator: ","), WindowSums.Target(version: -1, cell: $0))
      },
      overall: WindowSums.Target(version: -1, cell: 0), firstSeries: [0])
    return (comparison, sums)
  }
}
