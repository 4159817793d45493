import Readings
import Statistics

/// The label counts of a multiclass task's cell as the statistics want them.
struct MulticlassFigures {
  /// Any class that is not listed is one more class, the last; nil without labels.
  let confusion: MulticlassConfusion?
  /// Rows with a label and the scores of all classes.
  let scored: Int64
  let areaUnderROC: OneVersusRestArea?
  let logLoss: Double?
  let logLossInterval: ConfidenceInterval?

  init(layout: CellLayout, labels: Span<Int64>) {
    confusion = MulticlassConfusion(labels.extracting(layout.confusion))
    scored = labels[CellLayout.scored]
    var area = OneVersusRestArea()
    if scored > 0 {
      for score in layout.classScores {
        let classArea = Statistics.areaUnderROC(
          positives: labels.extracting(score.positives), negatives: labels.extracting(score.negatives),
          isExact: score.grid.isExact)
        if let classArea { area.add(classArea) }
      }
    }
    areaUnderROC = area.classes > 0 ? area : nil
    let loss = CellLayout.logLossScale.decode(labels[CellLayout.logLossSum])
    logLoss = Statistics.logLoss(count: scored, sum: loss)
    logLossInterval = Statistics.logLossInterval(
      count: scored, sum: loss,
      squareSum: CellLayout.logLossSquareScale.decode(labels[CellLayout.logLossSquareSum]),
      classes: layout.classScores.count, confidence: PerformanceFigures.confidence)
  }
}

/// Performance of a multiclass task.
struct MulticlassMeasures {
  let figures: MulticlassFigures
  let reference: MulticlassFigures
  let hasScores: Bool
  let comparison: PerformanceComparison

  static func metrics(hasScores: Bool) -> [Metric] {
    let decisions: [Metric] = [
      .accuracy, .precisionMacro, .recallMacro, .f1Macro, .precisionWeighted, .recallWeighted, .f1Weighted,
    ]
    return hasScores ? decisions + [.rocAUCOneVersusRest, .logLoss] : decisions
  }

  /// Calls `emit` with each figure and its position in ``metrics(hasScores:)``.
  func measure(_ emit: (Int, Measurement) -> Void) {
    let (confusion, base) = (figures.confusion, reference.confusion)
    emit(
      0,
      comparison.share(
        confusion?.accuracy, confusion?.right ?? 0, of: confusion?.total ?? 0, baseline: base?.accuracy))
    emit(1, average(confusion?.precisionMacro, baseline: base?.precisionMacro))
    emit(2, average(confusion?.recallMacro, baseline: base?.recallMacro))
    emit(3, average(confusion?.f1Macro, baseline: base?.f1Macro))
    emit(4, average(confusion?.precisionWeighted, baseline: base?.precisionWeighted))
    emit(5, average(confusion?.recallWeighted, baseline: base?.recallWeighted))
    emit(6, average(confusion?.f1Weighted, baseline: base?.f1Weighted))
    guard hasScores else { return }
    emit(
      7,
      comparison.measurement(
        figures.areaUnderROC?.value, n: figures.scored,
        figures.areaUnderROC?.interval(confidence: PerformanceFigures.confidence),
        baseline: reference.areaUnderROC?.value))
    emit(
      8,
      comparison.measurement(
        figures.logLoss, n: figures.scored, figures.logLossInterval, baseline: reference.logLoss))
  }

  private func average(
    _ average: MulticlassConfusion.Average?, baseline: MulticlassConfusion.Average?
  ) -> Measurement {
    comparison.measurement(
      average?.value, n: figures.confusion?.total ?? 0,
      average?.interval(confidence: PerformanceFigures.confidence), baseline: baseline?.value)
  }
}
