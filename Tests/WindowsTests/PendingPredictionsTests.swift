import Records
import Testing

@testable import Windows

@Suite("Pending predictions")
struct PendingPredictionsTests {
  static func entry(_ number: UInt64, pane: Int = 0) -> PendingPrediction {
    PendingPrediction(
      id: IdentifierHash(low: number, high: ~number), scoreField: Double(number), pane: pane, offset: 7,
      stratum: UInt32(number % 1000), servedPositive: number % 2 == 0, label: .waiting)
  }

  /// An id as evenly spread as a real one.
  static func hash(_ index: UInt64) -> UInt64 { index &* 0x9E37_79B9_7F4A_7C15 }

  @Test("The table agrees with a dictionary and a queue", arguments: [11, 12, 13] as [UInt64])
  func agreesWithModel(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let table = PendingPredictions()
    var queue: [UInt64] = []
    var head = 0
    var labels: [UInt64: UInt8] = [:]
    var next: UInt64 = 0
    // Ids with equal bits share a segment and their home slot, so that long chains form.
    func id(_ index: UInt64) -> UInt64 { seed == 12 ? index << 40 | (index & 7) : Self.hash(index) }
    let rounds = seed == 12 ? 3_000 : 40_000
    for round in 0..<rounds {
      let isGrowing = round % (rounds / 4) < rounds / 6
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<(isGrowing ? 7 : 3):
        table.append(Self.entry(id(next)))
        queue.append(id(next))
        labels[id(next)] = PendingPrediction.LabelState.waiting.rawValue
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
        #expect(position.map { table[$0].state } == labels[wanted], "seed \(seed)")
        if let position {
          table.setState(PendingPrediction.LabelState.positive.rawValue, at: position)
          labels[wanted] = PendingPrediction.LabelState.positive.rawValue
        }
      }
    }
    #expect(table.count == queue.count - head, "seed \(seed)")
    let wanted = Array(queue[max(0, head - 500)...])
    var found = [Int](repeating: 0, count: wanted.count)
    found.withUnsafeMutableBufferPointer { found in
      guard let start = found.baseAddress else { return }
      table.find(wanted.count, id: { IdentifierHash(low: wanted[$0], high: ~wanted[$0]) }, into: start)
    }
    for (number, position) in zip(wanted, found) {
      let alone = table.position(of: IdentifierHash(low: number, high: ~number))
      #expect(alone.map { table[$0].id.low } == labels[number].map { _ in number }, "seed \(seed)")
      #expect(position == alone ?? -1, "seed \(seed)")
    }
  }

  @Test("An entry of an id that is there takes the place of the older one")
  func replaces() {
    let table = PendingPredictions()
    for number in 0..<10 as Range<UInt64> { table.append(Self.entry(number)) }
    table.append(Self.entry(3, pane: 7))
    #expect(table.liveCount == 10)
    #expect(table.position(of: Self.entry(3).id).map { table[$0].pane } == 7)
    for _ in 0..<10 { table.removeOldest() }
    #expect(table.liveCount == 1)
    #expect(table.position(of: Self.entry(3).id) != nil)
    table.setState(EntryState.gone, at: 10)
    #expect(table.position(of: Self.entry(3).id) == nil)
  }

  @Test("An entry keeps what it was made of")
  func keepsFields() {
    var entry = PendingPrediction(
      id: IdentifierHash("a"), scoreField: 0.25, pane: 5_900_000, offset: 255,
      stratum: PendingPrediction.stratumLimit - 1,
      servedPositive: true, label: .waiting)
    entry.state = PendingPrediction.LabelState.negative.rawValue
    #expect(entry.stratum == 1 << 21 - 1)
    #expect(entry.offset == 255)
    #expect(entry.servedPositive)
    #expect(entry.label == .negative)
    #expect(entry.pane == 5_900_000)
    #expect(MemoryLayout<PendingPrediction>.stride == 32)
    #expect(MemoryLayout<HeldLabel>.stride == 32)
  }

  @Test("A score and what was served instead are told apart again")
  func overriddenScores() {
    let scores = [0, 0.25, 1, 0.1 + 0.2, .leastNonzeroMagnitude, 1.0.nextDown, .nan]
    for score in scores {
      for override in [0, 1, .nan] {
        let read = OverriddenScore(packed: OverriddenScore(score: score, override: override).packed)
        #expect(read.score.bitPattern == score.bitPattern && read.override.bitPattern == override.bitPattern)
      }
    }
    for score in [-0.1, 1.5, 1.0.nextUp, .infinity, -.infinity, 1e300] {
      let read = OverriddenScore(packed: OverriddenScore(score: score, override: 1).packed)
      #expect(read.score.isNaN && read.override == 1, "\(score)")
    }
    let negative = OverriddenScore(packed: OverriddenScore(score: -0.0, override: .nan).packed)
    #expect(negative.score == 0 && negative.override.isNaN)
  }

  @Test("An entry costs at most 48 bytes all told, at whatever size the table is")
  func costs() {
    let table = PendingPredictions()
    var worst = 0.0
    for number in 0..<1_000_000 as Range<UInt64> {
      table.append(Self.entry(Self.hash(number)))
      if number >= 100_000, number % 1000 == 0 { worst = max(worst, Double(table.memory) / Double(table.count)) }
    }
    #expect(table.count == 1_000_000)
    #expect(worst <= 48)
  }

  @Test("Nor does it cost more while old ones leave and new ones come")
  func costsWhileMoving() {
    let table = PendingPredictions()
    var worst = 0.0
    for number in 0..<1_200_000 as Range<UInt64> {
      table.append(Self.entry(Self.hash(number)))
      if table.count > 200_000 { table.removeOldest() }
      if number >= 200_000, number % 1000 == 0 { worst = max(worst, Double(table.memory) / Double(table.count)) }
    }
    #expect(worst <= 48)
  }

  @Test("Memory is given back as entries leave")
  func shrinks() {
    let table = PendingPredictions()
    for number in 0..<400_000 as Range<UInt64> { table.append(Self.entry(Self.hash(number))) }
    let full = table.memory
    for _ in 0..<380_000 { table.removeOldest() }
    #expect(table.count == 20_000)
    #expect(table.memory < full / 4)
    #expect(table.position(of: Self.entry(Self.hash(399_999)).id) != nil)
  }
}
