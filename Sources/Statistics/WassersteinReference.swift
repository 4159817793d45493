/// A reference counted over a fine grid, in the form that the Wasserstein distance to many samples needs.
///
/// All places are deviations from a centre near the mean, as the exact sums are. Between `low` and `high`, the first
/// edge from the least value on and the last edge below the greatest, the distribution function is known at the edges.
/// What lies outside of them, the two tails, is known by its rows and by the exact mean.
package struct WassersteinReference: Equatable, Sendable {
  /// A part of the distribution outside of `low … high`.
  struct Tail: Equatable, Sendable {
    /// Share of the rows.
    let share: Double
    /// `∫ (1−F)` beyond `high`, or `∫ F` below `low`: the mean distance from there, of all rows.
    let excess: Double
    /// From there to the reference's greatest (least) value.
    let length: Double
  }

  package let cumulative: CumulativeShares
  package let mean: Double
  package let standardDeviation: Double
  /// Whether each value has a cell of its own, which then is at the cell's upper edge.
  let isExact: Bool
  /// Of the grid.
  let edges: [Double]
  /// Positions among `edges`.
  let low: Int
  let high: Int
  let bottom: Tail
  let top: Tail
  /// Cells whose values lie below the least value, and above the greatest: `..<` the first, the second `...`. They need
  /// an edge there.
  let outsideBelow: Int
  let outsideAbove: Int

  /// Nil without rows, for a reference that does not vary, and for moments that are not finite.
  ///
  /// - Parameters:
  ///   - counts: rows per cell of `grid`.
  ///   - center: what `mean` is a deviation from.
  ///   - range: the least and the greatest value of the reference, or a range that holds them.
  package init?(
    grid: FineGrid, counts: Span<Int64>, center: Double, mean: Double, standardDeviation: Double,
    range: ClosedRange<Double>
  ) {
    let cumulative = CumulativeShares(counts)
    let edges = grid.edges.map { $0 - center }
    guard cumulative.size > 0, counts.count == grid.cellCount, !edges.isEmpty, standardDeviation > 0,
      standardDeviation < .infinity, mean.isFinite, edges.allSatisfy(\.isFinite)
    else { return nil }
    let (least, greatest) = (range.lowerBound - center, range.upperBound - center)
    // As they are: less the centre, neighbours may be the same.
    let fromLeast = grid.edges.firstIndex { $0 >= range.lowerBound } ?? edges.count
    let fromGreatest = grid.edges.firstIndex { $0 >= range.upperBound } ?? edges.count
    let high = min(max(fromGreatest - 1, fromLeast), edges.count - 1)
    let low = min(fromLeast, high)
    self.cumulative = cumulative
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.edges = edges
    self.low = low
    self.high = high
    isExact = grid.isExact
    outsideBelow = fromLeast
    outsideAbove = fromGreatest < edges.count ? fromGreatest + 1 : counts.count
    let shares = cumulative.shares
    var inner = 0.0
    for edge in low..<high {
      let share = grid.isExact ? shares[edge] : (shares[edge] + shares[edge + 1]) / 2
      inner += share * (edges[edge + 1] - edges[edge])
    }
    (bottom, top) = Self.tails(
      difference: mean - edges[high] + inner, rows: cumulative.size,
      bottom: (shares[low], max(edges[low] - least, 0)), top: (1 - shares[high], max(greatest - edges[high], 0)),
      isExact: grid.isExact)
  }

  /// The two excesses from their exact difference.
  ///
  /// A tail of k rows that reaches L beyond its edge is taken to have a mean of L over the harmonic number of k, as one
  /// that falls off exponentially has; what the difference then leaves goes to the longer and heavier tail.
  private static func tails(
    difference: Double, rows: Double, bottom: (share: Double, length: Double), top: (share: Double, length: Double),
    isExact: Bool
  ) -> (bottom: Tail, top: Tail) {
    func guess(_ tail: (share: Double, length: Double)) -> Double {
      let rows = tail.share * rows
      guard rows >= 0.5, !isExact else { return tail.share * tail.length }
      var harmonic = 0.0
      var k = 1.0
      while k <= rows.rounded(), k <= 1000 {
        harmonic += 1 / k
        k += 1
      }
      return tail.share * tail.length / harmonic
    }
    let (most, least) = (top.share * top.length, bottom.share * bottom.length)
    var (above, below) = (guess(top), guess(bottom))
    let rest = difference - (above - below)
    let weights = (most * most, least * least)
    if weights.0 + weights.1 > 0 {
      let share = weights.0 / (weights.0 + weights.1)
      above = min(max(above + rest * share, 0), most)
      below = min(max(below - rest * (1 - share), 0), least)
    }
    return (
      Tail(share: bottom.share, excess: below, length: bottom.length),
      Tail(share: top.share, excess: above, length: top.length)
    )
  }
}
