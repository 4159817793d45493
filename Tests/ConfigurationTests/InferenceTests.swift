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
    #expect(schema.task == .binary(positive: "1"))
    #expect(schema.features.map(\.name) == ["age", "channel"])
    #expect(schema.features.map(\.kind) == [.numeric, .categorical])
    #expect(schema.dimensions.map(\.name) == ["region", "sex", "channel"])
    #expect(schema.dimensions.map(\.path.description) == ["segment.region", "segment.sex", "features.channel"])
    #expect(text.configuration.contains("# left out: features.note (nearly every line has a text of its own)"))
    #expect(text.configuration.contains("# left out: features.nothing (always null)"))
    #expect(configuration.cellPlan.fairness == [[1]])
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
    #expect(configuration.schema.task == .binary(positive: "true"))
    #expect(configuration.schema.id == nil)
    #expect(configuration.labelSchema == nil)
    #expect(configuration.rules.map(\.metric) == [.psi])
  }

  /// Lines of a log with these fields, besides time, id and two features.
  private static func log(_ extra: (Int) -> Row) -> SampledFields {
    sample(
      (0..<100).map { index in
        let row: Row = [
          ("ts", .number, "\(1_772_323_200 + index)"), ("id", .string, "r\(index)"),
          ("features.rooms", .number, "\(index % 7)"), ("features.sex", .string, ["f", "m"][index % 2]),
        ]
        return row + extra(index)
      })
  }

  private static func truth(_ type: SampledFields.JSONType, _ text: (Int) -> String) -> SampledFields {
    sample((0..<100).map { index in [("id", .string, "r\(index)"), ("label", type, text(index))] })
  }

  @Test("a prediction of many numbers is a regression")
  func regression() throws {
    let text = try inferConfiguration(
      from: Self.log { [("prediction", .number, "\(Double($0) * 1.5 + 3)"), ("override", .null, "null")] },
      labels: Self.truth(.number) { "\(Double($0) * 1.4)" }, predictionPaths: ["p.jsonl"], labelPaths: ["l.jsonl"])
    let configuration = try roundTrip(text)
    #expect(configuration.schema.task == .regression)
    #expect(configuration.labelSchema?.task == .regression)
    #expect(configuration.labelSchema?.value == FieldPath("label"))
    #expect(configuration.schema.score == nil)
    #expect(configuration.schema.override == FieldPath("override"))
    #expect(configuration.cellPlan.fairness == [])
    #expect(configuration.rules.map(\.metric) == [.psi, .nullRate, .rmse])
    #expect(!text.configuration.contains("positive:"))
  }

  @Test("a few numbers with a fraction are a regression, a few whole ones classes")
  func fewNumbers() throws {
    func task(_ prediction: (Int) -> String) throws -> PredictionTask {
      try roundTrip(
        try inferConfiguration(
          from: Self.log { [("prediction", .number, prediction($0))] }, labels: nil, predictionPaths: ["p.jsonl"],
          labelPaths: [])
      ).schema.task
    }
    #expect(try task { ["1.5", "2.5", "3.5"][$0 % 3] } == .regression)
    #expect(try task { ["10", "2", "1"][$0 % 3] } == .multiclass(classes: ["1", "2", "10"]))
    #expect(try task { ["0", "1"][$0 % 2] } == .binary(positive: "1"))
  }

  @Test("several classes are taken from both logs, with the object of their scores")
  func multiclass() throws {
    let text = try inferConfiguration(
      from: Self.log { index in
        [
          ("prediction", .string, ["low", "high"][index % 2]), ("scores.low", .number, "0.2"),
          ("scores.mid", .number, "0.3"), ("scores.high", .number, "0.5"),
          ("human_override", .boolean, index == 3 ? "true" : "false"),
        ]
      }, labels: Self.truth(.string) { ["low", "mid", "high"][$0 % 3] }, predictionPaths: ["p.jsonl"],
      labelPaths: ["l.jsonl"])
    let configuration = try roundTrip(text)
    #expect(configuration.schema.task == .multiclass(classes: ["high", "low", "mid"]))
    #expect(configuration.schema.score == FieldPath("scores"))
    #expect(configuration.schema.override == FieldPath("human_override"))
    #expect(configuration.schema.features.map(\.name) == ["rooms", "sex"])
    #expect(configuration.schema.dimensions.map(\.name) == ["sex"])
    #expect(configuration.cellPlan.fairness == [])
    #expect(configuration.rules.map(\.metric) == [.psi, .nullRate, .f1Macro])
  }

  @Test("one score does not do for several classes")
  func singleScore() throws {
    let text = try inferConfiguration(
      from: Self.log { [("prediction", .string, ["a", "b", "c"][$0 % 3]), ("score", .number, "0.\($0 % 9)")] },
      labels: nil, predictionPaths: ["p.jsonl"], labelPaths: [])
    #expect(try roundTrip(text).schema.score == nil)
    #expect(
      text.configuration.contains("# left out: score (one score, where several classes need an object {class: p})"))
  }

  @Test("of an object of two scores the positive class is taken")
  func twoScores() throws {
    let text = try inferConfiguration(
      from: Self.log { index in
        [
          ("prediction", .number, "\(index % 2)"), ("probabilities.0", .number, "0.2"),
          ("probabilities.1", .number, "0.8"),
        ]
      }, labels: nil, predictionPaths: ["p.jsonl"], labelPaths: [])
    let schema = try roundTrip(text).schema
    #expect(schema.task == .binary(positive: "1"))
    #expect(schema.score == FieldPath("probabilities.1"))
  }

  @Test("what is left to the person is there as comments that read when they are uncommented")
  func comments() throws {
    let text = try inferConfiguration(
      from: Self.predictions(), labels: Self.labels, predictionPaths: ["p.jsonl"], labelPaths: ["l.jsonl"])
    var lines = text.configuration.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for index in lines.indices {
      for key in ["# kpis:", "#   NAME: {path", "# cost:", "# health:"] where lines[index].hasPrefix(key) {
        lines[index] = String(lines[index].dropFirst(2)).replacing("PATH}", with: "clicked}")
      }
    }
    let configuration = try roundTrip(
      InferredConfiguration(configuration: lines.joined(separator: "\n"), rules: text.rules))
    #expect(configuration.schema.kpis.map(\.name) == ["NAME"])
    #expect(configuration.cellPlan.beta == 2)
    #expect(configuration.health?.entries.map(\.metric) == [.psi, .f1])
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
