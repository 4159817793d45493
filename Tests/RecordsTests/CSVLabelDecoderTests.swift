import Notation
import Records
import Testing

/// A block of CSV records and what became of them.
struct CSVBlock {
  var labels: LabelBatch
  var count = 0
  var rejected: [(defect: LineDefect, offset: Int64, head: String)] = []

  init(
    _ bytes: [UInt8], header: [String], separator: UInt8 = UInt8(ascii: ","), start: Int64 = 0,
    isOverlong: Bool = false,
    schema: LabelSchema
  ) {
    labels = LabelBatch(kpiCount: schema.kpis.count)
    let block = LineBlock(capacity: bytes.count)
    block.memory.copyBytes(from: bytes)
    block.count = bytes.count
    block.start = start
    block.header = header
    block.separator = separator
    block.isOverlong = isOverlong
    count = CSVLabelDecoder(schema: schema).decode(block, into: &labels) { line in
      rejected.append((line.defect, line.offset, String(decoding: line.head, as: UTF8.self)))
    }
  }
}

@Suite("CSV labels")
struct CSVLabelDecoderTests {
  private static func schema(
    timed: Bool = true, task: PredictionTask = .binary(positive: "1")
  ) throws -> LabelSchema {
    LabelSchema(
      id: try #require(FieldPath("id")), value: try #require(FieldPath("y")), timestamp: timed ? FieldPath("at") : nil,
      task: task)
  }

  private static func decode(
    _ text: String, header: [String] = ["id", "y", "at"], timed: Bool = true, positive: String = "1",
    separator: Unicode.Scalar = ",", start: Int64 = 0, isOverlong: Bool = false
  ) throws -> CSVBlock {
    CSVBlock(
      Array(text.utf8), header: header, separator: UInt8(ascii: separator), start: start, isOverlong: isOverlong,
      schema: try schema(timed: timed, task: .binary(positive: positive)))
  }

  @Test("A record has an id, a class and a moment, wherever its columns stand")
  func wholeRecords() throws {
    let block = try Self.decode(
      "2023-11-14T22:13:20Z,note,7,1\r\n\n1700000001,\"a, \"\"b\"\"\nc\",\"x\"\"y\",0\n \n1700000002.5,,z,1",
      header: ["at", "note", "id", "y"])
    #expect(block.count == 3)
    #expect(block.rejected.isEmpty)
    #expect(block.labels.ids == [IdentifierHash("7"), IdentifierHash("x\"y"), IdentifierHash("z")])
    #expect(block.labels.outcomes == [1, 0, 1])
    #expect(block.labels.timestamps == [1_700_000_000_000_000, 1_700_000_001_000_000, 1_700_000_002_500_000])
    #expect(try Self.decode("7,1", header: ["id", "y"], timed: false).labels.timestamps == [.min])
    #expect(try Self.decode("7;1,5;1\n", separator: ";").labels.outcomes == [0])
  }

  @Test("A dotted path is the column of that whole name, and of two such columns the first")
  func names() throws {
    let schema = LabelSchema(
      id: try #require(FieldPath("request.id")), value: try #require(FieldPath("y")), timestamp: nil,
      task: .binary(positive: "1"))
    let block = CSVBlock(Array("a,b,1,0\n".utf8), header: ["id", "request.id", "y", "y"], schema: schema)
    #expect(block.labels.ids == [IdentifierHash("b")])
    #expect(block.labels.outcomes == [1])
  }

  @Test(
    "A class is compared as a text, a number and a boolean",
    arguments: [
      ("1", "1", true), ("1.0", "1", true), ("true", "1", true), ("True", "1", true), ("0", "1", false),
      ("01", "1", true), ("1e0", "1", true), ("10e-1", "1", true), ("false", "1", false), ("yes", "1", false),
      ("\"1\"", "1", true), ("1", "true", true), ("TRUE", "true", true), ("0", "false", true), ("FALSE", "0", true),
      ("fraud", "fraud", true), ("Fraud", "fraud", false), ("\"a \"\"b\"\"\"", "a \"b\"", true), ("-1", "-1", true),
      ("2", "2.0", true), (" 1", "1", false), ("nan", "nan", true), ("0x1", "1", false),
    ])
  func classes(text: String, positive: String, expected: Bool) throws {
    #expect(try Self.decode("7,\(text),1\n", positive: positive).labels.outcomes == [expected ? 1 : 0])
  }

  @Test(
    "Of several classes the one of that name counts, or else the first that is the same number",
    arguments: [
      ("1", 0), ("1.0", 3), ("01", 0), ("1e0", 0), ("TRUE", 0), ("false", 4), ("cat", 1), ("Cat", 254), ("dog", 254),
      ("2", 254), ("\"a \"\"b\"\", c\"", 2), ("0", 4),
    ] as [(String, Double)])
  func severalClasses(text: String, expected: Double) throws {
    let task = PredictionTask.multiclass(classes: ["1", "cat", "a \"b\", c", "1.0", "false"])
    let block = CSVBlock(Array("7,\(text),1\n".utf8), header: ["id", "y", "at"], schema: try Self.schema(task: task))
    #expect(block.labels.outcomes == [expected])
    let bad = CSVBlock(Array("7,inf,1\n7,,1".utf8), header: ["id", "y", "at"], schema: try Self.schema(task: task))
    #expect(
      bad.rejected.map(\.defect) == [LineDefect(.notFinite, field: "y"), LineDefect(.missingField, field: "y")])
  }

  @Test(
    "Where the truth is a number, anything else is set aside",
    arguments: [
      ("12.5", 12.5, nil), ("-1e3", -1000, nil), ("\"7\"", 7, nil), ("0", 0, nil), ("", nil, .missingField),
      ("null", nil, .missingField), ("NaN", nil, .notFinite), ("-Infinity", nil, .notFinite),
      ("1e999", nil, .notFinite), ("true", nil, .wrongType), ("cat", nil, .wrongType), ("0x1", nil, .wrongType),
    ] as [(String, Double?, LineDefect.Reason?)])
  func numberedTruth(text: String, expected: Double?, reason: LineDefect.Reason?) throws {
    let schema = try Self.schema(task: .regression)
    let block = CSVBlock(Array("7,\(text),1700000000\n".utf8), header: ["id", "y", "at"], schema: schema)
    #expect(block.labels.outcomes == (expected.map { [$0] } ?? []))
    #expect(block.rejected.map(\.defect) == (reason.map { [LineDefect($0, field: "y")] } ?? []))
  }

  @Test("Business figures are numbers, or booleans as 1 and 0; one column may be several, and one may be missing")
  func figures() throws {
    var schema = try Self.schema()
    schema.kpis = try ["revenue", "nowhere", "revenue", "y"].map { name in
      KPIField(name: name, source: .labels, path: try #require(FieldPath(name)))
    }
    let values = ["12.5", "true", "FALSE", "", "null", "NaN", "many", "\"-3\"", "1e999"]
    let text = values.map { "7,1,1,\($0)\n" }.joined() + "7,1,1\n"
    let block = CSVBlock(Array(text.utf8), header: ["id", "y", "at", "revenue"], schema: schema)
    let expected = [12.5, 1, 0, .nan, .nan, .nan, .nan, -3, .nan, .nan]
    #expect(block.rejected.isEmpty && block.count == 10)
    for column in [0, 2] { #expect(block.labels.kpis[column].map(\.bitPattern) == expected.map(\.bitPattern)) }
    #expect(block.labels.kpis[1].allSatisfy(\.isNaN) && block.labels.kpis[1].count == 10)
    #expect(block.labels.kpis[3] == Array(repeating: 1, count: 10))
  }

  @Test(
    "A bad record is set aside with its reason, and the next one is read",
    arguments: [
      (",1,1", .missingField, "id"), ("null,1,1", .missingField, "id"), ("\"\",1,1", .missingField, "id"),
      ("7,,1", .missingField, "y"), ("7,NULL,1", .missingField, "y"), ("7,1,", .missingField, "at"),
      ("7,1", .missingField, "at"), ("7", .missingField, "y"), ("7,NaN,1", .notFinite, "y"),
      ("7,1,noon", .badTimestamp, "at"), ("7,1,2026-03-01 12:00:00", .badTimestamp, "at"),
      ("7,1,1e300", .badTimestamp, "at"), ("7,1,inf", .badTimestamp, "at"), ("7,1,--1", .badTimestamp, "at"),
      ("7,1,1,x", .notCSV, nil), ("\"7\"x,1,1", .notCSV, nil), ("\"7,1,1", .notCSV, nil),
    ] as [(String, LineDefect.Reason, String?)])
  func bad(record: String, reason: LineDefect.Reason, field: String?) throws {
    let block = try Self.decode("a,1,1\n\(record)\r\nb,0,1\n", start: 1000)
    #expect(block.count == 3)
    #expect(block.labels.ids == [IdentifierHash("a"), IdentifierHash("b")])
    #expect(block.labels.outcomes == [1, 0])
    #expect(block.labels.timestamps.count == 2)
    let rejected = try #require(block.rejected.first)
    #expect(block.rejected.count == 1)
    #expect(rejected.defect == LineDefect(reason, field: field))
    #expect(rejected.offset == 1006)
    #expect(rejected.head == record)
  }

  @Test("Empty fields behind the last column do no harm")
  func trailingSeparators() throws {
    let block = try Self.decode("7,1,1,,\n")
    #expect(block.labels.count == 1 && block.rejected.isEmpty)
  }

  @Test("A column that the header lacks is missing in every record", arguments: ["id", "y", "at"])
  func missingColumn(name: String) throws {
    let header = ["id", "y", "at"].map { $0 == name ? "other" : $0 }
    let block = try Self.decode("7,1,1\n8,1,1\n", header: header)
    #expect(block.count == 2)
    #expect(block.labels.count == 0)
    #expect(block.rejected.map(\.defect) == Array(repeating: LineDefect(.missingField, field: name), count: 2))
  }

  @Test("Only the columns that are read have to be UTF-8")
  func encoding() throws {
    let latin = Array("7,1,1,M".utf8) + [0xFC] + Array("ller\n".utf8)
    let bad = [0xFC] + Array(",1,1,\n".utf8)
    let block = CSVBlock(latin + bad, header: ["id", "y", "at", "name"], schema: try Self.schema())
    #expect(block.labels.ids == [IdentifierHash("7")])
    #expect(block.rejected.map(\.defect) == [LineDefect(.invalidUTF8)])
  }

  @Test("A line over the limit is one record that is set aside")
  func overlong() throws {
    let block = try Self.decode(String(repeating: "x", count: 300) + "\n", start: 5, isOverlong: true)
    #expect(block.count == 1)
    #expect(block.rejected.map(\.defect) == [LineDefect(.lineTooLong)])
    #expect(block.rejected.map(\.offset) == [5])
    #expect(block.rejected.map(\.head.utf8.count) == [200])
  }

  @Test("Blank lines do not count, in a file with tabs either")
  func blank() throws {
    #expect(try Self.decode("\n\r\n  \n\t\n").count == 0)
    #expect(try Self.decode("\t\t\n", separator: "\t").count == 1)
  }

  @Test(
    "A number is read as the nearest one",
    arguments: [
      "0", "1", "-1", "+7", "1.5", "0.1", "123456789.123456", "1700000000.123456", "9007199254740993",
      "18446744073709551615", "99999999999999999999", "1e22", "1E-5", "-0.0000001", "3.141592653589793238462643", ".5",
      "5.", "9007199254740993.5", "0.30000000000000004", "1700000000123456789", "4.35", "1.7976931348623157e308",
    ])
  func numbers(text: String) throws {
    let value = try #require(Double(text))
    let expected = Instant(unixTime: value)?.microseconds
    let block = try Self.decode("7,1,\(text)\n")
    #expect(block.labels.timestamps == (expected.map { [$0] } ?? []))
    let same = try Self.decode("7,\(text),1\n", positive: value.description)
    #expect(same.labels.outcomes == [1], "\(text) is \(value)")
  }
}
