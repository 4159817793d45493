import Notation
import Testing

@testable import Simulation

@Suite("Random streams")
struct RandomStreamTests {
  /// The first outputs for the state 1234567 of splitmix64.c by Sebastiano Vigna, https://prng.di.unimi.it/splitmix64.c.
  @Test("the generator is SplitMix64")
  func goldenOutputs() {
    var stream = RandomStream(state: 1_234_567)
    let outputs = (0..<5).map { _ in stream.next() }
    #expect(
      outputs == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
        16_408_922_859_458_223_821,
      ])
  }

  @Test("streams of other purposes, indexes and seeds differ")
  func separateStreams() {
    func first(_ seed: UInt64, _ purpose: String, _ index: UInt64) -> UInt64 {
      var stream = RandomStream(seed: seed, purpose: RandomStream.Purpose(purpose), index: index)
      return stream.next()
    }
    let values = [first(1, "a", 1), first(2, "a", 1), first(1, "b", 1), first(1, "a", 2)]
    #expect(Set(values).count == 4)
    #expect(first(1, "a", 1) == values[0])
  }

  @Test("draws have the moments of their distributions", arguments: [1, 2, 3] as [UInt64])
  func moments(seed: UInt64) {
    var stream = RandomStream(state: seed)
    let count = 100_000
    let uniform = (0..<count).map { _ in stream.uniform() }
    let normal = (0..<count).map { _ in stream.normal() }
    let exponential = (0..<count).map { _ in stream.exponential() }
    let poisson = (0..<count).map { _ in Double(stream.poisson(mean: 40)) }
    #expect(uniform.allSatisfy { $0 >= 0 && $0 < 1 })
    #expect(abs(mean(uniform) - 0.5) < 0.005, "seed \(seed)")
    #expect(abs(mean(normal)) < 0.015, "seed \(seed)")
    #expect(abs(mean(normal.map { $0 * $0 }) - 1) < 0.02, "seed \(seed)")
    #expect(abs(mean(exponential) - 1) < 0.015, "seed \(seed)")
    #expect(abs(mean(poisson) - 40) < 0.1, "seed \(seed)")
    #expect(abs(mean(poisson.map { ($0 - 40) * ($0 - 40) }) - 40) < 1, "seed \(seed)")
  }

  /// scipy.integrate.quad of expit(x + s·u)·norm.pdf(u) over ±12, SciPy 1.17.
  @Test(
    "the marginal probability is the integral over the unexplained part",
    arguments: [
      (-1.9, 0.5, 0.14031435502841225), (0.7, 1.5, 0.6216199397985037), (3, 2, 0.8704057990654223),
      (-4, 1, 0.02810398430184869), (2, 0, 0.8807970779778823),
    ])
  func marginal(x: Double, deviation: Double, expected: Double) {
    #expect(abs(marginalProbability(logit: x, deviation: deviation) - expected) < 2e-6)
  }

  @Test("labels leave the queue by time and then by number", arguments: [11, 12] as [UInt64])
  func queueOrder(seed: UInt64) {
    var stream = RandomStream(state: seed)
    let rows = (0..<500).map { number in
      LabelRow(number: UInt64(number), time: Instant(seconds: Int64(stream.uniform() * 50)), label: 0)
    }
    var queue = LabelQueue()
    for row in rows { queue.push(row) }
    var popped: [LabelRow] = []
    while let row = queue.pop() { popped.append(row) }
    #expect(popped == rows.sorted { ($0.time, $0.number) < ($1.time, $1.number) }, "seed \(seed)")
  }

  @Test(
    "values are rounded to so many decimal places",
    arguments: [(0.125, 2, 0.13), (1234.5, -2, 1200), (-2.5, 0, -3), (0.3, 1, 0.3), (7, 4, 7)])
  func rounding(value: Double, digits: Int, expected: Double) {
    #expect(rounded(value, digits: digits) == expected)
  }
}
