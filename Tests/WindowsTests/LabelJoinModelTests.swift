import Records
import Testing

@testable import Windows

@Suite("The join of labels agrees with its definition")
struct LabelJoinModelTests {
  /// A join, the pane counts that it brings about, and what was stored of it.
  final class Subject {
    let maxPending: Int
    let horizon: Int
    var join: LabelJoin
    var counts = JoinCounts()
    var panes: [Int: [Int]] = [:]
    var store = CheckpointStore()

    init(maxPending: Int, horizon: Int) {
      self.maxPending = maxPending
      self.horizon = horizon
      join = LabelJoin(maxPending: maxPending, horizon: horizon)
    }

    static func id(_ number: Int) -> IdentifierHash { IdentifierHash("id \(number)") }

    func predict(_ number: Int, pane: Int, arrival: Int, isPositive: Bool) {
      let id = Self.id(number)
      if join.holds(id, arrival: arrival) {
        counts.duplicatePredictions += 1
      } else {
        join.add(
          id: id, score: 0.5, pane: pane, arrival: arrival, stratum: UInt32(number % 7), servedPositive: isPositive,
          counts: &counts)
      }
    }

    func apply(through pane: Int) {
      join.apply(through: pane, counts: &counts) { pane, labels in
        for label in labels {
          var counts = panes[pane] ?? [0, 0]
          counts[0] += Int(label.sign)
          if label.isPositive == label.servedPositive { counts[1] += Int(label.sign) }
          panes[pane] = counts
        }
      }
    }

    func checkpoint(fails: Bool) {
      var changes = PartChanges()
      join.changes(into: &changes)
      guard !fails else { return }
      var writer = StateWriter()
      join.write(to: &writer)
      store.store(WindowsCheckpoint(core: writer.bytes, changes: changes))
      join.changesAreSafe()
    }

    func restart() throws {
      var reader = StateReader(store.core)
      join = LabelJoin(maxPending: maxPending, horizon: horizon)
      try join.restore(StoredParts(store.parts), &reader, strata: 7)
    }
  }

  @Test(
    "Random predictions and labels, in any order and with restarts in between",
    arguments: Array(1...24) as [UInt64])
  func agrees(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let maxPending = seed % 3 == 0 ? 60 : 100_000
    let horizon = seed % 4 == 0 ? 3 : 12
    var model = LabelModel(maxPending: maxPending, horizon: horizon)
    let disturbed = Subject(maxPending: maxPending, horizon: horizon)
    let smooth = Subject(maxPending: maxPending, horizon: horizon)
    let subjects = [disturbed, smooth]
    let ids = seed % 2 == 0 ? 300 : 1500
    for pane in 0..<40 {
      for _ in 0..<Int.random(in: 0...200, using: &random) {
        let id = Int.random(in: 0..<ids, using: &random)
        let isPositive = Bool.random(using: &random)
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<10:
          let own = pane + Int.random(in: -2...3, using: &random)
          let arrival = max(own, pane + (Int.random(in: 0..<4, using: &random) == 0 ? 2 : 0))
          for subject in subjects { subject.predict(id, pane: own, arrival: arrival, isPositive: isPositive) }
          model.predict(id, pane: own, arrival: arrival, isPositive: isPositive)
        case 10..<18:
          let known = pane + Int.random(in: 0...4, using: &random)
          let time = Int64(Int.random(in: 0...3, using: &random))
          for subject in subjects {
            let label = HeldLabel(id: Subject.id(id), time: time, known: known, isPositive: isPositive)
            subject.join.schedule(label, counts: &subject.counts)
          }
          model.schedule(.init(id: id, time: time, known: known, isPositive: isPositive))
        case 18:
          for subject in subjects {
            subject.join.scheduleUntimed(
              id: Subject.id(id), isPositive: isPositive, nextPane: pane, counts: &subject.counts)
          }
          model.scheduleUntimed(id, isPositive: isPositive, nextPane: pane)
        default:
          disturbed.checkpoint(fails: true)
        }
      }
      for subject in subjects { subject.apply(through: pane) }
      model.apply(through: pane)
      for subject in subjects { subject.join.expire(before: pane + 1 - horizon, counts: &subject.counts) }
      model.expire(before: pane + 1 - horizon)
      let context: Comment = "seed \(seed), pane \(pane)"
      for subject in subjects {
        #expect(subject.counts == model.counts, context)
        #expect(subject.join.waitingCount == model.waitingCount, context)
        #expect(subject.join.earlyCount == model.early.count, context)
        #expect(subject.join.scheduled.count == model.scheduled.values.reduce(0) { $0 + $1.count }, context)
        #expect(subject.panes.filter { $0.value[0] != 0 } == model.panes, context)
      }
      guard pane % 2 == 0 else { continue }
      for subject in subjects { subject.checkpoint(fails: false) }
      #expect(disturbed.store == smooth.store, context)
      if Bool.random(using: &random) { try disturbed.restart() }
    }
    #expect(model.counts.joined > 50 && model.counts.duplicateLabels > 5, "seed \(seed)")
    #expect(model.counts.revisedLabels > 5 && model.counts.expiredPredictions > 50, "seed \(seed)")
    #expect(model.counts.expiredLabels > 5 && model.counts.duplicatePredictions > 5, "seed \(seed)")
  }
}
