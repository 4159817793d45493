import Readings

/// The reference that later traffic is compared with: the columns' profiles, and the reference's own counts per cell in
/// the layout that follows from them.
package struct Baseline: Sendable {
  /// One cell's part of the reference.
  package struct Cell: Equatable, Sendable {
    package var traffic: [Int64]
    package var labels: [Int64]

    package init(traffic: [Int64], labels: [Int64]) {
      self.traffic = traffic
      self.labels = labels
    }
  }

  package let columns: ColumnProfiles
  package let layout: CellLayout
  /// By name of the cell; `all` is always there.
  package let cells: [String: Cell]
  /// Cells with fewer rows than this are left to the overall profile.
  package let minSamples: Int

  /// `nil` unless there is a cell `all` and every row of counts fits the columns.
  package init?(columns: ColumnProfiles, cells: [String: Cell], minSamples: Int) {
    let layout = CellLayout(columns: columns)
    guard cells["all"] != nil,
      cells.values.allSatisfy({ $0.traffic.count == layout.trafficWidth && $0.labels.count == layout.labelWidth })
    else { return nil }
    self.columns = columns
    self.layout = layout
    self.cells = cells
    self.minSamples = minSamples
  }

  /// The same for a log that says what people served in place of predictions, if the reference did not.
  package var countingOverrides: Baseline {
    guard !columns.hasOverrides else { return self }
    var columns = columns
    columns.hasOverrides = true
    let width = CellLayout(columns: columns).labelWidth
    // What is counted of them comes last.
    let cells = cells.mapValues { cell in
      Cell(traffic: cell.traffic, labels: cell.labels + Array(repeating: 0, count: width - cell.labels.count))
    }
    return Baseline(columns: columns, cells: cells, minSamples: minSamples) ?? self
  }

  /// The reference for a cell: its own part if that is large enough, else the overall one.
  package func cell(named name: String) -> (cell: Cell, isOverall: Bool) {
    if let own = cells[name], name == "all" || own.traffic[CellLayout.rows] >= Int64(minSamples) {
      return (own, false)
    }
    return (cells["all"] ?? Cell(traffic: [], labels: []), true)
  }
}
