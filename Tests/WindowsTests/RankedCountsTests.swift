import Testing

@testable import Windows

@Suite("Rows of counts with gaps")
struct RankedCountsTests {
  @Test("Adding rows agrees with a plain array, and so does reading back", arguments: [1, 2, 3] as [UInt64])
  func agrees(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let wordCount = Int.random(in: 1...5, using: &random)
    let width = wordCount * 64
    var counts = RankedCounts(wordCount: wordCount)
    var plain = [Int64](repeating: 0, count: width)
    var present = Set<Int>()
    for _ in 0..<60 {
      var values = [Int64](repeating: 0, count: width)
      var touched = [UInt64](repeating: 0, count: wordCount)
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        let position = Int.random(in: 0..<width, using: &random)
        let amount = Int64.random(in: -9...99, using: &random)
        values[position] += amount
        plain[position] += amount
        touched[position >> 6] |= 1 << UInt64(position & 63)
        present.insert(position)
      }
      values.withUnsafeMutableBufferPointer { values in
        touched.withUnsafeMutableBufferPointer { touched in
          guard let values = values.baseAddress, let touched = touched.baseAddress else { return }
          counts.add(LabelRow(values: values, touched: touched, wordCount: wordCount))
        }
      }
      let single = Int.random(in: 0..<width, using: &random)
      counts.add(5, at: single)
      plain[single] += 5
      present.insert(single)
      #expect((0..<width).map { counts[$0] } == plain, "seed \(seed)")
    }
    var deltas: [LabelDelta] = []
    counts.write(to: &deltas, sign: -1)
    #expect(deltas.map(\.position) == present.sorted(), "seed \(seed)")
    #expect(deltas.map(\.amount) == present.sorted().map { -plain[$0] }, "seed \(seed)")
    #expect(RankedCounts(mask: counts.mask, values: counts.values) == counts, "seed \(seed)")
    #expect(RankedCounts(mask: counts.mask, values: Array(counts.values.dropLast())) == nil, "seed \(seed)")
  }
}
