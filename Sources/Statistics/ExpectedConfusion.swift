/// The confusion matrix that calibrated probabilities of the positive class let expect before any label is known, and
/// the rates computed from it: confidence-based performance estimation (NannyML's CBPE).
///
/// Of the rows served positive, Σp̂ are expected to be true and the others false positives; of those served negative, Σp̂
/// are false negatives. Σp̂ is held to 0 … the number of rows.
package struct ExpectedConfusion: Equatable, Sendable {
  package let truePositives: Double
  package let falsePositives: Double
  package let trueNegatives: Double
  package let falseNegatives: Double

  /// - Parameters:
  ///   - servedNegative: rows that were served the negative class.
  ///   - servedPositive: rows that were served the positive class.
  ///   - positivesInNegative: Σp̂ over the rows served negative.
  ///   - positivesInPositive: Σp̂ over the rows served positive.
  package init(
    servedNegative: Int64, servedPositive: Int64, positivesInNegative: Double, positivesInPositive: Double
  ) {
    let negatives = Double(max(servedNegative, 0))
    let positives = Double(max(servedPositive, 0))
    falseNegatives = min(max(positivesInNegative, 0), negatives)
    trueNegatives = negatives - falseNegatives
    truePositives = min(max(positivesInPositive, 0), positives)
    falsePositives = positives - truePositives
  }

  /// `(TP+TN)/n`
  package var accuracy: ExpectedShare {
    ExpectedShare(
      part: truePositives + trueNegatives, whole: truePositives + falsePositives + trueNegatives + falseNegatives)
  }
  /// `TP/(TP+FP)`
  package var precision: ExpectedShare { ExpectedShare(part: truePositives, whole: truePositives + falsePositives) }
  /// `TP/(TP+FN)`
  package var recall: ExpectedShare { ExpectedShare(part: truePositives, whole: truePositives + falseNegatives) }
  /// `TN/(TN+FP)`
  package var specificity: ExpectedShare { ExpectedShare(part: trueNegatives, whole: trueNegatives + falsePositives) }

  /// `2TP/(2TP+FP+FN)`; nil where that is 0/0.
  package var f1: Double? {
    let whole = 2 * truePositives + falsePositives + falseNegatives
    return whole > 0 ? 2 * truePositives / whole : nil
  }

  /// The interval that F1 would have if the expected counts were known ones: as ``ConfusionMatrix/f1Interval(confidence:)``.
  package func f1Interval(confidence: Double) -> ConfidenceInterval? {
    guard let f1 else { return nil }
    let errors = falsePositives + falseNegatives
    if f1 <= 0 || f1 >= 1 {
      let index = scoreInterval(successes: truePositives, count: truePositives + errors, confidence: confidence)
      return ConfidenceInterval(low: 2 * index.low / (1 + index.low), high: 2 * index.high / (1 + index.high))
    }
    let standardError = (f1 * (1 - f1) * (2 - f1) / (2 * truePositives + errors)).squareRoot()
    return logitInterval(f1, standardError: standardError, confidence: confidence)
  }
}

/// A share of which both parts are expected numbers of rows.
package struct ExpectedShare: Equatable, Sendable {
  package let part: Double
  package let whole: Double

  package init(part: Double, whole: Double) {
    self.part = part
    self.whole = whole
  }

  /// Nil without rows.
  package var value: Double? { whole > 0 ? part / whole : nil }

  /// Wilson's interval, as for a share of that many rows counted. Nil without rows.
  package func interval(confidence: Double) -> ConfidenceInterval? {
    whole > 0 ? scoreInterval(successes: min(max(part, 0), whole), count: whole, confidence: confidence) : nil
  }
}
