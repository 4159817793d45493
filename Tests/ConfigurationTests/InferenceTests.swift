import Foundation
import Readings
import Records
import Testing

@testable import Configuration

@Suite("Inferred configuration")
struct InferenceTests {
  private typealias Row = [(String, SampledFields.JSONType, String)]

  private static func predictions(
    _ count: Int = 100, _ extra: (Int) -> [(String, SampledFields.JSONType, String)] = { _ in [] }
  )
    -> SampledFields
  {
    sample(
      (0..<count).map { index in
        let row: Row = [
          ("ts", .string, "2026-03-01T00:00:\(index % 60 < 10 ? "0" : "")\(index % 60)Z"),
          ("request_id", .string, "r\(index)"), ("model_version", .string, "v1"),
          ("prediction", .number, index.isMultiple(of: 3) ? "1" : "0"), ("probability", .number, "0.\(index)"),
          ("latency_ms", .number, "\(20 + index)"), ("status", .string, "ok"),
          ("features.age", .number, "\(18 + index % 60)"),
          ("features.channel", .string, ["web", "app", "branch"][index % 3]),
          ("features.note", .string, "text \(index)"), ("features.nothing", .null, "null"),
          ("segment.region", .string, ["eu", "apac"][index % 2]), ("segment.sex", .string, ["f", "m"][index / 2 % 2]),
        ]
        return row + extra(index)
      })
  }

  private static let labels = sample(
    (0..<50).map { index in
      [
        ("request_id", .string, "r\(index)"), ("label", .number, index.isMultiple(of: 4) ? "1" : "0"),
        ("ts", .number, "1772323200"),
      ]
    })

  /// The inferred files, written and read back.
  private func roundTrip(_ text: InferredConfiguration) throws -> WatchConfiguration {
    let directory = try TemporaryDirectory()
    let file = try directory.write(text.configuration, to: "leeway.yaml")
    try directory.write(text.rules, to: "AlertRules/starter.yaml")
    let diagnostics = Diagnostics()
    let configuration = WatchConfiguration.load(file: file, environment: [:], into: diagnostics)
    #expect(diagnostics.sorted.map(\.text) == [], "\(text.configuration)\n\(text.rules)")
    return try #require(configuration)
  }

  @Test("every role is recognised, and what is written passes the check")
  func fullRoundTrip() throws {
    let text = try inferConfiguration(
      from: Self.predictions(), labels: Self.labels, model: "credit-risk", predictionPaths: ["logs/p-*.jsonl"],
      labelPaths: ["logs/l.jsonl"])
    let configuration = try roundTrip(text)
    let schema = configuration.schema
    #expect(configuration.model == "credit-risk")
    #expect(schema.timestamp == FieldPath("ts"))
    #expect(schema.id == FieldPath("request_id"))
    #expect(schema.version == FieldPath("model_version"))
    #expect(schema.prediction == FieldPath("prediction"))
    #expect(schema.score == FieldPath("probability"))
    #expect(schema.latency == FieldPath("latency_ms"))
    #expect(schema.status == FieldPath("status"))
    #expect(schema.positive == "1")
    #expect(schema.features.map(\.name) == ["age", "channel"])
    #expect(schema.features.map(\.kind) == [.numeric, .categorical])
    #expect(schema.dimensions.map(\.name) == ["region", "sex", "channel"])
    #expect(schema.dimensions.map(\.path.description) == ["segment.region", "segment.sex", "features.channel"])
    #expect(text.configuration.contains("# left out: features.note (nearly every line has a text of its own)"))
    #expect(text.configuration.contains("# left out: features.nothing (always null)"))
    #expect(configuration.cellPlan.fairness == [1])
    #expect(configuration.labelSchema?.value == FieldPath("label"))
    #expect(configuration.labelSchema?.timestamp == FieldPath("ts"))
    #expect(
      configuration.rules.map(\.metric) == [
        .psi, .nullRate, .f1, .demographicParityDifference, .latencyP99, .errorRate,
      ])
    #expect(configuration.actions.keys.sorted() == ["log"])
  }

  @Test("the written paths match the log they come from")
  func pathsMatch() throws {
    let text = try inferConfiguration(
      from: Self.predictions(), labels: Self.labels, predictionPaths: ["p.jsonl"], labelPaths: ["l.jsonl"])
    let directory = try TemporaryDirectory()
    let file = try directory.write(text.configuration, to: "leeway.yaml")
    let draft = ConfigurationDraft.read(file: file, environment: [:], into: Diagnostics())
    #expect(draft.fields.count >= 14)
    #expect(draft.unmatchedPaths(predictions: Self.predictions(), labels: Self.labels) == [])
  }

  @Test("the form of a label log is written down where its name does not say it")
  func labelFormat() throws {
    let named = try inferConfiguration(
      from: Self.predictions(), labels: Self.labels, predictionPaths: ["p.jsonl"], labelPaths: ["l.csv.zst"])
    #expect(!named.configuration.contains("format:"))
    #expect(try roundTrip(named).labels.format == nil)
    let told = try inferConfiguration(
      from: Self.predictions(), labels: Self.labels, predictionPaths: ["p.jsonl"], labelPaths: ["l.txt"],
      labelFormat: .csv)
    #expect(try roundTrip(told).labels.format == .csv)
  }

  @Test("a log with the least there can be gives a configuration")
  func least() throws {
    let log = sample([[("time", .number, "1772323200"), ("decision", .boolean, "true")]])
    let text = try inferConfiguration(from: log, labels: nil, predictionPaths: ["log.jsonl"], labelPaths: [])
    let configuration = try roundTrip(text)
    #expect(configuration.schema.timestamp == FieldPath("time"))
    #expect(configuration.schema.prediction == FieldPath("decision"))
    #expect(configuration.schema.positive == "true")
    #expect(configuration.schema.id == nil)
    #expect(configuration.labelSchema == nil)
    #expect(configuration.rules.isEmpty)
  }

  @Test("without a group of features all remaining fields are features")
  func flatLog() throws {
    let log = sample(
      (0..<40).map { index in
        [
          ("timestamp", .number, "\(1_772_323_200_000 + index)"), ("y_pred", .string, index < 30 ? "good" : "bad"),
          ("amount", .number, "\(index)"), ("region", .string, ["eu", "us"][index % 2]), ("on", .boolean, "true"),
          ("tags", .array, "[]"),
        ]
      })
    let configuration = try roundTrip(
      try inferConfiguration(from: log, labels: nil, predictionPaths: ["a b.jsonl"], labelPaths: []))
    #expect(configuration.schema.features.map(\.name) == ["amount", "on", "region"])
    #expect(configuration.schema.dimensions.map(\.name) == ["region"])
    #expect(configuration.inputs.predictions[0].hasSuffix("/a b.jsonl"))
  }

  @Test(
    "names that YAML would misread are quoted",
    arguments: ["yes", "null", "1", "a: b", "#x", "- x", "ä", "\u{1}", "\"", "\\", "*"])
  func quoting(name: String) throws {
    #expect(try roundTripScalar(name) == name)
    let log = Self.predictions(10) { _ in [("features.\(name)", .number, "1")] }
    let text = try inferConfiguration(
      from: log, labels: nil, model: name, predictionPaths: ["p\(name).jsonl"], labelPaths: [])
    let configuration = try roundTrip(text)
    #expect(configuration.model == name)
    #expect(configuration.schema.features.map(\.name).contains(name))
  }

  private func roundTripScalar(_ text: String) throws -> String? {
    let diagnostics = Diagnostics()
    let root = try #require(YAMLDocument.parse("k: \(YAMLText.scalar(text))", file: "f", into: diagnostics))
    #expect(diagnostics.isEmpty)
    return root.freeMapping()?.string("k")
  }

  @Test("what cannot be done without is named when it is missing")
  func failures() {
    #expect(throws: InferenceFailure.noFields) {
      try inferConfiguration(from: SampledFields(), labels: nil, predictionPaths: [], labelPaths: [])
    }
    #expect(throws: InferenceFailure.noTimestamp(paths: ["prediction"])) {
      try inferConfiguration(
        from: sample([[("prediction", .number, "1")]]), labels: nil, predictionPaths: [], labelPaths: [])
    }
    #expect(throws: InferenceFailure.noPrediction(paths: ["ts"])) {
      try inferConfiguration(
        from: sample([[("ts", .string, "2026-01-01T00:00:00Z")]]), labels: nil, predictionPaths: [], labelPaths: [])
    }
    #expect(throws: InferenceFailure.noLabelFields(missing: "the label", paths: ["request_id"])) {
      try inferConfiguration(
        from: Self.predictions(), labels: sample([[("request_id", .string, "r1")]]), predictionPaths: [],
        labelPaths: [])
    }
  }
}
