import Statistics

/// What one joined label adds to the label counts of each cell its prediction belongs to.
struct LabelCounter {
  /// Entries that one label changes at most.
  static let mostDeltas = 10

  private let layout: CellLayout

  init(layout: CellLayout) {
    self.layout = layout
  }

  /// Calls `add` with every position of the layout that changes and by how much.
  ///
  /// - Parameters:
  ///   - score: NaN if the prediction had none.
  ///   - sign: 1 to count the label, −1 to take it back.
  @inline(__always)
  func count(
    servedPositive: Bool, score: Double, isPositive: Bool, sign: Int64,
    _ add: (_ position: Int, _ amount: Int64) -> Void
  ) {
    add(CellLayout.labelled, sign)
    switch (servedPositive, isPositive) {
    case (true, true): add(CellLayout.truePositives, sign)
    case (true, false): add(CellLayout.falsePositives, sign)
    case (false, false): add(CellLayout.trueNegatives, sign)
    case (false, true): add(CellLayout.falseNegatives, sign)
    }
    guard let column = layout.score, !score.isNaN else { return }
    let encoded = FixedPoint.probability.encode(score)
    add(CellLayout.scored, sign)
    if isPositive { add(CellLayout.scoredPositives, sign) }
    add(CellLayout.squareSum, sign * FixedPoint.probability.encode(score * score))
    if isPositive { add(CellLayout.crossSum, sign * encoded) }
    let bin = Int(min(Double(CellLayout.calibrationBins - 1), max(0, score * Double(CellLayout.calibrationBins))))
    let first = CellLayout.calibration.lowerBound + 3 * bin
    add(first, sign)
    if isPositive { add(first + 1, sign) }
    add(first + 2, sign * encoded)
    let cells = isPositive ? layout.scoreOfPositives : layout.scoreOfNegatives
    add(cells.lowerBound + column.grid.cell(of: score), sign)
  }
}

/// A change of one entry of the label counts.
struct LabelDelta {
  /// Position in the layout's row of label counts.
  var position: Int
  var amount: Int64
}
