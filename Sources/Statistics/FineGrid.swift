/// The fine grid of one numeric column: cells bounded by quantiles of the reference, in which a pane counts its rows,
/// and the coarse bins (those of PSI) that the cells add up to.
///
/// Cell i is `(edges[i-1], edges[i]]`; the first reaches down to −∞ and the last up to +∞. A reference of at most
/// `cells` distinct values gets a cell for each (the cell's upper edge is the value); otherwise the edges are
/// `numpy.quantile(reference, i/cells)` without duplicates. With at most 20 distinct values each is a bin of its own;
/// otherwise the bins are those of `numpy.quantile(reference, [0.1, …, 0.9])`, closed on the right, without duplicates.
///
/// A grid that knows the expected range of its column has an edge just below the range and one at its upper end, so no
/// cell has values on both sides of either. The bins are what they are without: what lies beyond the reference belongs to
/// the outermost bin.
package struct FineGrid: Equatable, Sendable {
  /// Interior edges, ascending and distinct.
  package let edges: [Double]
  /// Whether each distinct reference value has a cell of its own.
  package let isExact: Bool
  /// The coarse bin of each cell: ascending from 0 without gaps.
  package let binOfCell: [Int]

  private let table: EdgeTable

  package var cellCount: Int { edges.count + 1 }
  package var binCount: Int { (binOfCell.last ?? 0) + 1 }

  /// Up to this many distinct values, each is a coarse bin of its own.
  private static let greatestOwnBinCount = 20

  /// - Parameters:
  ///   - values: the reference's non-null, finite values, ascending.
  ///   - cells: how many cells of equal mass to cut; 240 for features, 1,000 for the score.
  ///   - alwaysEdges: values that are edges whatever the reference.
  ///   - range: no cell reaches across its ends, so that ``cells(outside:)`` are exact for it.
  /// Complexity: O(n).
  package init(
    sortedReference values: [Double], cells: Int, alwaysEdges: [Double] = [], range: ClosedRange<Double>? = nil
  ) {
    let distinct = Self.distinctValues(values)
    let coarse = Self.ascendingDistinct((1..<10).compactMap { quantile(ofSorted: values, at: Double($0) / 10) })
    let bounds = range.map { [$0.lowerBound.nextDown, $0.upperBound] } ?? []
    let extra = (alwaysEdges + bounds).filter(\.isFinite)
    isExact = distinct.count <= max(cells, Self.greatestOwnBinCount)
    if isExact {
      edges = Self.ascendingDistinct(distinct.dropLast() + extra)
      binOfCell = Self.binsOfExactCells(edges: edges, distinct: distinct, coarse: coarse)
    } else {
      let fine = (1..<max(cells, 1)).compactMap { quantile(ofSorted: values, at: Double($0) / Double(cells)) }
      edges = Self.ascendingDistinct(fine + coarse + extra)
      binOfCell = Self.binsOfQuantileCells(edges: edges, coarse: coarse)
    }
    table = EdgeTable(edges)
  }

  /// A grid read back from a profile; nil unless the edges are finite and ascending, there is a bin for every cell, and
  /// the bins ascend from 0 without gaps.
  package init?(edges: [Double], isExact: Bool, binOfCell: [Int]) {
    guard binOfCell.count == edges.count + 1, binOfCell[0] == 0, edges.allSatisfy(\.isFinite) else { return nil }
    for i in edges.indices {
      guard i == 0 || edges[i - 1] < edges[i] else { return nil }
      guard binOfCell[i + 1] == binOfCell[i] || binOfCell[i + 1] == binOfCell[i] &+ 1 else { return nil }
    }
    self.edges = edges.map { $0 + 0 }
    self.isExact = isExact
    self.binOfCell = binOfCell
    table = EdgeTable(self.edges)
  }

  /// The cell of a value; −1 for a value that is not a number. Cost: a table look-up and a few comparisons; no
  /// allocation.
  package func cell(of value: Double) -> Int {
    value.isNaN ? -1 : table.count(below: value)
  }

  /// Where a column's values are counted: `first` and the value's cell, or `null` for a value that is not a number.
  /// Values beyond the length of `positions` are left out.
  package func positions(
    of values: Span<Double>, first: UInt32, null: UInt32, into positions: inout MutableSpan<UInt32>
  ) {
    table.positions(of: values, first: first, null: null, into: &positions)
  }

  /// Counts per coarse bin from counts per cell. Complexity: O(cells).
  package func bins(ofCells counts: Span<Int64>) -> [Int64] {
    var bins = [Int64](repeating: 0, count: binCount)
    for cell in 0..<min(counts.count, binOfCell.count) {
      bins[binOfCell[cell]] = bins[binOfCell[cell]].addingSaturated(counts[cell])
    }
    return bins
  }

  /// The cells that lie wholly below a range, and those wholly above it.
  ///
  /// Of a grid that was made for that range, or reaches that far, they hold exactly the values outside of it; otherwise
  /// an end of the range may lie within a cell, which then counts as inside. Complexity: O(log cells).
  package func cells(outside range: ClosedRange<Double>) -> (below: Range<Int>, above: Range<Int>) {
    let below = table.count(below: range.lowerBound)
    let upTo = table.count(below: range.upperBound)
    return (0..<below, min(upTo + 1, cellCount)..<cellCount)
  }

  /// The values without repetition, −0 as 0.
  private static func distinctValues(_ sorted: [Double]) -> [Double] {
    var distinct: [Double] = []
    for value in sorted where distinct.last != value { distinct.append(value + 0) }
    return distinct
  }

  private static func ascendingDistinct(_ values: [Double]) -> [Double] {
    distinctValues(values.sorted())
  }

  /// Every coarse edge is among the edges, so a cell's bin is the number of coarse edges up to its lower edge.
  private static func binsOfQuantileCells(edges: [Double], coarse: [Double]) -> [Int] {
    var bins = [0]
    for edge in edges {
      let bin = bins[bins.count - 1]
      bins.append(bin < coarse.count && coarse[bin] == edge ? bin + 1 : bin)
    }
    return bins
  }

  /// A cell belongs where its reference value belongs. A cell without one (cut off by an extra edge) goes with the
  /// next value above, and above the last with the last.
  private static func binsOfExactCells(edges: [Double], distinct: [Double], coarse: [Double]) -> [Int] {
    guard !distinct.isEmpty else { return [Int](repeating: 0, count: edges.count + 1) }
    let ownBins = distinct.count <= greatestOwnBinCount
    var bins: [Int] = []
    var valueIndex = 0
    var previousKey = 0
    for cell in 0...edges.count {
      if cell > 0 {
        while valueIndex + 1 < distinct.count, distinct[valueIndex] <= edges[cell - 1] { valueIndex += 1 }
      }
      let key = ownBins ? valueIndex : coarse.count { $0 < distinct[valueIndex] }
      bins.append((bins.last ?? 0) + (cell > 0 && key > previousKey ? 1 : 0))
      previousKey = key
    }
    return bins
  }
}
