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

  // Traffic.
  package static let rows = 0
  package static let failed = 1
  package static let served = 2
  package static let servedPositive = 3
  package let features: [Feature]
  package let score: Numeric?
  /// One count per bucket of ``LogLinearBuckets``.
  package let latency: Range<Int>
  package let trafficWidth: Int

  // Labels.
  /// Predictions that were served: what the labels are a share of.
  package static let predictions = 0
  package static let labelled = 1
  package static let truePositives = 2
  package static let falsePositives = 3
  package static let trueNegatives = 4
  package static let falseNegatives = 5
  /// Rows with a label and a score.
  package static let scored = 6
  package static let scoredPositives = 7
  /// Σp² and Σp·y in ``FixedPoint/probability``.
  package static let squareSum = 8
  package static let crossSum = 9
  /// Ten equal-width bins: count, positives, Σp each.
  package static let calibration = 10..<(10 + 3 * calibrationBins)
  package static let calibrationBins = 10
  /// One count per score cell.
  package let scoreOfPositives: Range<Int>
  package let scoreOfNegatives: Range<Int>
  package let labelWidth: Int

  package init(columns: ColumnProfiles) {
    var next = 4
    func take(_ count: Int) -> Range<Int> {
      defer { next += count }
      return next..<next + count
    }
    func numeric(_ profile: NumericProfile) -> Numeric {
      // Deviations from the mean: a few standard deviations wide, whatever the values' magnitude.
      let spread = max(profile.standardDeviation * 4, abs(profile.mean) * 1e-6, 1e-9)
      return Numeric(
        grid: profile.grid, cells: take(profile.grid.cellCount), null: take(1).lowerBound,
        sum: take(1).lowerBound, sumOfSquares: take(1).lowerBound, scale: FixedPoint(covering: spread),
        squareScale: FixedPoint(covering: spread * spread), center: profile.mean)
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
    score = columns.score.map(numeric)
    latency = take(LogLinearBuckets.count)
    trafficWidth = next

    let scoreCells = score?.grid.cellCount ?? 0
    scoreOfPositives = Self.calibration.upperBound..<Self.calibration.upperBound + scoreCells
    scoreOfNegatives = scoreOfPositives.upperBound..<scoreOfPositives.upperBound + scoreCells
    labelWidth = scoreOfNegatives.upperBound
  }

  /// The texts that the decoder should number first, so that a category's code is its position here.
  package var categories: [[String]] {
    features.compactMap {
      if case .categorical(let column) = $0 { column.categories } else { nil }
    }
  }
}
