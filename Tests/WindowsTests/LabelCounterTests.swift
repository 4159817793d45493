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

@Suite("What a label counts")
struct LabelCounterTests {
  typealias Fixture = LabelFixture

  /// The counts of some labels.
  static func counts(
    _ layout: CellLayout, _ rows: [(served: Fixture.Served, truth: Fixture.Truth)], lag: Int64 = -1
  ) -> [Int64] {
    let counter = LabelCounter(layout: layout)
    var counts = [Int64](repeating: 0, count: layout.labelWidth)
    for (served, truth) in rows {
      let row = LabelledPrediction(
        served: served.served, score: served.score, override: served.override, outcome: truth.outcome, lag: lag)
      counter.count(row, classScores: served.classScores.span, kpis: truth.kpis.span, sign: 1) { counts[$0] += $1 }
    }
    return counts
  }

  static func rows(
    _ kind: Fixture.Kind, _ count: Int, seed: UInt64
  ) -> [(served: Fixture.Served, truth: Fixture.Truth)] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      (Fixture.served(kind, using: &random), Fixture.truth(kind, using: &random))
    }
  }

  static func isClose(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool { abs(a - b) <= tolerance }

  @Test(
    "Taking labels back leaves nothing, and no label changes more than is made room for",
    arguments: Fixture.Kind.allCases)
  func takesBack(kind: Fixture.Kind) {
    let layout = Fixture.layout(kind)
    let counter = LabelCounter(layout: layout)
    var counts = [Int64](repeating: 0, count: layout.labelWidth)
    for sign in [1, -1] as [Int64] {
      for (index, (served, truth)) in Self.rows(kind, 500, seed: 91).enumerated() {
        let row = LabelledPrediction(
          served: served.served, score: served.score, override: served.override, outcome: truth.outcome,
          lag: Int64(index) * 1000)
        var deltas = 0
        counter.count(row, classScores: served.classScores.span, kpis: truth.kpis.span, sign: sign) {
          counts[$0] += $1
          deltas += 1
        }
        #expect(deltas <= LabelCounter.mostDeltas(of: layout))
      }
      #expect(counts[CellLayout.labelled] == (sign == 1 ? 500 : 0))
    }
    #expect(counts.allSatisfy { $0 == 0 })
  }

  @Test(
    "A binary task's sums are those of the definitions",
    arguments: [Fixture.Kind.binary, .binaryWithFigures, .binaryWithOverrides])
  func binary(kind: Fixture.Kind) throws {
    let layout = Fixture.layout(kind)
    let rows = Self.rows(kind, 2000, seed: 92)
    let counts = Self.counts(layout, rows, lag: 1500)
    let calibration = try #require(layout.calibration)
    let scored = rows.filter { !$0.served.score.isNaN }
    func count(_ served: UInt8, _ outcome: Double) -> Int64 {
      Int64(rows.count { $0.served.served == served && $0.truth.outcome == outcome })
    }
    #expect(counts[CellLayout.truePositives] == count(1, 1) && counts[CellLayout.falsePositives] == count(1, 0))
    #expect(counts[CellLayout.trueNegatives] == count(0, 0) && counts[CellLayout.falseNegatives] == count(0, 1))
    #expect(counts[CellLayout.scored] == Int64(scored.count) && scored.count < rows.count)
    #expect(counts[CellLayout.scoredPositives] == Int64(scored.count { $0.truth.outcome == 1 }))
    func sum(_ body: (_ p: Double, _ y: Double, _ served: UInt8) -> Double) -> Double {
      scored.reduce(0) { $0 + body($1.served.score, $1.truth.outcome, $1.served.served) }
    }
    func decoded(_ position: Int) -> Double { FixedPoint.probability.decode(counts[position]) }
    #expect(Self.isClose(decoded(CellLayout.squareSum), sum { p, _, _ in p * p }, 1e-6))
    #expect(Self.isClose(decoded(CellLayout.crossSum), sum { p, y, _ in p * y }, 1e-6))
    #expect(Self.isClose(decoded(CellLayout.fourthSum), sum { p, y, _ in (p - y) * (p - y) * (p - y) * (p - y) }, 1e-6))
    let right = sum { p, _, served in
      let expected = calibration.probability(of: p)
      return served == 1 ? expected : 1 - expected
    }
    #expect(Self.isClose(decoded(CellLayout.expectedRight), right, 1e-6))
    let variance = sum { p, _, _ in calibration.probability(of: p) * (1 - calibration.probability(of: p)) }
    #expect(Self.isClose(decoded(CellLayout.expectedVariance), variance, 1e-6))
    let missed = sum { p, _, served in served == 0 ? calibration.probability(of: p) : 0 }
    #expect(Self.isClose(decoded(CellLayout.expectedFalseNegatives), missed, 1e-6))
    let hit = sum { p, _, served in served == 1 ? calibration.probability(of: p) : 0 }
    #expect(Self.isClose(decoded(CellLayout.expectedTruePositives), hit, 1e-6))
    #expect(counts[layout.scoreOfPositives].reduce(0, +) == counts[CellLayout.scoredPositives])
    #expect(counts[layout.scoreOfNegatives].reduce(0, +) + counts[CellLayout.scoredPositives] == Int64(scored.count))
    let bins = stride(from: CellLayout.calibration.lowerBound, to: CellLayout.calibration.upperBound, by: 3)
    #expect(bins.reduce(0) { $0 + counts[$1] } == Int64(scored.count))
    #expect(counts[layout.lag.lowerBound + LogLinearBuckets.index(ofMicroseconds: 1500)] == 2000)
  }

  @Test("Log loss is that of scikit-learn, scores of 0 and 1 clipped to 1e-15")
  func logLoss() {
    // scikit-learn 1.9, sklearn.metrics.log_loss([1, 0, 1, 0, 1], scores): of the scores as they are, and of the second
    // ones after numpy.clip(scores, 1e-15, 1 - 1e-15).
    let goldens: [(scores: [Double], loss: Double)] = [
      ([0.9, 0.2, 0.6, 0.35, 0.8], 0.29865123162893814), ([0.9, 0.2, 1, 1, 0], 13.88137129084472),
    ]
    let layout = Fixture.layout(.binary)
    for (scores, loss) in goldens {
      let rows = zip([1, 0, 1, 0, 1] as [Double], scores).map { outcome, score in
        (Fixture.Served(served: 1, score: score), Fixture.Truth(outcome: outcome, kpis: []))
      }
      let counts = Self.counts(layout, rows)
      let mean = CellLayout.logLossScale.decode(counts[CellLayout.logLossSum]) / 5
      #expect(Self.isClose(mean, loss, 1e-7))
      let squares = zip([1, 0, 1, 0, 1] as [Double], scores).reduce(0) { sum, row in
        let loss = -log(abs(1 - row.0 - min(max(row.1, 1e-15), 1 - 1e-15)))
        return sum + loss * loss
      }
      #expect(Self.isClose(CellLayout.logLossSquareScale.decode(counts[CellLayout.logLossSquareSum]), squares, 1e-5))
    }
  }

  @Test("Several classes: the square by true and served class, log loss of scores that sum to 1, and a cell per class")
  func multiclass() {
    let layout = Fixture.layout(.multiclass)
    func row(_ served: UInt8, _ outcome: Double, _ scores: [Double]) -> (Fixture.Served, Fixture.Truth) {
      (Fixture.Served(served: served, score: .nan, classScores: scores), Fixture.Truth(outcome: outcome, kpis: [3, 1]))
    }
    let other = RecordBatch.Served.other
    let rows = [
      row(0, 0, [0.7, 0.2, 0.1]), row(0, 2, [0.5, 0.3, 0.2]),
      // Divided by their sum: P = 0.25.
      row(1, 1, [1, 0.5, 0.5]),
      // Neither scores of all classes, nor a true class that the scores know of.
      row(other, 1, [0.5, .nan, 0.5]), row(2, Double(other), [0.1, 0.1, 0.8]), row(2, 2, [0, 0, 0]),
      row(2, 1.5, [0.1, 0.1, 0.8]), row(2, -1, [0.1, 0.1, 0.8]), row(2, 1e300, [0.1, 0.1, 0.8]),
    ]
    let counts = Self.counts(layout, rows)
    var square = [Int64](repeating: 0, count: 16)
    for (truth, served) in [(0, 0), (2, 0), (1, 1), (1, 3), (3, 2), (2, 2), (3, 2), (3, 2), (3, 2)] {
      square[truth * 4 + served] += 1
    }
    #expect(Array(counts[layout.confusion]) == square)
    #expect(counts[CellLayout.scored] == 3)
    // scikit-learn 1.9, after dividing the scores by their sum:
    // sklearn.metrics.log_loss([0, 2, 1], [[.7, .2, .1], [.5, .3, .2], [.5, .25, .25]], labels=[0, 1, 2])
    let loss = 3 * 1.1174690724975742
    #expect(Self.isClose(CellLayout.logLossScale.decode(counts[CellLayout.logLossSum]), loss, 1e-7))
    for (index, column) in layout.classScores.enumerated() {
      #expect(counts[column.positives].reduce(0, +) == 1 && counts[column.negatives].reduce(0, +) == 2)
      let truths = [0, 2, 1].firstIndex(of: index) ?? 0
      let score = rows[truths].0.classScores[index]
      #expect(counts[column.positives.lowerBound + column.grid.cell(of: score)] == 1)
    }
    let kept = layout.labelKPIs[1]
    #expect(counts[kept.count] == 9 && kept.scale.decode(counts[kept.sum]) == 4.5)
  }

  @Test("Regression: cells and sums of label and error, and the sums that the interval of R² needs")
  func regression() throws {
    let layout = Fixture.layout(.regression)
    let columns = try #require(layout.regression)
    let rows = Self.rows(.regression, 1000, seed: 93)
    let counts = Self.counts(layout, rows)
    let pairs = rows.map { (e: $0.served.score - $0.truth.outcome, d: $0.truth.outcome - columns.label.center) }
    func agrees(
      _ position: Int, _ scale: FixedPoint, within tolerance: Double = 1e-6,
      _ body: (_ e: Double, _ d: Double) -> Double
    ) -> Bool {
      let sum = pairs.reduce(0) { $0 + body($1.e, $1.d) }
      let size = pairs.reduce(0) { $0 + abs(body($1.e, $1.d)) }
      return Self.isClose(scale.decode(counts[position]), sum, size * tolerance)
    }
    let (label, residual) = (columns.label, columns.residual)
    #expect(agrees(label.sum, label.scale) { $1 } && agrees(label.sumOfSquares, label.squareScale) { $1 * $1 })
    #expect(agrees(residual.sum, residual.scale) { e, _ in e })
    #expect(agrees(residual.sumOfSquares, residual.squareScale) { e, _ in e * e })
    #expect(agrees(columns.absoluteSum, residual.scale) { e, _ in abs(e) })
    #expect(agrees(columns.fourthSum, columns.fourthScale, within: 1e-4) { e, _ in e * e * e * e })
    #expect(agrees(columns.squareByLabel, columns.squareByLabelScale, within: 1e-4) { $0 * $0 * $1 })
    #expect(agrees(columns.squareByLabelSquare, columns.squareByLabelSquareScale, within: 1e-4) { $0 * $0 * $1 * $1 })
    #expect(agrees(columns.labelCube, columns.labelCubeScale, within: 1e-4) { $1 * $1 * $1 })
    #expect(agrees(columns.labelFourth, columns.labelFourthScale, within: 1e-3) { $1 * $1 * $1 * $1 })
    #expect(counts[columns.beyond] == 0)
    #expect(counts[label.cells].reduce(0, +) == 1000 && counts[residual.cells].reduce(0, +) == 1000)
    let (first, revenue) = (rows[0], layout.labelKPIs[0])
    #expect(counts[residual.cells.lowerBound + residual.grid.cell(of: first.served.score - first.truth.outcome)] > 0)
    #expect(counts[revenue.count] == Int64(rows.count { !$0.truth.kpis[0].isNaN }))
  }

  @Test(
    "Of the rows in which a person served something else it is counted who was right, or nearer",
    arguments: [Fixture.Kind.binaryWithOverrides, .multiclass, .regression])
  func overrides(kind: Fixture.Kind) throws {
    let layout = Fixture.layout(kind)
    let positions = try #require(layout.overrides)
    #expect(positions.modelAlone == layout.labelWidth - 1)
    let rows = Self.rows(kind, 3000, seed: 94)
    let counts = Self.counts(layout, rows)
    var (given, right, person, model) = (0, 0, 0, 0)
    for (served, truth) in rows where !served.override.isNaN {
      given += 1
      let ofModel = kind == .regression ? served.score : Double(served.served)
      let (own, other) = (abs(served.override - truth.outcome), abs(ofModel - truth.outcome))
      if kind == .regression {
        person += own < other ? 1 : 0
        model += other < own ? 1 : 0
      } else {
        right += own == 0 ? 1 : 0
        person += own == 0 && other != 0 ? 1 : 0
        model += own != 0 && other == 0 ? 1 : 0
      }
    }
    #expect(given > 900 && person > 100 && model > 100 && person + model < given)
    #expect(counts[positions.given] == Int64(given) && counts[positions.right] == Int64(right))
    #expect(counts[positions.personAlone] == Int64(person) && counts[positions.modelAlone] == Int64(model))
    #expect((right > person) == (kind != .regression))
  }

  @Test("Values that no log should have neither trap nor count as numbers", arguments: Fixture.Kind.allCases)
  func extremes(kind: Fixture.Kind) {
    let values = [Double.nan, .infinity, -.infinity, 1e308, -1e308, 0, -0.0, 255, 0.5, .leastNonzeroMagnitude]
    for outcome in values {
      for score in values {
        let rows = values.map { override in
          let served = Fixture.Served(
            served: 255, score: score, classScores: [score, outcome, 0.2], override: override)
          return (served, Fixture.Truth(outcome: outcome, kpis: [score, outcome]))
        }
        let counts = Self.counts(Fixture.layout(kind), rows, lag: .max)
        #expect(counts[CellLayout.labelled] == Int64(values.count))
      }
    }
  }
}
