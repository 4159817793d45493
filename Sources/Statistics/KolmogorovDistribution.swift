#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The distribution of √n·D, D being the greatest distance between an empirical and the true distribution function,
/// in the limit of many rows; and that of D itself for a given number of rows.
package enum KolmogorovDistribution {
  /// P(K > x) in the limit, as `scipy.stats.kstwobign.sf`.
  ///
  /// `2 Σ (−1)^(k−1) exp(−2k²x²)` to the right, its theta-function twin to the left; five terms are enough for either.
  package static func survival(_ x: Double) -> Double {
    guard x > 0.04 else { return 1 }
    if x < 1 { return 1 - oddThetaSums(x).0 * (2 * Double.pi).squareRoot() / x }
    var sum = 0.0
    var sign = 1.0
    for k in 1...6 {
      sum += sign * exp(-2 * Double(k * k) * x * x)
      sign = -sign
    }
    return min(2 * sum, 1)
  }

  /// P(D > `distance`) for `size` rows, as `scipy.stats.kstwo.sf`: which of the known methods serves where follows
  /// Simard & L'Ecuyer (2011), "Computing the two-sided Kolmogorov–Smirnov distribution".
  ///
  /// Within 3e-6 of SciPy, and where the result is below 0.001 to 9 digits. At most about 400 exponentials or 150,000
  /// multiplications.
  static func survival(_ distance: Double, size: Double) -> Double {
    guard size >= 1, distance > 0 else { return 1 }
    guard distance < 1 else { return 0 }
    let squared = size * distance * distance
    if squared >= 370 { return 0 }
    if size <= 140 {
      if distance < 0.5 && squared <= 4 {
        return min(max(1 - cumulativeByRecursion(distance, size: size), 0), 1)
      }
    } else if squared < 2.2 {
      return min(max(survivalByExpansion(distance, size: size), 0), 1)
    }
    return min(2 * oneSidedSurvival(distance, size: size), 1)
  }

  /// P(D⁺ > `distance`), Smirnov's one-sided distribution (`scipy.special.smirnov`), as
  /// `Σ x/(x+j/n) · b(j; n, x+j/n)` with binomial probabilities b in Loader's form.
  ///
  /// Where the terms at either end vanish (the first is `(1−x)ⁿ`), the sum, a smooth function of j, is taken at no more
  /// than 128 of them by the trapezoidal rule, whose error there is below 1e-9 of it; from the middle outwards until
  /// nothing is added.
  static func oneSidedSurvival(_ distance: Double, size: Double) -> Double {
    let shift = size * distance
    let stride = size > 128 && shift > 30 ? size / 128 : 1
    let ownRemainder = stirlingRemainder(size)
    func term(_ j: Double) -> Double {
      let rest = size - j
      let exponent =
        ownRemainder - stirlingRemainder(j) - stirlingRemainder(rest) + j * log1p(shift / j)
        + rest * log1p(-shift / rest)
      return shift / (shift + j) * (size / (2 * Double.pi * j * rest)).squareRoot() * exp(exponent)
    }
    // The greatest terms are those about (n − shift)/2.
    let start = ((size - shift) / (2 * stride)).rounded(.down) * stride
    var sum = 0.0
    var j = start
    while j >= stride {
      let value = term(j)
      sum += value
      if value < sum * 1e-18 { break }
      j -= stride
    }
    j = max(start, 0) + stride
    while size - j > shift, size - j >= 0.5 {
      let value = term(j)
      sum += value
      if value < sum * 1e-18 { break }
      j += stride
    }
    return exp(size * log1p(-distance)) + sum * stride
  }

  /// Of `1/k!`, what is not below rounding.
  private static let greatestFactorial = 20

  /// P(D ≤ `distance`) by Durbin's matrix (Marsaglia, Tsang & Wang 2003), applied to a vector `size` times, each time
  /// with its share of n!/nⁿ so that nothing overflows.
  ///
  /// All entries of the matrix but those of its first column and last row are `1/(row − column + 1)!`, so that a step is
  /// a convolution with them and a correction of the two. Nothing is allocated on the heap.
  private static func cumulativeByRecursion(_ distance: Double, size: Double) -> Double {
    let steps = Int(size)
    let scaled = size * distance
    let middle = Int(scaled)
    let order = 2 * middle + 1
    let gap = Double(middle + 1) - scaled
    let terms = min(order, greatestFactorial)
    let blocks = (order + 7) / 8
    // A zero ahead of the vector, and behind it as many as the convolution reaches.
    let length = 8 * blocks + terms + 8
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 4 * length) { room in
      room.initialize(repeating: 0)
      let (vector, next) = (0, length)
      let (inverse, gaps) = (2 * length, 3 * length)
      // 1/k! and gap^k/k!
      room[inverse] = 1
      room[gaps] = 1
      for k in 1...order {
        room[inverse + k] = room[inverse + k - 1] / Double(k)
        room[gaps + k] = room[gaps + k - 1] * gap / Double(k)
      }
      var corner = 0.0
      if gap > 0.5 {
        corner = room[inverse + order]
        for _ in 0..<order { corner *= 2 * gap - 1 }
      }
      room[vector + 1 + middle] = 1
      let bytes = UnsafeRawBufferPointer(room)
      for step in 1...steps {
        let weight = Double(step) / size
        let last = room[vector + order]
        for block in 0..<blocks {
          var sum = SIMD8<Double>()
          for k in 0...terms {
            let offset = (vector + 8 * block + k) * MemoryLayout<Double>.stride
            let part = bytes.loadUnaligned(fromByteOffset: offset, as: SIMD8<Double>.self)
            sum += part * room[inverse + k]
          }
          for lane in 0..<8 { room[next + 1 + 8 * block + lane] = sum[lane] }
        }
        var first = room[next + 1]
        for row in 0..<order { first -= room[vector + 1 + row] * room[gaps + row + 1] }
        room[next + 1] = first + last * corner
        for column in 0..<order {
          let entry = room[next + 1 + column] - last * room[gaps + order - column]
          room[vector + 1 + column] = entry * weight
        }
      }
      return room[vector + 1 + middle]
    }
  }

  /// P(D > `distance`) by the limit and three corrections in powers of 1/√n (Pelz & Good 1976).
  private static func survivalByExpansion(_ distance: Double, size: Double) -> Double {
    let z = distance * size.squareRoot()
    guard z > 0.1 else { return 1 }
    let z2 = z * z
    let z4 = z2 * z2
    let z6 = z4 * z2
    let quarter = Double.pi * Double.pi / 4
    let (s0, s1, s2, s3) = oddThetaSums(z)
    var even1 = 0.0
    var even2 = 0.0
    for k in 1...6 {
      let square = Double(k * k)
      let term = square * exp(-2 * quarter * square / z2)
      even1 += term
      even2 += (3 * z2 - 4 * quarter * square) * term
    }
    let first = (quarter * s1 - z2 * s0) / (6 * z4)
    let secondOdd =
      (6 * z6 + 2 * z4) * s0 + (2 * z4 - 5 * z2) * quarter * s1 + (1 - 2 * z2) * quarter * quarter * s2
    let second = secondOdd / (72 * z6 * z) - quarter * even1 / (9 * z2 * z)
    let thirdOdd =
      -(30 * z6 + 90 * z4 * z4) * s0 + (135 * z4 - 96 * z6) * quarter * s1
      + (212 * z4 - 60 * z2) * quarter * quarter * s2 + (5 - 30 * z2) * quarter * quarter * quarter * s3
    let third = thirdOdd / (6480 * z6 * z4) + quarter * even2 / (54 * z6)
    let root = size.squareRoot()
    let correction = (first + (second + third / root) / root) / root
    return survival(z) - (2 * Double.pi).squareRoot() * correction
  }

  /// `Σ m^(2r) exp(−m²π²/(8z²))` over odd m, for r = 0 … 3.
  private static func oddThetaSums(_ z: Double) -> (Double, Double, Double, Double) {
    var sums = (0.0, 0.0, 0.0, 0.0)
    for m in stride(from: 1, through: 13, by: 2) {
      let square = Double(m * m)
      let term = exp(-square * Double.pi * Double.pi / (8 * z * z))
      sums.0 += term
      sums.1 += square * term
      sums.2 += square * square * term
      sums.3 += square * square * square * term
    }
    return sums
  }
}
