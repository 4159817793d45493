import Notation
import Readings
import Records

@testable import Windows

/// A binary model with business figures in both logs, of which nearly everything changes in the north from one pane on.
struct ChangingTraffic {
  static let pane = 60
  static let paneCount = 40
  /// The first pane after the change.
  static let change = 30
  static let rowsPerPane = 120
  static let plan = WindowPlan(
    pane: TimeSpan(seconds: Int64(pane)),
    windows: [.init(name: "10m", paneCount: 10), .init(name: "40m", paneCount: 40)],
    lateness: .zero, labelHorizon: TimeSpan(seconds: 600), actionMaxAge: .hours(1))
  static let cells = CellPlan(
    segments: [[], [0]], fairness: [[0]], minSamples: 20, minCoverage: 0.5, alpha: 0.001)
  static var end: Instant { Instant(seconds: Int64(paneCount * pane)) }

  let baseline: Baseline
  private let rows: RecordBatch
  private let labels: LabelBatch

  /// - Parameters:
  ///   - seed: of the live log; the reference is the same for all.
  ///   - labelDelay: panes that every label of the live log comes later than otherwise.
  init(seed: UInt64, labelDelay: Int64 = 0) throws {
    var schema = try TrafficFixture.schema()
    schema.kpis = [KPIField(name: "clicked", source: .predictions, path: try TrafficFixture.path("clicked"))]
    schema.override = try TrafficFixture.path("over")
    let revenue = KPIField(name: "revenue", source: .labels, path: try TrafficFixture.path("revenue"))
    let decoder = RecordDecoder(schema: schema, categories: [ReferenceFixture.categories], learnsCategories: true)
    var random = SeededGenerator(seed: 1)
    let (before, truth) = Self.log(panes: 40, change: .max, decoder, &random)
    var builder = BaselineBuilder(schema: schema, labelKPIs: [revenue], plan: Self.cells, decoder: decoder)
    builder.add(before)
    builder.add(truth)
    let baseline = try builder.build()
    self.baseline = baseline
    random = SeededGenerator(seed: seed)
    var (rows, labels) = Self.log(panes: Self.paneCount, change: Self.change, decoder, &random)
    let codes = ReferenceFixture.categories.map { text in
      baseline.layout.categories[0].firstIndex(of: text).map { Int32($0) } ?? Vocabulary.overflow
    }
    rows.categorical[0] = rows.categorical[0].map { codes[Int($0)] }
    let delay = labelDelay * Self.plan.pane.microseconds
    labels.timestamps = labels.timestamps.map { $0 + delay }
    (self.rows, self.labels) = (rows, labels)
  }

  private static func log(
    panes: Int, change: Int, _ decoder: RecordDecoder, _ random: inout SeededGenerator
  ) -> (RecordBatch, LabelBatch) {
    var rows = decoder.emptyBatch()
    rows.table = CombinationTable(texts: [["v1", "north"], ["v1", "south"]])
    var labels = LabelBatch(kpiCount: 1)
    // People are right more often than not, until the change. They draw from numbers of their own.
    var people = SeededGenerator(seed: 1000)
    for index in 0..<panes * rowsPerPane {
      func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }
      let isNorth = index % 3 == 0
      let hasChanged = isNorth && index / rowsPerPane >= change
      let time = Int64(index * pane / rowsPerPane) * 1_000_000
      rows.offsets.append(0)
      rows.timestamps.append(time)
      rows.ids.append(IdentifierHash("\(change) \(index)"))
      rows.combinations.append(isNorth ? 0 : 1)
      let failed = chance(hasChanged ? 0.3 : 0.01)
      rows.failed.append(failed)
      rows.latencies.append(Int64.random(in: 5000...15_000, using: &random) * (hasChanged ? 4 : 1))
      rows.overridden.append(chance(hasChanged ? 0.4 : 0.02))
      rows.kpis[0].append(chance(hasChanged ? 0.8 : 0.3) ? 1 : 0)
      let age = Double.random(in: 20...80, using: &random) + (hasChanged ? 30 : 0)
      rows.numeric[0].append(chance(hasChanged ? 0.3 : 0.02) ? .nan : age)
      rows.categorical[0].append(Int32.random(in: 0..<3, using: &random))
      let score = Double.random(in: 0...1, using: &random)
      rows.scores.append(failed ? .nan : score)
      rows.served.append(failed ? RecordBatch.Served.nothing : score > (hasChanged ? 0.95 : 0.5) ? 1 : 0)
      let isPositive = chance(score) != hasChanged
      let isRight = Double.random(in: 0..<1, using: &people) < (hasChanged ? 0.2 : 0.8)
      rows.overrides.append(!rows.overridden[index] ? .nan : isPositive == isRight ? 1 : 0)
      guard !failed else { continue }
      labels.offsets.append(0)
      labels.ids.append(rows.ids[index])
      labels.timestamps.append(time + (hasChanged ? 60 : 10) * 1_000_000)
      labels.outcomes.append(isPositive ? 1 : 0)
      labels.kpis[0].append(Double.random(in: 80...120, using: &random) - (hasChanged ? 60 : 0))
    }
    return (rows, labels)
  }

  /// Windows that have read everything, with what they measured last.
  func played(_ record: (Evaluation) -> Void = { _ in }) -> RollingWindows {
    let windows = windows()
    feed(windows)
    windows.advance(to: Self.end, record)
    return windows
  }

  func windows() -> RollingWindows {
    RollingWindows(
      plan: Self.plan, cells: Self.cells, dimensionNames: ["region"], baseline: baseline, joinsLabels: true)
  }

  func feed(_ windows: RollingWindows) {
    var encoded = EncodedTraffic()
    TrafficEncoder(layout: baseline.layout).encode(rows, into: &encoded)
    var clock = SourceClock()
    windows.add(rows, encoded, from: &clock)
    var labelClock = SourceClock()
    windows.add(labels, from: &labelClock)
  }

  static func key(
    _ metric: Metric, _ feature: String? = nil, segment: String = "all", version: String = "*", window: String = "10m"
  ) -> SeriesKey {
    SeriesKey(metric: metric, version: version, segment: segment, feature: feature, window: window)
  }
}
