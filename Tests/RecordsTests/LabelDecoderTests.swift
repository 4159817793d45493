import Records
import Testing

@Suite("Label lines")
struct LabelDecoderTests {
  static func decode(_ line: String, timed: Bool = true) throws -> (batch: LabelBatch, defect: LineDefect?) {
    let schema = LabelSchema(
      id: try #require(path("id")), value: try #require(path("y")), timestamp: timed ? path("at") : nil, positive: "1")
    let decoder = LabelDecoder(schema: schema)
    var batch = LabelBatch()
    var defect: LineDefect?
    _ = decoder.decode(block(line), into: &batch) { defect = $0.defect }
    return (batch, defect)
  }

  @Test("A label has an id, a class and a moment")
  func wholeLine() throws {
    let (batch, defect) = try Self.decode("{\"id\":7,\"y\":true,\"at\":\"2023-11-14T22:13:20Z\"}")
    #expect(defect == nil)
    #expect(batch.ids == [IdentifierHash("7")])
    #expect(batch.positive == [true])
    #expect(batch.timestamps == [1_700_000_000_000_000])
    #expect(try Self.decode("{\"id\":7,\"y\":0}", timed: false).batch.timestamps == [.min])
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
    #expect(batch.ids.isEmpty && batch.positive.isEmpty && batch.timestamps.isEmpty)
  }
}
