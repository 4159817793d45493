import Testing

@testable import Configuration

/// A rules file with everything in it, changed at random places: whatever comes of it is read or refused, and a trap
/// would end the test run.
@Suite("Mutated rules files")
struct MutatedRulesTests {
  /// SplitMix64 (Steele, Lea, Flood 2014).
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var word = state
      word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
      word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
      return word ^ (word >> 31)
    }
  }

  private static let pieces = [
    "", " ", "\n", "{", "}", "[", "]", ":", ", ", "\"", "'", "-", "=~ (", "=~ ", "*", "0", "-1", "99999999999999999999",
    "1e999", "%", "nan", "null", "~", ">= 1 features red", "all: []", "burn: {}", "\u{0}", "é", "7d", "9999999999w",
  ]

  @Test("are read or refused with a finding, and never trap", arguments: [1, 2, 3, 4] as [UInt64])
  func mutations(seed: UInt64) throws {
    var generator = Generator(state: seed)
    let directory = try Fixtures.validExample()
    let original = Array(try Fixtures.text("Valid/AlertRules/several.yaml"))
    for round in 0..<40 {
      var text = original
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let start = Int.random(in: 0..<text.count, using: &generator)
        let end = min(text.count, start + Int.random(in: 0...6, using: &generator))
        let piece = Self.pieces.randomElement(using: &generator) ?? ""
        text.replaceSubrange(start..<end, with: Array(piece))
      }
      try directory.write(String(text), to: "AlertRules/several.yaml")
      let diagnostics = Diagnostics()
      let configuration = WatchConfiguration.load(
        file: directory.path + "/leeway.yaml", environment: Fixtures.environment, into: diagnostics)
      #expect((configuration == nil) == diagnostics.hasErrors, "seed \(seed), round \(round)")
      #expect(diagnostics.sorted.allSatisfy { !$0.message.isEmpty }, "seed \(seed), round \(round)")
    }
  }
}
