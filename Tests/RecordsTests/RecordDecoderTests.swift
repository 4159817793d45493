import Records
import Testing

@Suite("Prediction lines")
struct RecordDecoderTests {
  let decoder: RecordDecoder
  var batch: RecordBatch

  static func schema(positive: String = "1") throws -> RecordSchema {
    let age = try #require(path("features.age"))
    let channel = try #require(path("features.channel"))
    let region = try #require(path("region"))
    return RecordSchema(
      timestamp: try #require(path("ts")), id: path("id"), version: path("v"), prediction: try #require(path("p")),
      score: path("s"), latency: path("ms"), status: path("st"),
      features: [
        .init(name: "age", path: age, kind: .numeric), .init(name: "channel", path: channel, kind: .categorical),
      ], dimensions: [.init(name: "region", path: region)], task: .binary(positive: positive))
  }

  init() throws {
    decoder = RecordDecoder(schema: try Self.schema(), categories: [["web", "app"]], learnsCategories: true)
    batch = decoder.emptyBatch()
  }

  /// A good line but for what is given: each text replaces the member of that name, an empty one removes it.
  static func line(_ changes: [String: String] = [:]) -> String {
    let members = [
      ("ts", "1700000000"), ("id", "\"a\""), ("v", "\"v1\""), ("p", "1"), ("s", "0.75"), ("ms", "12.5"),
      ("st", "\"ok\""),
      ("features", "{\"age\":41,\"channel\":\"app\"}"), ("region", "\"north\""),
    ]
    let texts = members.compactMap { name, text -> String? in
      let value = changes[name] ?? text
      return value.isEmpty ? nil : "\"\(name)\":\(value)"
    }
    return "{" + texts.joined(separator: ",") + "}"
  }

  @Test("A line fills one row of every column")
  mutating func wholeLine() {
    #expect(decoder.defect(Self.line(), into: &batch) == nil)
    #expect(batch.timestamps == [1_700_000_000_000_000])
    #expect(batch.ids == [IdentifierHash("a")])
    #expect(batch.combinations == [0] && batch.table.texts == [["v1", "north"]])
    #expect(batch.served == [RecordBatch.Served.positive])
    #expect(batch.scores == [0.75])
    #expect(batch.latencies == [12_500])
    #expect(batch.failed == [false])
    #expect(batch.numeric == [[41]])
    #expect(batch.categorical == [[1]])
    #expect(batch.invalidValues == 0)
    batch.removeAll()
    #expect(batch.count == 0 && batch.numeric == [[]])
  }

  @Test(
    "A broken line is refused with its reason and leaves the batch as it was",
    arguments: [
      ("{", .truncated, nil), (String(line().dropLast()), .truncated, nil),
      (String(line().dropLast(12)), .truncated, nil), (String(line().prefix(25)), .truncated, nil),
      ("{\"ts\":", .truncated, nil), ("{\"a\":[1,2", .truncated, nil), ("{\"ts\":1,\"id", .truncated, nil),
      ("nonsense", .notJSON, nil), ("{ts:1}", .notJSON, nil), ("{'ts':1}", .notJSON, nil),
      (line() + "x", .notJSON, nil),
      (line() + line(), .notJSON, nil), ("{\"a\":1,}", .notJSON, nil), ("{\"a\":01}", .notJSON, nil),
      ("{\"a\":nano}", .notJSON, nil), ("{\"a\":\"\\ud800\"}", .notJSON, nil), ("{\"a\":1}}", .notJSON, nil),
      ("[1]", .notObject, nil), ("17", .notObject, nil), ("\"text\"", .notObject, nil), ("null", .notObject, nil),
      ("NaN", .notObject, nil),
      (line(["ts": ""]), .missingField, "ts"), (line(["ts": "null"]), .missingField, "ts"),
      (line(["ts": "true"]), .wrongType, "ts"), (line(["ts": "{}"]), .wrongType, "ts"),
      (line(["ts": "\"yesterday\""]), .badTimestamp, "ts"), (line(["ts": "\"\""]), .badTimestamp, "ts"),
      (line(["ts": "1e25"]), .badTimestamp, "ts"), (line(["ts": "NaN"]), .notFinite, "ts"),
      (line(["id": ""]), .missingField, "id"), (line(["id": "1.5"]), .wrongType, "id"),
      (line(["id": "[1]"]), .wrongType, "id"), (line(["id": "true"]), .wrongType, "id"),
      (line(["p": ""]), .missingField, "p"), (line(["p": "null"]), .missingField, "p"),
      (line(["p": "{\"a\":1}"]), .wrongType, "p"), (line(["p": "NaN"]), .notFinite, "p"),
      (line(["s": ""]), .missingField, "s"), (line(["s": "\"0.5\""]), .wrongType, "s"),
      (line(["s": "1.0001"]), .outOfRange, "s"), (line(["s": "-0.1"]), .outOfRange, "s"),
      (line(["s": "NaN"]), .notFinite, "s"), (line(["s": "-Infinity"]), .notFinite, "s"),
      (line(["s": "1e999"]), .notFinite, "s"), (line(["s": "-1.5e+400"]), .notFinite, "s"),
    ] as [(String, LineDefect.Reason, String?)])
  mutating func broken(line: String, reason: LineDefect.Reason, field: String?) {
    _ = decoder.defect(Self.line(), into: &batch)
    let before = batch
    #expect(decoder.defect(line, into: &batch) == LineDefect(reason, field: field))
    #expect(batch.count == 1)
    #expect(batch.ids == before.ids && batch.scores == before.scores && batch.numeric == before.numeric)
    #expect(
      batch.combinations.count == 1 && batch.served.count == 1 && batch.latencies.count == 1 && batch.failed.count == 1)
    #expect(batch.categorical == before.categorical && batch.table.texts == before.table.texts)
    #expect(batch.invalidValues == 0)
    #expect(decoder.defect(Self.line(), into: &batch) == nil)
    #expect(batch.count == 2 && batch.ids.count == 2)
  }

  @Test("Bytes that are no UTF-8 are refused wherever they stand")
  mutating func invalidUTF8() {
    for bad in [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0xAF]] as [[UInt8]] {
      let line = Array("{\"unread\":\"".utf8) + bad + Array("\",".utf8) + Array(Self.line().utf8.dropFirst())
      #expect(decoder.defect(line, into: &batch) == LineDefect(.invalidUTF8))
    }
    #expect(batch.count == 0)
  }

  @Test(
    "A feature of the wrong type or not finite is null and counted; an absent one is null",
    arguments: [
      ("{\"age\":null,\"channel\":null}", 0), ("{}", 0), ("null", 0), ("", 0), ("7", 0), ("[{\"age\":1}]", 0),
      ("{\"age\":\"41\",\"channel\":{}}", 2), ("{\"age\":NaN,\"channel\":[1]}", 2),
      ("{\"age\":Infinity,\"channel\":-inf}", 2),
      ("{\"age\":true}", 1), ("{\"age\":1e999}", 1), ("{\"age\" :\t-1e400 }", 1),
    ])
  mutating func nullFeatures(features: String, invalid: Int) throws {
    #expect(decoder.defect(Self.line(["features": features]), into: &batch) == nil)
    #expect(batch.numeric[0].count == 1 && batch.numeric[0][0].isNaN)
    #expect(batch.categorical == [[Vocabulary.missing]])
    #expect(batch.invalidValues == invalid)
    #expect(batch.scores == [0.75])
  }

  @Test("Repair of one value touches no other, and no text that looks like it")
  mutating func repairIsLocal() {
    let line = Self.line(["features": "{\"age\":NaN,\"channel\":\"a \\\"NaN, 1e999:-Infinity\"}", "region": "\"NaN\""])
    #expect(decoder.defect(line, into: &batch) == nil)
    #expect(decoder.categories[0].texts == ["web", "app", "a \"NaN, 1e999:-Infinity"])
    #expect(batch.table.texts == [["v1", "NaN"]])
    #expect(batch.invalidValues == 1)
  }

  @Test(
    "Whole numbers of any length are numbers",
    arguments: [
      ("9223372036854775807", 9_223_372_036_854_775_808), ("18446744073709551615", 18_446_744_073_709_551_616),
      ("18446744073709551616", 18_446_744_073_709_551_616), ("-9223372036854775809", -9_223_372_036_854_775_808),
      ("123456789012345678901234567890", 1.2345678901234568e29), ("-0", 0), ("1E-999", 0),
    ] as [(String, Double)])
  mutating func longNumbers(text: String, value: Double) {
    #expect(decoder.defect(Self.line(["features": "{\"age\":\(text)}"]), into: &batch) == nil)
    #expect(batch.numeric == [[value]])
    #expect(batch.invalidValues == 0)
  }

  @Test(
    "An id is the same as a number and as text",
    arguments: ["0", "-17", "9007199254740993", "9223372036854775807", "9223372036854775808", "18446744073709551615"])
  mutating func identifiers(digits: String) {
    #expect(decoder.defect(Self.line(["id": digits]), into: &batch) == nil)
    #expect(decoder.defect(Self.line(["id": "\"\(digits)\""]), into: &batch) == nil)
    #expect(batch.ids == [IdentifierHash(digits), IdentifierHash(digits)])
  }

  @Test(
    "Members are found nested, joined by dots, escaped, and the last of several counts",
    arguments: [
      ("\"features\":{\"age\":5,\"channel\":\"web\"}", 5, 0), ("\"features.age\":5,\"features.channel\":\"web\"", 5, 0),
      ("\"feat\\u0075res\":{\"\\u0061ge\":5,\"channel\":\"w\\u0065b\"}", 5, 0),
      ("\"features\":{\"age\":4,\"age\":5,\"channel\":\"app\",\"channel\":\"web\"}", 5, 0),
      ("\"features\":{\"channel\":\"web\"},\"features\":{\"age\":5}", 5, 0),
      (
        "\"x\":{\"features\":{\"age\":1}},\"age\":2,\"features\":{\"features\":{\"age\":3},\"age\":5,\"channel\":\"web\"}",
        5, 0
      ),
    ])
  mutating func members(text: String, age: Double, channel: Int32) {
    let line = "{" + text + "," + Self.line(["features": ""]).dropFirst()
    #expect(decoder.defect(line, into: &batch) == nil)
    #expect(batch.numeric == [[age]] && batch.categorical == [[channel]])
  }

  @Test("A path is found whichever of its parts are joined by dots")
  func joinedPaths() throws {
    let schema = RecordSchema(
      timestamp: try #require(path("ts")), id: nil, version: nil, prediction: try #require(path("a.b.c.d")), score: nil,
      latency: nil, status: nil, features: [], dimensions: [], task: .binary(positive: "yes"))
    let decoder = RecordDecoder(schema: schema, categories: [], learnsCategories: true)
    for text in [
      #"{"a":{"b":{"c":{"d":"yes"}}},"ts":1}"#, #"{"a.b.c.d":"yes","ts":1}"#, #"{"a":{"b.c":{"d":"yes"}},"ts":1}"#,
      #"{"a.b":{"c.d":"yes"},"ts":1}"#, #"{"a":{"b":{"c.d":"yes"}},"ts":1}"#,
    ] {
      var batch = decoder.emptyBatch()
      #expect(decoder.defect(text, into: &batch) == nil)
      #expect(batch.served == [RecordBatch.Served.positive])
    }
  }

  @Test(
    "Times of all kinds",
    arguments: [
      "1700000000", "1700000000.0", "1700000000000", "1700000000000000", "1700000000000000000", "1.7e9",
      "\"2023-11-14T22:13:20Z\"", "\"2023-11-14T23:13:20.000+01:00\"",
    ])
  mutating func times(text: String) {
    #expect(decoder.defect(Self.line(["ts": text]), into: &batch) == nil)
    #expect(batch.timestamps == [1_700_000_000_000_000])
  }

  @Test(
    "Classes are read in whatever type they are written",
    arguments: [
      ("1", "1", true), ("1", "1.0", true), ("1", "\"1\"", true), ("1", "true", true), ("1", "0", false),
      ("1", "false", false),
      ("1", "\"yes\"", false), ("true", "true", true), ("true", "1", true), ("true", "\"true\"", true),
      ("true", "0", false),
      ("false", "false", true), ("false", "true", false), ("yes", "\"yes\"", true), ("yes", "\"no\"", false),
      ("yes", "true", false), ("0.5", "0.5", true), ("nan", "\"nan\"", true), ("nan", "0", false), ("", "\"\"", true),
    ])
  func classes(positive: String, text: String, isPositive: Bool) throws {
    let decoder = RecordDecoder(schema: try Self.schema(positive: positive), categories: [], learnsCategories: true)
    var batch = decoder.emptyBatch()
    #expect(decoder.defect(Self.line(["p": text]), into: &batch) == nil)
    #expect(batch.served == [isPositive ? RecordBatch.Served.positive : RecordBatch.Served.negative])
  }

  @Test(
    "A status tells failure from success",
    arguments: [
      ("\"ok\"", false), ("\"OK\"", false), ("\"success\"", false), ("\"error\"", true), ("\"timeout\"", true),
      ("200", false),
      ("399", false), ("400", true), ("503.0", true), ("\"500\"", true), ("\"204\"", false), ("true", false),
      ("false", true),
      ("null", false), ("", false), ("{}", false),
    ])
  mutating func statuses(text: String, failed: Bool) {
    #expect(decoder.defect(Self.line(["st": text]), into: &batch) == nil)
    #expect(batch.failed == [failed])
  }

  @Test("A failed request needs neither prediction nor score, but what it has must be sound")
  mutating func failures() {
    #expect(decoder.defect(Self.line(["st": "500", "p": "null", "s": ""]), into: &batch) == nil)
    #expect(batch.served == [RecordBatch.Served.nothing])
    #expect(batch.scores[0].isNaN)
    #expect(
      decoder.defect(Self.line(["st": "500", "s": "7"]), into: &batch) == LineDefect(.outOfRange, field: "s"))
  }

  @Test(
    "A latency that is none is left out and counted",
    arguments: [
      ("0", 0, 0), ("1.2346", 1235, 0), ("-1", -1, 1), ("NaN", -1, 1), ("\"5\"", -1, 1), ("1e300", -1, 1),
      ("null", -1, 0),
      ("", -1, 0),
    ] as [(String, Int64, Int)])
  mutating func latencies(text: String, microseconds: Int64, invalid: Int) {
    #expect(decoder.defect(Self.line(["ms": text]), into: &batch) == nil)
    #expect(batch.latencies == [microseconds])
    #expect(batch.invalidValues == invalid)
  }

  @Test("Categories and dimension values are texts, whatever their JSON type")
  mutating func categoryTexts() {
    for value in ["\"1\"", "1", "1.0", "true", "\"true\"", "2.5", "18446744073709551615", "\"\""] {
      _ = decoder.defect(Self.line(["features": "{\"channel\":\(value)}", "region": value]), into: &batch)
    }
    #expect(decoder.categories[0].texts == ["web", "app", "1", "true", "2.5", "18446744073709551615", ""])
    #expect(batch.categorical == [[2, 2, 2, 3, 3, 4, 5, 6]])
    #expect(batch.combinations == [0, 0, 0, 1, 1, 2, 3, 4])
    #expect(batch.table.texts.map { $0[1] } == ["1", "true", "2.5", "18446744073709551615", ""])
  }
}
