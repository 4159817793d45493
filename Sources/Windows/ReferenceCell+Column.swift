import Records
import Statistics

extension ReferenceCell {
  /// The reference of one column, and where in the layout the column is.
  final class Column: Sendable {
    enum Kind: Sendable {
      case numeric(Numeric)
      case categorical(Categorical)
    }

    /// What comparing numbers needs.
    struct Numeric: Sendable {
      let layout: CellLayout.Numeric
      let binned: BinnedReference
      let cumulative: CumulativeShares
      let moments: MeanShift.Moments
      /// `nil` for a column that does not vary.
      let wasserstein: WassersteinReference?
      /// How many values the reference has out of range.
      let outside: Int64
    }

    /// What comparing categories needs. The last bin is that of what is not listed; where neither side has any, it does
    /// not exist.
    struct Categorical: Sendable {
      let binned: BinnedReference
      let binnedWithoutUnlisted: BinnedReference
      let unlisted: Int64
      /// Classes: what was served, or known from labels.
      let isClasses: Bool
      /// Of two classes, which is the positive one.
      let positive: Int?
    }

    let kind: Kind
    /// Whether the categories are classes: what was served, or known from labels.
    var isClasses: Bool {
      if case .categorical(let categorical) = kind { categorical.isClasses } else { false }
    }

    /// In a row of counts: the cells of the fine grid, or the categories with what is not listed at the end. Empty for
    /// the classes of labels, which have no cells of their own.
    let cells: Range<Int>
    /// Where nulls are counted; −1 if there are none to count.
    let null: Int
    /// The fine cells whose values are out of range.
    let outside: [Int]
    /// Non-null values.
    let count: Int64
    let nulls: Int64
    /// Per bin of `psi`; for categories one each.
    let bins: [Int64]
    /// Behind the last fine cell of each bin.
    private let binEnds: [Int]

    /// - Parameters:
    ///   - profile: of the same column. Without one, the reach of the values is taken from the grid.
    ///   - counts: the row of the reference's counts.
    init(_ numeric: CellLayout.Numeric, profile: NumericProfile?, counts: [Int64]) {
      let grid = numeric.grid
      let (size, moments) = Self.moments(numeric, counts.span)
      let (least, greatest) = (profile?.minimum ?? grid.edges.first ?? 0, profile?.maximum ?? grid.edges.last ?? 0)
      let ends = profile.map { grid.cells(outside: $0.range) }
      let outside = ends.map { Array($0.below) + Array($0.above) } ?? []
      let fine = Array(counts[numeric.cells])
      let bins = grid.bins(ofCells: fine.span)
      let wasserstein =
        least <= greatest
        ? WassersteinReference(
          grid: grid, counts: fine.span, center: numeric.center, mean: moments.mean,
          standardDeviation: moments.variance.squareRoot(), range: least...greatest) : nil
      kind = .numeric(
        Numeric(
          layout: numeric, binned: BinnedReference(bins.span), cumulative: CumulativeShares(fine.span),
          moments: moments, wasserstein: wasserstein, outside: fine.span.rows(in: outside)))
      self.bins = bins
      self.outside = outside
      cells = numeric.cells
      null = numeric.null
      nulls = counts[numeric.null]
      count = size
      binEnds = grid.binOfCell.indices.filter {
        $0 + 1 == grid.binOfCell.count || grid.binOfCell[$0 + 1] != grid.binOfCell[$0]
      }.map { $0 + 1 }
    }

    /// - Parameter prediction: for the column of what was served.
    init(_ categorical: CellLayout.Categorical, counts: [Int64], prediction: PredictionTask? = nil) {
      let listed = Array(counts[categorical.cells])
      kind = .categorical(Categorical(listed, task: prediction))
      cells = categorical.cells
      null = categorical.null
      nulls = counts[categorical.null]
      count = listed.span.rows(in: listed.indices)
      bins = listed
      outside = []
      binEnds = Array(1..<listed.count + 1)
    }

    /// The classes that labels tell.
    init(classes: [Int64], task: PredictionTask) {
      kind = .categorical(Categorical(classes, task: task))
      cells = 0..<0
      null = -1
      nulls = 0
      count = classes.span.rows(in: classes.indices)
      bins = classes
      outside = []
      binEnds = Array(1..<classes.count + 1)
    }

    /// Sums up counts per fine cell by bin.
    func add(_ fine: Span<Int64>, into bins: inout [Int64]) {
      bins.removeAll(keepingCapacity: true)
      var cell = 0
      for end in binEnds {
        var sum: Int64 = 0
        while cell < end {
          sum &+= fine[cell]
          cell += 1
        }
        bins.append(sum)
      }
    }

    /// How many values a row of counts has in a column, and their moments, as deviations from the column's centre.
    static func moments(_ numeric: CellLayout.Numeric, _ counts: Span<Int64>) -> (Int64, MeanShift.Moments) {
      let count = counts.extracting(numeric.cells).rows(in: 0..<numeric.cells.count)
      guard count > 0 else { return (0, MeanShift.Moments(size: 0, mean: 0, variance: 0)) }
      let n = Double(count)
      let mean = numeric.scale.decode(counts[numeric.sum]) / n
      let square = numeric.squareScale.decode(counts[numeric.sumOfSquares]) / n
      return (count, MeanShift.Moments(size: n, mean: mean, variance: max(square - mean * mean, 0)))
    }
  }
}

extension ReferenceCell.Column.Categorical {
  init(_ counts: [Int64], task: PredictionTask?) {
    binned = BinnedReference(counts.span)
    binnedWithoutUnlisted = BinnedReference(counts.span.extracting(first: max(counts.count - 1, 0)))
    unlisted = counts.last ?? 0
    isClasses = task != nil
    if case .binary? = task { positive = 1 } else { positive = nil }
  }
}

extension Span<Int64> {
  /// The sum of some counts; no trap on counts of a damaged file.
  func rows(in cells: some Sequence<Int>) -> Int64 {
    var sum: Int64 = 0
    for index in cells { sum &+= self[index] }
    return sum
  }
}
