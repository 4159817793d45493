import Records
import Statistics

@testable import Windows

/// Layouts of label counts for the three tasks, each with business figures in the label log.
enum LabelFixture {
  enum Kind: String, CaseIterable {
    case binary
    case binaryWithFigures
    case binaryWithOverrides
    case multiclass
    case regression
  }

  static let classes = ["cat", "dog", "owl"]

  static func columns(_ kind: Kind) -> ColumnProfiles {
    let shares = (0...200).map { Double($0) / 200 }
    let score = NumericProfile(values: shares, cells: 40, alwaysEdges: (1...9).map { Double($0) / 10 })
    let kpis =
      kind == .binary || kind == .binaryWithOverrides
      ? []
      : [
        KPIProfile(name: "clicks", source: .predictions, mean: 1, standardDeviation: 1),
        KPIProfile(name: "revenue", source: .labels, mean: 20, standardDeviation: 8),
        KPIProfile(name: "kept", source: .labels, mean: 0.5, standardDeviation: 0.5),
      ]
    switch kind {
    case .binary, .binaryWithFigures, .binaryWithOverrides:
      return ColumnProfiles(
        task: .binary(positive: "1"), features: [], score: score, kpis: kpis,
        calibration: IsotonicCalibration(scores: [0.1, 0.3, 0.3001, 0.8], probabilities: [0.05, 0.2, 0.4, 0.9]),
        hasOverrides: hasOverrides(kind))
    case .multiclass:
      let grid = FineGrid(sortedReference: shares, cells: 20)
      return ColumnProfiles(
        task: .multiclass(classes: classes), features: [], score: score, classScores: [grid, grid, grid], kpis: kpis,
        hasOverrides: hasOverrides(kind))
    case .regression:
      let label = NumericProfile(values: (0...300).map { Double($0) }, cells: 30)
      let residual = NumericProfile(values: (-240...240).map { Double($0) }, cells: 24)
      return ColumnProfiles(
        task: .regression, features: [], score: label, label: label, residual: residual, kpis: kpis,
        hasOverrides: hasOverrides(kind))
    }
  }

  /// Whether the log says what people served instead.
  static func hasOverrides(_ kind: Kind) -> Bool { kind != .binary && kind != .binaryWithFigures }

  static func layout(_ kind: Kind) -> CellLayout { CellLayout(columns: columns(kind)) }

  /// What a prediction of a task says.
  struct Served {
    var served: UInt8
    var score: Double
    var classScores: [Double] = []
    var override = Double.nan
  }

  /// What a label says.
  struct Truth: Equatable {
    var outcome: Double
    var kpis: [Double]

    static func == (a: Truth, b: Truth) -> Bool {
      func isSame(_ a: Double, _ b: Double) -> Bool { a == b || a.isNaN && b.isNaN }
      return isSame(a.outcome, b.outcome) && zip(a.kpis, b.kpis).allSatisfy(isSame)
    }
  }

  static func served(_ kind: Kind, using random: inout SeededGenerator) -> Served {
    var served = prediction(kind, using: &random)
    guard hasOverrides(kind), Int.random(in: 0..<3, using: &random) == 0 else { return served }
    let values: [Double] =
      switch kind {
      case .regression: [10, 100.5, 290, served.score, 1e9]
      case .multiclass: [0, 1, 2, 254]
      default: [0, 1]
      }
    served.override = values[Int.random(in: values.indices, using: &random)]
    return served
  }

  private static func prediction(_ kind: Kind, using random: inout SeededGenerator) -> Served {
    let hasScore = Int.random(in: 0..<10, using: &random) > 0
    switch kind {
    case .binary, .binaryWithFigures, .binaryWithOverrides:
      return Served(
        served: Bool.random(using: &random) ? 1 : 0, score: hasScore ? .random(in: 0...1, using: &random) : .nan)
    case .multiclass:
      let served = Int.random(in: 0...3, using: &random)
      let scores = (0..<3).map { _ in hasScore ? Double.random(in: 0...1, using: &random) : .nan }
      return Served(
        served: served == 3 ? RecordBatch.Served.other : UInt8(served), score: served == 3 ? .nan : scores[served],
        classScores: scores)
    case .regression:
      return Served(served: RecordBatch.Served.positive, score: .random(in: -10...320, using: &random))
    }
  }

  /// Few values, so that labels repeat.
  static func truth(_ kind: Kind, using random: inout SeededGenerator) -> Truth {
    func one(of values: [Double]) -> Double { values[Int.random(in: values.indices, using: &random)] }
    let kpis = kind == .binary || kind == .binaryWithOverrides ? [] : [one(of: [.nan, 5, 30]), one(of: [0, 1])]
    switch kind {
    case .binary, .binaryWithFigures, .binaryWithOverrides:
      return Truth(outcome: Bool.random(using: &random) ? 1 : 0, kpis: kpis)
    case .multiclass: return Truth(outcome: one(of: [0, 1, 2, 254]), kpis: kpis)
    case .regression: return Truth(outcome: one(of: [10, 100.5, 290]), kpis: kpis)
    }
  }

  /// A label as the join takes it.
  static func label(
    _ truth: Truth, id: IdentifierHash, time: Int64, known: Int, columns: JoinColumns
  ) -> (entry: HeldLabel, payload: [Double]) {
    let entry = HeldLabel(id: id, time: time, known: known, isPositive: columns.isPositive(truth.outcome))
    return (entry, columns.task == .binary ? truth.kpis : [truth.outcome] + truth.kpis)
  }
}
