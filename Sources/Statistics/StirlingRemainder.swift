#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What Stirling's formula leaves of ln Γ: `δ(x) = ln Γ(x+1) − (x+½) ln x + x − ½ ln 2π`, for x > 0.
///
/// Probabilities written with δ (Loader 2000, "Fast and accurate computation of binomial probabilities") have no
/// difference of large logarithms in them. Below 16 the recurrence `δ(x) = δ(x+1) + (x+½) ln(1+1/x) − 1` leads up to
/// the asymptotic series; absolute error about 1e-15.
func stirlingRemainder(_ x: Double) -> Double {
  var shifted = x
  var correction = 0.0
  while shifted < 16 {
    correction += (shifted + 0.5) * log1p(1 / shifted) - 1
    shifted += 1
  }
  let inverse = 1 / shifted
  let square = inverse * inverse
  var series = -691.0 / 360_360
  for coefficient in [1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12] {
    series = series * square + coefficient
  }
  return correction + series * inverse
}
