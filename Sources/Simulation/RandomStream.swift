#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A seeded sequence of random numbers: SplitMix64.
///
/// Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014, with the finaliser
/// constants of Stafford's "Mix13". A stream is found by its seed, its purpose and an index, so that what one row draws
/// for one purpose never depends on what other rows, or other purposes, have drawn.
struct RandomStream {
  private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

  private var state: UInt64

  init(state: UInt64) {
    self.state = state
  }

  init(seed: UInt64, purpose: Purpose, index: UInt64) {
    self.init(state: Self.mixed(Self.mixed(seed &+ purpose.key) &+ index &* Self.increment))
  }

  mutating func next() -> UInt64 {
    state &+= Self.increment
    return Self.mixed(state)
  }

  /// Uniform in [0, 1), on a grid of 2⁻⁵³.
  mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// Standard normal, by the Box–Muller transform (1958); takes two numbers of the stream.
  mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * Double.pi * uniform())
  }

  /// Exponential with mean 1.
  mutating func exponential() -> Double {
    -log(1 - uniform())
  }

  /// Poisson, by Knuth's product of uniforms in pieces of mean 16, so that no product underflows; cost grows with the
  /// mean, which is held to 10,000.
  mutating func poisson(mean: Double) -> Int {
    var rest = min(max(mean, 0), 10_000)
    var count = 0
    while rest > 0 {
      let piece = min(rest, 16)
      rest -= piece
      let limit = exp(-piece)
      var product = uniform()
      while product > limit {
        count += 1
        product *= uniform()
      }
    }
    return count
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension RandomStream {
  /// What a stream is drawn for, such as `feature.age`: the 64-bit FNV-1a hash of its name.
  struct Purpose {
    let key: UInt64

    init(_ name: String) {
      var hash: UInt64 = 0xCBF2_9CE4_8422_2325
      for byte in name.utf8 {
        hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
      }
      key = hash
    }
  }
}
