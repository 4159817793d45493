/// The first Wasserstein distance of two samples counted over the same fine grid, in standard deviations of the
/// reference, as `scipy.stats.wasserstein_distance` of the values over `numpy.std` of the reference's.
package struct Wasserstein: Equatable, Sendable {
  /// `∫ |F_ref − F_cur| dx / sd_ref`
  package let distance: Double
  private let standardError: Double

  /// Exact where each value has a cell; otherwise with distribution functions that are linear within cells.
  ///
  /// In the tails, the open outer cells and those that reach the reference's least and greatest value, the distance is
  /// the difference of the mean excesses, which is right whenever one of the two distributions lies beyond the other
  /// there. The exact means of both samples tell what the excesses sum up to; rows that the window has outside of the
  /// reference's range take up what there is, and if it has them on both sides, the exact sum of squares tells how far
  /// out both are (for tails with the form of a normal distribution's). The distance of a window that lies outside
  /// altogether is then exact, and grows with it.
  ///
  /// On simulated windows of 1,000 rows that is within 0.002 of the exact distance for light tails and within 0.01 for
  /// heavy ones (log-normal, Student's t with 3 degrees of freedom), 0.04 where the spread changes; of windows far out on
  /// both sides it is within a tenth, heavy tails apart.
  ///
  /// Nil if the window is empty or has other cells. Complexity: O(cells); nothing allocated.
  ///
  /// - Parameters:
  ///   - current: the window's distribution function.
  ///   - mean: the window's mean, as a deviation from the reference's centre.
  ///   - meanSquare: the mean square of these deviations.
  package init?(reference: WassersteinReference, current: CumulativeShares, mean: Double, meanSquare: Double) {
    let shares = current.shares.span
    guard current.size > 0, shares.count == reference.edges.count + 1, mean.isFinite else { return nil }
    let inner = Inner(reference: reference, shares: shares)
    let tails = Tails(
      reference: reference, shares: shares, signed: mean - reference.mean + inner.signed, mean: mean,
      meanSquare: meanSquare)
    let (m, n) = (reference.cumulative.size, current.size)
    let distance = (inner.absolute + abs(tails.top) + abs(tails.bottom)) / reference.standardDeviation
    guard distance.isFinite else { return nil }
    self.distance = distance
    // Of the values of a slope ±1 function: the sum of the signs from `low` on.
    let first = inner.variances(reference: reference, shares: shares, tails: tails)
    let scale = reference.standardDeviation * reference.standardDeviation
    standardError = (first.reference / (m * scale) + first.current / (n * scale) + distance * distance / (2 * m))
      .squareRoot()
  }

  /// A normal interval, not below 0, by the delta method: the distance moves with each row by the sum of the signs of
  /// `F_ref − F_cur` up to its place; the error of the reference's standard deviation adds `W²/2m`.
  ///
  /// Near 0, where the signs are chance, it covers more often than it says above and less often below; with tails so
  /// heavy that the mean itself is not normal, less often.
  package func interval(confidence: Double) -> ConfidenceInterval {
    ConfidenceInterval(
      around: distance, halfWidth: normalCriticalValue(confidence: confidence) * standardError,
      within: 0 ... .infinity)
  }
}

/// Between the first and the last edge within the reference's range.
private struct Inner {
  /// `∫ |F_cur − F_ref|` and `∫ (F_cur − F_ref)`.
  private(set) var absolute = 0.0
  private(set) var signed = 0.0
  /// The integral of the sign over the inner cells, at the last edge.
  private var end = 0.0
  /// Σ share · sign integral, and that of its square.
  private var referenceSums = (mean: 0.0, square: 0.0)
  private var currentSums = (mean: 0.0, square: 0.0)

  init(reference: WassersteinReference, shares: Span<Double>) {
    let expected = reference.cumulative.shares.span
    let edges = reference.edges.span
    let (low, high) = (reference.low, reference.high)
    guard low >= 0, low < high, high < edges.count, expected.count == shares.count, high < shares.count else { return }
    let isExact = reference.isExact
    var (p, q) = (expected[unchecked: low], shares[unchecked: low])
    var difference = q - p
    var edge = edges[unchecked: low]
    for index in (low + 1)...high {
      let (nextP, nextQ) = (expected[unchecked: index], shares[unchecked: index])
      let nextEdge = edges[unchecked: index]
      let width = nextEdge - edge
      let nextDifference = nextQ - nextP
      let (cellP, cellQ) = (nextP - p, nextQ - q)
      let place: Double
      if isExact {
        signed += difference * width
        absolute += abs(difference) * width
        end += difference > 0 ? width : difference < 0 ? -width : 0
        place = end
      } else {
        let mean = (difference + nextDifference) / 2
        signed += mean * width
        if difference * nextDifference >= 0 {
          absolute += abs(mean) * width
        } else {
          let squares = difference * difference + nextDifference * nextDifference
          absolute += squares / (2 * (abs(difference) + abs(nextDifference))) * width
        }
        let rise = mean > 0 ? width : mean < 0 ? -width : 0
        place = end + rise / 2
        end += rise
      }
      referenceSums.mean += cellP * place
      referenceSums.square += cellP * place * place
      currentSums.mean += cellQ * place
      currentSums.square += cellQ * place * place
      (p, q, difference, edge) = (nextP, nextQ, nextDifference, nextEdge)
    }
  }

  /// Of the sign integral, in each sample; tails with the mean square of an exponential distribution's.
  func variances(
    reference: WassersteinReference, shares: Span<Double>, tails: Tails
  ) -> (reference: Double, current: Double) {
    let (below, above) = (tails.bottom < 0 ? -1.0 : 1.0, tails.top < 0 ? 1.0 : -1.0)
    func variance(
      _ sums: (mean: Double, square: Double), bottom: (share: Double, excess: Double),
      top: (share: Double, excess: Double)
    ) -> Double {
      let mean = sums.mean - below * bottom.excess + end * top.share + above * top.excess
      var square = sums.square + end * end * top.share + 2 * end * above * top.excess
      if bottom.share > 0 { square += 2 * bottom.excess * bottom.excess / bottom.share }
      if top.share > 0 { square += 2 * top.excess * top.excess / top.share }
      return max(square - mean * mean, 0)
    }
    return (
      variance(
        referenceSums, bottom: (reference.bottom.share, reference.bottom.excess),
        top: (reference.top.share, reference.top.excess)),
      variance(
        currentSums, bottom: (shares[reference.low], reference.bottom.excess + tails.bottom),
        top: (1 - shares[reference.high], reference.top.excess + tails.top))
    )
  }
}

/// By how much the mean excesses of the window differ from the reference's.
private struct Tails {
  private(set) var bottom: Double
  private(set) var top: Double

  /// - Parameter signed: the exact difference of the two.
  init(
    reference: WassersteinReference, shares: Span<Double>, signed: Double, mean: Double, meanSquare: Double
  ) {
    let (low, high) = (reference.low, reference.high)
    let (above, below) = (1 - shares[high], shares[low])
    let outsideAbove =
      reference.outsideAbove < shares.count ? min(1 - shares[reference.outsideAbove - 1], above) : 0
    let outsideBelow = reference.outsideBelow > 0 ? min(shares[reference.outsideBelow - 1], below) : 0
    let upper = Side(
      reference.top, share: above, outside: outsideAbove, isOpen: reference.outsideAbove >= shares.count,
      scale: reference.standardDeviation)
    let lower = Side(
      reference.bottom, share: below, outside: outsideBelow, isOpen: reference.outsideBelow == 0,
      scale: reference.standardDeviation)
    var (top, bottom) = (upper.usual, lower.usual)
    let rest = signed - ((top - reference.top.excess) - (bottom - reference.bottom.excess))
    let weight = upper.weight + lower.weight
    if weight > 0 {
      // What one side cannot take up, the other does.
      let wanted = top + rest * (upper.weight / weight)
      top = upper.held(wanted)
      let wantedBelow = bottom - (rest - (top - upper.usual))
      bottom = lower.held(wantedBelow)
      top = upper.held(top + (bottom - wantedBelow))
    }
    if outsideAbove > 0, outsideBelow > 0 {
      // ∫ 2x F over the inner cells
      let moment = Self.firstMoment(reference: reference, shares: shares)
      let (start, end) = (reference.edges[low], reference.edges[high])
      let squares = meanSquare - end * end + moment - 2 * end * top + 2 * start * bottom
      let further = Self.outward(
        squares: squares, top: (top, above), bottom: (bottom, below), distance: end - start)
      top += further
      bottom += further
    }
    self.top = top - reference.top.excess
    self.bottom = bottom - reference.bottom.excess
  }

  /// One tail of the window.
  private struct Side {
    /// The excess if its rows within the reference's range are distributed as there, and those outside are at its end.
    let usual: Double
    /// How readily it takes up a difference.
    let weight: Double
    private let least: Double
    private let most: Double

    init(_ tail: WassersteinReference.Tail, share: Double, outside: Double, isOpen: Bool, scale: Double) {
      let inside = max(share - outside, 0)
      let mean = tail.share > 0 ? tail.excess / tail.share : tail.length / 2
      usual = inside * mean + outside * tail.length
      let spread = mean + 0.05 * scale
      let far = 4 * max(tail.length, scale)
      weight = inside * spread * spread + outside * far * far
      least = outside * tail.length
      most = share > 0 && (isOpen || outside > 0) ? .infinity : inside * tail.length
    }

    func held(_ excess: Double) -> Double { min(max(excess, least), max(most, least)) }
  }

  private static func firstMoment(reference: WassersteinReference, shares: Span<Double>) -> Double {
    var sum = 0.0
    let edges = reference.edges
    for index in reference.low..<reference.high {
      let (a, b) = (edges[index], edges[index + 1])
      let (f, g) = (shares[index], reference.isExact ? shares[index] : shares[index + 1])
      // Of 2x(f + (g−f)(x−a)/(b−a)) from a to b.
      let width = b - a
      sum += f * (b * b - a * a) + (g - f) * width * (a + 2 * b) / 3
    }
    return sum
  }

  /// By how much both excesses have to grow for the tails' mean squares to be what they are: t with
  /// `k((a+t)²/u + (b+t)²/v) + 2dt = squares` of excesses a and b, shares u and v; k = π/2 for half-normal tails.
  private static func outward(
    squares: Double, top: (excess: Double, share: Double), bottom: (excess: Double, share: Double), distance: Double
  ) -> Double {
    guard top.share > 0, bottom.share > 0 else { return 0 }
    let form = Double.pi / 2
    let second = form * (1 / top.share + 1 / bottom.share)
    let first = 2 * form * (top.excess / top.share + bottom.excess / bottom.share) + 2 * distance
    let rest =
      form * (top.excess * top.excess / top.share + bottom.excess * bottom.excess / bottom.share) - squares
    guard rest < 0, rest.isFinite else { return 0 }
    let root = (first * first - 4 * second * rest).squareRoot()
    return root.isFinite && root + first > 0 ? -2 * rest / (first + root) : 0
  }
}
