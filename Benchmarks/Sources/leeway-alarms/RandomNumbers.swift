import Foundation

/// A seeded sequence of random numbers: SplitMix64 (Steele, Lea, Flood 2014).
struct RandomNumbers {
  private var state: UInt64
  /// The second of a pair of normal numbers.
  private var spare: Double?

  /// - Parameter stream: sequences of one seed with different streams have nothing to do with each other.
  init(seed: Int, stream: Int) {
    state = UInt64(bitPattern: Int64(seed)) &* 0xA076_1D64_78BD_642F ^ UInt64(bitPattern: Int64(stream))
    state = next() ^ UInt64(bitPattern: Int64(stream)) &* 0xE703_7ED1_A0B4_28DB
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform in [0, 1).
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  mutating func isTrue(_ probability: Double) -> Bool { uniform() < probability }

  /// Standard normal, by the Box–Muller transform (1958).
  mutating func normal() -> Double {
    if let spare {
      self.spare = nil
      return spare
    }
    let radius = (-2 * log(1 - uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    spare = radius * sin(angle)
    return radius * cos(angle)
  }

  /// Student's t with three degrees of freedom: its variance is 3, its fourth moment infinite.
  mutating func studentT3() -> Double {
    let (a, b, c) = (normal(), normal(), normal())
    return normal() / ((a * a + b * b + c * c) / 3).squareRoot()
  }

  /// Pareto from 1 on, with tail index 2.5.
  mutating func pareto() -> Double { pow(1 - uniform(), -0.4) }
}

/// Numbers 0, 1, … with given weights.
struct Choice {
  private let cumulative: [Double]

  init(_ weights: [Double]) {
    let total = weights.reduce(0, +)
    var sum = 0.0
    cumulative = weights.map { weight in
      sum += weight / total
      return sum
    }
  }

  /// Weights that fall as 1/rank^`exponent`.
  init(zipf count: Int, exponent: Double) {
    self.init((1...count).map { pow(Double($0), -exponent) })
  }

  func draw(_ random: inout RandomNumbers) -> Int {
    let at = random.uniform()
    return cumulative.firstIndex { at < $0 } ?? cumulative.count - 1
  }
}
