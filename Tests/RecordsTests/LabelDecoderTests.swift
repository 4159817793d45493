import Records
import Testing

@Suite("Label lines")
struct LabelDecoderTests {
  static func decode(
    _ line: String, timed: Bool = true, task: PredictionTask = .binary(positive: "1"), kpis: [KPIField] = []
  ) throws -> (batch: LabelBatch, defect: LineDefect?) {
    let schema = LabelSchema(
      id: try #require(path("id")), value: try #require(path("y")), timestamp: timed ? path("at") : nil, task: task,
      kpis: kpis)
    let decoder = LabelDecoder(schema: schema)
    var batch = decoder.emptyBatch()
    var defect: LineDefect?
    _ = decoder.decode(block(line), into: &batch) { defect = $0.defect }
    return (batch, defect)
  }

  @Test("A label has an id, a class and a moment")
  func wholeLine() throws {
    let (batch, defect) = try Self.decode("{\"id\":7,\"y\":true,\"at\":\"2023-11-14T22:13:20Z\"}")
    #expect(defect == nil)
    #expect(batch.ids == [IdentifierHash("7")])
    #expect(batch.outcomes == [1])
    #expect(batch.timestamps == [1_700_000_000_000_000])
    #expect(try Self.decode("{\"id\":7,\"y\":0}", timed: false).batch.timestamps == [.min])
  }

  @Test(
    "Of several classes the label is the number, and a number of its own where it is none of them",
    arguments: [
      ("\"1\"", 1), ("1", 1), ("1.0", 1), ("true", 1), ("\"1.0\"", 254), ("\"cat\"", 0), ("\"c\\u0061t\"", 0),
      ("0", 254),
      ("false", 254), ("\"a much longer name than that\"", 2), ("\"\"", 254),
    ] as [(String, Double)])
  func classes(text: String, outcome: Double) throws {
    let task = PredictionTask.multiclass(classes: ["cat", "1", "a much longer name than that"])
    let (batch, defect) = try Self.decode("{\"id\":7,\"y\":\(text)}", timed: false, task: task)
    #expect(defect == nil && batch.outcomes == [outcome])
  }

  @Test(
    "For regression the label is a number",
    arguments: [
      ("12.5", 12.5, nil), ("-3", -3, nil), ("1e300", 1e300, nil), ("null", nil, .missingField),
      ("\"12.5\"", nil, .wrongType), ("true", nil, .wrongType), ("1e999", nil, .notFinite), ("NaN", nil, .notFinite),
    ] as [(String, Double?, LineDefect.Reason?)])
  func numbers(text: String, outcome: Double?, reason: LineDefect.Reason?) throws {
    let (batch, defect) = try Self.decode("{\"id\":7,\"y\":\(text)}", timed: false, task: .regression)
    #expect(batch.outcomes == (outcome.map { [$0] } ?? []))
    #expect(defect == reason.map { LineDefect($0, field: "y") })
  }

  @Test("Business figures stand in columns of their own, in any batch that is empty")
  func figures() throws {
    let kpis = try ["revenue", "more.clicked", "y"].map { name in
      KPIField(name: name, source: .labels, path: try #require(path(name)))
    }
    let line = "{\"id\":7,\"y\":1,\"revenue\":-2.5,\"more\":{\"clicked\":true}}"
    let (batch, _) = try Self.decode(line, timed: false, kpis: kpis)
    #expect(batch.kpis == [[-2.5], [1], [1]])
    let absent = try Self.decode("{\"id\":7,\"y\":1,\"revenue\":\"much\"}", timed: false, kpis: kpis).batch
    #expect(absent.kpis[0][0].isNaN && absent.kpis[1][0].isNaN && absent.kpis[2] == [1])

    let schema = LabelSchema(
      id: try #require(path("id")), value: try #require(path("y")), timestamp: nil, task: .binary(positive: "1"),
      kpis: kpis)
    let decoder = LabelDecoder(schema: schema)
    var other = LabelBatch()
    for _ in 0..<3 { _ = decoder.decode(block(line), into: &other) { _ in } }
    let csv = block("8,0,7.5\n")
    csv.header = ["id", "y", "revenue"]
    _ = decoder.decode(csv, into: &other) { _ in }
    #expect(other.kpis[0] == [-2.5, -2.5, -2.5, 7.5] && other.kpis[1].prefix(3) == [1, 1, 1])
    #expect(other.outcomes == [1, 1, 1, 0] && other.kpis.map(\.count) == [4, 4, 4])
  }

  @Test(
    "A broken line is refused with its reason and leaves the batch as it was",
    arguments: [
      ("{\"id\":7,\"y\":1", .truncated, nil), ("[]", .notObject, nil), ("{\"y\":1,\"at\":1}", .missingField, "id"),
      ("{\"id\":null,\"y\":1,\"at\":1}", .missingField, "id"), ("{\"id\":{},\"y\":1,\"at\":1}", .wrongType, "id"),
      ("{\"id\":7,\"at\":1}", .missingField, "y"), ("{\"id\":7,\"y\":[1],\"at\":1}", .wrongType, "y"),
      ("{\"id\":7,\"y\":NaN,\"at\":1}", .notFinite, "y"), ("{\"id\":7,\"y\":1}", .missingField, "at"),
      ("{\"id\":7,\"y\":1,\"at\":\"noon\"}", .badTimestamp, "at"), ("{\"id\":7,\"y\":1,\"at\":[]}", .wrongType, "at"),
    ] as [(String, LineDefect.Reason, String?)])
  func broken(line: String, reason: LineDefect.Reason, field: String?) throws {
    let (batch, defect) = try Self.decode(line)
    #expect(defect == LineDefect(reason, field: field))
    #expect(batch.ids.isEmpty && batch.outcomes.isEmpty && batch.timestamps.isEmpty)
  }
}
