import Records
import Statistics
import Testing

@testable import Windows

@Suite("Counting encoded batches equals counting row by row")
struct TrafficCountingTests {
  @Test(
    "Whatever the task, the decoders, the panes and what is late or left out", arguments: RandomTraffic.tasks,
    1...4 as ClosedRange<UInt64>)
  func windows(task: PredictionTask, seed: UInt64) throws {
    var traffic = try RandomTraffic(task, seed: seed)
    let baseline = try traffic.baseline()
    let lateness: Int64 = seed % 2 == 0 ? 0 : 90
    let windows = RollingWindows(
      plan: TrafficFixture.plan(lateness: lateness), cells: RandomTraffic.cells, dimensionNames: ["region", "channel"],
      baseline: baseline, joinsLabels: false)
    let encoder = TrafficEncoder(layout: baseline.layout)
    let tables = (0..<4).map { _ in traffic.table() }
    var encoded = EncodedTraffic()
    var clock = SourceClock()
    var newest: Int64?
    var expected: RandomTraffic.Counts = [:]
    var records = 0
    var late = 0
    for number in 0..<30 {
      let around = 1_000_000_000 + Int64(number) * 20_000_000
      let table = tables.randomElement(using: &traffic.random) ?? tables[0]
      let batch = traffic.batch(table, around: around)
      let range = number % 3 == 0 ? around - 200_000_000..<around + 90_000_000 : .min ..< .max
      let notAfter = number % 4 == 0 ? around + 100_000_000 : .max
      var outcome = AddOutcome()
      for row in 0..<batch.count {
        let time = batch.timestamps[row]
        if time > notAfter {
          outcome.future.append(row)
          continue
        }
        newest = max(newest ?? time, time)
        let pane = Int(time / 60_000_000)
        let arrival = max(pane, Int(((newest ?? time) - lateness * 1_000_000) / 60_000_000))
        guard range.contains(time), number % 3 != 0 || arrival <= Int((range.upperBound - 1) / 60_000_000) else {
          outcome.outOfRange += 1
          continue
        }
        records += 1
        if arrival > pane { late += 1 }
        traffic.count(batch, row, OpenPanes.Key(arrival: arrival, pane: pane), into: &expected)
      }
      encoder.encode(batch, into: &encoded)
      #expect(windows.add(batch, encoded, from: &clock, within: range, notAfter: notAfter) == outcome, "seed \(seed)")
      #expect(clock.newest == newest, "seed \(seed)")
      if number == 14 {
        // A look at them in between changes nothing.
        #expect(
          RandomTraffic.counts(of: windows.open, windows.registry, width: baseline.layout.trafficWidth) == expected,
          "seed \(seed)")
      }
    }
    #expect(windows.counts.records == records && windows.counts.late == late, "seed \(seed)")
    #expect(late > 0 && expected.count > 50, "seed \(seed)")
    let counted = RandomTraffic.counts(of: windows.open, windows.registry, width: baseline.layout.trafficWidth)
    #expect(counted == expected, "seed \(seed)")
  }

  @Test("Without a calibration, without business figures, and without a score", arguments: RandomTraffic.tasks)
  func less(task: PredictionTask) throws {
    var columns = try RandomTraffic.columns(task)
    for step in 0..<3 {
      switch step {
      case 0: columns.calibration = nil
      case 1: columns.kpis = []
      default: columns.score = nil
      }
      var traffic = RandomTraffic(columns, seed: 5)
      let open = OpenPanes(layout: traffic.layout, segments: RandomTraffic.cells.segments.count)
      var registry = CellRegistry(plan: RandomTraffic.cells, dimensionNames: ["region", "channel"])
      let selection = RowSelection()
      var encoded = EncodedTraffic()
      var expected: RandomTraffic.Counts = [:]
      for _ in 0..<5 {
        let batch = traffic.batch(traffic.table(), around: 1_000_000_000)
        TrafficEncoder(layout: traffic.layout).encode(batch, into: &encoded)
        selection.fill(capacity: batch.count) { selected in
          for row in 0..<batch.count {
            let stratum = registry.stratum(batch.table.texts[Int(batch.combinations[row])])
            selected.append(row: row, stratum: stratum, key: .init(arrival: 1, pane: 1))
            traffic.count(batch, row, .init(arrival: 1, pane: 1), into: &expected)
          }
        }
        open.count(encoded, selection, registry: registry)
      }
      #expect(RandomTraffic.counts(of: open, registry, width: traffic.layout.trafficWidth) == expected, "step \(step)")
    }
  }

  @Test("Every position is filled by some row", arguments: RandomTraffic.tasks)
  func everyPosition(task: PredictionTask) throws {
    var traffic = try RandomTraffic(task, seed: 3)
    let layout = traffic.layout
    var sum = [Int64](repeating: 0, count: layout.trafficWidth)
    var counts: RandomTraffic.Counts = [:]
    for _ in 0..<60 {
      let batch = traffic.batch(traffic.table(), around: 1_000_000_000)
      for row in 0..<batch.count { traffic.count(batch, row, .init(arrival: 4, pane: 3), into: &counts) }
    }
    for row in counts.values {
      for index in sum.indices { sum[index] &+= row[index] }
    }
    // A class that is not listed cannot be served by a binary model, and few durations are seen.
    var empty = Set(layout.latency)
    // A boolean is never too far out to be summed.
    empty.insert(layout.kpis[1].beyond)
    if case .binary = task {
      empty.insert(try #require(layout.prediction).unlisted)
    } else {
      empty.formUnion([CellLayout.servedPositive])
      empty.formUnion(CellLayout.scoredNegative...CellLayout.expectedInPositive)
    }
    #expect(sum.indices.filter { sum[$0] == 0 && !empty.contains($0) } == [])
    #expect(empty.subtracting(layout.latency).allSatisfy { sum[$0] == 0 })
  }

  @Test(
    "Panes that were counted apart merge in any order and grouping", arguments: RandomTraffic.tasks,
    [41, 42] as [UInt64])
  func merging(task: PredictionTask, seed: UInt64) throws {
    var traffic = try RandomTraffic(task, seed: seed)
    let (layout, encoder) = (traffic.layout, TrafficEncoder(layout: traffic.layout))
    var registry = CellRegistry(plan: RandomTraffic.cells, dimensionNames: ["region", "channel"])
    let (table, selection) = (traffic.table(), RowSelection())
    var encoded = EncodedTraffic()
    let whole = OpenPanes(layout: layout, segments: 4)
    let apart = (0..<6).map { _ in OpenPanes(layout: layout, segments: 4, limits: .init(ownTallies: 3)) }
    for _ in 0..<20 {
      let batch = traffic.batch(table, around: 1_000_000_000)
      let owners = (0..<batch.count).map { _ in Int.random(in: apart.indices, using: &traffic.random) }
      encoder.encode(batch, into: &encoded)
      for owner in [nil] + apart.indices.map(Optional.some) {
        selection.fill(capacity: batch.count) { selected in
          for row in 0..<batch.count where owner == nil || owners[row] == owner {
            let stratum = registry.stratum(batch.table.texts[Int(batch.combinations[row])])
            selected.append(row: row, stratum: stratum, key: .init(arrival: 7, pane: 7))
          }
        }
        (owner.map { apart[$0] } ?? whole).count(encoded, selection, registry: registry)
      }
    }
    var pieces = apart.map { RandomTraffic.sparse($0, parts: registry.parts.count) }
    while pieces.count > 1 {
      let first = pieces.remove(at: Int.random(in: pieces.indices, using: &traffic.random))
      let other = Int.random(in: pieces.indices, using: &traffic.random)
      pieces[other] = zip(pieces[other], first).map { $0.adding($1) }
    }
    #expect(pieces == [RandomTraffic.sparse(whole, parts: registry.parts.count)], "seed \(seed)")
    #expect(pieces[0].allSatisfy { !$0.isEmpty && !$0.values.contains(0) })
  }

  @Test(
    "However few tallies there are, and however often they are folded",
    arguments: [
      (64, 1 << 20, 1 << 31), (3, 1 << 20, 1 << 31), (0, 1, 1 << 31), (2, 1, 1 << 31), (5, 1, 70), (64, 1, 1),
    ],
    RandomTraffic.tasks)
  func limits(limits: (own: Int, bytes: Int, rows: Int), task: PredictionTask) throws {
    let seed: UInt64 = 11
    var traffic = try RandomTraffic(task, seed: seed)
    let layout = traffic.layout
    let open = OpenPanes(
      layout: layout, segments: RandomTraffic.cells.segments.count,
      limits: .init(ownTallies: limits.own, bytes: limits.bytes, rowsBetweenFolds: limits.rows))
    var registry = CellRegistry(plan: RandomTraffic.cells, dimensionNames: ["region", "channel"])
    let encoder = TrafficEncoder(layout: layout)
    let selection = RowSelection()
    var encoded = EncodedTraffic()
    var expected: RandomTraffic.Counts = [:]
    for _ in 0..<15 {
      let batch = traffic.batch(traffic.table(), around: 1_000_000_000)
      let rows = (0..<batch.count).filter { _ in Int.random(in: 0..<5, using: &traffic.random) > 0 }
      let keys = rows.map { _ in
        OpenPanes.Key(arrival: Int.random(in: 3...5, using: &traffic.random), pane: 3)
      }
      encoder.encode(batch, into: &encoded)
      selection.fill(capacity: batch.count) { selected in
        for (row, key) in zip(rows, keys) {
          let stratum = registry.stratum(batch.table.texts[Int(batch.combinations[row])])
          selected.append(row: row, stratum: stratum, key: key)
          traffic.count(batch, row, key, into: &expected)
        }
      }
      open.count(encoded, selection, registry: registry)
    }
    #expect(RandomTraffic.counts(of: open, registry, width: layout.trafficWidth) == expected, "seed \(seed)")
    // What was put back is added to.
    let again = OpenPanes(layout: layout, segments: RandomTraffic.cells.segments.count)
    for (key, parts) in open.contents() {
      for (part, counts) in parts { again.restore(key, part: part, counts: counts, partCount: registry.parts.count) }
    }
    #expect(again.firstArrival == 3 && again.lastArrival == 5)
    again.count(encoded, selection, registry: registry)
    open.count(encoded, selection, registry: registry)
    #expect(
      RandomTraffic.counts(of: again, registry, width: layout.trafficWidth)
        == RandomTraffic.counts(of: open, registry, width: layout.trafficWidth), "seed \(seed)")
    let closed = again.close(through: 4)
    #expect(closed.map(\.key) == [.init(arrival: 3, pane: 3), .init(arrival: 4, pane: 3)])
    #expect(again.firstArrival == 5 && again.close(through: 9).count == 1 && again.firstArrival == nil)
  }

  @Test("What is wide replaces what held its place, and nothing else")
  func replacing() throws {
    var counts = try #require(SparseCounts(indices: [2, 5, 6, 9, 12], values: [1, 1, 1, 1, 1]))
    counts.replace(in: 5..<10) { Int64($0) * 100 }
    #expect(counts.values == [1, 500, 600, 900, 1])
    counts.replace(in: 13..<20) { _ in 7 }
    counts.replace(in: 7..<7) { _ in 7 }
    #expect(counts.values == [1, 500, 600, 900, 1])
  }

  @Test("A row of counts keeps what is not zero, and sums of rows have the entries of both")
  func sparse() {
    var random = SeededGenerator(seed: 5)
    for length in [0, 1, 7, 8, 9, 64, 100] {
      let rows = (0..<2).map { _ in
        (0..<length).map { _ in Bool.random(using: &random) ? 0 : UInt32.random(in: 0...9, using: &random) }
      }
      let sparse = rows.map { row in row.withUnsafeBufferPointer { SparseCounts($0) } }
      for (row, counts) in zip(rows, sparse) {
        #expect(counts.dense(width: length) == row.map(Int64.init))
        #expect(counts.values.allSatisfy { $0 != 0 } && counts.indices == counts.indices.sorted())
      }
      #expect(sparse[0].adding(sparse[1]).dense(width: length) == zip(rows[0], rows[1]).map { Int64($0 + $1) })
      // A row of fewer positions takes those that it has.
      var narrow = [Int64](repeating: 0, count: length / 2)
      sparse[0].add(to: &narrow, sign: -1)
      #expect(narrow == rows[0].prefix(length / 2).map { -Int64($0) })
    }
  }
}
