/// Counts of the served class against the true one, and the rates computed from them; a rate without rows (0/0) is nil.
package struct ConfusionMatrix: Equatable, Sendable {
  package var truePositives: Int64
  package var falsePositives: Int64
  package var trueNegatives: Int64
  package var falseNegatives: Int64

  package init(truePositives: Int64, falsePositives: Int64, trueNegatives: Int64, falseNegatives: Int64) {
    self.truePositives = truePositives
    self.falsePositives = falsePositives
    self.trueNegatives = trueNegatives
    self.falseNegatives = falseNegatives
  }

  package var total: Int64 {
    truePositives.addingSaturated(falsePositives).addingSaturated(trueNegatives).addingSaturated(falseNegatives)
  }

  /// `(TP+TN)/n`
  package var accuracy: Double? { Self.share(of: tp + tn, in: tp + fp + tn + fn) }
  /// `TP/(TP+FP)`
  package var precision: Double? { Self.share(of: tp, in: tp + fp) }
  /// `TP/(TP+FN)`, the true positive rate.
  package var recall: Double? { Self.share(of: tp, in: tp + fn) }
  /// `TN/(TN+FP)`, the true negative rate.
  package var specificity: Double? { Self.share(of: tn, in: tn + fp) }
  /// `2TP/(2TP+FP+FN)`
  package var f1: Double? { Self.share(of: 2 * tp, in: 2 * tp + fp + fn) }
  /// `FN/(TP+FN)`
  package var falseNegativeRate: Double? { Self.share(of: fn, in: tp + fn) }
  /// `FP/(TN+FP)`
  package var falsePositiveRate: Double? { Self.share(of: fp, in: tn + fp) }
  /// `(TP+FP)/n`, the share of rows served the positive class.
  package var selectionRate: Double? { Self.share(of: tp + fp, in: tp + fp + tn + fn) }

  /// An interval for F1 by the delta method on the multinomial of the four counts (Takahashi et al. 2022), which comes
  /// to `F ± z √(F(1−F)(2−F) / (2TP+FP+FN))`, clamped to 0 … 1.
  ///
  /// At 0 and at 1 that has no width; there it is the Wilson interval of `J = TP/(TP+FP+FN)`, carried over by
  /// `F = 2J/(1+J)`. Nil where F1 is.
  package func f1Interval(confidence: Double) -> ConfidenceInterval? {
    guard let f1 else { return nil }
    if f1 <= 0 || f1 >= 1 {
      let index = scoreInterval(successes: tp, count: tp + fp + fn, confidence: confidence)
      return ConfidenceInterval(low: 2 * index.low / (1 + index.low), high: 2 * index.high / (1 + index.high))
    }
    let standardError = (f1 * (1 - f1) * (2 - f1) / (2 * tp + fp + fn)).squareRoot()
    let halfWidth = normalCriticalValue(confidence: confidence) * standardError
    return ConfidenceInterval(around: f1, halfWidth: halfWidth, within: 0...1)
  }

  private var tp: Double { Double(max(truePositives, 0)) }
  private var fp: Double { Double(max(falsePositives, 0)) }
  private var tn: Double { Double(max(trueNegatives, 0)) }
  private var fn: Double { Double(max(falseNegatives, 0)) }

  private static func share(of part: Double, in whole: Double) -> Double? {
    whole > 0 ? part / whole : nil
  }
}
