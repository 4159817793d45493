#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What an empty bin counts as, so that its index is finite (Evidently's fill). A small share that is there stays as it
/// is: the reference's rare categories would otherwise add to every index.
private let emptyShare = 1e-4
private let logEmptyShare = log(emptyShare)

/// The population stability index of two samples counted over the same bins, with what is known about it.
package struct PopulationStability: Equatable, Sendable {
  /// `Σ (q−p) ln(q/p)` of reference shares p and current shares q (Siddiqi 2006). A share of 0 is taken as 1e-4 and
  /// nothing is renormalised.
  package let index: Double
  /// The index of the same counts with half a row added to every bin, `p=(c+½)/(m+½B)` and `q` likewise: the statistic
  /// that is compared with `smoothedPSINoiseFloor`.
  package let smoothedIndex: Double

  private let standardError: Double

  /// Nil if either sample is empty or the lengths differ. Complexity: O(bins).
  ///
  /// - Parameters:
  ///   - reference: counts per bin.
  ///   - current: counts per bin.
  package init?(reference: Span<Int64>, current: Span<Int64>) {
    guard let comparison = BinComparison(reference: BinnedReference(reference), current: current) else { return nil }
    self = comparison.populationStability
  }

  /// The sums over the bins that the index and its interval come from.
  struct Sums {
    private var index = 0.0
    private var smoothedIndex = 0.0
    private var referenceSlope = (mean: 0.0, square: 0.0)
    private var currentSlope = (mean: 0.0, square: 0.0)

    mutating func add(_ bin: BinComparison.Bin) {
      smoothedIndex += (bin.smoothedQ - bin.smoothedP) * (log(bin.smoothedQ) - bin.logSmoothedP)
      if bin.p == bin.q { return }
      let (p, q) = (bin.p > 0 ? bin.p : emptyShare, bin.q > 0 ? bin.q : emptyShare)
      let logRatio = (bin.q > 0 ? bin.logQ : logEmptyShare) - (bin.p > 0 ? bin.logP : logEmptyShare)
      index += (q - p) * logRatio
      if bin.p > 0 {
        let slope = -logRatio + 1 - q / p
        referenceSlope.mean += p * slope
        referenceSlope.square += p * slope * slope
      }
      if bin.q > 0 {
        let slope = logRatio + 1 - p / q
        currentSlope.mean += q * slope
        currentSlope.square += q * slope * slope
      }
    }

    func result(_ sizes: BinComparison.Sizes) -> PopulationStability {
      let first =
        max(referenceSlope.square - referenceSlope.mean * referenceSlope.mean, 0) / sizes.reference
        + max(currentSlope.square - currentSlope.mean * currentSlope.mean, 0) / sizes.current
      let scale = sizes.scale
      let second = 2 * max(sizes.binsWithRows - 1, 0) * scale * scale
      return PopulationStability(
        index: index, smoothedIndex: smoothedIndex, standardError: (first + second).squareRoot())
    }
  }

  private init(index: Double, smoothedIndex: Double, standardError: Double) {
    self.index = index
    self.smoothedIndex = smoothedIndex
    self.standardError = standardError
  }

  /// A normal interval for the index by the delta method on both multinomials, clamped at 0.
  ///
  /// With `g = ln(q/p) + 1 − p/q` and `h = −ln(q/p) + 1 − q/p`, the variance is `Var_q(g)/n + Var_p(h)/m`; an empty
  /// bin's share does not move and counts with slope 0. As all slopes vanish where the shares agree, the variance of the
  /// index there, `2(B−1)(1/m+1/n)²` over the B bins that have rows (Yurdakul 2018), is added: the interval of two
  /// samples that happen to agree still has a width. Near 0 it covers more often than it says.
  package func interval(confidence: Double) -> ConfidenceInterval {
    let halfWidth = normalCriticalValue(confidence: confidence) * standardError
    return ConfidenceInterval(around: index, halfWidth: halfWidth, within: 0 ... .infinity)
  }

  /// The probability of the smoothed index or more without drift, from the chi-squared distribution with B − 1 degrees of
  /// freedom that `smoothedIndex / (1/m + 1/n)` then has (Yurdakul 2018): what the comparison with
  /// ``smoothedPSINoiseFloor(referenceSize:currentSize:criticalValue:)`` rests on. 1 with one bin, or without rows.
  package func pValue(referenceSize: Int64, currentSize: Int64, bins: Int) -> Double {
    guard referenceSize > 0, currentSize > 0, bins > 1 else { return 1 }
    let scale = 1 / Double(referenceSize) + 1 / Double(currentSize)
    return ChiSquaredDistribution.survival(smoothedIndex / scale, degreesOfFreedom: bins - 1)
  }
}

/// What one bin of shares p and q adds to the index; never negative.
package func populationStabilityContribution(reference p: Double, current q: Double) -> Double {
  let (p, q) = (p > 0 ? p : emptyShare, q > 0 ? q : emptyShare)
  return (q - p) * log(q / p)
}

/// What the smoothed index exceeds by chance alone with probability `alpha`: `(1/m + 1/n) · χ²_{B−1, 1−α}`
/// (Yurdakul 2018).
///
/// Infinite when a sample is empty: nothing can then be told from chance. 0 with fewer than two bins, whose critical
/// value is 0.
///
/// - Parameter criticalValue: `χ²_{B−1, 1−α}` of the B bins, which many indices have in common.
package func smoothedPSINoiseFloor(referenceSize: Int64, currentSize: Int64, criticalValue: Double) -> Double {
  guard referenceSize > 0, currentSize > 0 else { return .infinity }
  return (1 / Double(referenceSize) + 1 / Double(currentSize)) * criticalValue
}
