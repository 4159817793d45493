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

  /// In the order of the schema's features.
  package var features: [Column]
  package var score: NumericProfile?

  package init(features: [Column], score: NumericProfile?) {
    self.features = features
    self.score = score
  }

  /// Cells of a feature's fine grid: the edges of 10, 12, 20 and 24 equal-mass bins are among its edges.
  package static let featureCells = 240
  package static let scoreCells = 1000
}

/// A numeric column of the reference, nulls left out.
package struct NumericProfile: Equatable, Sendable {
  package var grid: FineGrid
  package var mean: Double
  /// Of the population (divided by n).
  package var standardDeviation: Double
  package var minimum: Double
  package var maximum: Double

  package init(grid: FineGrid, mean: Double, standardDeviation: Double, minimum: Double, maximum: Double) {
    self.grid = grid
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.minimum = minimum
    self.maximum = maximum
  }

  /// `nil` without a single value. Cost: a sort.
  package init?(values: [Double], cells: Int, alwaysEdges: [Double] = []) {
    let sorted = values.filter { !$0.isNaN }.sorted()
    guard let first = sorted.first, let last = sorted.last else { return nil }
    let count = Double(sorted.count)
    let mean = sorted.reduce(0, +) / count
    let variance = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    self.init(
      grid: FineGrid(sortedReference: sorted, cells: cells, alwaysEdges: alwaysEdges), mean: mean,
      standardDeviation: variance.squareRoot(), minimum: first, maximum: last)
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
