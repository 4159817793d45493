import Statistics

/// One cell's reference in the form that comparing needs again and again. A class, as its users only share it.
final class ReferenceCell: Sendable {
  /// The reference of one column, and where in the layout the column is.
  final class Column: Sendable {
    enum Kind {
      /// With `isExact` each distinct value of the reference has a cell of its own.
      case numeric(isExact: Bool)
      case categorical
    }

    let kind: Kind
    /// In a row of traffic counts: the cells of the fine grid, or the categories with what is not listed at the end.
    let cells: Range<Int>
    let null: Int
    /// Non-null values.
    let count: Int64
    /// Per cell of the fine grid (or category).
    let fine: [Int64]
    /// Per bin of `psi`; for categories the same as `fine`.
    let bins: [Int64]
    let nulls: Int64
    /// For categories, rows of a category that is not listed.
    let unlisted: Int64
    /// Of the fine cells.
    let cumulative: CumulativeShares
    /// Behind the last fine cell of each bin.
    private let binEnds: [Int]

    init(_ feature: CellLayout.Feature, _ traffic: [Int64]) {
      switch feature {
      case .numeric(let column):
        kind = .numeric(isExact: column.grid.isExact)
        cells = column.cells
        null = column.null
        let counts = Array(traffic[column.cells])
        fine = counts
        bins = column.grid.bins(ofCells: counts.span)
        unlisted = 0
        let binOfCell = column.grid.binOfCell
        binEnds = binOfCell.indices.filter { $0 + 1 == binOfCell.count || binOfCell[$0 + 1] != binOfCell[$0] }
          .map { $0 + 1 }
      case .categorical(let column):
        kind = .categorical
        cells = column.cells
        null = column.null
        fine = Array(traffic[column.cells])
        bins = fine
        unlisted = traffic[column.unlisted]
        binEnds = Array(1...fine.count)
      }
      nulls = traffic[null]
      count = fine.reduce(0, +)
      let counts = fine
      cumulative = CumulativeShares(counts.span)
    }

    /// Sums up counts per fine cell by bin.
    func add(_ fine: Span<Int64>, into bins: inout [Int64]) {
      bins.removeAll(keepingCapacity: true)
      var cell = 0
      for end in binEnds {
        var sum: Int64 = 0
        while cell < end {
          sum &+= fine[cell]
          cell += 1
        }
        bins.append(sum)
      }
    }
  }

  let isOverall: Bool
  let rows: Int64
  /// In the order of the features, then the score.
  let columns: [Column]
  let traffic: [Int64]
  let labels: [Int64]
  let performance: PerformanceFigures
  let latency: DurationQuantiles

  init(baseline: Baseline, cellName: String) {
    let (cell, isOverall) = baseline.cell(named: cellName)
    self.isOverall = isOverall
    traffic = cell.traffic
    labels = cell.labels
    rows = cell.traffic[CellLayout.rows]
    columns = baseline.layout.columns.map { Column($0, cell.traffic) }
    performance = PerformanceFigures(layout: baseline.layout, labels: cell.labels)
    latency = DurationQuantiles(cell.traffic[baseline.layout.latency])
  }
}

extension CellLayout {
  /// The columns for which drift is measured: the features, then the score.
  var columns: [Feature] { features + (score.map { [.numeric($0)] } ?? []) }
}
