import Ingest
import Notation
import Records
import Testing

@testable import Engine

@Suite("What a file seems to be")
struct FileDiagnosisTests {
  private struct Case: CustomTestStringConvertible {
    var name: String
    var kind = LogKind.predictions
    var task = PredictionTask.binary(positive: "1")
    var defect: LineDefect
    var heads: [String]
    var header: [String]?
    /// What the finding holds, in this order.
    var says: [String]

    var testDescription: String { name }
  }

  private static func schema(_ task: PredictionTask = .binary(positive: "1")) throws -> RecordSchema {
    RecordSchema(
      timestamp: try #require(FieldPath("ts")), id: FieldPath("request_id"), version: nil,
      prediction: try #require(FieldPath("prediction")), score: FieldPath("probability"), latency: nil, status: nil,
      features: [], dimensions: [], task: task)
  }

  private static func labels(_ task: PredictionTask = .binary(positive: "1")) throws -> LabelSchema {
    LabelSchema(
      id: try #require(FieldPath("request_id")), value: try #require(FieldPath("label")), timestamp: FieldPath("ts"),
      task: task)
  }

  /// A file whose lines all fail alike, with these beginnings in turn.
  private static func finding(_ example: Case, lines: Int = 1000) throws -> String {
    var diagnosis = FileDiagnosis(
      path: "x.log", kind: example.kind, schema: try schema(example.task), labels: try labels(example.task))
    let rejected = (0..<lines).map { index in
      DeadLetter(
        path: "x.log", offset: Int64(index * 100), defect: example.defect,
        head: example.heads[min(index, example.heads.count - 1)])
    }
    let finding = diagnosis.note(lines: lines, rejected: rejected, header: example.header) ?? diagnosis.conclude()
    return try #require(finding).text
  }

  private static let long = String(repeating: "x", count: 170)
  private static let animals = PredictionTask.multiclass(classes: ["cat", "dog"])

  private static let cases: [Case] = [
    Case(
      name: "labels among the predictions", defect: LineDefect(.missingField, field: "prediction"),
      heads: ["{\"request_id\":\"a\",\"label\":1,\"ts\":\"2026-03-01T00:00:00Z\"}"],
      says: [
        "1000 of the first 1000 lines lack 'prediction'", "seems to hold labels (fields: request_id, label, ts)",
        "inputs.labels",
      ]),
    Case(
      name: "predictions among the labels", kind: .labels, defect: LineDefect(.missingField, field: "label"),
      heads: ["{\"ts\":1772323200,\"id\":\"a\",\"prediction\":1,\"probability\":0.8,\"features\":{\"x\":\"\(long)"],
      says: [
        "lack 'label'", "seems to hold predictions (fields: ts, id, prediction, probability, features.x, …)",
        "inputs.predictions",
      ]),
    Case(
      name: "another name for the time", defect: LineDefect(.missingField, field: "ts"),
      heads: ["{\"event_at\":\"2026-03-01T00:00:00Z\",\"request_id\":\"a\",\"prediction\":1,\"amount\":3}"],
      says: ["lack 'ts'", "event_at, request_id, prediction, amount", "set fields.timestamp to 'event_at'"]),
    Case(
      name: "a nearly right name", defect: LineDefect(.missingField, field: "request_id"),
      heads: ["{\"ts\":1772323200,\"requestid\":\"a\",\"prediction\":1}"],
      says: ["lack 'request_id'", "set fields.id to 'requestid'"]),
    Case(
      name: "everything in an envelope", defect: LineDefect(.missingField, field: "ts"),
      heads: ["{\"level\":\"info\",\"data\":{\"ts\":1772323200,\"request_id\":\"a\"}}"],
      says: ["lack 'ts'", "set fields.timestamp to 'data.ts'"]),
    Case(
      name: "null in every line", defect: LineDefect(.missingField, field: "request_id"),
      heads: ["{\"ts\":1,\"request_id\":null,\"prediction\":1,\"trace_id\":\"t\"}"],
      says: ["have no value in 'request_id'", "fields.id to 'trace_id'"]),
    Case(
      name: "empty objects", defect: LineDefect(.missingField, field: "ts"), heads: ["{}"],
      says: ["lack 'ts'", "objects are empty"]),
    Case(
      name: "a time without a zone", defect: LineDefect(.badTimestamp, field: "ts"),
      heads: ["{\"ts\":\"2026-03-01T12:00:00\",\"prediction\":1}"],
      says: ["'ts' that is no time, such as '2026-03-01T12:00:00'", "Z or an offset"]),
    Case(
      name: "a time in another form", defect: LineDefect(.badTimestamp, field: "ts"),
      heads: ["{\"ts\":\"01/03/2026 12:00\",\"unix\":1772323200,\"prediction\":1}"],
      says: ["such as '01/03/2026 12:00'", "RFC 3339", "fields.timestamp to 'unix'"]),
    Case(
      name: "percentages", defect: LineDefect(.outOfRange, field: "probability"),
      heads: ["{\"ts\":1,\"prediction\":1,\"probability\":87.5,\"share\":0.875}"],
      says: ["'probability' outside of 0 to 1, such as '87.5'", "percentages", "fields.score to 'share'"]),
    Case(
      name: "percentages of classes", task: animals, defect: LineDefect(.outOfRange, field: "probability.cat"),
      heads: ["{\"ts\":1,\"prediction\":\"cat\",\"probability\":{\"cat\":87.5,\"dog\":12.5},\"share\":0.875}"],
      says: ["'probability.cat' outside of 0 to 1, such as '87.5'", "percentages divided by 100"]),
    Case(
      name: "scores of classes among the labels", kind: .labels, task: animals,
      defect: LineDefect(.missingField, field: "label"),
      heads: ["{\"ts\":1,\"probability\":{\"cat\":0.5,\"dog\":0.5}}"],
      says: ["lack 'label'", "seems to hold predictions", "inputs.predictions"]),
    Case(
      name: "another name for the class", task: animals, defect: LineDefect(.missingField, field: "prediction"),
      heads: ["{\"ts\":1772323200,\"note\":\"hello\",\"species\":\"dog\"}"],
      says: ["lack 'prediction'", "set fields.prediction to 'species'"]),
    Case(
      name: "another name for the number", task: .regression, defect: LineDefect(.missingField, field: "prediction"),
      heads: ["{\"ts\":1772323200,\"price\":1234.5,\"currency\":\"EUR\",\"is_new\":true}"],
      says: ["lack 'prediction'", "set fields.prediction to 'price'"]),
    Case(
      name: "another name for the true number", kind: .labels, task: .regression,
      defect: LineDefect(.missingField, field: "label"),
      heads: ["{\"ts\":1772323200,\"request_id\":\"a\",\"paid\":99.5}"],
      says: ["lack 'label'", "set labels.value to 'paid'"]),
    Case(
      name: "an object where a value is wanted", defect: LineDefect(.wrongType, field: "prediction"),
      heads: ["{\"ts\":1,\"prediction\":{\"class\":1,\"p\":0.3}}"],
      says: ["'prediction' of a type", "set fields.prediction to one of: prediction.class, prediction.p"]),
    Case(
      name: "NaN", defect: LineDefect(.notFinite, field: "probability"), heads: ["{\"probability\":NaN}"],
      says: ["'probability' that is NaN or infinite"]),
    Case(
      name: "CSV among the predictions", defect: LineDefect(.notJSON),
      heads: ["ts,prediction,age", "2026-03-01T00:00:00Z,1,30", "2026-03-01T00:00:01Z,0,31"],
      says: ["no JSON objects", "CSV (columns: ts, prediction, age)", "have to be JSON lines"]),
    Case(
      name: "CSV labels among the predictions", defect: LineDefect(.notJSON),
      heads: ["request_id;label;ts", "a;1;2026-03-01", "b;0;2026-03-01"],
      says: ["labels as CSV (columns: request_id, label, ts)", "inputs.labels"]),
    Case(
      name: "CSV labels read as JSON lines", kind: .labels, defect: LineDefect(.notJSON),
      heads: ["request_id\tlabel", "a\t1", "b\t0"],
      says: ["CSV (columns: request_id, label)", "labels.format to csv"]),
    Case(
      name: "other columns in a CSV", kind: .labels, defect: LineDefect(.missingField, field: "label"),
      heads: ["a,1", "b,0"], header: ["request_id", "outcome"],
      says: ["lack 'label'", "its header has request_id, outcome", "set labels.value to 'outcome'"]),
    Case(
      name: "a CSV without a header", kind: .labels, defect: LineDefect(.missingField, field: "request_id"),
      heads: ["b,0"], header: ["a", "1"], says: ["no header", "first record: a, 1"]),
    Case(
      name: "CSV records of the wrong width", kind: .labels, defect: LineDefect(.notCSV), heads: ["a,1,2,3"],
      header: ["request_id", "label"], says: ["cannot be cut into the fields of the header, such as 'a,1,2,3'"]),
    Case(
      name: "a JSON array", defect: LineDefect(.truncated), heads: ["[", "  {\"ts\": 1,", "  \"prediction\": 1},"],
      says: ["one JSON array", "jq -c '.[]'"]),
    Case(
      name: "a JSON array on one line", defect: LineDefect(.lineTooLong), heads: ["[{\"ts\":1,\"prediction\":1},{\"ts"],
      says: ["one JSON array"]),
    Case(
      name: "pretty-printed JSON", defect: LineDefect(.notJSON),
      heads: ["{", "  \"ts\": 1,", "  \"prediction\": 1", "}", "{", "  \"ts\": 2,"],
      says: ["several lines", "jq -c ."]),
    Case(
      name: "lines over the limit", defect: LineDefect(.lineTooLong), heads: ["{\"image\":\"\(long)"],
      says: ["longer than inputs.line_limit", "raise inputs.line_limit"]),
    Case(
      name: "arrays for rows", defect: LineDefect(.notObject), heads: ["[1772323200, 1, 0.3]"],
      says: ["are JSON, but no objects", "write objects"]),
    Case(
      name: "a prefix before each object", defect: LineDefect(.notJSON),
      heads: ["2026-03-01T00:00:00Z stdout F {\"ts\":1,\"prediction\":1}"], says: ["in front of each JSON object"]),
    Case(
      name: "a text log", defect: LineDefect(.notJSON),
      heads: ["[INFO] started", "2026-03-01 12:00:00,123 - root - served 3 requests"],
      says: ["such as '[INFO] started'", "plain text", "have to be JSON lines"]),
    Case(
      name: "Latin-1", defect: LineDefect(.invalidUTF8), heads: ["{\"name\":\"M\u{FFFD}ller\"}"],
      says: ["not valid UTF-8", "Latin-1", "iconv"]),
    Case(
      name: "gzip under a plain name", defect: LineDefect(.notJSON), heads: ["\u{1F}\u{FFFD}\u{8}\0\u{FFFD}"],
      says: ["gzip", ".gz"]),
    Case(
      name: "zstd under a plain name", defect: LineDefect(.invalidUTF8), heads: ["(\u{FFFD}/\u{FFFD}\u{4}\0"],
      says: ["zstd", ".zst"]),
    Case(name: "Parquet", defect: LineDefect(.notJSON), heads: ["PAR1\u{15}\u{4}"], says: ["Parquet", "JSON lines"]),
    Case(name: "Avro", defect: LineDefect(.notJSON), heads: ["Obj\u{1}\u{4}avro"], says: ["Avro"]),
    Case(
      name: "UTF-16", defect: LineDefect(.notJSON),
      heads: ["\u{FFFD}\u{FFFD}{\0\"\0t\0s\0\"\0:\01\0}\0", "\0{\0\"\0t\0s\0\"\0:\01\0}\0"], says: ["UTF-16", "UTF-8"]),
    Case(
      name: "binary data", defect: LineDefect(.notJSON), heads: ["\u{7F}ELF\u{2}\u{1}\u{1}\0\0\0\0\u{3}"],
      says: ["binary"]),
  ]

  @Test("Each kind of file is told, with the setting that reads it", arguments: cases)
  private func kinds(example: Case) throws {
    let text = try Self.finding(example)
    #expect(text.hasPrefix("x.log: 1000 of the first 1000 lines "))
    var rest = text[...]
    for part in example.says {
      let range = try #require(rest.firstRange(of: part), "'\(part)' is not in order in: \(text)")
      rest = rest[range.upperBound...]
    }
    #expect(!text.contains { $0.isNewline || $0 == "\0" })
    // No number has the place of an object of scores.
    if case .multiclass = example.task { #expect(!text.contains("fields.score to")) }
  }

  private func letters(_ count: Int, _ defect: LineDefect) -> [DeadLetter] {
    (0..<count).map { DeadLetter(path: "x", offset: Int64(7 + $0), defect: defect, head: "{\"ts\":1}") }
  }

  private func diagnosis() throws -> FileDiagnosis {
    FileDiagnosis(path: "x", kind: .predictions, schema: try Self.schema(), labels: nil)
  }

  @Test("Half of the lines are not enough, one more is", arguments: [(500, false), (501, true)])
  func threshold(bad: Int, isFound: Bool) throws {
    var diagnosis = try diagnosis()
    let finding = diagnosis.note(lines: 1000, rejected: letters(bad, LineDefect(.missingField, field: "prediction")))
    #expect((finding != nil) == isFound)
    #expect(diagnosis.isSettled)
  }

  @Test("Lines that fail in different fields do not fail alike")
  func different() throws {
    var diagnosis = try diagnosis()
    let rejected =
      letters(400, LineDefect(.missingField, field: "ts"))
      + letters(400, LineDefect(.missingField, field: "prediction"))
    #expect(diagnosis.note(lines: 1000, rejected: rejected) == nil)
  }

  @Test("Lines that are no JSON in different ways fail alike")
  func structural() throws {
    var diagnosis = try diagnosis()
    let rejected = [LineDefect(.notJSON), LineDefect(.truncated), LineDefect(.notObject)].flatMap { letters(300, $0) }
    #expect(diagnosis.note(lines: 1000, rejected: rejected)?.text.contains("900 of the first 1000 lines") == true)
  }

  @Test("There is one finding, over as many portions as it takes")
  func once() throws {
    var diagnosis = try diagnosis()
    let rejected = letters(300, LineDefect(.missingField, field: "prediction"))
    for _ in 0..<3 { #expect(diagnosis.note(lines: 300, rejected: rejected) == nil) }
    #expect(diagnosis.note(lines: 300, rejected: rejected)?.text.contains("1200 of the first 1200 lines") == true)
    #expect(diagnosis.note(lines: 300, rejected: rejected) == nil)
    #expect(diagnosis.conclude() == nil)
  }

  @Test("A short file is judged at its end, an empty one never")
  func short() throws {
    var diagnosis = try diagnosis()
    #expect(diagnosis.conclude() == nil)
    #expect(!diagnosis.isSettled)
    #expect(diagnosis.note(lines: 3, rejected: letters(2, LineDefect(.missingField, field: "prediction"))) == nil)
    #expect(diagnosis.conclude()?.text.contains("2 of its 3 lines lack 'prediction'") == true)
  }

  @Test("Times ahead of the clock are told with one of them")
  func ahead() throws {
    var diagnosis = try diagnosis()
    let finding = diagnosis.note(lines: 1000, rejected: [], ahead: (900, Instant(seconds: 1_900_000_000)))
    let text = try #require(finding).text
    #expect(text.contains("900 of the first 1000 lines claim a 'ts' far ahead of the clock"))
    #expect(text.contains("such as 2030-03-17T17:46:40Z"))
    #expect(text.contains("time.ahead"))
  }

  @Test("Whatever the beginnings of lines hold, nothing breaks", arguments: 0..<20)
  func anything(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let alphabet = Array("{}[]\",:\\ \t\0\u{FFFD}\u{1}abz019.-;é")
    for _ in 0..<200 {
      let heads = (0..<4).map { _ in
        let count = Int.random(in: 0...60, using: &generator)
        return String((0..<count).map { _ in alphabet.randomElement(using: &generator) ?? "a" })
      }
      let reason = LineDefect.Reason.allCases.randomElement(using: &generator) ?? .notJSON
      let kind = Bool.random(using: &generator) ? LogKind.labels : .predictions
      let example = Case(
        name: "", kind: kind, defect: LineDefect(reason, field: "ts"), heads: heads,
        header: Bool.random(using: &generator) ? ["a", ""] : nil, says: [])
      #expect(try Self.finding(example, lines: 4).hasPrefix("x.log: 4 of its 4 lines "), "seed \(seed): \(heads)")
    }
  }
}
