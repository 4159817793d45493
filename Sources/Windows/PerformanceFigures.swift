import Statistics

/// The label counts of a cell as the statistics want them.
struct PerformanceFigures {
  /// Of every interval that is shown.
  static let confidence = 0.95

  let predictions: Int64
  let labelled: Int64
  let confusion: ConfusionMatrix
  let areaUnderROC: AreaUnderROC?
  let brier: Double?
  let brierInterval: ConfidenceInterval?
  let calibration: [CalibrationBin]
  let scored: Int64

  init(layout: CellLayout, labels: [Int64]) {
    predictions = labels[CellLayout.predictions]
    labelled = labels[CellLayout.labelled]
    scored = labels[CellLayout.scored]
    confusion = ConfusionMatrix(
      truePositives: labels[CellLayout.truePositives], falsePositives: labels[CellLayout.falsePositives],
      trueNegatives: labels[CellLayout.trueNegatives], falseNegatives: labels[CellLayout.falseNegatives])
    if labels[CellLayout.scored] > 0 {
      let span = labels.span
      areaUnderROC = Statistics.areaUnderROC(
        positives: span.extracting(layout.scoreOfPositives), negatives: span.extracting(layout.scoreOfNegatives))
    } else {
      areaUnderROC = nil
    }
    let squareSum = FixedPoint.probability.decode(labels[CellLayout.squareSum])
    let crossSum = FixedPoint.probability.decode(labels[CellLayout.crossSum])
    let positives = labels[CellLayout.scoredPositives]
    brier = brierScore(count: scored, squareSum: squareSum, crossSum: crossSum, positives: positives)
    brierInterval = Statistics.brierInterval(
      count: scored, squareSum: squareSum, crossSum: crossSum, positives: positives, confidence: Self.confidence)
    calibration = (0..<CellLayout.calibrationBins).map { bin in
      let first = CellLayout.calibration.lowerBound + 3 * bin
      return CalibrationBin(
        count: labels[first], positives: labels[first + 1], scoreSum: FixedPoint.probability.decode(labels[first + 2]))
    }
  }

  /// Share of the predictions that have their label; 0 without predictions.
  var coverage: Double { predictions > 0 ? Double(labelled) / Double(predictions) : 0 }
}
