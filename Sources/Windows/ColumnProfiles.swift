import Records
import Statistics

/// What the reference says of each column: the grids and categories that all later counts refer to.
package struct ColumnProfiles: Equatable, Sendable {
  package struct Column: Equatable, Sendable {
    package var name: String
    package var profile: Profile

    package init(name: String, profile: Profile) {
      self.name = name
      self.profile = profile
    }
  }

  package enum Profile: Equatable, Sendable {
    case numeric(NumericProfile)
    case categorical(CategoricalProfile)
  }

  package var task: PredictionTask
  /// In the order of the schema's features.
  package var features: [Column]
  /// Of ``RecordBatch/scores``: P(positive class), the served class's score, or for regression the served number.
  package var score: NumericProfile?
  /// For several classes, a grid for the score of each; empty without scores.
  package var classScores: [FineGrid]
  /// For regression, what was true, and the prediction less that; `nil` without labels.
  package var label: NumericProfile?
  package var residual: NumericProfile?
  /// Business figures: those of the prediction log, then those of the label log.
  package var kpis: [KPIProfile]
  /// From score to probability, for a binary task with scores and labels of both classes.
  package var calibration: IsotonicCalibration?
  /// Whether the log says what people served in place of predictions.
  package var hasOverrides: Bool

  package init(
    task: PredictionTask, features: [Column], score: NumericProfile?, classScores: [FineGrid] = [],
    label: NumericProfile? = nil, residual: NumericProfile? = nil, kpis: [KPIProfile] = [],
    calibration: IsotonicCalibration? = nil, hasOverrides: Bool = false
  ) {
    self.task = task
    self.features = features
    self.score = score
    self.classScores = classScores
    self.label = label
    self.residual = residual
    self.kpis = kpis
    self.calibration = calibration
    self.hasOverrides = hasOverrides
  }

  /// Cells of a feature's fine grid: the edges of 10, 12, 20 and 24 equal-mass bins are among its edges.
  package static let featureCells = 240
  package static let scoreCells = 1000
  /// Cells of the grid of one class's score.
  package static let classScoreCells = 240
  /// Cells of the grids of a regression's label and residual, and of the number that was served.
  package static let regressionCells = 240
}

/// A business figure in the reference: where its values lie, so that their sums keep their precision.
package struct KPIProfile: Equatable, Sendable {
  package var name: String
  package var source: KPIField.Source
  /// Mean and standard deviation (of the population) of the reference's values; 0 without any.
  package var mean: Double
  package var standardDeviation: Double

  package init(name: String, source: KPIField.Source, mean: Double, standardDeviation: Double) {
    self.name = name
    self.source = source
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// Of a figure's values, NaN where there is none.
  package init(_ field: KPIField, values: some Collection<Double>) {
    var count = 0.0
    var sum = 0.0
    for value in values where !value.isNaN {
      count += 1
      sum += value
    }
    let mean = count > 0 ? sum / count : 0
    let squares = values.reduce(0) { $1.isNaN ? $0 : $0 + ($1 - mean) * ($1 - mean) }
    self.init(
      name: field.name, source: field.source, mean: mean,
      standardDeviation: count > 0 ? (squares / count).squareRoot() : 0)
  }
}

/// A numeric column of the reference, nulls left out.
package struct NumericProfile: Equatable, Sendable {
  package var grid: FineGrid
  package var mean: Double
  /// Of the population (divided by n).
  package var standardDeviation: Double
  package var minimum: Double
  package var maximum: Double
  /// The values that are expected: as configured, or those of the reference. In a feature's grid no cell has values on
  /// both sides of either end, so ``FineGrid/cells(outside:)`` hold exactly what is outside.
  package var range: ClosedRange<Double> { expected ?? minimum...max(minimum, maximum) }
  /// As configured.
  package var expected: ClosedRange<Double>?

  package init(
    grid: FineGrid, mean: Double, standardDeviation: Double, minimum: Double, maximum: Double,
    expected: ClosedRange<Double>? = nil
  ) {
    self.grid = grid
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.minimum = minimum
    self.maximum = maximum
    self.expected = expected
  }

  /// `nil` without a single value. Cost: a sort.
  ///
  /// - Parameters:
  ///   - cells: of the grid.
  ///   - alwaysEdges: values that are edges of it.
  ///   - expected: the range that is configured.
  ///   - tellsOutside: whether the cells of the grid tell how many values are outside of ``range``.
  package init?(
    values: [Double], cells: Int, alwaysEdges: [Double] = [], expected: ClosedRange<Double>? = nil,
    tellsOutside: Bool = false
  ) {
    let sorted = values.filter { !$0.isNaN }.sorted()
    guard let first = sorted.first, let last = sorted.last else { return nil }
    let count = Double(sorted.count)
    let mean = sorted.reduce(0, +) / count
    let variance = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let grid = FineGrid(
      sortedReference: sorted, cells: cells, alwaysEdges: alwaysEdges,
      range: tellsOutside ? expected ?? first...last : nil)
    self.init(
      grid: grid, mean: mean, standardDeviation: variance.squareRoot(), minimum: first, maximum: last,
      expected: expected)
  }
}

/// A categorical column of the reference.
package struct CategoricalProfile: Equatable, Sendable {
  /// Most frequent first, ties by name; at most ``limit``.
  package var categories: [String]
  /// There were more.
  package var hasOther: Bool

  package init(categories: [String], hasOther: Bool) {
    self.categories = categories
    self.hasOther = hasOther
  }

  package static let limit = 1000

  package init(counts: [(category: String, count: Int)]) {
    let ordered = counts.sorted { ($0.count, $1.category) > ($1.count, $0.category) }
    self.init(categories: ordered.prefix(Self.limit).map(\.category), hasOther: ordered.count > Self.limit)
  }
}
