import Readings

/// How people fared who served something else than the prediction, against the label and against the model.
struct OverrideMeasures {
  let figures: OverrideFigures
  let reference: OverrideFigures
  let isRegression: Bool
  let comparison: PerformanceComparison

  /// A number is hardly ever the true one, so that only who came nearer is told of it.
  static func metrics(isRegression: Bool) -> [Metric] {
    isRegression ? [.overrideWinRate] : [.overrideAccuracy, .overrideWinRate]
  }

  /// Calls `emit` with each figure and its position in ``metrics(isRegression:)``.
  func measure(_ emit: (Int, Measurement) -> Void) {
    if !isRegression { emit(0, share(\.right, of: \.given)) }
    emit(isRegression ? 0 : 1, share(\.personAlone, of: \.decided))
  }

  private func share(
    _ part: KeyPath<OverrideFigures, Int64>, of whole: KeyPath<OverrideFigures, Int64>
  ) -> Measurement {
    var comparison = comparison
    comparison.rows = figures[keyPath: whole]
    comparison.referenceRows = reference[keyPath: whole]
    return comparison.share(
      figures.share(part, of: whole), figures[keyPath: part], of: figures[keyPath: whole],
      baseline: reference.share(part, of: whole))
  }
}

/// What a row of label counts says of them.
struct OverrideFigures {
  /// Labelled rows of which the log says what the person served.
  let given: Int64
  /// The person was right.
  let right: Int64
  /// Exactly one of the two was right, or nearer: the person, or the model.
  let personAlone: Int64
  let modelAlone: Int64

  init(_ positions: CellLayout.Overrides, labels: Span<Int64>) {
    given = labels[positions.given]
    right = labels[positions.right]
    personAlone = labels[positions.personAlone]
    modelAlone = labels[positions.modelAlone]
  }

  /// Rows in which exactly one of the two was right, or nearer.
  var decided: Int64 { personAlone &+ modelAlone }

  /// `nil` without rows.
  func share(_ part: KeyPath<OverrideFigures, Int64>, of whole: KeyPath<OverrideFigures, Int64>) -> Double? {
    let count = self[keyPath: whole]
    return count > 0 ? Double(self[keyPath: part]) / Double(count) : nil
  }
}
