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
  /// Of the difference at the edge where it is greatest: `√(F_ref(1−F_ref)/m + F_cur(1−F_cur)/n)`.
  package let standardError: Double
  /// Rows of a one-sample test of the same power, `mn/(m+n)`.
  private let effectiveSize: Double

  /// The statistic of `scipy.stats.ks_2samp` at the upper edges of the cells.
  ///
  /// Within a cell the distributions may part further, by no more than the bound `max(R_i − C_{i−1}, C_i − R_{i−1})`
  /// allows. Nil if either sample is empty or the lengths differ. Complexity: O(cells); nothing allocated.
  ///
  /// - Parameter isExact: whether each cell holds one value only, so that nothing happens within cells.
  package init?(reference: CumulativeShares, current: CumulativeShares, isExact: Bool) {
    guard reference.size > 0, current.size > 0, reference.shares.count == current.shares.count else { return nil }
    let (m, n) = (reference.size, current.size)
    let (referenceShares, currentShares) = (reference.shares.span, current.shares.span)
    var (lowerReference, lowerCurrent) = (0.0, 0.0)
    var (statistic, bound) = (0.0, 0.0)
    var variance = 0.0
    for cell in referenceShares.indices {
      let (p, q) = (referenceShares[unchecked: cell], currentShares[unchecked: cell])
      let distance = abs(p - q)
      if distance > statistic {
        statistic = distance
        variance = p * (1 - p) / m + q * (1 - q) / n
      }
      bound = max(bound, max(p - lowerCurrent, q - lowerReference))
      (lowerReference, lowerCurrent) = (p, q)
    }
    self.statistic = statistic
    upperBound = isExact ? statistic : max(statistic, bound)
    standardError = max(variance, 0).squareRoot()
    effectiveSize = (m * (n / (m + n))).rounded(.toNearestOrEven)
  }

  /// The probability of the statistic or more without drift, as `scipy.stats.ks_2samp(method="asymp")`: that of a
  /// one-sample test with `mn/(m+n)` rows, rounded; with one row on either side that rounds to none, and it is 1.
  package var pValue: Double { KolmogorovDistribution.survival(statistic, size: effectiveSize) }

  /// An interval for the distance of the two true distribution functions, in 0 … 1.
  ///
  /// Where the greatest distance is attained at one point only, the statistic is normal about it in the limit
  /// (Raghavachari 1973). As the greatest of many noisy distances it lies above the true one, by 0.2 to 0.7 standard
  /// errors in simulated shifts and by up to one where the distance is attained twice; 0.4 standard errors are taken
  /// off. What cells may hide is added on top. A statistic that chance alone may explain has an interval from 0.
  ///
  /// - Parameter noiseFloor: ``kolmogorovSmirnovNoiseFloor(referenceSize:currentSize:criticalValue:)`` at an alpha of
  ///   1 − confidence.
  package func interval(confidence: Double, noiseFloor: Double) -> ConfidenceInterval {
    let z = normalCriticalValue(confidence: confidence)
    let low = statistic > noiseFloor ? statistic - (z + 0.4) * standardError : 0
    // A point where both distribution functions are 0 or 1 has no error of its own.
    let high = standardError > 0 ? upperBound + (z - 0.4) * standardError : upperBound + noiseFloor
    return ConfidenceInterval(low: min(max(low, 0), statistic), high: min(max(high, statistic), 1))
  }
}

/// The distribution function of a sample at the upper edges of the cells over which it was counted.
package struct CumulativeShares: Equatable, Sendable {
  /// Rows in all cells.
  package private(set) var size: Double
  /// All 0 without rows.
  package private(set) var shares: [Double]

  /// Of no cells at all, to be replaced.
  package init() {
    (size, shares) = (0, [])
  }

  /// - Parameter counts: rows per cell.
  package init(_ counts: Span<Int64>) {
    self.init()
    replace(by: counts)
  }

  /// Takes another sample's place in the same memory. Complexity: O(cells).
  package mutating func replace(by counts: Span<Int64>) {
    size = counts.total
    if shares.count != counts.count { shares = [Double](repeating: 0, count: counts.count) }
    let divisor = size > 0 ? size : 1
    var span = shares.mutableSpan
    var rows: Int64 = 0
    for cell in counts.indices {
      rows &+= max(counts[unchecked: cell], 0)
      span[unchecked: cell] = Double(rows) / divisor
    }
  }
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
