import Readings
import Statistics

/// Tells the two drifts apart: whether the accuracy of a cell's labelled rows fell as their scores let expect (the inputs
/// moved: covariate shift) or further (the relation of inputs and outcome moved: concept shift).
///
/// The accuracy has fallen if it is below the reference's by more than chance explains, as for the reading `accuracy`.
/// Then it is compared with what the calibrated scores of the same rows let expect, `Σp̂` over those served positive and
/// `Σ(1−p̂)` over the others. The variance of the difference is `Σp̂(1−p̂)/n²` for the labels of the window and the same
/// for those of the reference, as the calibration comes from them. A cell's expectation is corrected by what it was off by
/// in the reference itself, which is next to nothing for the cell `all` that the calibration was fitted to.
struct VerdictMeasures {
  let layout: CellLayout
  let plan: CellPlan
  let reference: ReferenceCell
  let critical: CriticalValues

  /// Accuracy over all labelled rows against that expected of those with a score: the others are taken to be right as
  /// often, at the variance of a sample of them.
  ///
  /// `nil` without calibration, without an accuracy of the reference, with fewer than `min_samples` labelled rows, or if
  /// less than half of these have a score.
  func verdict(_ labels: Span<Int64>) -> Verdict? {
    let referenceLabels = reference.labels
    guard layout.calibration != nil, let actual = LabelledRows(labels), actual.labelled >= Double(plan.minSamples),
      let before = LabelledRows(referenceLabels.span), actual.scored * 2 >= actual.labelled
    else { return nil }
    let expected = min(max(actual.expected + before.realised - before.expected, 0), 1)
    // Half a row at least, so that a calibration that is sure of every row leaves room for one that is not as expected.
    let spread = max((actual.variance + before.variance).squareRoot(), 0.5 / actual.scored)
    let z = (actual.realised - expected) / spread
    let fell = isBelow(
      before.realised, ExpectedShare(part: actual.realised * actual.labelled, whole: actual.labelled))
    let wasExpectedToFall = isBelow(
      before.realised, ExpectedShare(part: expected * actual.scored, whole: actual.scored))
    let isBelowExpectation = z < -normalCriticalValue(confidence: 1 - 2 * critical.alpha)
    let reason = Reason(
      realised: actual.realised, expected: expected, baseline: before.realised, z: z,
      wasExpectedToFall: wasExpectedToFall)
    func verdict(_ kind: Verdict.Kind, _ reason: String) -> Verdict {
      Verdict(
        kind: kind, realised: actual.realised, expected: expected, baseline: before.realised,
        n: Int(actual.labelled), z: z, reason: reason)
    }
    guard fell else { return verdict(.none, reason.none) }
    return isBelowExpectation
      ? verdict(.conceptShift, reason.conceptShift) : verdict(.covariateShift, reason.covariateShift)
  }

  /// Below the baseline by more than chance explains.
  private func isBelow(_ baseline: Double, _ share: ExpectedShare) -> Bool {
    guard let value = share.value, value < baseline else { return false }
    let interval = share.interval(confidence: PerformanceFigures.confidence)
    return critical.evidence.evidence(value: value, interval: interval, baseline: baseline)
      == .interval(isBeyondChance: true)
  }
}

/// The labelled rows of a cell: how accurate they were and were expected to be.
private struct LabelledRows {
  let labelled: Double
  let scored: Double
  let realised: Double
  let expected: Double
  /// Of the difference between the two accuracies.
  let variance: Double

  /// `nil` without rows that have a label and a score.
  init?(_ labels: Span<Int64>) {
    let confusion = ConfusionMatrix(
      truePositives: labels[CellLayout.truePositives], falsePositives: labels[CellLayout.falsePositives],
      trueNegatives: labels[CellLayout.trueNegatives], falseNegatives: labels[CellLayout.falseNegatives])
    let scored = Double(labels[CellLayout.scored])
    guard let accuracy = confusion.accuracy, scored > 0 else { return nil }
    labelled = Double(confusion.total)
    self.scored = scored
    realised = accuracy
    expected = FixedPoint.probability.decode(labels[CellLayout.expectedRight]) / scored
    let ofLabels = max(FixedPoint.probability.decode(labels[CellLayout.expectedVariance]), 0) / (scored * scored)
    let unscored = max(labelled - scored, 0)
    let ofScores = unscored > 0 ? accuracy * (1 - accuracy) * unscored / (scored * (labelled - 1)) : 0
    variance = ofLabels + ofScores
  }
}

/// The reasoning behind a verdict, in one sentence.
private struct Reason {
  let realised: Double
  let expected: Double
  let baseline: Double
  let z: Double
  let wasExpectedToFall: Bool

  var none: String {
    let expectation = "the scores let expect \(fixed(expected, decimals: 3)) of these rows"
    let figures = "\(fixed(realised, decimals: 3)) against \(fixed(baseline, decimals: 3)) in the reference"
    return realised < baseline
      ? "accuracy is \(figures), no more than chance explains; \(expectation)"
      : "accuracy has not fallen: \(figures); \(expectation)"
  }

  var covariateShift: String {
    wasExpectedToFall
      ? "\(fall), as the scores let expect (\(fixed(expected, decimals: 3)), \(deviations) off): the inputs moved"
      : "\(fall); the scores let expect \(fixed(expected, decimals: 3)) of these rows, "
        + "and the \(deviations) between them are within chance"
  }

  var conceptShift: String {
    wasExpectedToFall
      ? "\(fall); the scores let expect a fall to \(fixed(expected, decimals: 3)), as the inputs moved, "
        + "and it fell \(deviations) further"
      : "\(fall); the scores let expect \(fixed(expected, decimals: 3)) of these rows, \(deviations) more than came true"
  }

  private var fall: String { "accuracy fell from \(fixed(baseline, decimals: 3)) to \(fixed(realised, decimals: 3))" }

  private var deviations: String { "\(fixed(abs(z), decimals: 1)) standard deviations" }
}

/// A number of moderate size with that many decimals.
private func fixed(_ value: Double, decimals: Int) -> String {
  var unit = 1
  for _ in 0..<decimals { unit *= 10 }
  guard let scaled = Int(exactly: (value * Double(unit)).rounded()) else { return "\(value)" }
  let digits = String(scaled.magnitude % UInt(unit))
  let padding = String(repeating: "0", count: decimals - digits.count)
  return "\(scaled < 0 ? "-" : "")\(scaled.magnitude / UInt(unit)).\(padding)\(digits)"
}
