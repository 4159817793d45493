/// Evaluates an ``IsotonicCalibration`` for many scores at once, as sums want the probabilities: in
/// ``FixedPoint/probability``.
///
/// Gives exactly what encoding ``IsotonicCalibration/probability(of:)`` gives. A score whose cell of a grid is known has
/// few knots to be compared with, mostly none or one, so that it costs a table look-up and a division.
package struct CalibrationLookup: Sendable {
  /// What holds between two knots: the probability goes from `low` to `high` over a width.
  private struct Segment {
    var origin, width, low, high: Double

    init(constant: Double) {
      (origin, width, low, high) = (0, 1, constant, constant)
    }

    init(from first: (score: Double, probability: Double), to last: (score: Double, probability: Double)) {
      (origin, width) = (first.score, last.score - first.score)
      (low, high) = (first.probability, last.probability)
    }
  }

  /// The knots of a cell, as positions in `knots`.
  private struct Cell {
    var first, last: UInt32
  }

  /// Ascending; then +∞, which is below nothing.
  private let knots: [Double]
  /// By the number of knots below a score; at both ends the probability is constant. Behind them 0 for a score that is not
  /// a number.
  private let segments: [Segment]
  /// By cell of the grid; behind them that of a score that is not a number.
  private let cells: [Cell]

  /// - Parameter grid: that of the scores.
  package init(_ calibration: IsotonicCalibration, grid: FineGrid) {
    let points = Array(zip(calibration.scores, calibration.probabilities)).map { (score: $0, probability: $1) }
    knots = calibration.scores + [.infinity, .infinity]
    segments =
      [Segment(constant: points[0].probability)]
      + zip(points, points.dropFirst()).map { Segment(from: $0, to: $1) }
      + [Segment(constant: points[points.count - 1].probability), Segment(constant: 0)]
    var cells: [Cell] = []
    var first = 0
    for edge in grid.edges + [.infinity] {
      var last = first
      while last < points.count, points[last].score < edge { last += 1 }
      cells.append(Cell(first: UInt32(first), last: UInt32(last)))
      first = last < points.count && points[last].score == edge ? last + 1 : last
    }
    let missing = UInt32(points.count + 1)
    self.cells = cells + [Cell(first: missing, last: missing)]
  }

  /// The codes of the scores' probabilities, 0 for a score that is not a number. Scores for which `codes` or `positions`
  /// have no room are left out.
  ///
  /// - Parameter positions: `firstCell` and the score's cell, ``FineGrid/cellCount`` for a score that is not a number: as
  ///   ``FineGrid/positions(of:first:null:into:)`` gives them.
  package func encode(
    _ scores: Span<Double>, positions: Span<UInt32>, firstCell: UInt32, into codes: inout MutableSpan<Int64>
  ) {
    knots.withUnsafeBufferPointer { knots in
      segments.withUnsafeBufferPointer { segments in
        cells.withUnsafeBufferPointer { cells in
          let lastCell = UInt32(cells.count - 1)
          for row in 0..<min(scores.count, positions.count, codes.count) {
            let cell = cells[Int(min(positions[unchecked: row] &- firstCell, lastCell))]
            codes[unchecked: row] = Self.code(of: scores[unchecked: row], in: cell, knots, segments)
          }
        }
      }
    }
  }

  @inline(__always)
  private static func code(
    of score: Double, in cell: Cell, _ knots: UnsafeBufferPointer<Double>, _ segments: UnsafeBufferPointer<Segment>
  ) -> Int64 {
    // An infinite score has the same probability as one that is as far out; one that is no number has none whatever.
    let farthest = Double.greatestFiniteMagnitude
    let held = score > -farthest ? (score < farthest ? score : farthest) : -farthest
    var knot = Int(cell.first)
    knot &+= knots[knot] < held ? 1 : 0
    if knots[knot] < held { knot = count(below: held, knots, from: knot, to: Int(cell.last)) }
    let segment = segments[knot]
    let share = (held - segment.origin) / segment.width
    let probability = segment.low + share * (segment.high - segment.low)
    let bounded = probability < segment.high ? probability : segment.high
    // Past 2⁵² a Double has no fraction: its lowest bits are the whole number, rounded to even.
    return Int64(truncatingIfNeeded: (bounded * 0x1p31 + 0x1p52).significandBitPattern)
  }

  private static func count(
    below score: Double, _ knots: UnsafeBufferPointer<Double>, from first: Int, to last: Int
  ) -> Int {
    var (low, high) = (first, last)
    while low < high {
      let middle = (low + high) / 2
      if knots[middle] < score { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
