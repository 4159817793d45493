import Records
import Statistics
import Testing

@testable import Windows

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A row of label counts, filled as the layout describes it.
struct LabelCountsFixture {
  let layout: CellLayout
  var counts: [Int64]

  init(_ layout: CellLayout) {
    self.layout = layout
    counts = [Int64](repeating: 0, count: layout.labelWidth)
  }

  mutating func add(_ position: Int, _ amount: Int64) { counts[position] += amount }

  mutating func addPrediction() {
    add(CellLayout.predictions, 1)
    add(CellLayout.labelled, 1)
  }

  mutating func binary(score: Double, isPositive: Bool, isServed: Bool) {
    addPrediction()
    switch (isServed, isPositive) {
    case (true, true): add(CellLayout.truePositives, 1)
    case (true, false): add(CellLayout.falsePositives, 1)
    case (false, false): add(CellLayout.trueNegatives, 1)
    case (false, true): add(CellLayout.falseNegatives, 1)
    }
    guard let grid = layout.score?.grid else { return }
    let label = isPositive ? 1.0 : 0
    let square = (score - label) * (score - label)
    add(CellLayout.scored, 1)
    add(CellLayout.scoredPositives, isPositive ? 1 : 0)
    add(CellLayout.squareSum, FixedPoint.probability.encode(score * score))
    add(CellLayout.crossSum, FixedPoint.probability.encode(score * label))
    add(CellLayout.fourthSum, FixedPoint.probability.encode(square * square))
    addLoss(isPositive ? score : 1 - score)
    let bin = CellLayout.calibration.lowerBound + 3 * min(Int(score * 10), 9)
    add(bin, 1)
    add(bin + 1, isPositive ? 1 : 0)
    add(bin + 2, FixedPoint.probability.encode(score))
    let cells = isPositive ? layout.scoreOfPositives : layout.scoreOfNegatives
    add(cells.lowerBound + grid.cell(of: score), 1)
  }

  mutating func multiclass(truth: Int, served: Int, scores: [Double]) {
    addPrediction()
    let side = layout.task.classCount + 1
    add(layout.confusion.lowerBound + truth * side + served, 1)
    guard !scores.isEmpty else { return }
    add(CellLayout.scored, 1)
    addLoss(truth < scores.count ? scores[truth] : 0)
    for (index, score) in layout.classScores.enumerated() {
      let cells = truth == index ? score.positives : score.negatives
      add(cells.lowerBound + score.grid.cell(of: scores[index]), 1)
    }
  }

  mutating func regression(truth: Double, prediction: Double) throws {
    addPrediction()
    let regression = try #require(layout.regression)
    let (e, d) = (prediction - truth, truth - regression.label.center)
    add(regression.label.sum, regression.label.scale.encode(d))
    add(regression.label.sumOfSquares, regression.label.squareScale.encode(d * d))
    add(regression.residual.sum, regression.residual.scale.encode(e))
    add(regression.residual.sumOfSquares, regression.residual.squareScale.encode(e * e))
    add(regression.absoluteSum, regression.residual.scale.encode(abs(e)))
    add(regression.fourthSum, regression.fourthScale.encode(e * e * e * e))
    add(regression.squareByLabel, regression.squareByLabelScale.encode(e * e * d))
    add(regression.squareByLabelSquare, regression.squareByLabelSquareScale.encode(e * e * d * d))
    add(regression.labelCube, regression.labelCubeScale.encode(d * d * d))
    add(regression.labelFourth, regression.labelFourthScale.encode(d * d * d * d))
  }

  private mutating func addLoss(_ probability: Double) {
    let loss = -log(min(max(probability, 1e-15), 1 - 1e-15))
    add(CellLayout.logLossSum, CellLayout.logLossScale.encode(loss))
    add(CellLayout.logLossSquareSum, CellLayout.logLossSquareScale.encode(loss * loss))
  }
}
