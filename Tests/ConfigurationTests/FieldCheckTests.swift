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

  @Test("a log without lines says nothing")
  func emptyLog() throws {
    #expect(
      try findings(
        "{timestamp: x, id: y, prediction: z}", "labels: {id: x, value: y}", predictions: SampledFields(),
        labels: nil) == [])
  }
}
