#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The Jensen–Shannon distance of two samples counted over the same bins.
package struct JensenShannon: Equatable, Sendable {
  /// The root of the divergence in bits, 0 … 1, as `scipy.spatial.distance.jensenshannon(base=2)`.
  package let distance: Double

  /// In nats.
  private let divergence: Double
  /// Of the divergence.
  private let standardError: Double

  /// The sums over the bins that the distance and its interval come from.
  struct Sums {
    private var divergence = 0.0
    private var referenceSlope = (mean: 0.0, square: 0.0)
    private var currentSlope = (mean: 0.0, square: 0.0)

    mutating func add(_ bin: BinComparison.Bin) {
      let (p, q) = (bin.p, bin.q)
      if p == q { return }
      let logMean = log((p + q) / 2)
      // ½ p ln(p/m) + ½ q ln(q/m); the slopes in p and q are the halved logarithms.
      if p > 0 {
        let slope = (bin.logP - logMean) / 2
        referenceSlope.mean += p * slope
        referenceSlope.square += p * slope * slope
      }
      if q > 0 {
        let slope = (bin.logQ - logMean) / 2
        currentSlope.mean += q * slope
        currentSlope.square += q * slope * slope
      }
    }

    func result(_ sizes: BinComparison.Sizes) -> JensenShannon {
      let divergence = max(referenceSlope.mean + currentSlope.mean, 0)
      let first =
        max(referenceSlope.square - referenceSlope.mean * referenceSlope.mean, 0) / sizes.reference
        + max(currentSlope.square - currentSlope.mean * currentSlope.mean, 0) / sizes.current
      let scale = sizes.scale / 8
      let second = 2 * max(sizes.binsWithRows - 1, 0) * scale * scale
      return JensenShannon(divergence: divergence, standardError: (first + second).squareRoot())
    }
  }

  private init(divergence: Double, standardError: Double) {
    self.divergence = divergence
    self.standardError = standardError
    distance = Self.distance(divergence)
  }

  private static func distance(_ divergence: Double) -> Double {
    min((max(divergence, 0) / ln2).squareRoot(), 1)
  }

  /// The roots of a normal interval for the divergence, within 0 … 1.
  ///
  /// By the delta method on both multinomials, with the slopes `½ ln(p/m)` and `½ ln(q/m)`, m being the mean share; the
  /// variance that the divergence has where the shares agree, `2(B−1)((1/m+1/n)/8)²`, is added, as for PSI. Near 0 it
  /// covers more often than it says.
  package func interval(confidence: Double) -> ConfidenceInterval {
    let halfWidth = normalCriticalValue(confidence: confidence) * standardError
    return ConfidenceInterval(
      low: Self.distance(divergence - halfWidth), high: Self.distance(divergence + halfWidth))
  }
}

/// The critical value of the smoothed PSI's test on the scale of the Jensen–Shannon distance: near 0 the divergence in
/// nats is an eighth of the PSI. At most 1, which nothing exceeds; infinite where `psiFloor` is.
///
/// - Parameter psiFloor: ``smoothedPSINoiseFloor(referenceSize:currentSize:criticalValue:)``.
package func jensenShannonNoiseFloor(psiFloor: Double) -> Double {
  guard psiFloor < .infinity else { return .infinity }
  return min((max(psiFloor, 0) / (8 * ln2)).squareRoot(), 1)
}

private let ln2 = log(2.0)
