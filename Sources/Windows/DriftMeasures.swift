import Readings
import Records
import Statistics

/// Memory to work in, kept from one column to the next.
struct DriftRoom {
  var bins: [Int64] = []
  var shares = CumulativeShares()
}

/// How far one column of one cell's window has moved from the reference.
struct DriftMeasures {
  let reference: ReferenceCell
  /// The reference of this column.
  let column: ReferenceCell.Column
  let critical: CriticalValues

  /// What there is to measure of a column, in the order in which ``measure(_:room:_:)`` hands it over.
  static func metrics(of column: CellLayout.Feature, isPrediction: Bool, task: PredictionTask) -> [Metric] {
    switch column {
    case .numeric: ColumnDrift.numericMetrics + [.nullRate, .outOfRangeRate]
    case .categorical where isPrediction: ColumnDrift.classMetrics(task)
    case .categorical: ColumnDrift.categoricalMetrics + [.nullRate, .unseenRate]
    }
  }

  /// Calls `emit` with each figure and its position in ``metrics(of:isPrediction:task:)``. Complexity: O(cells); nothing
  /// allocated.
  ///
  /// Nulls are a share of all rows, and so are the unseen categories of a feature; values out of range are one of the
  /// non-null values, as the share of a class is one of what was served.
  ///
  /// - Parameters:
  ///   - traffic: the window's traffic counts.
  ///   - room: to work in.
  func measure(_ traffic: Span<Int64>, room: inout DriftRoom, _ emit: (Int, Measurement) -> Void) {
    let rows = traffic[CellLayout.rows]
    let drift = ColumnDrift(column: column, critical: critical, usesOverallBaseline: reference.isOverall)
    let current = traffic.extracting(column.cells)
    let nulls = column.null >= 0 ? traffic[column.null] : 0
    switch column.kind {
    case .numeric(let numeric):
      let next = drift.numeric(numeric, traffic, room: &room, emit)
      let outside = current.rows(in: column.outside)
      let count = current.rows(in: current.indices)
      emit(next, drift.rate(nulls, of: rows, reference: column.nulls, of: reference.rows))
      emit(next + 1, drift.rate(outside, of: count, reference: numeric.outside, of: column.count))
    case .categorical(let categorical) where categorical.isClasses:
      drift.classes(categorical, current, emit)
    case .categorical(let categorical):
      let next = drift.categorical(categorical, current, emit)
      emit(next, drift.rate(nulls, of: rows, reference: column.nulls, of: reference.rows))
      emit(
        next + 1,
        drift.rate(current[current.count - 1], of: rows, reference: categorical.unlisted, of: reference.rows))
    }
  }
}
