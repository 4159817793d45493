import Readings
import Statistics

/// Performance that the calibrated scores let expect before labels are known, of one cell: confidence-based performance
/// estimation (NannyML's CBPE).
///
/// The intervals are those that the realised figures of as many labelled rows would have if what is expected came true.
/// They say nothing of a relation between score and outcome that is no longer that of the reference.
struct EstimationMeasures {
  let layout: CellLayout
  let reference: ReferenceCell
  let critical: CriticalValues

  /// None without a calibration.
  static func metrics(layout: CellLayout) -> [Metric] {
    guard layout.calibration != nil, layout.score != nil else { return [] }
    return [
      .estimatedAccuracy, .estimatedPrecision, .estimatedRecall, .estimatedSpecificity, .estimatedF1,
      .estimatedROCAUC,
    ]
  }

  /// Calls `emit` with each figure and its position in ``metrics(layout:)``. The baseline is what the reference's labels
  /// came to.
  ///
  /// - Parameter traffic: the window's traffic counts.
  func measure(_ traffic: Span<Int64>, _ emit: (Int, Measurement) -> Void) {
    guard layout.calibration != nil, let score = layout.score else { return }
    let (negative, positive) = (traffic[CellLayout.scoredNegative], traffic[CellLayout.scoredPositive])
    let n = Int(max(negative, 0) &+ max(positive, 0))
    let expected = ExpectedConfusion(
      servedNegative: negative, servedPositive: positive,
      positivesInNegative: FixedPoint.probability.decode(traffic[CellLayout.expectedInNegative]),
      positivesInPositive: FixedPoint.probability.decode(traffic[CellLayout.expectedInPositive]))
    let confidence = PerformanceFigures.confidence
    guard case .binary(let realised) = reference.performance.task else { return }
    let before = realised.confusion

    func emitShare(_ position: Int, _ share: ExpectedShare, baseline: Double?) {
      let interval = share.interval(confidence: confidence)
      emit(position, measurement(share.value, n: n, interval, baseline: baseline))
    }
    emitShare(0, expected.accuracy, baseline: before.accuracy)
    emitShare(1, expected.precision, baseline: before.precision)
    emitShare(2, expected.recall, baseline: before.recall)
    emitShare(3, expected.specificity, baseline: before.specificity)
    emit(
      4, measurement(expected.f1, n: n, expected.f1Interval(confidence: confidence), baseline: before.f1))
    let area = ExpectedAreaUnderROC(
      rows: traffic.extracting(score.cells), positives: traffic.extracting(layout.expectedByCell),
      isExact: score.grid.isExact)
    emit(
      5,
      measurement(
        area?.value, n: n, area?.interval(confidence: confidence),
        baseline: realised.areaUnderROC?.value))
  }

  private func measurement(
    _ value: Double?, n: Int, _ interval: ConfidenceInterval?, baseline: Double?
  ) -> Measurement {
    Measurement(
      value: value, n: n, low: interval?.low, high: interval?.high,
      evidence: critical.evidence.evidence(
        value: value, interval: interval, baseline: baseline,
        rowRatio: rowRatio(n)), baseline: baseline,
      usesOverallBaseline: reference.isOverall)
  }

  /// Rows of the window for each labelled one of the reference.
  private func rowRatio(_ n: Int) -> Double {
    let rows = reference.labels[CellLayout.scored]
    return rows > 0 ? Double(n) / Double(rows) : 0
  }
}
