import Notation
import Readings
import Testing

@testable import Alerting

@Suite("Memory of the same hour some time ago")
struct SeasonalMemoryTests {
  private static func key(_ number: Int) -> SeriesKey {
    SeriesKey(
      metric: .throughput, segment: "region=r\(number)", feature: number.isMultiple(of: 3) ? "f" : nil, window: "1h")
  }

  /// What a store would have after each change.
  private struct Shelf {
    var parts: [Int: [UInt8]] = [:]

    mutating func take(_ memory: inout SeasonalMemory, isSafe: Bool = true) {
      let changes = memory.changes()
      for part in changes.parts { parts[part.number] = part.bytes }
      parts = parts.filter { $0.key >= changes.firstKept }
      if isSafe { memory.changesAreSafe() }
    }

    var list: [(number: Int, bytes: [UInt8])] { parts.map { ($0.key, $0.value) } }
  }

  @Test("A figure is found under the window it is of, and under no other")
  func find() {
    var memory = SeasonalMemory()
    memory.record(.init(value: 1, low: 0.5), of: Self.key(1), at: minute(0))
    memory.record(.init(value: 2), of: Self.key(2), at: minute(5))
    #expect(memory.figure(of: Self.key(1), at: minute(0)) == .init(value: 1, low: 0.5))
    #expect(memory.figure(of: Self.key(1), at: minute(5)) == nil)
    #expect(memory.figure(of: Self.key(2), at: minute(0)) == nil)
    memory.record(.init(value: 3), of: Self.key(1), at: minute(0))
    #expect(memory.figure(of: Self.key(1), at: minute(0)) == .init(value: 3))
    #expect(memory.count == 2)
    memory.record(nil, of: Self.key(1), at: minute(0))
    memory.record(.init(value: .infinity), of: Self.key(1), at: minute(10))
    #expect(memory.figure(of: Self.key(1), at: minute(0)) == nil && memory.count == 1)
    memory.forget(before: minute(6))
    #expect(memory.isEmpty && memory.count == 0)
  }

  @Test(
    "Whatever is recorded and forgotten, what is stored part by part is the same", arguments: Array(1...12) as [UInt64])
  func restored(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var memory = SeasonalMemory()
    var shelf = Shelf()
    var truth: [Instant: [Int: SeasonalMemory.Figure]] = [:]
    for step in 0..<120 {
      let now = minute(Int64(step) * 5)
      // The series come and go, so that their numbers are used again.
      for _ in 0..<8 {
        let number = step / 20 * 5 + Int(generator.next() % 10)
        let end = now - .minutes(Int64(generator.next() % 3) * 5)
        guard end >= now - .hours(1) else { continue }
        let value = Double(generator.next() % 1000)
        let figure: SeasonalMemory.Figure? =
          generator.next() % 5 == 0
          ? nil
          : .init(value: value, low: value.isZero ? nil : value - 1, high: generator.next() % 2 == 0 ? nil : value + 1)
        memory.record(figure, of: Self.key(number), at: end)
        truth[end, default: [:]][number] = figure
      }
      memory.forget(before: now - .hours(1))
      truth = truth.filter { $0.key >= now - .hours(1) }
      if generator.next() % 3 == 0 {
        shelf.take(&memory, isSafe: generator.next() % 4 != 0)
        if generator.next() % 2 == 0 { memory = try SeasonalMemory(parts: shelf.list) }
      }
      let isSame = truth.allSatisfy { end, figures in
        (0..<45).allSatisfy { memory.figure(of: Self.key($0), at: end) == figures[$0] }
      }
      #expect(isSame, "seed \(seed), step \(step)")
      #expect(memory.count == truth.values.reduce(0) { $0 + $1.count }, "seed \(seed)")
    }
    // 35 series came and went, at most 20 of them within the same hour.
    #expect(memory.keys.count <= 20, "seed \(seed)")
  }

  @Test("Only rows that have changed are stored again")
  func increments() throws {
    var memory = SeasonalMemory()
    var shelf = Shelf()
    for number in 0..<300 { memory.record(.init(value: 1), of: Self.key(number), at: minute(0)) }
    #expect(memory.changes().parts.count == 3)
    // Not known to be safe, so all of it comes again.
    memory.record(.init(value: 2), of: Self.key(0), at: minute(5))
    #expect(memory.changes().parts.count == 4)
    shelf.take(&memory)
    #expect(memory.changes().parts.isEmpty)
    memory.record(.init(value: 2), of: Self.key(1), at: minute(5))
    let changes = memory.changes()
    #expect(changes.parts.map(\.number) == [Int(minute(5).microseconds)])
    #expect(changes.firstKept == Int(minute(0).microseconds))
    #expect(changes.parts.allSatisfy { $0.bytes.count == 48 })
  }

  @Test("Damaged parts are refused or read, and never trap", arguments: Array(1...20) as [UInt64])
  func damage(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var memory = SeasonalMemory()
    for number in 0..<5 { memory.record(.init(value: 1, low: 0, high: 2), of: Self.key(number), at: minute(0)) }
    let sound = memory.changes().parts
    var refused = 0
    for _ in 0..<50 {
      var parts = sound
      let index = Int(generator.next() % UInt64(parts.count))
      switch generator.next() % 5 {
      case 0: parts[index].bytes.removeLast(Int(generator.next() % 20) + 1)
      case 1:
        parts[index].bytes[Int(generator.next() % UInt64(parts[index].bytes.count))] ^= UInt8(
          1 << (generator.next() % 8))
      case 2: parts[index].number = Int(bitPattern: UInt(generator.next()))
      case 3: parts.remove(at: index)
      default: parts[index].bytes += [UInt8(generator.next() % 256)]
      }
      if (try? SeasonalMemory(parts: parts)) == nil { refused += 1 }
    }
    #expect(refused > 10, "seed \(seed)")
  }
}
