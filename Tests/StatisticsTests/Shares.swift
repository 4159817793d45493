#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Shares of bins that simulated samples are drawn from.
enum Shares {
  /// Weighted by `exp(tilt·x)`, x from −1 in the first bin to 1 in the last.
  static func tilted(_ shares: [Double], by tilt: Double) -> [Double] {
    let weights = shares.enumerated().map { index, share in
      share * exp(tilt * (2 * Double(index) / Double(shares.count - 1) - 1))
    }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  /// By its definition.
  static func jensenShannonDistance(_ p: [Double], _ q: [Double]) -> Double {
    let divergence = zip(p, q).reduce(0.0) { sum, pair in
      let mean = (pair.0 + pair.1) / 2
      return sum + pair.0 * log2(pair.0 / mean) / 2 + pair.1 * log2(pair.1 / mean) / 2
    }
    return divergence.squareRoot()
  }
}

extension SplitMix64 {
  /// A draw of the standard normal distribution (Box & Muller).
  mutating func normal() -> Double {
    (-2 * log(1 - uniform())).squareRoot() * cos(2 * Double.pi * uniform())
  }

  /// A draw of the standard exponential distribution.
  mutating func exponential() -> Double { -log(1 - uniform()) }

  /// Counts of rows drawn from bins of the given shares: a binomial draw per bin, from what is left. Each is exact below
  /// a few hundred rows, and normal beyond where the mean is far from both ends.
  mutating func multinomial(rows: Int, _ shares: [Double]) -> [Int64] {
    var left = rows
    var rest = 1.0
    return shares.enumerated().map { index, share in
      let count = index == shares.count - 1 ? left : binomial(rows: left, share: min(share / rest, 1))
      left -= count
      rest -= share
      return Int64(count)
    }
  }

  mutating func binomial(rows: Int, share: Double) -> Int {
    let mean = Double(rows) * share
    let deviation = (mean * (1 - share)).squareRoot()
    if deviation > 15 {
      return min(max(Int((mean + deviation * normal()).rounded()), 0), rows)
    }
    return (0..<rows).reduce(0) { sum, _ in sum + (uniform() < share ? 1 : 0) }
  }
}

func logarithm(_ x: Double) -> Double { log(x) }
func exponential(_ x: Double) -> Double { exp(x) }
func power(_ x: Double, _ y: Double) -> Double { pow(x, y) }

extension SplitMix64 {
  /// Counts of rows drawn one by one.
  mutating func drawn(rows: Int, _ shares: [Double]) -> [Int64] {
    var ends: [Double] = []
    for share in shares { ends.append((ends.last ?? 0) + share) }
    var counts = [Int64](repeating: 0, count: shares.count)
    for _ in 0..<rows {
      let place = uniform()
      var (low, high) = (0, shares.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if place < ends[middle] { high = middle } else { low = middle + 1 }
      }
      counts[low] += 1
    }
    return counts
  }
}
