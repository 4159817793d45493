/// The area under the ROC curve that calibrated probabilities of the positive class let expect: each row counts as a positive
/// with weight p̂ and as a negative with weight 1 − p̂, and rows are ranked by the score itself. As
/// `sklearn.metrics.roc_auc_score` of every row in both roles with these as `sample_weight`; NannyML's CBPE.
package struct ExpectedAreaUnderROC: Equatable, Sendable {
  package let value: Double
  /// How far the order of rows within cells can move the value, up or down.
  package let cellBound: Double
  /// That of ``AreaUnderROC/standardError`` for as many positives and negatives as are expected.
  package let standardError: Double

  private let rowsOfSmallerClass: Double

  /// Nil if either class is not expected at all, or if the lengths differ. Complexity: O(cells).
  ///
  /// - Parameters:
  ///   - rows: rows per score cell, ascending score.
  ///   - positives: Σp̂ per score cell in ``FixedPoint/probability``; held to 0 … the cell's rows.
  ///   - isExact: whether each cell holds one score only, so that its ties are true ties and `cellBound` is 0.
  package init?(rows: Span<Int64>, positives: Span<Int64>, isExact: Bool = false) {
    guard rows.count == positives.count else { return nil }
    var (positivesBelow, negativesBelow) = (0.0, 0.0)
    var (wins, ties) = (0.0, 0.0)
    // Of the classes' rows, the squared number of rows of the other class below them, ties half.
    var (positiveSquares, negativeSquares) = (0.0, 0.0)
    for cell in rows.indices {
      let count = rows.count(at: cell)
      let positive = min(max(FixedPoint.probability.decode(positives[cell]), 0), count)
      let negative = count - positive
      wins += positive * negativesBelow
      ties += positive * negative
      let ofPositive = negativesBelow + negative / 2
      let ofNegative = positivesBelow + positive / 2
      positiveSquares += positive * ofPositive * ofPositive
      negativeSquares += negative * ofNegative * ofNegative
      positivesBelow += positive
      negativesBelow += negative
    }
    let pairs = positivesBelow * negativesBelow
    guard pairs > 0 else { return nil }
    let area = min((wins + ties / 2) / pairs, 1)
    let widest = area * (1 - area)
    let positiveSpread = positiveSquares / (negativesBelow * negativesBelow) - positivesBelow * area * area
    let negativeSpread =
      negativeSquares / (positivesBelow * positivesBelow) - negativesBelow * (1 - area) * (1 - area)
    value = area
    cellBound = isExact ? 0 : ties / 2 / pairs
    rowsOfSmallerClass = min(positivesBelow, negativesBelow)
    standardError =
      ((max(positiveSpread, 0) + widest) / (positivesBelow * positivesBelow)
      + (max(negativeSpread, 0) + widest) / (negativesBelow * negativesBelow)).squareRoot()
  }

  /// As ``AreaUnderROC/interval(confidence:)``.
  package func interval(confidence: Double) -> ConfidenceInterval {
    let inner =
      logitInterval(value, standardError: standardError, confidence: confidence)
      ?? scoreInterval(successes: value * rowsOfSmallerClass, count: rowsOfSmallerClass, confidence: confidence)
    return ConfidenceInterval(low: max(inner.low - cellBound, 0), high: min(inner.high + cellBound, 1))
  }
}
