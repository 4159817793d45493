import Notation
import Readings
import Records
import Statistics

extension RollingWindows {
  /// The versions and cells that have had rows, in the order in which a front end lists them.
  package var shape: (versions: [String], segments: [String]) {
    updateRoster()
    return (roster.versions.map(\.name), roster.cells.map { registry.cells[$0].name })
  }

  /// The model's own columns for which drift is measured.
  package var modelColumns: [FeatureProfile] {
    let isRegression = layout.task == .regression
    var columns: [FeatureProfile] = []
    if layout.score != nil {
      columns.append(
        FeatureProfile(name: isRegression ? ModelColumn.prediction : ModelColumn.score, kind: .numeric))
    }
    if layout.prediction != nil { columns.append(FeatureProfile(name: ModelColumn.prediction, kind: .categorical)) }
    var names: [String] = []
    for slot in LabelDriftMeasures.slots(layout) where joinsLabels && !names.contains(slot.feature) {
      names.append(slot.feature)
    }
    return columns + names.map { FeatureProfile(name: $0, kind: isRegression ? .numeric : .categorical) }
  }

  /// Reference against current for every feature and column of the model, cell and window, all versions together. What
  /// only labels tell is of the newest window whose labels were judged.
  package func histograms() -> [HistogramKey: Histogram] {
    updateRoster()
    var result: [HistogramKey: Histogram] = [:]
    let names = layout.columnNames(features: baseline.columns.features.map(\.name))
    let labelNames = layout.regression == nil ? [ModelColumn.label] : [ModelColumn.label, ModelColumn.residual]
    // The same in every cell and window.
    let binLabels = layout.columns.map { Self.labels(of: $0) }
    for (index, window) in plan.windows.enumerated() {
      let labelSums = currentLabelSums(index)
      for subject in roster.subjects where subject.target.version < 0 {
        let segment = registry.cells[subject.target.cell].name
        let counts = trafficSums[index].counts(of: subject.target)
        let reference = subject.reference
        for (position, (name, feature)) in zip(names, layout.columns).enumerated()
        where position < reference.columns.count {
          result[HistogramKey(feature: name, segment: segment, window: window.name)] = histogram(
            feature, binLabels[position], reference: reference.traffic, column: reference.columns[position],
            counts: counts)
        }
        guard let labels = labelSums?.counts(of: subject.target) else { continue }
        for (name, column) in zip(labelNames, subject.reference.labelColumns) {
          result[HistogramKey(feature: name, segment: segment, window: window.name)] = labelHistogram(
            reference: subject.reference.labels, column: column, counts: labels)
        }
      }
    }
    return result
  }

  private func labelHistogram(reference: [Int64], column: ReferenceCell.Column, counts: [Int64]) -> Histogram {
    if case .numeric(let numeric) = column.kind {
      let feature = CellLayout.Feature.numeric(numeric.layout)
      return histogram(feature, Self.labels(of: feature), reference: reference, column: column, counts: counts)
    }
    var classes: [Int64] = []
    LabelDriftMeasures.addClasses(of: counts.span, layout: layout, into: &classes)
    let labels = (layout.prediction?.categories ?? []) + ["unseen"]
    return histogram(labels, isOpen: true, column: column, current: classes, nulls: 0)
  }

  private func histogram(
    _ feature: CellLayout.Feature, _ labels: [String], reference: [Int64], column: ReferenceCell.Column,
    counts: [Int64]
  ) -> Histogram {
    switch feature {
    case .numeric(let numeric):
      let fine = Array(counts[numeric.cells])
      var histogram = histogram(
        labels, isOpen: false, column: column, current: numeric.grid.bins(ofCells: fine.span),
        nulls: counts[numeric.null])
      histogram.referenceMoments = Self.moments(numeric, reference)
      histogram.currentMoments = Self.moments(numeric, counts)
      return histogram
    case .categorical(let categorical):
      return histogram(
        labels, isOpen: true, column: column, current: Array(counts[categorical.cells]),
        nulls: counts[categorical.null])
    }
  }

  /// Of the bins of a column.
  private static func labels(of feature: CellLayout.Feature) -> [String] {
    switch feature {
    case .numeric(let numeric): labels(of: numeric.grid)
    case .categorical(let categorical): categorical.categories + [categorical.hasOther ? "other" : "unseen"]
    }
  }

  /// - Parameters:
  ///   - isOpen: whether the last bin is that of what is not listed, which is left out where neither side has any.
  ///   - current: rows per bin.
  private func histogram(
    _ labels: [String], isOpen: Bool, column: ReferenceCell.Column, current: [Int64], nulls: Int64
  ) -> Histogram {
    let count = current.span.rows(in: current.indices)
    var bins: [Histogram.Bin] = []
    for (index, label) in labels.enumerated() where index < column.bins.count && index < current.count {
      if isOpen, index == labels.count - 1, column.bins[index] == 0, current[index] == 0 { continue }
      let p = column.count > 0 ? Double(column.bins[index]) / Double(column.count) : 0
      let q = count > 0 ? Double(current[index]) / Double(count) : 0
      let contribution = count > 0 ? populationStabilityContribution(reference: p, current: q) : 0
      bins.append(Histogram.Bin(label: label, reference: p, current: q, contribution: contribution))
    }
    return Histogram(
      bins: bins, referenceCount: Int(column.count), currentCount: Int(count), referenceNulls: Int(column.nulls),
      currentNulls: Int(nulls))
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
  private static func moments(_ numeric: CellLayout.Numeric, _ counts: [Int64]) -> Histogram.Moments? {
    let (count, moments) = ReferenceCell.Column.moments(numeric, counts.span)
    guard count > 0 else { return nil }
    var seen = 0.0
    var cell = numeric.cells.lowerBound
    while cell < numeric.cells.upperBound - 1, (seen + Double(counts[cell])) * 2 < Double(count) {
      seen += Double(counts[cell])
      cell += 1
    }
    let edges = numeric.grid.edges
    return Histogram.Moments(
      mean: numeric.center + moments.mean, standardDeviation: moments.variance.squareRoot(),
      median: edges.isEmpty ? numeric.center : edges[min(cell - numeric.cells.lowerBound, edges.count - 1)])
  }
}

/// Three significant digits, without a tail of zeros.
private func shortNumber(_ value: Double) -> String {
  guard value.isFinite, value != 0 else { return shortestText(value) }
  var scale = 1.0
  while abs(value) * scale < 100, scale < 1e9 { scale *= 10 }
  return shortestText((value * scale).rounded() / scale)
}
