import Records
import Statistics

/// Where each count of a cell stands in the flat row of integers that a pane keeps for it.
///
/// Two rows per cell: *traffic* (what a prediction alone tells) and *labels* (what its joined label adds). Every entry
/// is an integer, either a count or a sum in fixed point, so that merging is exact addition in any order.
package struct CellLayout: Sendable {
  /// A numeric column over its fine grid.
  package struct Numeric: Sendable {
    package let grid: FineGrid
    /// One count per cell of the grid.
    package let cells: Range<Int>
    package let null: Int
    package let sum: Int
    package let sumOfSquares: Int
    package let scale: FixedPoint
    package let squareScale: FixedPoint
    /// Subtracted from a value before it is summed, so that the sums stay small.
    package let center: Double
  }

  /// A categorical column over the reference's categories.
  package struct Categorical: Sendable {
    package let categories: [String]
    /// The reference had more categories than the profile keeps, so an unlisted one need not be new.
    package let hasOther: Bool
    /// One count per category, then one for all that are not listed.
    package let cells: Range<Int>
    package let null: Int

    package var unlisted: Int { cells.upperBound - 1 }
  }

  package enum Feature: Sendable {
    case numeric(Numeric)
    case categorical(Categorical)
  }

  /// Sums of a business figure; of deviations from `center`, as for a numeric column.
  package struct KPI: Sendable {
    package let name: String
    /// How many values there were.
    package let count: Int
    /// How many of another kind: too far out to be summed. The figure is then not known.
    package let beyond: Int
    package let sum: Int
    package let sumOfSquares: Int
    package let scale: FixedPoint
    package let squareScale: FixedPoint
    package let center: Double
  }

  /// What regression adds to the labels. Deviations of the truth are from the label column's `center`, d; errors are
  /// prediction less truth, e, and are not centred.
  package struct Regression: Sendable {
    /// Sums of d and d².
    package let label: Numeric
    /// Its `center` is 0, so its sums are those of e and e².
    package let residual: Numeric
    /// Σ|e| in the residual's `scale`, Σe⁴ in `fourthScale`.
    package let absoluteSum: Int
    package let fourthSum: Int
    package let fourthScale: FixedPoint
    /// Σe²d, Σe²d², Σd³, Σd⁴: what the interval of R² needs.
    package let squareByLabel: Int
    package let squareByLabelSquare: Int
    package let labelCube: Int
    package let labelFourth: Int
    package let squareByLabelScale: FixedPoint
    package let squareByLabelSquareScale: FixedPoint
    package let labelCubeScale: FixedPoint
    package let labelFourthScale: FixedPoint
    /// How many rows had an error or a truth too far out for one of the sums. The figures are then not known.
    package let beyond: Int
  }

  /// Labelled rows of which the log says what a person served in place of the prediction, and who of the two was right.
  package struct Overrides: Sendable {
    package let given: Int
    /// The person was right, whatever the model said; not for regression.
    package let right: Int
    /// Exactly one was right, or for regression nearer: the person, or the model.
    package let personAlone: Int
    package let modelAlone: Int
  }

  /// One class against the rest, on the grid of its score.
  package struct ClassScore: Sendable {
    package let grid: FineGrid
    package let positives: Range<Int>
    package let negatives: Range<Int>
  }

  package let task: PredictionTask

  // Traffic.
  package static let rows = 0
  package static let failed = 1
  package static let served = 2
  /// Binary: served the positive class.
  package static let servedPositive = 3
  /// Came too late for its pane.
  package static let late = 4
  /// A person replaced the prediction.
  package static let overridden = 5
  /// Binary, with a score: served the negative, the positive class.
  package static let scoredNegative = 6
  package static let scoredPositive = 7
  /// Σ of the calibrated probability over those, in ``FixedPoint/probability``.
  package static let expectedInNegative = 8
  package static let expectedInPositive = 9
  static let fixedTraffic = 10
  package let features: [Feature]
  package let score: Numeric?
  /// The served class, for classes; its null counts the rows of which nothing was served. For regression `score` is what
  /// was served.
  package let prediction: Categorical?
  /// One Σ of the calibrated probability per cell of the score, in ``FixedPoint/probability``; empty without
  /// ``ColumnProfiles/calibration``.
  package let expectedByCell: Range<Int>
  package let calibration: IsotonicCalibration?
  /// Business figures of the prediction log.
  package let kpis: [KPI]
  /// One count per bucket of ``LogLinearBuckets``.
  package let latency: Range<Int>
  package let trafficWidth: Int

  // Labels.
  /// Predictions that were served: what the labels are a share of.
  package static let predictions = 0
  package static let labelled = 1
  // Binary.
  package static let truePositives = 2
  package static let falsePositives = 3
  package static let trueNegatives = 4
  package static let falseNegatives = 5
  /// Rows with a label and a score; for several classes with the scores of all of them.
  package static let scored = 6
  package static let scoredPositives = 7
  /// Σp² and Σp·y in ``FixedPoint/probability``.
  package static let squareSum = 8
  package static let crossSum = 9
  /// Ten equal-width bins: count, positives, Σp each.
  package static let calibration = 10..<(10 + 3 * calibrationBins)
  package static let calibrationBins = 10
  /// Σ(p−y)⁴ in ``FixedPoint/probability``.
  package static let fourthSum = 40
  /// Σ −ln P(true class) and the sum of its squares, in ``logLossScale`` and ``logLossSquareScale``; several classes too.
  package static let logLossSum = 41
  package static let logLossSquareSum = 42
  /// Scores are clipped to 1e-15, so a loss is at most 34.6.
  package static let logLossScale = FixedPoint(fractionBits: 25)
  package static let logLossSquareScale = FixedPoint(fractionBits: 20)
  /// Of the labelled rows with a score, what the calibrated probability p̂ lets expect, in ``FixedPoint/probability``: the
  /// number that is right, its variance Σp̂(1−p̂), and the positives among those served negative, and positive.
  package static let expectedRight = 43
  package static let expectedVariance = 44
  package static let expectedFalseNegatives = 45
  package static let expectedTruePositives = 46
  static let fixedLabels = 47
  /// One count per score cell; empty unless binary.
  package let scoreOfPositives: Range<Int>
  package let scoreOfNegatives: Range<Int>
  /// Several classes: a square of classes and, last, any other: the true class by rows, the served by columns.
  package let confusion: Range<Int>
  package let classScores: [ClassScore]
  package let regression: Regression?
  /// Time from prediction to label in ``LogLinearBuckets``, counted in milliseconds (its microseconds).
  package let lag: Range<Int>
  /// Business figures of the label log.
  package let labelKPIs: [KPI]
  /// Last in the row; `nil` where the log does not say what people served.
  package let overrides: Overrides?
  package let labelWidth: Int

  package init(columns: ColumnProfiles) {
    task = columns.task
    var next = Self.fixedTraffic
    func take(_ count: Int) -> Range<Int> {
      defer { next += count }
      return next..<next + count
    }
    func numeric(_ profile: NumericProfile, center: Double? = nil) -> Numeric {
      // Deviations from the mean: a few standard deviations wide, whatever the values' magnitude.
      let spread = max(profile.standardDeviation * 4, abs(profile.mean) * 1e-6, 1e-9)
      let width = center == nil ? spread : max(spread, abs(profile.mean - (center ?? 0)))
      return Numeric(
        grid: profile.grid, cells: take(profile.grid.cellCount), null: take(1).lowerBound,
        sum: take(1).lowerBound, sumOfSquares: take(1).lowerBound, scale: FixedPoint(covering: width),
        squareScale: FixedPoint(covering: width * width), center: center ?? profile.mean)
    }
    func kpi(_ profile: KPIProfile) -> KPI {
      // A figure that never varied in the reference may be of any size later.
      let spread =
        profile.standardDeviation > 0
        ? max(profile.standardDeviation * 4, abs(profile.mean) * 1e-3, 1.0 / 256) : max(abs(profile.mean), 1024)
      return KPI(
        name: profile.name, count: take(1).lowerBound, beyond: take(1).lowerBound, sum: take(1).lowerBound,
        sumOfSquares: take(1).lowerBound,
        scale: FixedPoint(covering: spread), squareScale: FixedPoint(covering: spread * spread), center: profile.mean)
    }
    features = columns.features.map { column in
      switch column.profile {
      case .numeric(let profile): .numeric(numeric(profile))
      case .categorical(let profile):
        .categorical(
          Categorical(
            categories: profile.categories, hasOther: profile.hasOther, cells: take(profile.categories.count + 1),
            null: take(1).lowerBound))
      }
    }
    let score = columns.score.map { numeric($0) }
    self.score = score
    let classes: [String] =
      switch columns.task {
      case .binary(let positive): ["not " + positive, positive]
      case .multiclass(let classes): classes
      case .regression: []
      }
    prediction =
      classes.isEmpty
      ? nil
      : Categorical(categories: classes, hasOther: false, cells: take(classes.count + 1), null: take(1).lowerBound)
    calibration = columns.calibration
    expectedByCell = take(columns.calibration == nil ? 0 : score?.grid.cellCount ?? 0)
    kpis = columns.kpis.filter { $0.source == .predictions }.map(kpi)
    latency = take(LogLinearBuckets.count)
    trafficWidth = next

    next = Self.fixedLabels
    var isBinary = false
    if case .binary = columns.task { isBinary = true }
    scoreOfPositives = take(isBinary ? score?.grid.cellCount ?? 0 : 0)
    scoreOfNegatives = take(isBinary ? score?.grid.cellCount ?? 0 : 0)
    let side = isBinary || classes.isEmpty ? 0 : classes.count + 1
    confusion = take(side * side)
    classScores = columns.classScores.map { grid in
      ClassScore(grid: grid, positives: take(grid.cellCount), negatives: take(grid.cellCount))
    }
    if let label = columns.label, let residual = columns.residual {
      let errors = numeric(residual, center: 0)
      let spread = max(label.standardDeviation * 4, abs(label.mean) * 1e-6, 1e-9)
      let width = max(residual.standardDeviation * 4, abs(residual.mean), 1e-9)
      // Of the higher powers, of which only intervals are made, some precision goes for more room.
      let (far, farLabel) = (width * 4, spread * 4)
      regression = Regression(
        label: numeric(label), residual: errors, absoluteSum: take(1).lowerBound, fourthSum: take(1).lowerBound,
        fourthScale: FixedPoint(covering: far * far * far * far), squareByLabel: take(1).lowerBound,
        squareByLabelSquare: take(1).lowerBound, labelCube: take(1).lowerBound, labelFourth: take(1).lowerBound,
        squareByLabelScale: FixedPoint(covering: far * far * farLabel),
        squareByLabelSquareScale: FixedPoint(covering: far * far * farLabel * farLabel),
        labelCubeScale: FixedPoint(covering: farLabel * farLabel * farLabel),
        labelFourthScale: FixedPoint(covering: farLabel * farLabel * farLabel * farLabel),
        beyond: take(1).lowerBound)
    } else {
      regression = nil
    }
    lag = take(LogLinearBuckets.count)
    labelKPIs = columns.kpis.filter { $0.source == .labels }.map(kpi)
    let first = take(columns.hasOverrides ? 4 : 0).lowerBound
    overrides =
      columns.hasOverrides
      ? Overrides(given: first, right: first + 1, personAlone: first + 2, modelAlone: first + 3) : nil
    labelWidth = next
  }

  /// The texts that the decoder should number first, so that a category's code is its position here.
  package var categories: [[String]] {
    features.compactMap {
      if case .categorical(let column) = $0 { column.categories } else { nil }
    }
  }
}

extension CellLayout.KPI {
  /// Whether a deviation from the center can be summed as it is.
  @inline(__always)
  func holds(_ deviation: Double) -> Bool {
    abs(deviation) <= scale.limit && deviation * deviation <= squareScale.limit
  }
}

extension CellLayout.Regression {
  /// Whether an error and a deviation of the truth can be summed as they are, and so can their products.
  func holds(error: Double, deviation: Double) -> Bool {
    let (square, labelSquare) = (error * error, deviation * deviation)
    return abs(error) <= residual.scale.limit && square <= residual.squareScale.limit
      && square * square <= fourthScale.limit && abs(deviation) <= label.scale.limit
      && labelSquare <= label.squareScale.limit && labelSquare * abs(deviation) <= labelCubeScale.limit
      && labelSquare * labelSquare <= labelFourthScale.limit
      && square * abs(deviation) <= squareByLabelScale.limit
      && square * labelSquare <= squareByLabelSquareScale.limit
  }
}
