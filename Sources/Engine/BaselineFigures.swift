import Readings
import Statistics
import Windows

extension BaselineFile {
  /// What the model's performance was over the whole reference, by the metrics' names; empty without labels.
  package var figures: [(name: String, value: Double)] {
    let layout = baseline.layout
    let labels = baseline.cell(named: "all").cell.labels
    let labelled = Double(labels[CellLayout.labelled])
    guard labelled > 0 else { return [] }
    var figures: [(name: String, value: Double)] = []
    func add(_ metric: Metric, _ value: Double?) {
      if let value, value.isFinite { figures.append((metric.rawValue, value)) }
    }
    switch layout.task {
    case .binary:
      let matrix = ConfusionMatrix(
        truePositives: labels[CellLayout.truePositives], falsePositives: labels[CellLayout.falsePositives],
        trueNegatives: labels[CellLayout.trueNegatives], falseNegatives: labels[CellLayout.falseNegatives])
      add(.accuracy, matrix.accuracy)
      let (positives, negatives) = (Array(labels[layout.scoreOfPositives]), Array(labels[layout.scoreOfNegatives]))
      add(.rocAUC, areaUnderROC(positives: positives.span, negatives: negatives.span)?.value)
    case .multiclass:
      let side = layout.task.classCount + 1
      let right = (0..<side - 1).reduce(0) { $0 + Double(labels[layout.confusion.lowerBound + $1 * (side + 1)]) }
      add(.accuracy, right / labelled)
    case .regression:
      guard let regression = layout.regression else { break }
      let errors = regression.residual
      let rows = Double(labels[errors.cells].reduce(0, +))
      add(.rmse, (errors.squareScale.decode(labels[errors.sumOfSquares]) / rows).squareRoot())
      add(.mae, errors.scale.decode(labels[regression.absoluteSum]) / rows)
    }
    return figures
  }
}
