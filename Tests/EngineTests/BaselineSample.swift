import Notation
import Records
import Windows

@testable import Engine

/// Baselines of made-up models, one for each task, without logs and configuration.
enum BaselineSample {
  static let tasks: [PredictionTask] = [
    .binary(positive: "1"), .multiclass(classes: ["cat", "dog", "owl"]), .regression,
  ]

  private struct NoPath: Error {}

  private static func path(_ text: String) throws -> FieldPath {
    guard let path = FieldPath(text) else { throw NoPath() }
    return path
  }

  static func schema(_ task: PredictionTask) throws -> RecordSchema {
    RecordSchema(
      timestamp: try path("ts"), id: try path("id"), version: nil, prediction: try path("p"),
      score: task == .regression ? nil : try path("s"), latency: nil, status: nil,
      features: [
        .init(name: "age", path: try path("age"), kind: .numeric, range: 0...90),
        .init(name: "open", path: try path("open"), kind: .numeric, range: 3...(.infinity)),
        .init(name: "plain", path: try path("plain"), kind: .numeric),
        .init(name: "channel", path: try path("channel"), kind: .categorical),
      ],
      dimensions: [.init(name: "region", path: try path("region"))], task: task,
      kpis: [KPIField(name: "clicked", source: .predictions, path: try path("clicked"))])
  }

  static func labelKPIs() throws -> [KPIField] {
    [KPIField(name: "revenue", source: .labels, path: try path("revenue"))]
  }

  static func baseline(_ task: PredictionTask, rows count: Int = 300) throws -> Baseline {
    let schema = try schema(task)
    let decoder = RecordDecoder(schema: schema, categories: [["web", "app"]], learnsCategories: true)
    let plan = CellPlan(segments: [[], [0]], fairness: [], minSamples: 20, minCoverage: 0.5, alpha: 0.001)
    var builder = BaselineBuilder(schema: schema, labelKPIs: try labelKPIs(), plan: plan, decoder: decoder)
    var random = SeededGenerator(seed: 3)
    var batch = decoder.emptyBatch()
    var labels = LabelBatch(kpiCount: 1)
    batch.table = CombinationTable(texts: [["", "north"], ["", "south"]])
    for index in 0..<count {
      let isFailed = index % 40 == 39
      batch.offsets.append(0)
      batch.timestamps.append(Int64(index) * 1_000_000)
      batch.ids.append(IdentifierHash("r\(index)"))
      batch.combinations.append(UInt32(index % 2))
      batch.failed.append(isFailed)
      batch.latencies.append(-1)
      batch.kpis[0].append(index % 7 == 0 ? .nan : Double(index % 2))
      for column in batch.numeric.indices {
        batch.numeric[column].append(index % 30 == column ? .nan : Double.random(in: 0...100, using: &random))
      }
      batch.categorical[0].append(index % 25 == 0 ? Vocabulary.missing : Int32(index % 3 == 0 ? 1 : 0))
      let scores = (0..<3).map { _ in Double.random(in: 0...1, using: &random) }
      switch task {
      case .binary:
        batch.served.append(isFailed ? RecordBatch.Served.nothing : scores[0] > 0.5 ? 1 : 0)
        batch.scores.append(isFailed ? .nan : scores[0])
        labels.outcomes.append(scores[1] < scores[0] ? 1 : 0)
      case .multiclass:
        batch.served.append(isFailed ? RecordBatch.Served.nothing : UInt8(index % 3))
        for column in 0..<3 { batch.classScores[column].append(isFailed ? .nan : scores[column] / scores.reduce(0, +)) }
        batch.scores.append(isFailed ? .nan : scores[index % 3] / scores.reduce(0, +))
        labels.outcomes.append(Double(scores[0] < 0.7 ? index % 3 : 2))
      case .regression:
        batch.served.append(isFailed ? RecordBatch.Served.nothing : RecordBatch.Served.positive)
        batch.scores.append(isFailed ? .nan : scores[0] * 1000)
        labels.outcomes.append(scores[0] * 1000 + scores[1] * 100 - 40)
      }
      labels.offsets.append(0)
      labels.ids.append(IdentifierHash("r\(index)"))
      labels.timestamps.append(Int64(index) * 1_000_000 + 90_000_000)
      labels.kpis[0].append(scores[2] * 50)
    }
    builder.add(batch)
    builder.add(labels)
    return try builder.build()
  }

  static func file(_ task: PredictionTask, rows: Int = 300) throws -> BaselineFile {
    let baseline = try baseline(task, rows: rows)
    return BaselineFile(
      model: "m", sources: [.init(path: "reference.jsonl", sha256: "00", lines: rows)], rows: rows, labelled: rows,
      from: "1970-01-01T00:00:00Z", to: "1970-01-01T01:00:00Z", baseline: baseline)
  }
}
