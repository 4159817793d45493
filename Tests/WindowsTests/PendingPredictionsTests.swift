import Records
import Testing

@testable import Windows

@Suite("Pending predictions")
struct PendingPredictionsTests {
  static func entry(_ number: UInt64, pane: Int = 0) -> PendingPredictions.Entry {
    PendingPredictions.Entry(
      id: IdentifierHash(low: number, high: ~number), score: Double(number), pane: pane, stratum: UInt32(number % 1000),
      servedPositive: number % 2 == 0, label: .waiting)
  }

  @Test("The table agrees with a dictionary and a queue", arguments: [11, 12, 13] as [UInt64])
  func agreesWithModel(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var table = PendingPredictions()
    var queue: [UInt64] = []
    var head = 0
    var labels: [UInt64: PendingPredictions.LabelState] = [:]
    var next: UInt64 = 0
    // Ids with equal low bits share their home slot, so that chains form and deletion has to close them.
    func id(_ index: UInt64) -> UInt64 { seed == 12 ? index &<< 20 | (index & 7) : index &* 0x9E37_79B9_7F4A_7C15 }
    let rounds = seed == 12 ? 3_000 : 40_000
    for round in 0..<rounds {
      let isGrowing = round % (rounds / 4) < rounds / 6
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<(isGrowing ? 7 : 3):
        table.append(Self.entry(id(next)))
        queue.append(id(next))
        labels[id(next)] = .waiting
        next += 1
      case 0..<8:
        #expect(table.oldest?.id.low == (head < queue.count ? queue[head] : nil), "seed \(seed)")
        table.removeOldest()
        if head < queue.count {
          labels[queue[head]] = nil
          head += 1
        }
      default:
        let wanted = id(UInt64.random(in: 0...next, using: &random))
        let position = table.position(of: IdentifierHash(low: wanted, high: ~wanted))
        #expect(position.map { table[$0].label } == labels[wanted], "seed \(seed)")
        if let position {
          table[position].label = .positive
          labels[wanted] = .positive
        }
      }
    }
    #expect(table.count == queue.count - head, "seed \(seed)")
    for number in queue[head...] {
      let position = table.position(of: IdentifierHash(low: number, high: ~number))
      #expect(position.map { table[$0].id.low } == number, "seed \(seed)")
    }
  }

  @Test("An entry keeps what it was made of")
  func keepsFields() {
    var entry = PendingPredictions.Entry(
      id: IdentifierHash("a"), score: 0.25, pane: 5_900_000, stratum: 123_456, servedPositive: true, label: .waiting)
    entry.label = .negative
    #expect(entry.stratum == 123_456)
    #expect(entry.servedPositive)
    #expect(entry.label == .negative)
    #expect(entry.pane == 5_900_000)
  }

  @Test("An entry costs at most 48 bytes, index included", arguments: [100_000, 150_000, 210_000, 300_000])
  func costs(count: Int) {
    var table = PendingPredictions()
    for number in 0..<UInt64(count) { table.append(Self.entry(number &* 0x9E37_79B9_7F4A_7C15)) }
    #expect(table.count == count)
    #expect(Double(table.memory) / Double(count) <= 48)
  }

  @Test("Memory is given back as entries leave")
  func shrinks() {
    var table = PendingPredictions()
    for number in 0..<200_000 as Range<UInt64> {
      table.append(Self.entry(number &* 0x9E37_79B9_7F4A_7C15))
      if table.count > 20_000 { table.removeOldest() }
    }
    #expect(table.count == 20_000)
    #expect(table.memory < 3 * 16_384 * 32 + 40_000 * 8)
  }
}
