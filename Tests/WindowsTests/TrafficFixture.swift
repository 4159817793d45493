import Notation
import Records
import Windows

/// Steele, Lea & Flood's SplitMix64: small, fast, and the same on every machine.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// One prediction as a test sees it.
struct Row {
  var id: String
  /// Seconds.
  var time: Int
  var age: Double?
  var channel: String?
  var region: String
  var version = "v1"
  var positive: Bool
  var score: Double
  var latency = 12.5
  var failed = false

  var json: String {
    let served = failed ? "null" : positive ? "1" : "0"
    return """
      {"ts":\(time),"id":"\(id)","v":"\(version)","p":\(served),"s":\(failed ? "null" : "\(score)"),"ms":\(latency),\
      "ok":\(!failed),"age":\(age.map { "\($0)" } ?? "null"),"channel":\(channel.map { "\"\($0)\"" } ?? "null"),\
      "region":"\(region)"}
      """
  }
}

/// One label as a test sees it.
struct Label {
  var id: String
  /// Seconds; `nil` for a log without times.
  var time: Int?
  var positive: Bool
}

/// A small model with one numeric and one categorical feature, cut by region.
enum TrafficFixture {
  static func path(_ text: String) throws -> FieldPath {
    guard let path = FieldPath(text) else { throw FixtureProblem.badPath(text) }
    return path
  }

  enum FixtureProblem: Error {
    case badPath(String)
  }

  static func schema() throws -> RecordSchema {
    RecordSchema(
      timestamp: try path("ts"), id: try path("id"), version: try path("v"), prediction: try path("p"),
      score: try path("s"), latency: try path("ms"), status: try path("ok"),
      features: [
        .init(name: "age", path: try path("age"), kind: .numeric),
        .init(name: "channel", path: try path("channel"), kind: .categorical),
      ],
      dimensions: [.init(name: "region", path: try path("region"))], task: .binary(positive: "1"))
  }

  static let cells = CellPlan(segments: [[], [0]], fairness: [[0]], minSamples: 5, minCoverage: 0.5, alpha: 0.001)

  static func plan(
    pane: Int64 = 60, windows: [Int] = [2, 5], lateness: Int64 = 0, horizon: Int64 = 600
  ) -> WindowPlan {
    WindowPlan(
      pane: TimeSpan(seconds: pane), windows: windows.map { .init(name: "\($0)p", paneCount: $0) },
      lateness: TimeSpan(seconds: lateness), labelHorizon: TimeSpan(seconds: horizon), actionMaxAge: .hours(1))
  }

  static func decode(_ rows: [Row], with decoder: RecordDecoder) throws -> RecordBatch {
    try decode(lines: rows.map(\.json), with: decoder)
  }

  static func decode(lines: [String], with decoder: RecordDecoder) throws -> RecordBatch {
    let bytes = Array(lines.joined(separator: "\n").utf8)
    let block = LineBlock(capacity: bytes.count)
    block.memory.copyBytes(from: bytes)
    block.count = bytes.count
    var batch = decoder.emptyBatch()
    var defects: [LineDefect] = []
    _ = decoder.decode(block, into: &batch) { defects.append($0.defect) }
    if let defect = defects.first { throw defect }
    return batch
  }

  static func encode(_ batch: RecordBatch, for baseline: Baseline) -> EncodedTraffic {
    var encoded = EncodedTraffic()
    TrafficEncoder(layout: baseline.layout).encode(batch, into: &encoded)
    return encoded
  }

  static func batch(_ labels: [Label]) -> LabelBatch {
    var batch = LabelBatch()
    for label in labels {
      batch.ids.append(IdentifierHash(label.id))
      batch.outcomes.append(label.positive ? 1 : 0)
      batch.timestamps.append(label.time.map { Int64($0) * 1_000_000 } ?? .min)
    }
    return batch
  }

  /// A reference of 300 rows with its labels.
  static func referenceRows() -> [Row] {
    var random = SeededGenerator(seed: 7)
    return (0..<300).map { index in
      Row(
        id: "ref\(index)", time: index, age: index % 50 == 0 ? nil : Double(Int.random(in: 18...90, using: &random)),
        channel: ["web", "web", "app", "branch"][index % 4], region: index % 3 == 0 ? "north" : "south",
        positive: index % 2 == 0, score: Double.random(in: 0...1, using: &random),
        latency: Double.random(in: 5...30, using: &random), failed: index % 60 == 59)
    }
  }

  static func baseline() throws -> Baseline {
    let schema = try schema()
    let decoder = RecordDecoder(schema: schema, categories: [], learnsCategories: true)
    var builder = BaselineBuilder(schema: schema, plan: cells, decoder: decoder)
    let rows = referenceRows()
    builder.add(try decode(rows, with: decoder))
    builder.add(batch(rows.enumerated().map { Label(id: $1.id, time: nil, positive: $0 % 5 < 3) }))
    return try builder.build()
  }

  static func random(_ index: Int, at time: Int, using random: inout SeededGenerator) -> Row {
    Row(
      id: "r\(index)", time: time,
      age: Int.random(in: 0..<10, using: &random) == 0 ? nil : Double.random(in: 10...99, using: &random),
      channel: ["web", "app", "branch", "kiosk", nil][Int.random(in: 0..<5, using: &random)],
      region: ["north", "south", "east"][Int.random(in: 0..<3, using: &random)],
      version: ["v1", "v2"][Int.random(in: 0..<2, using: &random)], positive: Bool.random(using: &random),
      score: Double.random(in: 0...1, using: &random), latency: Double.random(in: 1...500, using: &random),
      failed: Int.random(in: 0..<12, using: &random) == 0)
  }
}
