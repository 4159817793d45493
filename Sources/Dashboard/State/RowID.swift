import Readings

/// Names a row of a list across snapshots.
package enum RowID: Hashable, Sendable {
  case series(SeriesKey)
  case alert(AlertIdentity)
  case name(String)
  case number(Int)

  /// Whether both are the same figure, whatever the cell.
  func isSameFigure(as other: RowID) -> Bool {
    if case .series(let a) = self, case .series(let b) = other { a.isSameFigure(as: b) } else { false }
  }
}

/// Where the cursor of a list stands.
package struct RowSelection: Equatable, Sendable {
  /// What it stands on; `nil` in an empty list.
  package var id: RowID?
  /// Where that was last seen, so that its successor takes its place when it disappears.
  package var index = 0
}

/// Panes whose content is a list of rows, with a cursor.
extension DashboardState {
  /// The rows of a pane's list, filtered and sorted; `nil` for a pane without such a list. Each has its own file.
  func listRows(of pane: Pane) -> [RowID]? {
    switch pane {
    case .performanceFigures: performanceRows()
    case .fairnessFigures: fairnessRows()
    case .versionFigures: versionRows()
    case .sources: sourceRows()
    case .alerts: alertRows()
    case .log: logRows()
    default: nil
    }
  }

  package func selection(in pane: Pane) -> RowSelection { selections[pane] ?? RowSelection() }

  /// Lists the rows of the panes on show anew; each cursor stays on what it named, or moves to what now stands there.
  mutating func refreshRows() {
    rows = [:]
    // What people decide about the selected alert, they may decide from any view; only in its own it stays what it is.
    let needsAlerts = screen != .alert && !screen.panes.contains(.alerts)
    for pane in screen.panes + (needsAlerts ? [.alerts] : []) {
      guard let list = listRows(of: pane) else { continue }
      rows[pane] = list
      var selection = pane == .log && followsLog ? RowSelection(index: .max) : selection(in: pane)
      if pane == .alerts, screen == .overview, dialog == nil, !chosen.contains(.alert) {
        selection = RowSelection(id: list.first, index: 0)
      } else if let id = selection.id,
        let index = list.firstIndex(of: id) ?? list.firstIndex(where: { $0.isSameFigure(as: id) })
      {
        selection = RowSelection(id: list[index], index: index)
      } else {
        selection.index = min(max(0, selection.index), max(0, list.count - 1))
        selection.id = list.isEmpty ? nil : list[selection.index]
      }
      selections[pane] = selection
    }
  }

  /// Puts the cursor of a list on a row.
  mutating func selectRow(_ index: Int, in pane: Pane) {
    guard let list = rows[pane], !list.isEmpty else { return }
    let index = min(max(0, index), list.count - 1)
    let selected = RowSelection(id: list[index], index: index)
    if pane == .log { followsLog = index == list.count - 1 }
    if pane == .alerts { chosen.insert(.alert) }
    if pane == .alerts, selected.id != selection(in: pane).id { forgetAlertOffsets() }
    selections[pane] = selected
  }
}
