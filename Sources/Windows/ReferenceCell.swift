import Statistics

/// One cell's reference in the form that comparing needs again and again.
struct ReferenceCell {
  /// The reference of one column.
  struct Column {
    /// Non-null values.
    let count: Int64
    /// Per cell of the fine grid (or category).
    let fine: [Int64]
    /// Per bin of `psi`; for categories the same as `fine`.
    let bins: [Int64]
    let nulls: Int64
    /// For categories, rows of a category that is not listed.
    let unlisted: Int64
  }

  let isOverall: Bool
  let rows: Int64
  /// In the order of the features.
  let features: [Column]
  let score: Column?
  let traffic: [Int64]
  let labels: [Int64]
  let performance: PerformanceFigures

  init(baseline: Baseline, cellName: String) {
    let (cell, isOverall) = baseline.cell(named: cellName)
    self.isOverall = isOverall
    traffic = cell.traffic
    labels = cell.labels
    rows = cell.traffic[CellLayout.rows]
    features = baseline.layout.features.map { Self.column($0, cell.traffic) }
    score = baseline.layout.score.map { Self.column(.numeric($0), cell.traffic) }
    performance = PerformanceFigures(layout: baseline.layout, labels: cell.labels)
  }

  static func column(_ feature: CellLayout.Feature, _ traffic: [Int64]) -> Column {
    switch feature {
    case .numeric(let column):
      let fine = Array(traffic[column.cells])
      return Column(
        count: fine.reduce(0, +), fine: fine, bins: column.grid.bins(ofCells: fine.span), nulls: traffic[column.null],
        unlisted: 0)
    case .categorical(let column):
      let fine = Array(traffic[column.cells])
      return Column(
        count: fine.reduce(0, +), fine: fine, bins: fine, nulls: traffic[column.null],
        unlisted: traffic[column.unlisted])
    }
  }
}
