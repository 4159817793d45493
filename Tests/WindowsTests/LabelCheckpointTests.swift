import Notation
import Readings
import Records
import Testing

@testable import Windows

@Suite("What is stored of labels and predictions")
struct LabelCheckpointTests {
  static func entry(_ number: Int) -> PendingPrediction {
    PendingPrediction(
      id: IdentifierHash("p\(number)"), scoreField: 0.5, pane: number / 1000, offset: 0, stratum: 0,
      servedPositive: true, label: .waiting)
  }

  static func changes(_ log: PendingPredictions) -> PartChanges {
    var changes = PartChanges()
    log.changes(as: "pending", into: &changes)
    return changes
  }

  static func core(_ log: PendingPredictions) -> [UInt8] {
    var writer = StateWriter()
    log.writeMarks(to: &writer)
    return writer.bytes
  }

  static func restored(_ store: CheckpointStore, _ core: [UInt8]) throws -> PendingPredictions {
    let log = PendingPredictions()
    var reader = StateReader(core)
    try log.restore("pending", from: StoredParts(store.parts), &reader) { $0.stratum == 0 }
    return log
  }

  @Test("A checkpoint follows the traffic, not the backlog; what is superfluous goes; and it all comes back")
  func follows() throws {
    var random = SeededGenerator(seed: 61)
    var log = PendingPredictions()
    var store = CheckpointStore()
    for number in 0..<40_000 { log.append(Self.entry(number)) }
    store.store(Self.changes(log))
    log.changesAreSafe()
    var mostBytes = 0
    var mostIncrements = 0
    for round in 0..<400 {
      for _ in 0..<40 { log.append(Self.entry(log.end)) }
      for _ in 0..<30 {
        let position = Int.random(in: log.held, using: &random)
        guard log[position].state != EntryState.gone else { continue }
        log.setState([1, 2, EntryState.gone][Int.random(in: 0..<3, using: &random)], at: position)
        if round % 3 == 0 { log.removeOldest() }
      }
      let changes = Self.changes(log)
      let core = Self.core(log)
      mostBytes = max(mostBytes, changes.parts.reduce(0) { $0 + $1.bytes.count })
      store.store(changes)
      mostIncrements = max(mostIncrements, store.kept.keys.count { $0.kind == "pending.increments" })
      log.changesAreSafe()
      guard round % 80 == 79 else { continue }
      let other = try Self.restored(store, core)
      #expect(other.held == log.held)
      #expect(other.liveCount == log.liveCount)
      let same = log.held.allSatisfy { other[$0].id == log[$0].id && other[$0].state == log[$0].state }
      #expect(same)
      let areFound = log.held.allSatisfy { other.position(of: log[$0].id) == log.position(of: log[$0].id) }
      #expect(areFound)
      log = other
    }
    #expect(mostBytes < 1 << 20)
    #expect(mostIncrements < 300)
  }

  @Test("Payloads are stored with their entries, and what changes of them with the changes")
  func payloads() throws {
    var random = SeededGenerator(seed: 62)
    var log = PendingPredictions(payloadWidth: 3, changingWidth: 2)
    var store = CheckpointStore()
    /// The payload by id.
    var expected: [IdentifierHash: [Double]] = [:]
    for round in 0..<300 {
      for _ in 0..<Int.random(in: 0...60, using: &random) {
        let entry = Self.entry(log.end)
        let score = Double.random(in: 0...1, using: &random)
        log.append(entry, payload: [score].span, from: 2, at: log.place(of: entry.id))
        expected[entry.id] = [.nan, .nan, score]
      }
      for _ in 0..<20 where log.count > 0 {
        let position = Int.random(in: log.held, using: &random)
        // The state may stay as it is.
        let values = [Double(Int.random(in: 0..<3, using: &random)), .nan]
        log.set(2, payload: values.span, at: position)
        expected[log[position].id]?.replaceSubrange(0..<2, with: values)
        if round % 2 == 0 { log.removeOldest() }
        if round % 17 == 0, log.oldest?.state != EntryState.gone { log.renewOldest() }
      }
      if round % 5 == 1 { _ = Self.changes(log) }
      guard round % 3 == 0 else { continue }
      let changes = Self.changes(log)
      let core = Self.core(log)
      store.store(changes)
      log.changesAreSafe()
      guard round % 30 == 0 else { continue }
      let other = PendingPredictions(payloadWidth: 3, changingWidth: 2)
      var reader = StateReader(core)
      try other.restore("pending", from: StoredParts(store.parts), &reader) { $0.stratum == 0 }
      #expect(other.held == log.held)
      for position in other.held where other[position].state != EntryState.gone {
        let payload = Array(other.payload(position))
        #expect(payload.map(\.bitPattern) == expected[other[position].id]?.map(\.bitPattern))
      }
      log = other
    }
    #expect(log.count > 1000)
  }

  @Test("A checkpoint that was not stored is made again, with what came in between")
  func repeats() throws {
    let log = PendingPredictions()
    var store = CheckpointStore()
    for number in 0..<5000 { log.append(Self.entry(number)) }
    store.store(Self.changes(log))
    log.changesAreSafe()
    for number in 5000..<5010 { log.append(Self.entry(number)) }
    log.setState(1, at: 17)
    _ = Self.changes(log)
    log.setState(2, at: 5001)
    for number in 5010..<9000 { log.append(Self.entry(number)) }
    let changes = Self.changes(log)
    let core = Self.core(log)
    // What changes before the checkpoint is known to be safe belongs to the next one.
    log.setState(1, at: 18)
    store.store(changes)
    log.changesAreSafe()
    let other = try Self.restored(store, core)
    #expect(other.held == 0..<9000)
    #expect([17, 18, 5001].map { other[$0].state } == [1, 0, 2])
    store.store(Self.changes(log))
    #expect(try Self.restored(store, Self.core(log))[18].state == 1)
  }

  @Test("Damage is found, whatever byte it hits", arguments: [71, 72] as [UInt64])
  func damage(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let rig = try WindowsRig(TrafficFixture.plan(lateness: 60))
    var store = CheckpointStore()
    for minute in 0..<6 {
      try rig.add((0..<30).map { TrafficFixture.random(minute * 100 + $0, at: minute * 60 + $0, using: &random) })
      rig.add((0..<30).map { Label(id: "r\(minute * 100 + $0)", time: minute * 60 + 90, positive: $0 % 2 == 0) })
      rig.advance(to: Int64(minute) * 60 - 60)
      store.take(rig.windows)
    }
    let parts = store.parts
    for _ in 0..<400 {
      var damaged = parts
      var core = store.core
      let index = Int.random(in: -1..<parts.count, using: &random)
      if index < 0 {
        core[Int.random(in: core.indices, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
      } else if Bool.random(using: &random), !damaged[index].bytes.isEmpty {
        let place = Int.random(in: damaged[index].bytes.indices, using: &random)
        damaged[index].bytes[place] ^= UInt8.random(in: 1...255, using: &random)
      } else if Bool.random(using: &random) {
        damaged[index].bytes.removeLast(Int.random(in: 0...damaged[index].bytes.count, using: &random))
      } else {
        damaged.remove(at: index)
      }
      // It need not be noticed, as the store has its checksums; but it must not end the program.
      let other = try WindowsRig(TrafficFixture.plan(lateness: 60))
      if (try? other.windows.restore(core: core, parts: damaged)) != nil { other.advance(to: 300) }
    }
  }

  @Test("Damage in what has payloads is found or does no harm", arguments: LabelFixture.Kind.allCases)
  func payloadDamage(kind: LabelFixture.Kind) throws {
    var random = SeededGenerator(seed: 73)
    let layout = LabelFixture.layout(kind)
    let subject = LabelJoinModelTests.Subject(layout, maxPending: 1000, horizon: 12)
    for step in 0..<6 {
      for number in 0..<40 {
        let id = step * 30 + number
        let time = Int64(step) * LabelModel.paneLength
        let served = LabelFixture.served(kind, using: &random)
        subject.predict(id, time: time, pane: step, arrival: step, served: served)
        let truth = LabelFixture.truth(kind, using: &random)
        subject.schedule(LabelModel.Known(id: id + number % 3 * 40, time: time, known: step + number % 4, truth: truth))
      }
      subject.apply(through: step)
      subject.checkpoint(fails: false)
    }
    let (core, parts) = (subject.store.core, subject.store.parts)
    var restored = 0
    for _ in 0..<600 {
      var damaged = parts
      let index = Int.random(in: parts.indices, using: &random)
      if damaged[index].bytes.isEmpty || Int.random(in: 0..<5, using: &random) == 0 {
        damaged.remove(at: index)
      } else if Int.random(in: 0..<4, using: &random) == 0 {
        damaged[index].bytes.removeLast(Int.random(in: 0...damaged[index].bytes.count, using: &random))
      } else {
        let place = Int.random(in: damaged[index].bytes.indices, using: &random)
        damaged[index].bytes[place] ^= UInt8.random(in: 1...255, using: &random)
      }
      subject.join = LabelJoin(
        maxPending: 1000, horizon: 12, paneLength: LabelModel.paneLength, columns: subject.columns)
      var reader = StateReader(core)
      guard (try? subject.join.restore(StoredParts(damaged), &reader, strata: LabelJoinModelTests.strata)) != nil else {
        continue
      }
      restored += 1
      for pane in 6..<20 { subject.apply(through: pane) }
    }
    #expect(restored > 100)
  }

  @Test("Revisions are stored by window, only those that changed, and go with their windows")
  func revisions() throws {
    var revisions = LabelRevisions(minCoverage: 0.5)
    var store = CheckpointStore()
    func decide(_ index: Int, hour: Int64, _ level: Level) {
      _ = revisions.decide(
        SeriesKey(metric: .f1, segment: "s=\(index)", window: "1h"), windowEnd: Instant(seconds: hour * 3600),
        coverage: 0.8, isFinal: false, level: level)
    }
    for index in 0..<300 { decide(index, hour: Int64(index % 3), .green) }
    let first = revisions.changes()
    #expect(
      first.parts.map(\.kind).sorted() == [
        "revisions", "revisions", "revisions", "revisions.series", "revisions.series",
      ])
    store.store(first)
    revisions.changesAreSafe()
    decide(4, hour: 1, .red)
    let second = revisions.changes()
    #expect(second.parts.map(\.number) == [3_600_000_000])
    #expect(revisions.changes().parts == second.parts)
    store.store(second)
    revisions.changesAreSafe()
    #expect(revisions.changes().parts.isEmpty)
    revisions.forget(before: Instant(seconds: 3600))
    decide(300, hour: 2, .green)
    store.store(revisions.changes())
    revisions.changesAreSafe()
    var other = try LabelRevisions(minCoverage: 0.5, parts: store.parts)
    for index in 0...300 {
      for hour in 0..<3 as Range<Int64> {
        let key = SeriesKey(metric: .f1, segment: "s=\(index)", window: "1h")
        let end = Instant(seconds: hour * 3600)
        #expect(other.revision(of: key, windowEnd: end) == revisions.revision(of: key, windowEnd: end))
      }
    }
    #expect(other.changes().parts.isEmpty)
    #expect(
      other.revision(of: SeriesKey(metric: .f1, segment: "s=4", window: "1h"), windowEnd: Instant(seconds: 3600)) == 2)
    #expect(throws: StateDamage.self) {
      try LabelRevisions(minCoverage: 0.5, parts: store.parts.filter { $0.kind == "revisions" })
    }
  }
}
