import Testing

@testable import Configuration

/// A sample with one line for each row.
func sample(_ rows: [[(String, SampledFields.JSONType, String)]]) -> SampledFields {
  var sample = SampledFields()
  for row in rows {
    sample.addLines(1)
    for (path, type, text) in row { sample.add(path: path, type: type, text: text) }
  }
  return sample
}

@Suite("Sampled fields")
struct SampledFieldsTests {
  @Test("types, values and ranges are kept by path")
  func fields() throws {
    let sample = sample([
      [("a", .number, "1"), ("b", .string, "x")], [("a", .number, "-2.5"), ("b", .null, "null")],
      [("a", .number, "1"), ("b", .string, "y")],
    ])
    #expect(sample.lineCount == 3)
    #expect(sample.paths == ["a", "b"])
    let a = try #require(sample.fields["a"])
    #expect(a.count == 3)
    #expect(a.occurrences == ["1": 2, "-2.5": 1])
    #expect(a.range == -2.5...1)
    let b = try #require(sample.fields["b"])
    #expect(b.types == [.string, .null])
    #expect(b.valueTypes == [.string])
    #expect(b.values == ["x", "y"])
    #expect(b.range == nil)
  }

  @Test("no more values than the limit are told apart")
  func limit() throws {
    var sample = SampledFields()
    for index in 0..<(SampledFields.distinctLimit + 5) { sample.add(path: "id", type: .string, text: String(index)) }
    let field = try #require(sample.fields["id"])
    #expect(field.distinctCount == SampledFields.distinctLimit)
    #expect(field.hasMoreValues)
    #expect(field.count == SampledFields.distinctLimit + 5)
  }
}

@Suite("Field paths against the log")
struct FieldCheckTests {
  private func findings(
    _ fields: String, _ rest: String = "", predictions: SampledFields, labels: SampledFields? = nil
  ) throws -> [String] {
    let directory = try TemporaryDirectory()
    let file = try directory.write(
      "model: m\ninputs: {predictions: [p.jsonl], labels: [l.jsonl]}\nfields: \(fields)\n\(rest)", to: "leeway.yaml")
    let diagnostics = Diagnostics()
    let draft = ConfigurationDraft.read(file: file, environment: [:], into: diagnostics)
    #expect(diagnostics.sorted.map(\.text) == [])
    return draft.unmatchedPaths(predictions: predictions, labels: labels).map {
      $0.text.replacing(file + ":", with: "")
    }
  }

  private let log = sample([
    [
      ("ts", .string, "2026-01-01T00:00:00Z"), ("id", .string, "a"), ("prediction", .number, "1"),
      ("features.age", .number, "3"), ("features.channel", .string, "web"), ("segment.region", .string, "eu"),
    ]
  ])
  private let labelLog = sample([[("id", .string, "a"), ("label", .number, "1")]])

  @Test("paths that are in the log pass")
  func matching() throws {
    #expect(
      try findings(
        "{timestamp: ts, id: id, prediction: prediction}",
        "labels: {id: id, value: label}\nfeatures: {age: {path: features.age, kind: numeric}}", predictions: log,
        labels: labelLog) == [])
  }

  @Test("a path that matches nothing names the nearest one at its line")
  func unmatched() throws {
    let found = try findings(
      "{timestamp: tss, id: id, prediction: predicton}",
      """
      labels: {id: id, value: lable}
      features: {age: {path: age, kind: numeric}, all: {path: features, kind: numeric}}
      segments: [regoin]
      """, predictions: log, labels: labelLog)
    #expect(
      found == [
        "3:21: error: path 'tss' of 'fields.timestamp' matches nothing in the prediction log; did you mean 'ts'? "
          + "(paths in the log: features.age, features.channel, id, prediction, segment.region, ts)",
        "3:46: error: path 'predicton' of 'fields.prediction' matches nothing in the prediction log; "
          + "did you mean 'prediction'? "
          + "(paths in the log: features.age, features.channel, id, prediction, segment.region, ts)",
        "4:25: error: path 'lable' of 'labels.value' matches nothing in the label log; did you mean 'label'? "
          + "(paths in the log: id, label)",
        "5:24: error: path 'age' of 'features.age.path' matches nothing in the prediction log; "
          + "did you mean 'features.age'?",
        "5:57: error: path 'features' of 'features.all.path' is an object in the prediction log, not a value; "
          + "name one of its members: features.age, features.channel",
        "6:12: error: path 'regoin' of 'segments[1]' matches nothing in the prediction log; "
          + "did you mean 'segment.region'?",
      ])
  }

  @Test("text where numbers are wanted is a warning")
  func textForNumbers() throws {
    #expect(
      try findings(
        "{timestamp: ts, id: id, prediction: prediction}",
        "labels: {id: id, value: label}\nfeatures: {channel: {path: features.channel, kind: numeric}}",
        predictions: log, labels: labelLog) == [
          "5:28: warning: 'features.channel.path' wants numbers, but 'features.channel' holds none in the prediction log, "
            + "such as \"web\"; check the path; a feature of texts is of kind categorical"
        ])
  }

  private let scored = sample([
    [
      ("ts", .string, "2026-01-01T00:00:00Z"), ("id", .string, "a"), ("prediction", .string, "low"),
      ("scores.low", .number, "0.5"), ("scores.high", .number, "0.5"), ("confidence", .number, "0.5"),
      ("clicked", .boolean, "true"), ("basket", .string, "large"),
    ]
  ])

  @Test("the scores of several classes are an object with each of them")
  func scores() throws {
    func found(_ score: String, _ classes: String) throws -> [String] {
      try findings(
        "{timestamp: ts, id: id, prediction: prediction, score: \(score)}",
        "labels: {id: id, value: label}\ntask: multiclass\nclasses: \(classes)", predictions: scored, labels: labelLog)
    }
    #expect(try found("scores", "[low, high]") == [])
    #expect(
      try found("scores", "[low, hihg]") == [
        "3:64: error: 'scores' of 'fields.score' has no score for 'hihg' in the prediction log; it has high, low"
      ])
    #expect(
      try found("scores", "[a, b]") == [
        "3:64: error: 'scores' of 'fields.score' has no score for 'a', 'b' in the prediction log; it has high, low"
      ])
    #expect(
      try found("confidence", "[low, high]") == [
        "3:64: error: path 'confidence' of 'fields.score' is one value in the prediction log, not an object {class: p}; "
          + "for several classes log the score of each of them, or leave 'score' out"
      ])
    #expect(
      try found("scors", "[low, high]").first?.hasPrefix(
        "3:64: error: path 'scors' of 'fields.score' matches nothing in the prediction log") == true)
  }

  @Test("a business figure is a number or a boolean of its log")
  func figures() throws {
    #expect(
      try findings(
        "{timestamp: ts, id: id, prediction: prediction}",
        "labels: {id: id, value: label}\nkpis: {a: {path: clicked}, b: {path: confidence}, c: {label_path: label}}",
        predictions: scored, labels: labelLog) == [])
    #expect(
      try findings(
        "{timestamp: ts, id: id, prediction: prediction}",
        "labels: {id: id, value: label}\nkpis: {a: {path: basket}, b: {label_path: revenue}}", predictions: scored,
        labels: labelLog) == [
          "5:18: warning: 'kpis.a.path' wants numbers or booleans, but 'basket' holds none in the prediction log, "
            + "such as \"large\"; check the path",
          "5:43: error: path 'revenue' of 'kpis.b.label_path' matches nothing in the label log; "
            + "paths in the log: id, label",
        ])
  }

  @Test("an override may be too rare for the sample, so that its path is only doubted")
  func override() throws {
    let found = try findings(
      "{timestamp: ts, id: id, prediction: prediction, override: overide}", "labels: {id: id, value: label}",
      predictions: log, labels: labelLog)
    #expect(found.count == 1)
    #expect(
      found.first?.hasPrefix(
        "3:67: warning: path 'overide' of 'fields.override' matches nothing in the prediction log") == true)
  }

  @Test("what a regression predicts and learns are numbers")
  func regression() throws {
    #expect(
      try findings(
        "{timestamp: ts, id: id, prediction: prediction}", "labels: {id: id, value: id}\ntask: regression",
        predictions: scored, labels: labelLog) == [
          "3:45: warning: 'fields.prediction' wants numbers, but 'prediction' holds none in the prediction log, "
            + "such as \"low\"; check the path",
          "4:25: warning: 'labels.value' wants numbers, but 'id' holds none in the label log, such as \"a\"; check the path",
        ])
  }

  @Test("a log without lines says nothing")
  func emptyLog() throws {
    #expect(
      try findings(
        "{timestamp: x, id: y, prediction: z}", "labels: {id: x, value: y}", predictions: SampledFields(),
        labels: nil) == [])
  }
}
