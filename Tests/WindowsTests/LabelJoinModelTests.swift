import Records
import Testing

@testable import Windows

@Suite("The join of labels agrees with its definition")
struct LabelJoinModelTests {
  static let strata = 7

  /// A join, the label counts that it brings about, and what was stored of it.
  final class Subject {
    let columns: JoinColumns
    let maxPending: Int
    let horizon: Int
    let tally: LabelTally
    var join: LabelJoin
    var counts = JoinCounts()
    var panes: [Int: [Int: Int64]] = [:]
    var store = CheckpointStore()

    init(_ layout: CellLayout, maxPending: Int, horizon: Int) {
      columns = JoinColumns(layout)
      tally = LabelTally(layout: layout)
      self.maxPending = maxPending
      self.horizon = horizon
      join = LabelJoin(
        maxPending: maxPending, horizon: horizon, paneLength: LabelModel.paneLength, columns: columns)
    }

    static func id(_ number: Int) -> IdentifierHash { IdentifierHash("id \(number)") }

    func predict(_ number: Int, time: Int64, pane: Int, arrival: Int, served: LabelFixture.Served) {
      let id = Self.id(number)
      if join.holds(id, arrival: arrival) {
        counts.duplicatePredictions += 1
      } else {
        join.add(
          id: id, time: time, pane: pane, arrival: arrival, stratum: UInt32(number % strata), served: served.served,
          score: served.score, override: served.override, classScores: served.classScores.span, counts: &counts)
      }
    }

    func schedule(_ known: LabelModel.Known) {
      let label = LabelFixture.label(
        known.truth, id: Self.id(known.id), time: known.time, known: known.known, columns: columns)
      join.schedule(label.entry, payload: label.payload.span, counts: &counts)
    }

    func scheduleUntimed(_ number: Int, truth: LabelFixture.Truth, nextPane: Int) {
      let label = LabelFixture.label(truth, id: Self.id(number), time: .min, known: .max, columns: columns)
      join.scheduleUntimed(
        id: label.entry.id, isPositive: label.entry.isPositive, payload: label.payload.span, nextPane: nextPane,
        counts: &counts)
    }

    func apply(through pane: Int) {
      join.apply(through: pane, counts: &counts) { pane, labels, range in
        tally.count(labels, in: range, partsOfStratum: (0..<strata).map { [$0] })
        tally.takeRows { part, row in
          row.forEachTouched { panes[pane * strata + part, default: [:]][$0, default: 0] += $1 }
        }
      }
    }

    /// Without zeros.
    var filledPanes: [Int: [Int: Int64]] {
      panes.mapValues { $0.filter { $0.value != 0 } }.filter { !$0.value.isEmpty }
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
      join = LabelJoin(
        maxPending: maxPending, horizon: horizon, paneLength: LabelModel.paneLength, columns: columns)
      try join.restore(StoredParts(store.parts), &reader, strata: strata)
    }
  }

  @Test(
    "Random predictions and labels of every task, in any order and with restarts in between",
    arguments: LabelFixture.Kind.allCases, Array(1...12) as [UInt64])
  func agrees(kind: LabelFixture.Kind, seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let layout = LabelFixture.layout(kind)
    let maxPending = seed % 3 == 0 ? 60 : 100_000
    let horizon = seed % 4 == 0 ? 3 : 12
    var model = LabelModel(maxPending: maxPending, horizon: horizon)
    let disturbed = Subject(layout, maxPending: maxPending, horizon: horizon)
    let smooth = Subject(layout, maxPending: maxPending, horizon: horizon)
    let subjects = [disturbed, smooth]
    let ids = seed % 2 == 0 ? 300 : 1500
    var labels: [LabelModel.Known] = []
    for pane in 0..<40 {
      for _ in 0..<Int.random(in: 0...200, using: &random) {
        let id = Int.random(in: 0..<ids, using: &random)
        let truth = LabelFixture.truth(kind, using: &random)
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<10:
          let own = max(0, pane + Int.random(in: -2...3, using: &random))
          let arrival = max(own, pane + (Int.random(in: 0..<4, using: &random) == 0 ? 2 : 0))
          let time = Int64(own) * LabelModel.paneLength + .random(in: 0..<LabelModel.paneLength, using: &random)
          let served = LabelFixture.served(kind, using: &random)
          for subject in subjects { subject.predict(id, time: time, pane: own, arrival: arrival, served: served) }
          model.predict(id, time: time, pane: own, arrival: arrival, served: served)
        case 10..<18:
          let known = pane + Int.random(in: 0...4, using: &random)
          let time = Int64(known) * LabelModel.paneLength + Int64(Int.random(in: -1...2, using: &random)) * 9_000_001
          var label = LabelModel.Known(id: id, time: time, known: known, truth: truth)
          if !labels.isEmpty, Int.random(in: 0..<6, using: &random) == 0 {
            let earlier = labels[Int.random(in: max(0, labels.count - 100)..<labels.count, using: &random)]
            (label.id, label.truth) = (earlier.id, earlier.truth)
          }
          labels.append(label)
          for subject in subjects { subject.schedule(label) }
          model.schedule(label)
        case 18:
          for subject in subjects { subject.scheduleUntimed(id, truth: truth, nextPane: pane) }
          model.scheduleUntimed(id, truth: truth, nextPane: pane)
        default:
          disturbed.checkpoint(fails: true)
        }
      }
      for subject in subjects { subject.apply(through: pane) }
      model.apply(through: pane)
      for subject in subjects { subject.join.expire(before: pane + 1 - horizon, counts: &subject.counts) }
      model.expire(before: pane + 1 - horizon)
      let context: Comment = "seed \(seed), pane \(pane)"
      let panes = pane % 3 == 0 ? model.panes(LabelCounter(layout: layout), strata: Self.strata) : nil
      for subject in subjects {
        #expect(subject.counts == model.counts, context)
        #expect(subject.join.waitingCount == model.waitingCount, context)
        #expect(subject.join.earlyCount == model.early.count, context)
        #expect(subject.join.scheduled.count == model.scheduled.values.reduce(0) { $0 + $1.count }, context)
        if let panes { #expect(subject.filledPanes == panes, context) }
      }
      guard pane % 2 == 0 else { continue }
      for subject in subjects { subject.checkpoint(fails: false) }
      #expect(disturbed.store == smooth.store, context)
      if Bool.random(using: &random) { try disturbed.restart() }
    }
    #expect(model.counts.joined > 40 && model.counts.duplicateLabels > 5, "seed \(seed)")
    #expect(model.counts.revisedLabels > 5 && model.counts.expiredPredictions > 20, "seed \(seed)")
    #expect(model.counts.expiredLabels > 0 && model.counts.duplicatePredictions > 0, "seed \(seed)")
  }
}
