import Statistics

/// The label counts of a binary task's cell as the statistics want them.
struct BinaryFigures {
  let confusion: ConfusionMatrix
  /// Rows with a label and a score: what all that follows rests on.
  let scored: Int64
  let areaUnderROC: AreaUnderROC?
  let averagePrecision: AveragePrecision?
  let brier: Double?
  let brierInterval: ConfidenceInterval?
  let logLoss: Double?
  let logLossInterval: ConfidenceInterval?
  let calibration: ReliabilityBins
  /// Σ(p−y)² over the scored rows.
  let squaredErrors: Double

  init(layout: CellLayout, labels: Span<Int64>) {
    confusion = ConfusionMatrix(
      truePositives: labels[CellLayout.truePositives], falsePositives: labels[CellLayout.falsePositives],
      trueNegatives: labels[CellLayout.trueNegatives], falseNegatives: labels[CellLayout.falseNegatives])
    scored = labels[CellLayout.scored]
    if scored > 0, let grid = layout.score?.grid {
      let positives = labels.extracting(layout.scoreOfPositives)
      let negatives = labels.extracting(layout.scoreOfNegatives)
      areaUnderROC = Statistics.areaUnderROC(positives: positives, negatives: negatives, isExact: grid.isExact)
      averagePrecision = Statistics.averagePrecision(
        positives: positives, negatives: negatives, isExact: grid.isExact)
    } else {
      areaUnderROC = nil
      averagePrecision = nil
    }
    let squareSum = FixedPoint.probability.decode(labels[CellLayout.squareSum])
    let crossSum = FixedPoint.probability.decode(labels[CellLayout.crossSum])
    let positives = labels[CellLayout.scoredPositives]
    let confidence = PerformanceFigures.confidence
    brier = brierScore(count: scored, squareSum: squareSum, crossSum: crossSum, positives: positives)
    brierInterval = Statistics.brierInterval(
      count: scored, squareSum: squareSum, crossSum: crossSum,
      fourthSum: FixedPoint.probability.decode(labels[CellLayout.fourthSum]), positives: positives,
      confidence: confidence)
    let loss = CellLayout.logLossScale.decode(labels[CellLayout.logLossSum])
    logLoss = Statistics.logLoss(count: scored, sum: loss)
    logLossInterval = Statistics.logLossInterval(
      count: scored, sum: loss,
      squareSum: CellLayout.logLossSquareScale.decode(labels[CellLayout.logLossSquareSum]), classes: 2,
      confidence: confidence)
    calibration = ReliabilityBins(labels)
    squaredErrors = (brier ?? 0) * Double(scored)
  }
}

extension ReliabilityBins {
  /// - Parameter labels: a cell's label counts, of which the bins are a part.
  init(_ labels: Span<Int64>) {
    self.init()
    for bin in 0..<CellLayout.calibrationBins { append(CalibrationBin(labels, bin: bin)) }
  }
}

extension CalibrationBin {
  /// One of the bins in a cell's label counts.
  init(_ labels: Span<Int64>, bin: Int) {
    let first = CellLayout.calibration.lowerBound + 3 * bin
    self.init(
      count: labels[first], positives: labels[first + 1], scoreSum: FixedPoint.probability.decode(labels[first + 2]))
  }
}
