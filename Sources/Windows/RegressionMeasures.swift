import Readings
import Statistics

/// Performance of a regression.
struct RegressionMeasures {
  static let metrics: [Metric] = [.mae, .rmse, .bias, .r2]

  let figures: RegressionErrors
  let reference: RegressionErrors
  let comparison: PerformanceComparison

  /// Calls `emit` with each figure and its position in ``metrics``.
  func measure(_ emit: (Int, Measurement) -> Void) {
    let confidence = PerformanceFigures.confidence
    let n = figures.count
    emit(
      0,
      comparison.measurement(
        figures.mae, n: n, figures.maeInterval(confidence: confidence), baseline: reference.mae))
    emit(
      1,
      comparison.measurement(
        figures.rmse, n: n, figures.rmseInterval(confidence: confidence), baseline: reference.rmse))
    emit(
      2,
      comparison.measurement(
        figures.bias, n: n, figures.biasInterval(confidence: confidence), baseline: reference.bias))
    emit(
      3, comparison.measurement(figures.r2, n: n, figures.r2Interval(confidence: confidence), baseline: reference.r2))
  }
}

extension RegressionErrors {
  /// - Parameter labels: a cell's label counts.
  init(_ layout: CellLayout.Regression, labels: Span<Int64>) {
    self.init()
    let (label, residual) = (layout.label, layout.residual)
    count = max(labels[CellLayout.labelled] &- labels[residual.null], 0)
    errors = residual.scale.decode(labels[residual.sum])
    absoluteErrors = residual.scale.decode(labels[layout.absoluteSum])
    squares = residual.squareScale.decode(labels[residual.sumOfSquares])
    fourths = layout.fourthScale.decode(labels[layout.fourthSum])
    deviations = label.scale.decode(labels[label.sum])
    deviationSquares = label.squareScale.decode(labels[label.sumOfSquares])
    deviationCubes = layout.labelCubeScale.decode(labels[layout.labelCube])
    deviationFourths = layout.labelFourthScale.decode(labels[layout.labelFourth])
    squaresByDeviation = layout.squareByLabelScale.decode(labels[layout.squareByLabel])
    squaresByDeviationSquare = layout.squareByLabelSquareScale.decode(labels[layout.squareByLabelSquare])
    // One unit of each code, where half a unit is the most that a value is off.
    let mean = count > 0 ? deviations / Double(count) : 0
    leastVariance = label.squareScale.decode(1) + 2 * abs(mean) * label.scale.decode(1)
  }
}
