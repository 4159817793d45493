import Records
import Statistics

extension Baseline {
  /// Whether this can be what a reference gave: finite profiles that belong to the task, names that differ, and in every
  /// cell counts that are neither negative nor greater than its rows, and sums that so many rows can have. A profile that
  /// was edited or damaged on disk need not be.
  package var isSound: Bool {
    minSamples >= 0 && columns.isSound && cells.values.allSatisfy(isSound)
  }

  private func isSound(_ cell: Cell) -> Bool {
    let rows = cell.traffic[CellLayout.rows]
    // Sums in fixed point are made for so many.
    guard (0...FixedPoint.defaultCount).contains(rows) else { return false }
    var traffic = CellFigures(cell.traffic, rows: rows)
    for column in layout.features {
      switch column {
      case .numeric(let column): traffic.check(column, of: rows)
      case .categorical(let column): traffic.check(column, of: rows)
      }
    }
    if let score = layout.score { traffic.check(score, of: rows) }
    if let prediction = layout.prediction { traffic.check(prediction, of: rows) }
    for kpi in layout.kpis { traffic.check(kpi) }
    traffic.checkShares(CellLayout.expectedInNegative, of: cell.traffic[CellLayout.scoredNegative])
    traffic.checkShares(CellLayout.expectedInPositive, of: cell.traffic[CellLayout.scoredPositive])
    for (index, position) in layout.expectedByCell.enumerated() {
      traffic.checkShares(position, of: layout.score.map { cell.traffic[$0.cells.lowerBound + index] } ?? 0)
    }
    return traffic.areSound && isSound(labels: CellFigures(cell.labels, rows: rows))
  }

  private func isSound(labels figures: CellFigures) -> Bool {
    var labels = figures
    let bins = CellLayout.calibration
    let shares =
      [
        CellLayout.squareSum, CellLayout.crossSum, CellLayout.fourthSum, CellLayout.expectedRight,
        CellLayout.expectedVariance, CellLayout.expectedFalseNegatives, CellLayout.expectedTruePositives,
      ] + stride(from: bins.lowerBound + 2, to: bins.upperBound, by: 3)
    for position in shares { labels.checkShares(position, of: labels.rows) }
    for position in [CellLayout.logLossSum, CellLayout.logLossSquareSum] { labels.checkSum(position, isSigned: false) }
    if let regression = layout.regression {
      labels.check(regression.label, of: nil)
      labels.check(regression.residual, of: nil)
      for position in [regression.absoluteSum, regression.fourthSum, regression.squareByLabelSquare] {
        labels.checkSum(position, isSigned: false)
      }
      labels.checkSum(regression.labelFourth, isSigned: false)
      for position in [regression.squareByLabel, regression.labelCube] { labels.checkSum(position, isSigned: true) }
    }
    for kpi in layout.labelKPIs { labels.check(kpi) }
    return labels.areSound
  }
}

/// The figures of one row of counts as they are checked one after another; those that are no plain counts are put aside.
private struct CellFigures {
  let rows: Int64
  private var figures: [Int64]
  private var isSound = true

  init(_ figures: [Int64], rows: Int64) {
    self.figures = figures
    self.rows = rows
  }

  /// So far, and what is left are counts.
  var areSound: Bool { isSound && figures.allSatisfy { (0...rows).contains($0) } }

  /// A sum in fixed point, within what as many values can come to.
  mutating func checkSum(_ position: Int, isSigned: Bool) {
    let (product, overflow) = rows.multipliedReportingOverflow(by: Int64.max / FixedPoint.extremeCount)
    let limit = overflow ? Int64.max : product
    isSound = isSound && ((isSigned ? -limit : 0)...limit).contains(figures[position])
    figures[position] = 0
  }

  /// A sum of numbers in 0 … 1.
  mutating func checkShares(_ position: Int, of count: Int64) {
    let limit = min(max(count, 0), rows) << Int64(FixedPoint.probability.fractionBits)
    isSound = isSound && (0...limit).contains(figures[position])
    figures[position] = 0
  }

  /// - Parameter rows: each has a value, or none; `nil` if others may have been left out.
  mutating func check(_ column: CellLayout.Numeric, of rows: Int64?) {
    checkSum(column.sum, isSigned: true)
    checkSum(column.sumOfSquares, isSigned: false)
    checkRows(column.cells, column.null, rows)
  }

  mutating func check(_ column: CellLayout.Categorical, of rows: Int64) {
    checkRows(column.cells, column.null, rows)
  }

  mutating func check(_ kpi: CellLayout.KPI) {
    checkSum(kpi.sum, isSigned: true)
    checkSum(kpi.sumOfSquares, isSigned: false)
  }

  private mutating func checkRows(_ cells: Range<Int>, _ null: Int, _ rows: Int64?) {
    let counted = figures[cells].reduce(figures[null], &+)
    isSound = isSound && (rows.map { counted == $0 } ?? (0...self.rows).contains(counted))
  }
}
