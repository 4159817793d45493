import Statistics

/// One cell's reference in the form that comparing needs again and again. A class, as its users only share it.
final class ReferenceCell: Sendable {
  let isOverall: Bool
  let rows: Int64
  /// In the order of the features, then the score, then what was served (for classes).
  let columns: [Column]
  /// What labels tell of the model's own columns, in the order of ``LabelDriftMeasures``.
  let labelColumns: [Column]
  let traffic: [Int64]
  let labels: [Int64]
  let performance: PerformanceFigures
  let latency: DurationQuantiles

  convenience init(baseline: Baseline, cellName: String) {
    let (cell, isOverall) = baseline.cell(named: cellName)
    self.init(baseline: baseline, cell: cell, isOverall: isOverall)
  }

  /// All of the reference but for one cell's part of it; all of it where that is not known.
  convenience init(baseline: Baseline, without name: String) {
    let all = baseline.cell(named: "all").cell
    guard let own = baseline.cells[name], own.traffic[CellLayout.rows] < all.traffic[CellLayout.rows] else {
      self.init(baseline: baseline, cell: all, isOverall: true)
      return
    }
    let rest = Baseline.Cell(
      traffic: zip(all.traffic, own.traffic).map { $0 &- $1 }, labels: zip(all.labels, own.labels).map { $0 &- $1 })
    self.init(baseline: baseline, cell: rest, isOverall: false)
  }

  private init(baseline: Baseline, cell: Baseline.Cell, isOverall: Bool) {
    self.isOverall = isOverall
    traffic = cell.traffic
    labels = cell.labels
    rows = cell.traffic[CellLayout.rows]
    columns = Self.columns(baseline, cell.traffic)
    labelColumns = Self.labelColumns(baseline, cell.labels)
    performance = PerformanceFigures(layout: baseline.layout, labels: cell.labels.span)
    latency = DurationQuantiles(cell.traffic[baseline.layout.latency])
  }

  private static func columns(_ baseline: Baseline, _ traffic: [Int64]) -> [Column] {
    let (layout, profiles) = (baseline.layout, baseline.columns)
    var columns: [Column] = []
    for (position, feature) in layout.features.enumerated() {
      switch feature {
      case .numeric(let numeric):
        var profile: NumericProfile?
        if profiles.features.indices.contains(position), case .numeric(let known) = profiles.features[position].profile
        {
          profile = known
        }
        columns.append(Column(numeric, profile: profile, counts: traffic))
      case .categorical(let categorical):
        columns.append(Column(categorical, counts: traffic))
      }
    }
    if let score = layout.score { columns.append(Column(score, profile: profiles.score, counts: traffic)) }
    if let prediction = layout.prediction {
      columns.append(Column(prediction, counts: traffic, prediction: layout.task))
    }
    return columns
  }

  private static func labelColumns(_ baseline: Baseline, _ labels: [Int64]) -> [Column] {
    let layout = baseline.layout
    if let regression = layout.regression {
      return [
        Column(regression.label, profile: baseline.columns.label, counts: labels),
        Column(regression.residual, profile: baseline.columns.residual, counts: labels),
      ]
    }
    var classes: [Int64] = []
    LabelDriftMeasures.addClasses(of: labels.span, layout: layout, into: &classes)
    return classes.isEmpty ? [] : [Column(classes: classes, task: layout.task)]
  }
}
