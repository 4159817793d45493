import Notation
import Readings
import Records
import Testing

@testable import Windows

/// Agreement between people and model: figures, intervals, and the references that lack them.
@Suite("Served overrides")
struct OverrideMeasuresTests {
  private static func layout(_ task: PredictionTask, hasOverrides: Bool = true) -> CellLayout {
    CellLayout(
      columns: ColumnProfiles(
        task: task, features: [], score: task == .regression ? NumericProfile(values: [1, 2, 3], cells: 10) : nil,
        hasOverrides: hasOverrides))
  }

  private static let plan = CellPlan(segments: [[]], fairness: [], minSamples: 1, minCoverage: 0, alpha: 0.001)

  /// What a window with these counts has, against a reference with those.
  private static func measured(
    _ task: PredictionTask, window: [Int64], reference: [Int64]
  ) throws -> [Metric: Measurement] {
    let layout = layout(task)
    let positions = try #require(layout.overrides)
    func row(_ counts: [Int64]) -> [Int64] {
      var row = [Int64](repeating: 0, count: layout.labelWidth)
      row[CellLayout.labelled] = 1000
      for (position, count) in zip(
        [positions.given, positions.right, positions.personAlone, positions.modelAlone], counts)
      {
        row[position] = count
      }
      return row
    }
    let measures = PerformanceMeasures(
      layout: layout, plan: plan, reference: PerformanceFigures(layout: layout, labels: row(reference).span),
      comparison: PerformanceComparison(
        usesOverallBaseline: false, critical: CriticalValues(alpha: 0.001), referenceRows: 1000))
    let metrics = PerformanceMeasures.metrics(layout: layout, plan: plan)
    var found: [Metric: Measurement] = [:]
    measures.measure(row(window).span) { found[metrics[$0]] = $1 }
    return found
  }

  @Test("Shares of the rows that were overridden, with Wilson's interval and the reference's share")
  func shares() throws {
    let found = try Self.measured(
      .binary(positive: "1"), window: [40, 25, 14, 9], reference: [200, 160, 90, 30])
    let accuracy = try #require(found[.overrideAccuracy])
    #expect(accuracy.value == 0.625 && accuracy.n == 40 && accuracy.baseline == 0.8)
    // statsmodels 0.15.0, proportion_confint(25, 40, method="wilson") and (14, 23).
    #expect(abs(try #require(accuracy.low) - 0.47032439137301096) < 1e-12)
    #expect(abs(try #require(accuracy.high) - 0.7577702083276673) < 1e-12)
    let wins = try #require(found[.overrideWinRate])
    #expect(wins.value == 14.0 / 23 && wins.n == 23 && wins.baseline == 0.75)
    #expect(abs(try #require(wins.low) - 0.40785522391381707) < 1e-12)
    #expect(abs(try #require(wins.high) - 0.7784237720752205) < 1e-12)
  }

  @Test("A share that the reference does not explain is beyond chance, one of a few rows is not")
  func evidence() throws {
    let task = PredictionTask.multiclass(classes: ["a", "b"])
    let many = try Self.measured(task, window: [400, 100, 50, 200], reference: [400, 320, 200, 50])
    let few = try Self.measured(task, window: [4, 1, 1, 2], reference: [400, 320, 200, 50])
    for metric in [Metric.overrideAccuracy, .overrideWinRate] {
      #expect(many[metric]?.evidence == .interval(isBeyondChance: true))
      #expect(few[metric]?.evidence == .interval(isBeyondChance: false))
    }
  }

  @Test("Without such rows there is no figure, and of numbers only who came nearer")
  func none() throws {
    let empty = try Self.measured(.binary(positive: "1"), window: [0, 0, 0, 0], reference: [0, 0, 0, 0])
    #expect(empty[.overrideAccuracy]?.value == nil && empty[.overrideAccuracy]?.n == 0)
    #expect(empty[.overrideWinRate]?.value == nil && empty[.overrideWinRate]?.baseline == nil)
    let regression = try Self.measured(.regression, window: [9, 0, 4, 1], reference: [0, 0, 0, 0])
    #expect(regression[.overrideAccuracy] == nil && regression[.overrideWinRate]?.value == 0.8)
    let layout = Self.layout(.binary(positive: "1"), hasOverrides: false)
    #expect(layout.overrides == nil)
    #expect(!PerformanceMeasures.metrics(layout: layout, plan: Self.plan).contains { $0 == .overrideWinRate })
  }

  @Test("A reference that does not say what people served serves on, and has no figure of theirs")
  func olderReference() throws {
    let fixture = try ReferenceFixture(.binary(positive: "1"), seed: 41)
    let own = try fixture.baseline()
    let columns = own.columns
    var bare = columns
    bare.hasOverrides = false
    let width = CellLayout(columns: bare).labelWidth
    let cells = own.cells.mapValues { Baseline.Cell(traffic: $0.traffic, labels: Array($0.labels.prefix(width))) }
    let older = try #require(Baseline(columns: bare, cells: cells, minSamples: own.minSamples))
    #expect(older.layout.overrides == nil && own.countingOverrides.cells == own.cells)
    let widened = older.countingOverrides
    #expect(widened.columns == columns && widened.isSound)
    let positions = try #require(own.layout.overrides)
    for (name, cell) in widened.cells {
      var expected = try #require(own.cells[name])
      for position in positions.given..<own.layout.labelWidth { expected.labels[position] = 0 }
      #expect(cell == expected)
    }
    var last: [Metric: Measurement] = [:]
    _ = fixture.windows(widened) { evaluation in
      for series in evaluation.series where series.key.segment == "all" && series.key.version == "*" {
        last[series.key.metric] = series.measurement
      }
    }
    #expect(last[.overrideAccuracy]?.value != nil && last[.overrideAccuracy]?.baseline == nil)
    #expect(last[.accuracy]?.baseline != nil)
  }
}
