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
    let distance = kolmogorovSmirnovDistance(reference: reference, current: current, isExact: isExact)
  else { return nil }
  let size = (m * (n / (m + n))).rounded(.toNearestOrEven)
  return KolmogorovSmirnov(
    statistic: distance.statistic, upperBound: distance.upperBound,
    pValue: KolmogorovDistribution.survival(distance.statistic, size: size))
}

/// The statistic of ``kolmogorovSmirnov(reference:current:isExact:)`` and its upper bound alone, at a fraction of the cost.
package func kolmogorovSmirnovDistance(
  reference: Span<Int64>, current: Span<Int64>, isExact: Bool
) -> (statistic: Double, upperBound: Double)? {
  guard let (m, n) = comparedSizes(reference, current) else { return nil }
  var (referenceRows, currentRows) = (0.0, 0.0)
  var (referenceShare, currentShare) = (0.0, 0.0)
  var (statistic, bound) = (0.0, 0.0)
  for cell in reference.indices {
    let (lowerReference, lowerCurrent) = (referenceShare, currentShare)
    referenceRows += reference.count(at: cell)
    currentRows += current.count(at: cell)
    referenceShare = referenceRows / m
    currentShare = currentRows / n
    statistic = max(statistic, abs(referenceShare - currentShare))
    bound = max(bound, referenceShare - lowerCurrent, currentShare - lowerReference)
  }
  return (statistic, isExact ? statistic : max(statistic, bound))
}

/// What the statistic exceeds by chance alone with probability `alpha`: `c(α)·√((m+n)/(mn))`, `c(α)=√(−½ ln(α/2))`
/// (Smirnov 1948). Infinite when a sample is empty or alpha is 0 or less; it may pass 1, which nothing exceeds.
package func kolmogorovSmirnovNoiseFloor(referenceSize: Int64, currentSize: Int64, alpha: Double) -> Double {
  guard referenceSize > 0, currentSize > 0, alpha > 0 else { return .infinity }
  let critical = (-0.5 * log(min(alpha, 1) / 2)).squareRoot()
  return critical * (1 / Double(referenceSize) + 1 / Double(currentSize)).squareRoot()
}

/// A distribution-free interval for the distance of the two true distribution functions, in 0 … 1: the bounds of the
/// statistic, widened by `kolmogorovSmirnovNoiseFloor` at `1 − confidence`.
///
/// The floor holds for two different distributions as well: the limit process of the difference is then a Brownian
/// bridge less an independent part, so its supremum is the smaller one (Anderson 1955).
package func kolmogorovSmirnovInterval(
  statistic: Double, upperBound: Double, currentSize: Int64, referenceSize: Int64, confidence: Double
) -> ConfidenceInterval {
  let width = kolmogorovSmirnovNoiseFloor(
    referenceSize: referenceSize, currentSize: currentSize, alpha: 1 - confidence)
  return ConfidenceInterval(low: min(max(statistic - width, 0), 1), high: max(min(upperBound + width, 1), 0))
}
