import Records
import Statistics
import Testing

@testable import Windows

/// Random batches of one task, and what counting them row by row gives.
struct RandomTraffic {
  let task: PredictionTask
  let columns: ColumnProfiles
  let layout: CellLayout
  var random: SeededGenerator

  static let tasks: [PredictionTask] = [
    .binary(positive: "1"), .multiclass(classes: ["low", "middle", "high"]), .regression,
  ]

  static let cells = CellPlan(
    segments: [[], [0], [1], [0, 1]], fairness: [[1]], minSamples: 5, minCoverage: 0.5, alpha: 0.001)

  init(_ task: PredictionTask, seed: UInt64) throws {
    self.init(try Self.columns(task), seed: seed)
  }

  init(_ columns: ColumnProfiles, seed: UInt64) {
    self.columns = columns
    task = columns.task
    layout = CellLayout(columns: columns)
    random = SeededGenerator(seed: seed)
  }

  /// An age and a channel, a score (for a binary task with few knots where its grid is fine and many where it is coarse),
  /// and three business figures.
  static func columns(_ task: PredictionTask) throws -> ColumnProfiles {
    var scores = (0...400).map { Double($0 * $0) / 160_000 }
    var calibration: IsotonicCalibration?
    switch task {
    case .binary:
      let knots = [0.02, 0.1, 0.5] + (0..<40).map { 0.6 + Double($0) / 1000 } + [0.95]
      calibration = IsotonicCalibration(
        scores: knots, probabilities: knots.indices.map { 0.03 + 0.9 * Double($0) / Double(knots.count) })
    case .multiclass: break
    case .regression: scores = (0...400).map { Double($0) / 5 - 20 }
    }
    let age = try #require(NumericProfile(values: (18...90).map { Double($0) }, cells: 20))
    return ColumnProfiles(
      task: task,
      features: [
        .init(name: "age", profile: .numeric(age)),
        .init(
          name: "channel", profile: .categorical(.init(categories: ["web", "app", "branch"], hasOther: false))),
      ],
      score: NumericProfile(values: scores, cells: 30, alwaysEdges: task == .regression ? [] : [0.1, 0.5]),
      kpis: [
        .init(name: "amount", source: .predictions, mean: 120, standardDeviation: 40),
        .init(name: "clicked", source: .predictions, mean: 0.3, standardDeviation: 0.45),
        .init(name: "repaid", source: .labels, mean: 0.9, standardDeviation: 0.3),
      ], calibration: calibration)
  }

  /// A baseline whose reference has no rows: what is counted does not depend on it.
  func baseline() throws -> Baseline {
    let cell = Baseline.Cell(
      traffic: Array(repeating: 0, count: layout.trafficWidth), labels: Array(repeating: 0, count: layout.labelWidth))
    return try #require(Baseline(columns: columns, cells: ["all": cell], minSamples: 5))
  }

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
    var batch = RecordBatch(numericCount: 1, categoricalCount: 1, kpiCount: 2)
    batch.table = table
    let extremes: [Double] = [
      .nan, .infinity, -.infinity, 0, -0.0, 1e300, -1e300, .leastNonzeroMagnitude, 18, 90, 54,
    ]
    let durations: [Int64] = [-1, 0, 63, 64, 1 << 36, .max, .min]
    let hasOverrides = Int.random(in: 0..<4, using: &random) > 0
    for _ in 0..<Int.random(in: 0...60, using: &random) {
      let back = Bool.random(using: &random) ? Int64.random(in: 0...400_000_000, using: &random) : 0
      batch.timestamps.append(time - back + Int64.random(in: 0...130_000_000, using: &random))
      batch.combinations.append(UInt32.random(in: 0..<UInt32(table.count), using: &random))
      batch.served.append(served())
      batch.scores.append(score())
      batch.failed.append(Bool.random(using: &random))
      if hasOverrides { batch.overridden.append(Int.random(in: 0..<5, using: &random) == 0) }
      batch.latencies.append(
        Int.random(in: 0..<4, using: &random) == 0
          ? durations.randomElement(using: &random) ?? 0 : Int64.random(in: 0...900_000, using: &random))
      batch.numeric[0].append(
        Int.random(in: 0..<3, using: &random) == 0
          ? extremes.randomElement(using: &random) ?? 0 : Double.random(in: 10...99, using: &random))
      batch.categorical[0].append(Int32.random(in: -2...4, using: &random))
      batch.kpis[0].append(
        Int.random(in: 0..<4, using: &random) == 0
          ? extremes.randomElement(using: &random) ?? 0 : Double.random(in: 0...300, using: &random))
      batch.kpis[1].append([0, 1, .nan].randomElement(using: &random) ?? 0)
    }
    return batch
  }

  private mutating func served() -> UInt8 {
    let classes: [UInt8] =
      switch task {
      case .binary: [0, 1]
      case .multiclass: [0, 1, 2, RecordBatch.Served.other]
      case .regression: [RecordBatch.Served.positive]
      }
    return (classes + [RecordBatch.Served.nothing]).randomElement(using: &random) ?? 0
  }

  private mutating func score() -> Double {
    if Int.random(in: 0..<9, using: &random) == 0 { return .nan }
    if Int.random(in: 0..<9, using: &random) == 0 {
      return [0, -0.0, 0.02, 0.1, 0.5, 0.6, 0.95, 1, .infinity, -.infinity, 1e300].randomElement(using: &random) ?? 0
    }
    return task == .regression ? Double.random(in: -40...120, using: &random) : Double.random(in: 0...1, using: &random)
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
      if key.arrival > key.pane { traffic[CellLayout.late] += 1 }
      count(batch, row, into: &traffic)
      counts[place] = traffic
    }
  }

  private func count(_ batch: RecordBatch, _ row: Int, into traffic: inout [Int64]) {
    let (served, score) = (batch.served[row], batch.scores[row])
    traffic[CellLayout.rows] += 1
    if batch.failed[row] { traffic[CellLayout.failed] += 1 }
    if !batch.overridden.isEmpty, batch.overridden[row] { traffic[CellLayout.overridden] += 1 }
    if served != RecordBatch.Served.nothing { traffic[CellLayout.served] += 1 }
    if case .binary = task { countBinary(served, score, &traffic) }
    if let prediction = layout.prediction {
      let isListed = Int(served) < prediction.categories.count
      let place = isListed ? prediction.cells.lowerBound + Int(served) : prediction.unlisted
      traffic[served == RecordBatch.Served.nothing ? prediction.null : place] += 1
    }
    if let column = layout.score {
      count(score, column, &traffic)
      if let calibration = layout.calibration, !score.isNaN {
        traffic[layout.expectedByCell.lowerBound + column.grid.cell(of: score)] +=
          FixedPoint.probability.encode(calibration.probability(of: score))
      }
    }
    if batch.latencies[row] >= 0 {
      traffic[layout.latency.lowerBound + LogLinearBuckets.index(ofMicroseconds: batch.latencies[row])] += 1
    }
    if case .numeric(let column) = layout.features[0] { count(batch.numeric[0][row], column, &traffic) }
    if case .categorical(let column) = layout.features[1] {
      let code = Int(batch.categorical[0][row])
      let isListed = column.categories.indices.contains(code)
      traffic[code == -1 ? column.null : isListed ? column.cells.lowerBound + code : column.unlisted] += 1
    }
    for (kpi, values) in zip(layout.kpis, batch.kpis) where !values[row].isNaN {
      let deviation = values[row] - kpi.center
      traffic[kpi.holds(deviation) ? kpi.count : kpi.beyond] += 1
      traffic[kpi.sum] &+= kpi.scale.encode(deviation)
      traffic[kpi.sumOfSquares] &+= kpi.squareScale.encode(deviation * deviation)
    }
  }

  private func countBinary(_ served: UInt8, _ score: Double, _ traffic: inout [Int64]) {
    let isPositive = served == RecordBatch.Served.positive
    if isPositive { traffic[CellLayout.servedPositive] += 1 }
    guard layout.score != nil, served != RecordBatch.Served.nothing, !score.isNaN else { return }
    traffic[isPositive ? CellLayout.scoredPositive : CellLayout.scoredNegative] += 1
    guard let calibration = layout.calibration else { return }
    let expected = FixedPoint.probability.encode(calibration.probability(of: score))
    traffic[isPositive ? CellLayout.expectedInPositive : CellLayout.expectedInNegative] += expected
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

  /// What open panes of one pane hold, by part.
  static func sparse(_ open: OpenPanes, parts: Int) -> [SparseCounts] {
    var result = Array(repeating: SparseCounts(), count: parts)
    for (part, counts) in open.contents().flatMap(\.counts) { result[part] = counts }
    return result
  }
}
