#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The two-sample Kolmogorov–Smirnov statistic of two samples counted over the same cells.
package struct KolmogorovSmirnov: Equatable, Sendable {
  /// `max |F_ref − F_cur|` at the cells' upper edges, 0 … 1.
  package let statistic: Double
  /// The statistic of the uncounted values lies in `statistic ... upperBound`.
  package let upperBound: Double
  /// The probability of `statistic` or more without drift.
  package let pValue: Double

  package init(statistic: Double, upperBound: Double, pValue: Double) {
    self.statistic = statistic
    self.upperBound = upperBound
    self.pValue = pValue
  }
}

/// The statistic and p-value of `scipy.stats.ks_2samp(method="asymp")` at the upper edges of the cells.
///
/// The p-value is that of a one-sample test with `mn/(m+n)` rows, rounded, as in SciPy; with one row on either side that
/// rounds to none, and it is 1. Within a cell the distributions may part further, by no more than the bound
/// `max(R_i − C_{i−1}, C_i − R_{i−1})` allows. Nil if either sample is empty or the lengths differ.
///
/// - Parameter isExact: whether each cell holds one value only, so that nothing happens within cells.
package func kolmogorovSmirnov(
  reference: Span<Int64>, current: Span<Int64>, isExact: Bool
) -> KolmogorovSmirnov? {
  guard let (m, n) = comparedSizes(reference, current),
    let distance = kolmogorovSmirnovDistance(
      reference: CumulativeShares(reference), current: current, isExact: isExact)
  else { return nil }
  let size = (m * (n / (m + n))).rounded(.toNearestOrEven)
  return KolmogorovSmirnov(
    statistic: distance.statistic, upperBound: distance.upperBound,
    pValue: KolmogorovDistribution.survival(distance.statistic, size: size))
}

/// One side of the statistic, for comparing with many others: the distribution function at the cells' upper edges.
package struct CumulativeShares: Equatable, Sendable {
  /// All 0 without rows.
  fileprivate let shares: [Double]
  fileprivate let isEmpty: Bool

  /// - Parameter counts: rows per cell.
  package init(_ counts: Span<Int64>) {
    let total = counts.total
    isEmpty = total <= 0
    var rows = 0.0
    var shares: [Double] = []
    shares.reserveCapacity(counts.count)
    for cell in counts.indices {
      rows += counts.count(at: cell)
      shares.append(total > 0 ? rows / total : 0)
    }
    self.shares = shares
  }
}

/// The statistic of ``kolmogorovSmirnov(reference:current:isExact:)`` and its upper bound alone, at a fraction of the cost:
/// one division a cell, nothing allocated. Nil if either sample is empty or the lengths differ.
package func kolmogorovSmirnovDistance(
  reference: CumulativeShares, current: Span<Int64>, isExact: Bool
) -> (statistic: Double, upperBound: Double)? {
  let n = current.total
  guard !reference.isEmpty, n > 0, reference.shares.count == current.count else { return nil }
  let referenceShares = reference.shares.span
  var currentRows: Int64 = 0
  var (lowerReference, lowerCurrent) = (0.0, 0.0)
  var (statistic, bound) = (0.0, 0.0)
  for cell in current.indices {
    currentRows &+= max(current[cell], 0)
    let (referenceShare, currentShare) = (referenceShares[cell], Double(currentRows) / n)
    let distance = abs(referenceShare - currentShare)
    if distance > statistic { statistic = distance }
    if referenceShare - lowerCurrent > bound { bound = referenceShare - lowerCurrent }
    if currentShare - lowerReference > bound { bound = currentShare - lowerReference }
    (lowerReference, lowerCurrent) = (referenceShare, currentShare)
  }
  return (statistic, isExact ? statistic : max(statistic, bound))
}

/// `c(α)=√(−½ ln(α/2))`: what √(mn/(m+n)) times the statistic exceeds by chance alone with probability `alpha` (Smirnov
/// 1948). Infinite for an alpha of 0 or less.
package func kolmogorovSmirnovCriticalValue(alpha: Double) -> Double {
  guard alpha > 0 else { return .infinity }
  return (-0.5 * log(min(alpha, 1) / 2)).squareRoot()
}

/// What the statistic exceeds by chance alone: `c(α)·√((m+n)/(mn))`. Infinite when a sample is empty; it may pass 1, which
/// nothing exceeds.
///
/// - Parameter criticalValue: ``kolmogorovSmirnovCriticalValue(alpha:)``, which many statistics have in common.
package func kolmogorovSmirnovNoiseFloor(referenceSize: Int64, currentSize: Int64, criticalValue: Double) -> Double {
  guard referenceSize > 0, currentSize > 0 else { return .infinity }
  return criticalValue * (1 / Double(referenceSize) + 1 / Double(currentSize)).squareRoot()
}

/// A distribution-free interval for the distance of the two true distribution functions, in 0 … 1: the bounds of the
/// statistic, widened by its noise floor.
///
/// The floor holds for two different distributions as well: the limit process of the difference is then a Brownian
/// bridge less an independent part, so its supremum is the smaller one (Anderson 1955).
///
/// - Parameter noiseFloor: ``kolmogorovSmirnovNoiseFloor(referenceSize:currentSize:criticalValue:)`` at an alpha of
///   1 − confidence.
package func kolmogorovSmirnovInterval(
  statistic: Double, upperBound: Double, noiseFloor: Double
) -> ConfidenceInterval {
  ConfidenceInterval(low: min(max(statistic - noiseFloor, 0), 1), high: max(min(upperBound + noiseFloor, 1), 0))
}
