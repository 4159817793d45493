import Readings
import Statistics

/// Performance and calibration of one cell from its joined labels.
struct PerformanceMeasures {
  static let metrics: [Metric] = [.accuracy, .precision, .recall, .f1, .rocAUC, .brier, .ece]

  let figures: PerformanceFigures
  let reference: PerformanceFigures
  let usesOverallBaseline: Bool
  let critical: CriticalValues

  /// Calls `emit` with each figure and its position in ``metrics``.
  func measure(_ emit: (Int, Measurement) -> Void) {
    let confusion = figures.confusion
    let (tp, fp) = (confusion.truePositives, confusion.falsePositives)
    let (tn, fn) = (confusion.trueNegatives, confusion.falseNegatives)
    let base = reference.confusion
    emit(0, share(confusion.accuracy, tp + tn, of: confusion.total, base.accuracy))
    emit(1, share(confusion.precision, tp, of: tp + fp, base.precision))
    emit(2, share(confusion.recall, tp, of: tp + fn, base.recall))
    emit(
      3,
      measurement(
        confusion.f1, n: confusion.total, confusion.f1Interval(confidence: PerformanceFigures.confidence),
        baseline: base.f1))
    guard figures.scored > 0 || reference.scored > 0 else { return }
    emit(
      4,
      measurement(
        figures.areaUnderROC?.value, n: figures.scored,
        figures.areaUnderROC?.interval(confidence: PerformanceFigures.confidence),
        baseline: reference.areaUnderROC?.value))
    emit(5, measurement(figures.brier, n: figures.scored, figures.brierInterval, baseline: reference.brier))
    emit(6, calibrationError())
  }

  private func calibrationError() -> Measurement {
    let value = expectedCalibrationError(figures.calibration)
    let floor = expectedCalibrationErrorNoiseFloor(figures.calibration, alpha: critical.alpha)
    let interval = expectedCalibrationErrorInterval(figures.calibration, confidence: PerformanceFigures.confidence)
    return Measurement(
      value: value, n: Int(figures.scored), low: interval?.low, high: interval?.high, floor: floor,
      evidence: .test(isBeyondChance: value.map { $0 > floor } ?? false),
      baseline: expectedCalibrationError(reference.calibration), usesOverallBaseline: usesOverallBaseline)
  }

  private func share(_ value: Double?, _ successes: Int64, of count: Int64, _ baseline: Double?) -> Measurement {
    measurement(
      value, n: count, wilsonInterval(successes: successes, of: count, confidence: PerformanceFigures.confidence),
      baseline: baseline)
  }

  private func measurement(
    _ value: Double?, n: Int64, _ interval: ConfidenceInterval?, baseline: Double?
  ) -> Measurement {
    Measurement(
      value: value, n: Int(n), low: interval?.low, high: interval?.high,
      evidence: critical.evidence.evidence(value: value, interval: interval, baseline: baseline), baseline: baseline,
      usesOverallBaseline: usesOverallBaseline)
  }
}
