/// The area under the ROC curve, with what is unknown about it.
package struct AreaUnderROC: Equatable, Sendable {
  /// The probability that a positive scores above a negative, ties counted half; 0 … 1.
  package let value: Double
  /// How far the order of rows within cells can move the value, up or down.
  package let cellBound: Double
  /// The standard error of Hanley & McNeil (1982); 0 when the classes are entirely apart.
  package let standardError: Double

  private let intervalStandardError: Double

  fileprivate init(wins: Double, ties: Double, positives: Double, negatives: Double, isExact: Bool) {
    let pairs = positives * negatives
    value = min((wins + ties / 2) / pairs, 1)
    cellBound = isExact ? 0 : ties / 2 / pairs
    standardError = hanleyMcNeil(value, positives: positives, negatives: negatives)
    let moved = min(max(value, 0.5 / (pairs + 1)), (pairs + 0.5) / (pairs + 1))
    intervalStandardError =
      value <= 0 || value >= 1
      ? hanleyMcNeil(moved, positives: positives, negatives: negatives) : standardError
  }

  /// The normal interval `value ± (z·standardError + cellBound)`, clamped to 0 … 1.
  ///
  /// At a value of 0 or 1 the standard error is taken half a pair inside, `½/(P·N+1)` from the end, so that a handful of
  /// rows is never certain.
  package func interval(confidence: Double) -> ConfidenceInterval {
    let halfWidth = normalCriticalValue(confidence: confidence) * intervalStandardError + cellBound
    return ConfidenceInterval(around: value, halfWidth: halfWidth, within: 0...1)
  }
}

/// The area under the ROC curve by the Mann–Whitney statistic, as `sklearn.metrics.roc_auc_score` with every score
/// replaced by its cell.
///
/// Complexity: O(cells).
/// - Parameters:
///   - positives: rows of the positive class per score cell, ascending score.
///   - negatives: rows of the negative class per score cell.
///   - isExact: whether each cell holds one score only, so that its ties are true ties and `cellBound` is 0.
/// - Returns: nil with one class only, or if the lengths differ.
package func areaUnderROC(
  positives: Span<Int64>, negatives: Span<Int64>, isExact: Bool = false
) -> AreaUnderROC? {
  guard let (positiveRows, negativeRows) = comparedSizes(positives, negatives) else { return nil }
  let (wins, ties) =
    positiveRows * negativeRows < 0x1p53 ? wholePairs(positives, negatives) : pairs(positives, negatives)
  return AreaUnderROC(
    wins: wins, ties: ties, positives: positiveRows, negatives: negativeRows, isExact: isExact)
}

/// The pairs in which the positive scores above the negative, and those in which they tie.
private func pairs(_ positives: Span<Int64>, _ negatives: Span<Int64>) -> (wins: Double, ties: Double) {
  var negativesBelow = 0.0
  var wins = 0.0
  var ties = 0.0
  for cell in positives.indices {
    let (positive, negative) = (positives.count(at: cell), negatives.count(at: cell))
    wins += positive * negativesBelow
    ties += positive * negative
    negativesBelow += negative
  }
  return (wins, ties)
}

/// The same where fewer than 2⁵³ pairs can be counted, which takes a third of the time and comes to the same numbers.
private func wholePairs(_ positives: Span<Int64>, _ negatives: Span<Int64>) -> (wins: Double, ties: Double) {
  var negativesBelow: Int64 = 0
  var wins: Int64 = 0
  var ties: Int64 = 0
  for cell in positives.indices {
    let (positive, negative) = (max(positives[cell], 0), max(negatives[cell], 0))
    wins &+= positive &* negativesBelow
    ties &+= positive &* negative
    negativesBelow &+= negative
  }
  return (Double(wins), Double(ties))
}

/// Hanley & McNeil (1982), equation 1, with the exponential model's `Q1 = A/(2−A)` and `Q2 = 2A²/(1+A)`.
private func hanleyMcNeil(_ area: Double, positives: Double, negatives: Double) -> Double {
  let square = area * area
  let q1 = area / (2 - area)
  let q2 = 2 * square / (1 + area)
  let variance =
    (area * (1 - area) + (positives - 1) * (q1 - square) + (negatives - 1) * (q2 - square)) / (positives * negatives)
  return max(variance, 0).squareRoot()
}
