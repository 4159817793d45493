import Notation
import Readings
import Statistics

extension RollingWindows {
  /// The versions and cells that have had rows, in the order in which a front end lists them.
  package var shape: (versions: [String], segments: [String]) {
    updateRoster()
    return (roster.versions.map(\.name), roster.cells.map { registry.cells[$0].name })
  }

  /// Reference against current for every feature, cell and window, all versions together.
  package func histograms() -> [HistogramKey: Histogram] {
    updateRoster()
    var result: [HistogramKey: Histogram] = [:]
    let columns = layout.columns
    let names = baseline.columns.features.map(\.name) + ["@score"]
    for (index, window) in plan.windows.enumerated() {
      for subject in roster.subjects where subject.target.version < 0 {
        let counts = trafficSums[index].counts(of: subject.target)
        for (position, feature) in columns.enumerated() {
          let key = HistogramKey(
            feature: names[position], segment: registry.cells[subject.target.cell].name, window: window.name)
          result[key] = histogram(
            feature, reference: subject.reference, column: subject.reference.columns[position], counts: counts)
        }
      }
    }
    return result
  }

  private func histogram(
    _ feature: CellLayout.Feature, reference: ReferenceCell, column: ReferenceCell.Column, counts: [Int64]
  ) -> Histogram {
    let current = ReferenceCell.Column(feature, counts)
    var labels: [String]
    var referenceMoments: Histogram.Moments?
    var currentMoments: Histogram.Moments?
    switch feature {
    case .numeric(let numeric):
      labels = Self.labels(of: numeric.grid)
      referenceMoments = Self.moments(numeric, reference.traffic, column)
      currentMoments = Self.moments(numeric, counts, current)
    case .categorical(let categorical):
      labels = categorical.categories + [categorical.hasOther ? "other" : "unseen"]
    }
    var bins: [Histogram.Bin] = []
    for index in column.bins.indices where index < labels.count {
      let isEmptyRest = index == labels.count - 1 && column.bins[index] == 0 && current.bins[index] == 0
      if case .categorical = feature, isEmptyRest { continue }
      let p = column.count > 0 ? Double(column.bins[index]) / Double(column.count) : 0
      let q = current.count > 0 ? Double(current.bins[index]) / Double(current.count) : 0
      let contribution = current.count > 0 ? populationStabilityContribution(reference: p, current: q) : 0
      bins.append(Histogram.Bin(label: labels[index], reference: p, current: q, contribution: contribution))
    }
    return Histogram(
      bins: bins, referenceCount: Int(column.count), currentCount: Int(current.count),
      referenceNulls: Int(column.nulls), currentNulls: Int(current.nulls), referenceMoments: referenceMoments,
      currentMoments: currentMoments)
  }

  /// `≤ 23`, `23–31`, …, `> 61`; the value itself where each has its bin.
  private static func labels(of grid: FineGrid) -> [String] {
    let lastCells = (0..<grid.binCount).map { bin in grid.binOfCell.lastIndex(of: bin) ?? 0 }
    let edges = lastCells.dropLast().map { grid.edges[min($0, grid.edges.count - 1)] }
    guard let first = edges.first, let last = edges.last else { return Array(repeating: "all", count: grid.binCount) }
    let between = zip(edges, edges.dropFirst()).map { "\(shortNumber($0))–\(shortNumber($1))" }
    return ["≤ \(shortNumber(first))"] + between + ["> \(shortNumber(last))"]
  }

  /// Mean and standard deviation from the exact sums; the median from the fine grid, to the nearest edge.
  private static func moments(
    _ numeric: CellLayout.Numeric, _ counts: [Int64], _ column: ReferenceCell.Column
  ) -> Histogram.Moments? {
    guard column.count > 0 else { return nil }
    let n = Double(column.count)
    let shift = numeric.scale.decode(counts[numeric.sum]) / n
    let variance = max(0, numeric.squareScale.decode(counts[numeric.sumOfSquares]) / n - shift * shift)
    var seen: Int64 = 0
    var cell = 0
    while cell < column.fine.count - 1, (seen + column.fine[cell]) * 2 < column.count {
      seen += column.fine[cell]
      cell += 1
    }
    let edges = numeric.grid.edges
    return Histogram.Moments(
      mean: numeric.center + shift, standardDeviation: variance.squareRoot(),
      median: edges.isEmpty ? numeric.center : edges[min(cell, edges.count - 1)])
  }
}

/// Three significant digits, without a tail of zeros.
private func shortNumber(_ value: Double) -> String {
  guard value.isFinite, value != 0 else { return shortestText(value) }
  var scale = 1.0
  while abs(value) * scale < 100, scale < 1e9 { scale *= 10 }
  return shortestText((value * scale).rounded() / scale)
}
