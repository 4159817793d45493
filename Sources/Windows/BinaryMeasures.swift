import Readings
import Statistics

/// Performance and calibration of a binary task.
struct BinaryMeasures {
  let figures: BinaryFigures
  let reference: BinaryFigures
  let hasScore: Bool
  let plan: CellPlan
  let comparison: PerformanceComparison

  static func metrics(hasScore: Bool, plan: CellPlan) -> [Metric] {
    var metrics: [Metric] = [.accuracy, .precision, .recall, .specificity, .f1]
    if plan.beta != nil { metrics.append(.fbeta) }
    if plan.costs != nil { metrics.append(.cost) }
    if hasScore {
      metrics += [.rocAUC, .averagePrecision, .logLoss, .brier, .ece, .mce, .calibrationBias]
    }
    return metrics
  }

  /// Calls `emit` with each figure and its position in ``metrics(hasScore:plan:)``.
  func measure(_ emit: (Int, Measurement) -> Void) {
    var position = measureDecisions(emit)
    guard hasScore else { return }
    func append(_ measurement: Measurement) {
      emit(position, measurement)
      position += 1
    }
    let confidence = PerformanceFigures.confidence
    append(
      scored(
        figures.areaUnderROC?.value, figures.areaUnderROC?.interval(confidence: confidence),
        baseline: reference.areaUnderROC?.value))
    append(
      scored(
        figures.averagePrecision?.value, figures.averagePrecision?.interval(confidence: confidence),
        baseline: reference.averagePrecision?.value))
    append(scored(figures.logLoss, figures.logLossInterval, baseline: reference.logLoss))
    append(scored(figures.brier, figures.brierInterval, baseline: reference.brier))
    let (bins, expected) = (figures.calibration, reference.calibration)
    let alpha = comparison.critical.alpha
    append(
      comparison.tested(
        expectedCalibrationError(bins), n: figures.scored,
        expectedCalibrationErrorInterval(bins, confidence: confidence),
        floor: expectedCalibrationErrorNoiseFloor(bins, alpha: alpha), baseline: expectedCalibrationError(expected)))
    append(
      comparison.judged(
        maximumCalibrationError(bins), n: figures.scored, maximumCalibrationErrorInterval(bins, confidence: confidence),
        isBeyondChance: isMiscalibrated(bins, alpha: alpha), baseline: maximumCalibrationError(expected)))
    append(
      scored(
        calibrationBias(bins),
        calibrationBiasInterval(bins, squareSum: figures.squaredErrors, confidence: confidence),
        baseline: calibrationBias(expected)))
  }

  /// The figures of what was served.
  ///
  /// - Returns: how many there are.
  private func measureDecisions(_ emit: (Int, Measurement) -> Void) -> Int {
    let (confusion, base) = (figures.confusion, reference.confusion)
    let (tp, fp) = (confusion.truePositives, confusion.falsePositives)
    let (tn, fn) = (confusion.trueNegatives, confusion.falseNegatives)
    let confidence = PerformanceFigures.confidence
    emit(0, comparison.share(confusion.accuracy, tp &+ tn, of: confusion.total, baseline: base.accuracy))
    emit(1, comparison.share(confusion.precision, tp, of: tp &+ fp, baseline: base.precision))
    emit(2, comparison.share(confusion.recall, tp, of: tp &+ fn, baseline: base.recall))
    emit(3, comparison.share(confusion.specificity, tn, of: tn &+ fp, baseline: base.specificity))
    emit(4, decided(confusion.f1, confusion.f1Interval(confidence: confidence), baseline: base.f1))
    var position = 5
    if let beta = plan.beta {
      emit(
        position,
        decided(
          confusion.fbeta(beta), confusion.fbetaInterval(beta, confidence: confidence), baseline: base.fbeta(beta)))
      position += 1
    }
    if let costs = plan.costs {
      emit(
        position,
        decided(
          confusion.cost(falsePositive: costs.falsePositive, falseNegative: costs.falseNegative),
          confusion.costInterval(
            falsePositive: costs.falsePositive, falseNegative: costs.falseNegative, confidence: confidence),
          baseline: base.cost(falsePositive: costs.falsePositive, falseNegative: costs.falseNegative)))
      position += 1
    }
    return position
  }

  private func decided(_ value: Double?, _ interval: ConfidenceInterval?, baseline: Double?) -> Measurement {
    comparison.measurement(value, n: figures.confusion.total, interval, baseline: baseline)
  }

  private func scored(_ value: Double?, _ interval: ConfidenceInterval?, baseline: Double?) -> Measurement {
    comparison.measurement(value, n: figures.scored, interval, baseline: baseline)
  }
}
