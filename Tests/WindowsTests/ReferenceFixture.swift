import Notation
import Records

@testable import Windows

/// Rows of a made-up model and their labels, in columns as decoders give them, for each of the tasks.
struct ReferenceFixture {
  static let tasks: [PredictionTask] = [
    .binary(positive: "1"), .multiclass(classes: ["cat", "dog", "owl"]), .regression,
  ]
  static let categories = ["web", "app", "branch"]
  static let strata = [["v1", "north"], ["v1", "south"], ["v2", "north"], ["v2", "east"]]
  static let cells = CellPlan(
    segments: [[], [0]], fairness: [[0]], minSamples: 20, minCoverage: 0.5, alpha: 0.001,
    costs: ErrorCosts(falsePositive: 1, falseNegative: 5), beta: 2)
  /// Of 256 seconds: windows know when in its pane a prediction was made to 1/256, and take the middle of that, which
  /// here is the time of every row.
  static let pane = TimeSpan(seconds: 256)

  let schema: RecordSchema
  let labelKPIs: [KPIField]
  let decoder: RecordDecoder
  var rows: RecordBatch
  var labels: LabelBatch

  init(_ task: PredictionTask, seed: UInt64, count: Int = 400) throws {
    var schema = try TrafficFixture.schema()
    schema.task = task
    schema.features[0].range = 20...80
    schema.kpis = [KPIField(name: "clicked", source: .predictions, path: try TrafficFixture.path("clicked"))]
    schema.override = try TrafficFixture.path("over")
    if task == .regression { schema.score = nil }
    self.schema = schema
    labelKPIs = [KPIField(name: "revenue", source: .labels, path: try TrafficFixture.path("revenue"))]
    decoder = RecordDecoder(schema: schema, categories: [Self.categories], learnsCategories: true)
    rows = decoder.emptyBatch()
    labels = LabelBatch(kpiCount: 1)
    rows.table = CombinationTable(texts: Self.strata)
    var random = SeededGenerator(seed: seed)
    for index in 0..<count { addRow(index, &random) }
    for index in 0..<count where Int.random(in: 0..<5, using: &random) > 0 { addLabel(index, &random) }
    rows.overrides = rows.overridden.map { $0 ? override(&random) : .nan }
  }

  /// What a person served instead; sometimes the log does not say.
  private func override(_ random: inout SeededGenerator) -> Double {
    guard Int.random(in: 0..<6, using: &random) > 0 else { return .nan }
    return switch schema.task {
    case .binary: Double(Int.random(in: 0...1, using: &random))
    case .multiclass: [0, 1, 2, Double(RecordBatch.Served.other)][Int.random(in: 0..<4, using: &random)]
    case .regression: Double.random(in: -20...300, using: &random)
    }
  }

  private mutating func addRow(_ index: Int, _ random: inout SeededGenerator) {
    func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }
    rows.offsets.append(0)
    rows.timestamps.append((25_600 + Int64(index) * 8) * 1_000_000 + 500_000)
    rows.ids.append(IdentifierHash("r\(index)"))
    rows.combinations.append(UInt32.random(in: 0..<UInt32(Self.strata.count), using: &random))
    let failed = chance(15)
    rows.failed.append(failed)
    rows.latencies.append(chance(20) ? -1 : Int64.random(in: 1000...90_000, using: &random))
    rows.overridden.append(chance(9))
    rows.kpis[0].append(chance(7) ? .nan : Double(Int.random(in: 0...1, using: &random)))
    rows.numeric[0].append(chance(12) ? .nan : (Double.random(in: 10...90, using: &random) * 8).rounded() / 8)
    rows.categorical[0].append(chance(12) ? Vocabulary.missing : Int32.random(in: 0..<3, using: &random))
    let hasScore = !failed && !chance(10)
    switch schema.task {
    case .binary:
      let score = Double.random(in: 0...1, using: &random)
      rows.served.append(failed ? RecordBatch.Served.nothing : score > 0.4 ? 1 : 0)
      rows.scores.append(hasScore ? score : .nan)
    case .multiclass:
      let other = chance(30)
      let served = UInt8.random(in: 0..<3, using: &random)
      rows.served.append(failed ? RecordBatch.Served.nothing : other ? RecordBatch.Served.other : served)
      let raw = (0..<3).map { _ in Double.random(in: 0.01...1, using: &random) }
      let sum = raw.reduce(0, +)
      for index in 0..<3 { rows.classScores[index].append(hasScore ? raw[index] / sum : .nan) }
      rows.scores.append(hasScore && !other ? raw[Int(served)] / sum : .nan)
    case .regression:
      rows.served.append(failed ? RecordBatch.Served.nothing : RecordBatch.Served.positive)
      rows.scores.append(failed ? .nan : Double.random(in: -20...300, using: &random))
    }
  }

  private mutating func addLabel(_ index: Int, _ random: inout SeededGenerator) {
    labels.offsets.append(0)
    labels.ids.append(rows.ids[index])
    let delay = Int64.random(in: 0...600, using: &random) * 1_000_000
    labels.timestamps.append(Int.random(in: 0..<9, using: &random) == 0 ? .min : rows.timestamps[index] + delay)
    labels.kpis[0].append(
      Int.random(in: 0..<6, using: &random) == 0 ? .nan : Double.random(in: -5...1000, using: &random))
    let score = rows.scores[index]
    switch schema.task {
    case .binary: labels.outcomes.append(Double.random(in: 0...1, using: &random) < (score.isNaN ? 0.5 : score) ? 1 : 0)
    case .multiclass:
      let outcome = UInt8.random(in: 0...12, using: &random)
      labels.outcomes.append(Double(outcome == 12 ? RecordBatch.Served.other : outcome % 3))
    case .regression: labels.outcomes.append((score.isNaN ? 50 : score) + Double.random(in: -30...40, using: &random))
    }
  }

  func builder() -> BaselineBuilder {
    var builder = BaselineBuilder(schema: schema, labelKPIs: labelKPIs, plan: Self.cells, decoder: decoder)
    builder.add(rows)
    builder.add(labels)
    return builder
  }

  func baseline() throws -> Baseline { try builder().build() }

  /// The number of the label of a row; `nil` where there is none or nothing was served.
  func label(of row: Int) -> Int? {
    rows.served[row] == RecordBatch.Served.nothing ? nil : labels.ids.lastIndex(of: rows.ids[row])
  }

  /// Windows that have read the same rows and labels, of which none has left them.
  ///
  /// - Parameter record: gets what they measured.
  func windows(_ baseline: Baseline, _ record: (Evaluation) -> Void = { _ in }) -> RollingWindows {
    let plan = WindowPlan(
      pane: Self.pane, windows: [.init(name: "w", paneCount: 1000)], lateness: .zero, labelHorizon: .hours(24),
      actionMaxAge: .hours(1))
    let windows = RollingWindows(
      plan: plan, cells: Self.cells, dimensionNames: ["region"], baseline: baseline, joinsLabels: true)
    var batch = rows
    let codes = Self.categories.map { text in
      baseline.layout.categories[0].firstIndex(of: text).map { Int32($0) } ?? Vocabulary.overflow
    }
    batch.categorical[0] = batch.categorical[0].map { $0 < 0 ? $0 : codes[Int($0)] }
    var encoded = EncodedTraffic()
    TrafficEncoder(layout: baseline.layout).encode(batch, into: &encoded)
    var clock = SourceClock()
    windows.add(batch, encoded, from: &clock)
    var labelClock = SourceClock()
    windows.add(labels, from: &labelClock)
    windows.finish(record)
    return windows
  }
}
