import Readings
import Statistics

/// How far what turned out to be true, and for regression the errors, have moved from the reference.
struct LabelDriftMeasures {
  let layout: CellLayout
  let reference: ReferenceCell
  let critical: CriticalValues

  /// What there is to measure, in the order in which ``measure(_:room:_:)`` hands it over.
  static func slots(_ layout: CellLayout) -> [(metric: Metric, feature: String)] {
    if layout.regression != nil {
      return [ModelColumn.label, ModelColumn.residual].flatMap { name in
        ColumnDrift.numericMetrics.map { ($0, name) }
      }
    }
    if case .regression = layout.task { return [] }
    return ColumnDrift.classMetrics(layout.task).map { ($0, ModelColumn.label) }
  }

  /// Calls `emit` with each figure and its position in ``slots(_:)``. The figures rest on labelled rows.
  ///
  /// - Parameters:
  ///   - labels: the window's label counts.
  ///   - room: to work in.
  func measure(_ labels: Span<Int64>, room: inout DriftRoom, _ emit: (Int, Measurement) -> Void) {
    var first = 0
    for column in reference.labelColumns {
      let drift = ColumnDrift(column: column, critical: critical, usesOverallBaseline: reference.isOverall)
      switch column.kind {
      case .numeric(let numeric):
        let start = first
        first += drift.numeric(numeric, labels, room: &room) { emit(start + $0, $1) }
      case .categorical(let categorical):
        Self.addClasses(of: labels, layout: layout, into: &room.bins)
        drift.classes(categorical, room.bins.span, emit)
      }
    }
  }

  /// Labelled rows per true class, then those of any other: from the confusion matrix. Empty for regression.
  static func addClasses(of labels: Span<Int64>, layout: CellLayout, into classes: inout [Int64]) {
    classes.removeAll(keepingCapacity: true)
    switch layout.task {
    case .binary:
      classes.append(labels[CellLayout.trueNegatives] &+ labels[CellLayout.falsePositives])
      classes.append(labels[CellLayout.truePositives] &+ labels[CellLayout.falseNegatives])
      classes.append(0)
    case .multiclass(let names):
      let side = names.count + 1
      guard layout.confusion.count == side * side else { return }
      for row in 0..<side {
        let start = layout.confusion.lowerBound + row * side
        classes.append(labels.rows(in: start..<start + side))
      }
    case .regression: break
    }
  }
}
