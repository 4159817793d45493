import Readings
import Statistics
import Testing

@testable import Windows

@Suite("Estimation measures")
struct EstimationMeasuresTests {
  /// Rows as score, calibrated probability and whether the positive class was served.
  static func traffic(_ layout: CellLayout, _ rows: [(score: Double, probability: Double, positive: Bool)]) -> [Int64] {
    var counts = [Int64](repeating: 0, count: layout.trafficWidth)
    for row in rows {
      let code = FixedPoint.probability.encode(row.probability)
      counts[row.positive ? CellLayout.scoredPositive : CellLayout.scoredNegative] += 1
      counts[row.positive ? CellLayout.expectedInPositive : CellLayout.expectedInNegative] += code
      let cell = layout.score?.grid.cell(of: row.score) ?? 0
      counts[(layout.score?.cells.lowerBound ?? 0) + cell] += 1
      counts[layout.expectedByCell.lowerBound + cell] += code
    }
    return counts
  }

  static func figures(
    _ layout: CellLayout, _ reference: ReferenceCell, _ traffic: [Int64]
  ) -> [Metric: Measurement] {
    var figures: [Metric: Measurement] = [:]
    let metrics = EstimationMeasures.metrics(layout: layout)
    EstimationMeasures(layout: layout, reference: reference, critical: CriticalValues(alpha: 0.001))
      .measure(traffic.span) { figures[metrics[$0]] = $1 }
    return figures
  }

  static let scores = [0.1, 0.2, 0.2, 0.35, 0.4, 0.5, 0.55, 0.6, 0.7, 0.8, 0.8, 0.95]
  static let probabilities = [0.05, 0.1, 0.1, 0.3, 0.3, 0.45, 0.6, 0.6, 0.7, 0.85, 0.85, 1]

  // NannyML's formulas in NumPy 2.4; the area by sklearn.metrics.roc_auc_score with weights p̂ and 1 − p̂, scikit-learn 1.9
  @Test("The figures are NannyML's, and the baseline is what came true in the reference")
  func golden() throws {
    let columns = BinaryFixture.columns()
    let layout = CellLayout(columns: columns)
    let reference = try #require(
      BinaryFixture.reference(columns) { labels in
        labels[CellLayout.labelled] = 200
        labels[CellLayout.truePositives] = 70
        labels[CellLayout.falsePositives] = 30
        labels[CellLayout.trueNegatives] = 80
        labels[CellLayout.falseNegatives] = 20
      })
    let rows = zip(Self.scores, Self.probabilities).map { ($0, $1, $0 >= 0.5) }
    let figures = Self.figures(layout, reference, Self.traffic(layout, rows))
    let golden: [(Metric, Double, Double?)] = [
      (.estimatedAccuracy, 0.7666666666666666, 0.75), (.estimatedPrecision, 0.7214285714285714, 0.7),
      (.estimatedRecall, 0.8559322033898304, 70.0 / 90), (.estimatedSpecificity, 0.680327868852459, 80.0 / 110),
      (.estimatedF1, 0.7829457364341085, 140.0 / 190), (.estimatedROCAUC, 0.8542650736315645, nil),
    ]
    for (metric, value, baseline) in golden {
      let figure = try #require(figures[metric])
      #expect(abs((figure.value ?? 0) - value) < 1e-9, "\(metric)")
      #expect(figure.baseline == baseline, "\(metric)")
      #expect(figure.n == 12)
      #expect((figure.low ?? 1) < value && (figure.high ?? 0) > value, "\(metric)")
    }
    // Wilson's interval of 9.2 in 12, by NumPy.
    #expect(abs((figures[.estimatedAccuracy]?.low ?? 0) - 0.4839166274242038) < 1e-9)
    #expect(figures[.estimatedAccuracy]?.evidence == .interval(isBeyondChance: false))
  }

  @Test("A fall past chance counts as evidence")
  func evidence() throws {
    let columns = BinaryFixture.columns()
    let layout = CellLayout(columns: columns)
    let reference = try #require(
      BinaryFixture.reference(columns) { labels in
        labels[CellLayout.labelled] = 2000
        labels[CellLayout.truePositives] = 900
        labels[CellLayout.trueNegatives] = 900
        labels[CellLayout.falsePositives] = 100
        labels[CellLayout.falseNegatives] = 100
      })
    let rows = (0..<1000).map { (0.5, 0.6, $0 % 2 == 0) }
    let figures = Self.figures(layout, reference, Self.traffic(layout, rows))
    #expect(figures[.estimatedAccuracy]?.evidence == .interval(isBeyondChance: true))
    #expect(abs((figures[.estimatedROCAUC]?.value ?? 0) - 0.5) < 1e-9)
  }

  @Test("Without rows the figures are undefined, and without a calibration there are none")
  func undefined() throws {
    let columns = BinaryFixture.columns()
    let layout = CellLayout(columns: columns)
    let reference = try #require(BinaryFixture.reference(columns))
    let figures = Self.figures(layout, reference, [Int64](repeating: 0, count: layout.trafficWidth))
    #expect(figures.count == 6)
    for figure in figures.values {
      #expect(figure.value == nil)
      #expect(figure.n == 0)
    }
    let plain = BinaryFixture.columns(isCalibrated: false)
    #expect(EstimationMeasures.metrics(layout: CellLayout(columns: plain)).isEmpty)
    let plainReference = try #require(BinaryFixture.reference(plain))
    let width = CellLayout(columns: plain).trafficWidth
    #expect(Self.figures(CellLayout(columns: plain), plainReference, Array(repeating: 0, count: width)).isEmpty)
  }
}
