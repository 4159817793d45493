import Records
import Statistics
import Testing

@testable import Windows

/// Random batches, and what counting them row by row gives.
struct RandomTraffic {
  let layout: CellLayout
  var random: SeededGenerator

  static let cells = CellPlan(
    segments: [[], [0], [1], [0, 1]], fairness: [1], minSamples: 5, minCoverage: 0.5, alpha: 0.001)

  /// One decoder's table: the same combinations as any other's, in an order of its own.
  mutating func table() -> CombinationTable {
    var texts: [[String]] = []
    for version in ["v1", "v2"] {
      for region in ["north", "south", CombinationTable.missing] {
        for channel in ["web", "app"] { texts.append([version, region, channel]) }
      }
    }
    return CombinationTable(texts: texts.shuffled(using: &random))
  }

  mutating func batch(_ table: CombinationTable, around time: Int64) -> RecordBatch {
    var batch = RecordBatch(numericCount: 1, categoricalCount: 1)
    batch.table = table
    let extremes: [Double] = [
      .nan, .infinity, -.infinity, 0, -0.0, 1e300, -1e300, .leastNonzeroMagnitude, 18, 90, 54,
    ]
    let durations: [Int64] = [-1, 0, 63, 64, 1 << 36, .max, .min]
    for _ in 0..<Int.random(in: 0...60, using: &random) {
      let back = Bool.random(using: &random) ? Int64.random(in: 0...400_000_000, using: &random) : 0
      batch.timestamps.append(time - back + Int64.random(in: 0...130_000_000, using: &random))
      batch.combinations.append(UInt32.random(in: 0..<UInt32(table.count), using: &random))
      batch.served.append(UInt8.random(in: 0...2, using: &random))
      batch.failed.append(Bool.random(using: &random))
      batch.scores.append(Int.random(in: 0..<9, using: &random) == 0 ? .nan : Double.random(in: 0...1, using: &random))
      batch.latencies.append(
        Int.random(in: 0..<4, using: &random) == 0
          ? durations.randomElement(using: &random) ?? 0 : Int64.random(in: 0...900_000, using: &random))
      batch.numeric[0].append(
        Int.random(in: 0..<3, using: &random) == 0
          ? extremes.randomElement(using: &random) ?? 0 : Double.random(in: 10...99, using: &random))
      batch.categorical[0].append(Int32.random(in: -2...4, using: &random))
    }
    return batch
  }

  /// A row's place: the slices of time, and its version with the name of a cell.
  struct Place: Hashable {
    let key: OpenPanes.Key
    let version: String
    let cell: String
  }

  typealias Counts = [Place: [Int64]]

  /// Counts one row, entry by entry.
  func count(_ batch: RecordBatch, _ row: Int, _ key: OpenPanes.Key, into counts: inout Counts) {
    let texts = batch.table.texts[Int(batch.combinations[row])]
    let (region, channel) = ("region=\(texts[1])", "channel=\(texts[2])")
    for cell in ["all", region, channel, "\(region),\(channel)"] {
      let place = Place(key: key, version: texts[0], cell: cell)
      var traffic = counts.removeValue(forKey: place) ?? [Int64](repeating: 0, count: layout.trafficWidth)
      traffic[CellLayout.rows] += 1
      if batch.failed[row] { traffic[CellLayout.failed] += 1 }
      if batch.served[row] != RecordBatch.Served.nothing { traffic[CellLayout.served] += 1 }
      if batch.served[row] == RecordBatch.Served.positive { traffic[CellLayout.servedPositive] += 1 }
      if batch.latencies[row] >= 0 {
        traffic[layout.latency.lowerBound + LogLinearBuckets.index(ofMicroseconds: batch.latencies[row])] += 1
      }
      if case .numeric(let column) = layout.features[0] { count(batch.numeric[0][row], column, &traffic) }
      if case .categorical(let column) = layout.features[1] {
        let code = Int(batch.categorical[0][row])
        let isListed = column.categories.indices.contains(code)
        traffic[code == -1 ? column.null : isListed ? column.cells.lowerBound + code : column.unlisted] += 1
      }
      if let score = layout.score { count(batch.scores[row], score, &traffic) }
      counts[place] = traffic
    }
  }

  private func count(_ value: Double, _ column: CellLayout.Numeric, _ traffic: inout [Int64]) {
    guard !value.isNaN else {
      traffic[column.null] += 1
      return
    }
    traffic[column.cells.lowerBound + column.grid.edges.count { $0 < value }] += 1
    let deviation = value - column.center
    traffic[column.sum] &+= column.scale.encode(deviation)
    traffic[column.sumOfSquares] &+= column.squareScale.encode(deviation * deviation)
  }

  /// What open panes hold, by name.
  static func counts(of open: OpenPanes, _ registry: CellRegistry, width: Int) -> Counts {
    var counts: Counts = [:]
    for (key, parts) in open.contents() {
      for (part, entries) in parts {
        let part = registry.parts[part]
        let place = Place(key: key, version: registry.versions[part.version], cell: registry.cells[part.cell].name)
        #expect(counts[place] == nil)
        counts[place] = entries.dense(width: width)
      }
    }
    return counts
  }
}

@Suite("Counting encoded batches equals counting row by row")
struct TrafficCountingTests {
  @Test("Whatever the decoders, the panes and what is late or left out", arguments: 1...8 as ClosedRange<UInt64>)
  func windows(seed: UInt64) throws {
    let baseline = try TrafficFixture.baseline()
    var traffic = RandomTraffic(layout: baseline.layout, random: SeededGenerator(seed: seed))
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

  @Test(
    "However few tallies there are, and however often they are folded",
    arguments: [
      (64, 1 << 20, 1 << 31), (3, 1 << 20, 1 << 31), (0, 1, 1 << 31), (2, 1, 1 << 31), (5, 1, 70), (64, 1, 1),
    ],
    [11, 12] as [UInt64])
  func limits(limits: (own: Int, bytes: Int, rows: Int), seed: UInt64) throws {
    let layout = try TrafficFixture.baseline().layout
    var traffic = RandomTraffic(layout: layout, random: SeededGenerator(seed: seed))
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
