import Records
import Statistics

/// What one joined label adds to the label counts of each cell its prediction belongs to.
///
/// Log loss is scikit-learn's `log_loss` of probabilities clipped to 1e-15 … 1 − 1e-15 (its `eps` for long; by now it
/// clips at the precision of the type). Scores of several classes that do not sum to 1 are divided by their sum first,
/// where scikit-learn warns.
struct LabelCounter {
  let layout: CellLayout
  private let task: JoinColumns.Task
  /// Of a binary task's score.
  private let grid: FineGrid?
  private let calibration: IsotonicCalibration?
  /// The same for many scores at once.
  private let lookup: CalibrationLookup?
  private let hasKPIs: Bool
  private let hasOverrides: Bool

  init(layout: CellLayout) {
    self.layout = layout
    task = JoinColumns(layout).task
    hasKPIs = !layout.labelKPIs.isEmpty
    hasOverrides = layout.overrides != nil
    grid = task == .binary ? layout.score?.grid : nil
    calibration = grid == nil ? nil : layout.calibration
    lookup = calibration.flatMap { [grid] calibration in grid.map { CalibrationLookup(calibration, grid: $0) } }
  }

  /// Entries that one label changes at most.
  static func mostDeltas(of layout: CellLayout) -> Int {
    let ofTask =
      switch layout.task {
      case .binary: 16
      case .multiclass: 5 + layout.classScores.count
      case .regression: 14
      }
    return ofTask + 1 + 3 * layout.labelKPIs.count + (layout.overrides == nil ? 0 : 3)
  }

  /// Calls `add` with every position of the layout that changes and by how much.
  ///
  /// - Parameters:
  ///   - classScores: of several classes, the score of each; else empty.
  ///   - kpis: the business figures of the label log, NaN for one that is not known.
  ///   - sign: 1 to count the label, −1 to take it back.
  @inline(__always)
  func count(
    _ row: LabelledPrediction, classScores: Span<Double>, kpis: Span<Double>, sign: Int64,
    _ add: (_ position: Int, _ amount: Int64) -> Void
  ) {
    switch task {
    case .binary:
      let expected = calibration.map { probability.encode($0.probability(of: row.score)) } ?? 0
      countBinary(row, cell: grid.map { $0.cell(of: row.score) } ?? -1, expected: expected, kpis: kpis, sign: sign, add)
      return
    case .multiclass: countClasses(row, classScores, sign, add)
    case .regression: countNumber(row, sign, add)
    }
    countAny(row, kpis, sign, add)
  }

  /// What every label counts.
  @inline(__always)
  private func countAny(
    _ row: LabelledPrediction, _ kpis: Span<Double>, _ sign: Int64, _ add: (_ position: Int, _ amount: Int64) -> Void
  ) {
    add(CellLayout.labelled, sign)
    if row.lag >= 0 { add(layout.lag.lowerBound + LogLinearBuckets.index(ofMicroseconds: row.lag), sign) }
    if hasKPIs { countKPIs(kpis, sign, add) }
    if hasOverrides, !row.override.isNaN { countOverride(row, sign, add) }
  }

  /// Who was right of the person and the model. Any class that is not among the task's is one more class, as in the
  /// square of classes.
  private func countOverride(
    _ row: LabelledPrediction, _ sign: Int64, _ add: (_ position: Int, _ amount: Int64) -> Void
  ) {
    guard let overrides = layout.overrides else { return }
    let (person, model): (Bool, Bool)
    switch task {
    case .binary:
      person = (row.override == 1) == (row.outcome == 1)
      model = (row.served == RecordBatch.Served.positive) == (row.outcome == 1)
    case .multiclass:
      let truth = number(ofClass: row.outcome)
      person = number(ofClass: row.override) == truth
      model = number(ofClass: Double(row.served)) == truth
    case .regression:
      guard !row.outcome.isNaN, !row.score.isNaN else { return }
      let (own, other) = (abs(row.override - row.outcome), abs(row.score - row.outcome))
      (person, model) = (own < other, other < own)
    }
    add(overrides.given, sign)
    if task != .regression, person { add(overrides.right, sign) }
    if person != model { add(person ? overrides.personAlone : overrides.modelAlone, sign) }
  }

  private func countKPIs(_ values: Span<Double>, _ sign: Int64, _ add: (_ position: Int, _ amount: Int64) -> Void) {
    for (index, kpi) in layout.labelKPIs.enumerated() where index < values.count && !values[index].isNaN {
      let deviation = values[index] - kpi.center
      add(kpi.holds(deviation) ? kpi.count : kpi.beyond, sign)
      add(kpi.sum, sign * kpi.scale.encode(deviation))
      add(kpi.sumOfSquares, sign * kpi.squareScale.encode(deviation * deviation))
    }
  }

  // MARK: - Binary

  /// Looks up the scores of many labels in one go; both results are as long as the scores.
  ///
  /// - Parameters:
  ///   - cells: the cell of each in the grid, `UInt32.max` without a score.
  ///   - expected: the calibrated probability of each, in ``FixedPoint/probability``; as it was without a calibration.
  func lookUp(_ scores: [Double], cells: inout [UInt32], expected: inout [Int64]) {
    guard let grid else {
      for index in cells.indices { cells[index] = .max }
      return
    }
    var positions = cells.mutableSpan
    grid.positions(of: scores.span, first: 0, null: .max, into: &positions)
    guard let lookup else { return }
    var codes = expected.mutableSpan
    lookup.encode(scores.span, positions: cells.span, firstCell: 0, into: &codes)
  }

  /// The same as ``count(_:classScores:kpis:sign:_:)`` with a score that has been looked up.
  @inline(__always)
  func countBinary(
    _ row: LabelledPrediction, cell: Int, expected: Int64, kpis: Span<Double>, sign: Int64,
    _ add: (_ position: Int, _ amount: Int64) -> Void
  ) {
    let isPositive = row.outcome == 1
    let servedPositive = row.served == RecordBatch.Served.positive
    countAny(row, kpis, sign, add)
    switch (servedPositive, isPositive) {
    case (true, true): add(CellLayout.truePositives, sign)
    case (true, false): add(CellLayout.falsePositives, sign)
    case (false, false): add(CellLayout.trueNegatives, sign)
    case (false, true): add(CellLayout.falseNegatives, sign)
    }
    let score = row.score
    guard cell >= 0 else { return }
    let unit = probability
    let encoded = unit.encode(score)
    add(CellLayout.scored, sign)
    add(CellLayout.squareSum, sign * unit.encode(score * score))
    if isPositive {
      add(CellLayout.scoredPositives, sign)
      add(CellLayout.crossSum, sign * encoded)
    }
    let error = isPositive ? score - 1 : score
    add(CellLayout.fourthSum, sign * unit.encode(error * error * error * error))
    let bin = Int(min(Double(CellLayout.calibrationBins - 1), max(0, score * Double(CellLayout.calibrationBins))))
    let first = CellLayout.calibration.lowerBound + 3 * bin
    add(first, sign)
    if isPositive { add(first + 1, sign) }
    add(first + 2, sign * encoded)
    addLogLoss(Statistics.logLoss(ofProbability: score, isOther: !isPositive), sign, add)
    if lookup != nil {
      let chance = FixedPoint.probability.decode(expected)
      add(CellLayout.expectedRight, sign * (servedPositive ? expected : unit.encode(1) - expected))
      add(CellLayout.expectedVariance, sign * unit.encode(chance * (1 - chance)))
      let position = servedPositive ? CellLayout.expectedTruePositives : CellLayout.expectedFalseNegatives
      add(position, sign * expected)
    }
    add((isPositive ? layout.scoreOfPositives : layout.scoreOfNegatives).lowerBound + cell, sign)
  }

  private let probability = SmallFixedPoint(FixedPoint.probability)
  private let logLoss = SmallFixedPoint(CellLayout.logLossScale)
  private let logLossSquare = SmallFixedPoint(CellLayout.logLossSquareScale)

  @inline(__always)
  private func addLogLoss(
    _ loss: Double, _ sign: Int64, _ add: (_ position: Int, _ amount: Int64) -> Void
  ) {
    add(CellLayout.logLossSum, sign * logLoss.encode(loss))
    add(CellLayout.logLossSquareSum, sign * logLossSquare.encode(loss * loss))
  }

  // MARK: - Several classes

  /// The scores count where the true class is one of the task's and every class has a score: log loss by scores that sum
  /// to 1, the cells of each class by its score as it is.
  private func countClasses(
    _ row: LabelledPrediction, _ scores: Span<Double>, _ sign: Int64,
    _ add: (_ position: Int, _ amount: Int64) -> Void
  ) {
    let classes = layout.task.classCount
    let truth = number(ofClass: row.outcome)
    let served = min(Int(row.served), classes)
    add(layout.confusion.lowerBound + truth * (classes + 1) + served, sign)
    guard truth < scores.count, scores.count == layout.classScores.count else { return }
    var sum = 0.0
    for index in 0..<scores.count { sum += scores[index] }
    guard sum > 0, sum.isFinite else { return }
    add(CellLayout.scored, sign)
    let isDistribution = abs(sum - 1) <= Self.sumTolerance
    let probability = isDistribution ? scores[truth] : scores[truth] / sum
    addLogLoss(Statistics.logLoss(ofProbability: probability), sign, add)
    for (index, column) in layout.classScores.enumerated() {
      let cells = index == truth ? column.positives : column.negatives
      add(cells.lowerBound + column.grid.cell(of: scores[index]), sign)
    }
  }

  /// One number for all that are not among the task's.
  private func number(ofClass value: Double) -> Int {
    let classes = layout.task.classCount
    return Int(exactly: value).map { (0..<classes).contains($0) ? $0 : classes } ?? classes
  }

  /// Scores that sum to 1 but for so much are not divided by their sum.
  private static let sumTolerance = 1e-6

  // MARK: - Numbers

  private func countNumber(
    _ row: LabelledPrediction, _ sign: Int64, _ add: (_ position: Int, _ amount: Int64) -> Void
  ) {
    guard let columns = layout.regression else { return }
    let error = row.score - row.outcome
    count(row.outcome, in: columns.label, sign, add)
    count(error, in: columns.residual, sign, add)
    guard !row.outcome.isNaN, !error.isNaN else { return }
    let deviation = row.outcome - columns.label.center
    let square = error * error
    let labelSquare = deviation * deviation
    if !columns.holds(error: error, deviation: deviation) { add(columns.beyond, sign) }
    add(columns.absoluteSum, sign * columns.residual.scale.encode(abs(error)))
    add(columns.fourthSum, sign * columns.fourthScale.encode(square * square))
    add(columns.squareByLabel, sign * columns.squareByLabelScale.encode(square * deviation))
    add(columns.squareByLabelSquare, sign * columns.squareByLabelSquareScale.encode(square * labelSquare))
    add(columns.labelCube, sign * columns.labelCubeScale.encode(labelSquare * deviation))
    add(columns.labelFourth, sign * columns.labelFourthScale.encode(labelSquare * labelSquare))
  }

  private func count(
    _ value: Double, in column: CellLayout.Numeric, _ sign: Int64,
    _ add: (_ position: Int, _ amount: Int64) -> Void
  ) {
    guard !value.isNaN else { return add(column.null, sign) }
    let deviation = value - column.center
    add(column.cells.lowerBound + column.grid.cell(of: value), sign)
    add(column.sum, sign * column.scale.encode(deviation))
    add(column.sumOfSquares, sign * column.squareScale.encode(deviation * deviation))
  }
}

/// The code of a ``FixedPoint`` for values that are small as a rule; they then take no call.
private struct SmallFixedPoint {
  private let full: FixedPoint
  private let scale: Double
  /// Codes up to this need no check for saturation, and are exact in the rounding below.
  private static let most = Double(1 << 31)

  init(_ full: FixedPoint) {
    self.full = full
    scale = Double(sign: .plus, exponent: full.fractionBits, significand: 1)
  }

  /// The same as ``FixedPoint/encode(_:)``: adding 1.5 · 2⁵² leaves the nearest whole number in the lowest bits.
  @inline(__always)
  func encode(_ value: Double) -> Int64 {
    let scaled = value * scale
    guard abs(scaled) <= Self.most else { return full.encode(value) }
    return Int64(bitPattern: (scaled + 0x1.8p52).bitPattern) &- Int64(bitPattern: (0x1.8p52).bitPattern)
  }
}

/// A change of one entry of the label counts.
struct LabelDelta {
  /// Position in the layout's row of label counts.
  var position: Int
  var amount: Int64
}
