#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// SplitMix64 (Steele, Lea & Flood, 2014): the same seed gives the same cases.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &self) < probability }

  mutating func index(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }

  mutating func pick<Value>(_ values: [Value]) -> Value { values[index(values.count)] }
}

/// How often a fuzz test goes round: `LEEWAY_FUZZ_ROUNDS` times, or as often as given here.
func fuzzRounds(_ usual: Int) -> Int {
  getenv("LEEWAY_FUZZ_ROUNDS").flatMap { Int(String(cString: $0)) } ?? usual
}
