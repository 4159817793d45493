import Notation
import Readings
import Testing

@testable import Alerting

@Suite("Dispatcher invariants")
struct DispatcherInvariantTests {
  private static func play(_ seed: UInt64, steps: Int) throws -> DispatcherWorld {
    var world = try DispatcherWorld(seed: seed)
    var levels: [Level?] = [.green, .green, .green]
    var source = Level.green
    for _ in 0..<steps {
      world.clock = world.clock + .minutes(world.pick([1, 1, 2, 5, 5, 5, 15]))
      if world.happens(60) {
        let index = world.pick([0, 1, 2])
        levels[index] = world.pick([.green, .green, .yellow, .red, .red, .insufficient, .nodata, .error, nil])
      }
      if world.happens(8) { source = source == .green ? .red : .green }
      if world.happens(25) { try world.decide() }
      world.people.silences.removeAll { $0.until <= world.clock }
      if world.happens(40) { world.work() }
      if world.happens(20) { try world.wait(world.pick([1, 3, 8])) }
      // Now and then the engine is far behind its events.
      try world.evaluate(levels, source: source, lag: world.happens(3) ? .minutes(90) : .zero)
    }
    try world.runOut()
    return world
  }

  @Test(
    "Whatever happens, and wherever the process dies: nothing is forgotten, told in spite of a hold, or run twice",
    arguments: Array(stride(from: UInt64(1), through: 200, by: 10)))
  func invariants(first: UInt64) throws {
    for seed in first..<first + 10 {
      let world = try Self.play(seed, steps: 60)
      world.checkMessages()
      world.checkPrograms()
      #expect(world.crashes > 0, "seed \(seed)")
    }
  }

  @Test("The random runs reach what they are to prove")
  func reach() throws {
    var seen: Set<String> = []
    for seed in UInt64(1)...60 {
      let world = try Self.play(seed, steps: 60)
      for delivery in world.stored.values {
        seen.insert("\(delivery.state.suppression?.rawValue ?? delivery.state.name)")
      }
      if !world.rerun.isEmpty { seen.insert("run again") }
      if !world.approved.isEmpty { seen.insert("approved") }
      if world.tellings.contains(where: { $0.action == "slack" && $0.level == nil }) { seen.insert("group resolved") }
    }
    let wanted: Set<String> = [
      "succeeded", "silenced", "inhibited", "acknowledged", "stale", "over", "rejected", "expired", "nodata",
      "cooldown", "once_per_episode", "unknown", "run again", "approved", "group resolved",
    ]
    #expect(wanted.isSubset(of: seen), "\(wanted.subtracting(seen).sorted())")
  }
}
