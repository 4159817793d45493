#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The standard normal distribution.
package enum NormalDistribution {
  /// P(Z ≤ x), as `scipy.stats.norm.cdf`. Exact to the last digits in the lower tail; `cumulative(-x)` is the upper one.
  package static func cumulative(_ x: Double) -> Double {
    0.5 * erfc(-x * 0.5.squareRoot())
  }

  /// The x with P(Z ≤ x) = `p`, as `scipy.stats.norm.ppf`: −∞ at 0 and below, +∞ at 1 and above.
  ///
  /// The rational start of Abramowitz & Stegun 26.2.23 (error below 4.5e-4) is refined by Halley steps on the lower
  /// tail, each of which triples the number of right digits. Error about 1e-15, absolute near 0 and relative beyond.
  package static func quantile(_ p: Double) -> Double {
    if p <= 0 { return -.infinity }
    if p >= 1 { return .infinity }
    if p == 0.5 { return 0 }
    return p < 0.5 ? lowerQuantile(p) : -lowerQuantile(1 - p)
  }

  static func density(_ x: Double) -> Double {
    exp(-0.5 * x * x) / (2 * Double.pi).squareRoot()
  }

  /// The quantile of a probability in 0 … 0.5.
  private static func lowerQuantile(_ p: Double) -> Double {
    let t = (-2 * log(p)).squareRoot()
    let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
    let denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    var x = numerator / denominator - t
    for _ in 0..<3 {
      let slope = density(x)
      guard slope > 0 else { break }
      let newton = (cumulative(x) - p) / slope
      x -= newton / (1 + 0.5 * x * newton)
    }
    return x
  }
}
