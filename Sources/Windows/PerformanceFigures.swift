import Records
import Statistics

/// What the label counts of one cell say about its model, whatever its task.
struct PerformanceFigures {
  /// Of every interval that is shown.
  static let confidence = 0.95

  enum Task {
    case binary(BinaryFigures)
    case multiclass(MulticlassFigures)
    case regression(RegressionErrors)
    /// A regression of whose truth the reference says nothing.
    case unknown
  }

  let task: Task
  /// `nil` where the log does not say what people served.
  let overrides: OverrideFigures?

  init(layout: CellLayout, labels: Span<Int64>) {
    overrides = layout.overrides.map { OverrideFigures($0, labels: labels) }
    switch layout.task {
    case .binary: task = .binary(BinaryFigures(layout: layout, labels: labels))
    case .multiclass: task = .multiclass(MulticlassFigures(layout: layout, labels: labels))
    case .regression:
      task = layout.regression.map { .regression(RegressionErrors($0, labels: labels)) } ?? .unknown
    }
  }
}
