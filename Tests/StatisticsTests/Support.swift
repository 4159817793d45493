/// Steele, Lea & Flood's SplitMix64: the seeded source of the property tests.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A number in 0 ..< 1.
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Counts of `rows` draws from `bins` equally likely bins.
  mutating func equalMultinomial(rows: Int, bins: Int) -> [Int64] {
    var counts = [Int64](repeating: 0, count: bins)
    for _ in 0..<rows { counts[Int(uniform() * Double(bins))] += 1 }
    return counts
  }

  /// Counts in 0 ..< `limit`, at least one of them not 0.
  mutating func counts(bins: Int, limit: Int64) -> [Int64] {
    var counts = (0..<bins).map { _ in Int64(uniform() * Double(limit)) }
    counts[Int(uniform() * Double(bins))] += 1
    return counts
  }
}

/// Whether two numbers agree to a relative tolerance (absolute below 1e-300).
func agree(_ a: Double?, _ b: Double, within tolerance: Double = 1e-12) -> Bool {
  guard let a else { return false }
  return a == b || abs(a - b) <= tolerance * max(abs(b), 1e-300)
}

func near(_ a: Double?, _ b: Double, within tolerance: Double = 1e-12) -> Bool {
  guard let a else { return false }
  return abs(a - b) <= tolerance
}
