import Records
import Testing

/// What only some logs have: several classes and their scores, served numbers, overrides, business figures. Every line is
/// read by the parser first, and then by the shape that was learned from it.
@Suite("Predictions of every task")
struct TaskTests {
  private static let classes = ["cat", "1", "a.b", "dog", "a rather long name"]

  private static func schema(_ task: PredictionTask) throws -> RecordSchema {
    RecordSchema(
      timestamp: try #require(path("ts")), id: nil, version: nil, prediction: try #require(path("p")),
      score: path("x.s"), latency: nil, status: path("st"), features: [], dimensions: [], task: task,
      override: path("ov"),
      kpis: [
        KPIField(name: "clicked", source: .predictions, path: try #require(path("k.clicked"))),
        KPIField(name: "again", source: .predictions, path: try #require(path("k.clicked"))),
      ])
  }

  private static func decoder(_ task: PredictionTask) throws -> RecordDecoder {
    RecordDecoder(schema: try schema(task), categories: [], learnsCategories: true)
  }

  /// The same line four times: by the parser, and by the shape that it has from then on.
  private static func rows(_ members: String, _ task: PredictionTask) throws -> (
    batch: RecordBatch, defect: LineDefect?
  ) {
    let decoder = try decoder(task)
    var batch = decoder.emptyBatch()
    var defects: [LineDefect?] = []
    for _ in 0..<4 { defects.append(decoder.defect("{\"ts\":1,\(members)}", into: &batch)) }
    #expect(Set(defects.map { "\(String(describing: $0))" }).count == 1)
    #expect(batch.count == (defects[0] == nil ? 4 : 0))
    for column in [batch.scores, batch.overrides] + batch.classScores + batch.kpis {
      #expect(Set(column.map(\.bitPattern)).count <= 1)
    }
    #expect(Set(batch.served).count <= 1 && Set(batch.overridden).count <= 1)
    return (batch, defects[0])
  }

  private static let scores = "\"x\":{\"s\":{\"cat\":0.1,\"1\":0.2,\"a.b\":0.3,\"dog\":0.4,\"a rather long name\":0}}"

  @Test(
    "The class that was served is known by its number, whatever its JSON type",
    arguments: [
      ("\"cat\"", 0), ("\"1\"", 1), ("1", 1), ("1.0", 1), ("true", 1), ("\"a.b\"", 2), ("\"a rather long name\"", 4),
      ("\"d\\u006fg\"", 3), ("\"Cat\"", 254), ("\"\"", 254), ("2", 254), ("false", 254), ("0", 254),
    ] as [(String, UInt8)])
  func classes(text: String, served: UInt8) throws {
    let (batch, defect) = try Self.rows("\"p\":\(text),\(Self.scores)", .multiclass(classes: Self.classes))
    #expect(defect == nil && batch.served.first == served)
    #expect(batch.classScores.map { $0[0] } == [0.1, 0.2, 0.3, 0.4, 0])
    #expect(served == 254 ? batch.scores[0].isNaN : batch.scores[0] == batch.classScores[Int(served)][0])
    #expect(batch.invalidValues == 0)
  }

  @Test(
    "A class or number that is missing or can be none is a defect, unless the request failed and it is missing",
    arguments: [
      ("\"x\":1", .missingField), ("\"p\":null", .missingField), ("\"p\":{}", .wrongType), ("\"p\":[1]", .wrongType),
      ("\"p\":NaN", .notFinite), ("\"p\":1e999", .notFinite),
    ] as [(String, LineDefect.Reason)])
  func missingOutcome(members: String, reason: LineDefect.Reason) throws {
    for task in [PredictionTask.multiclass(classes: Self.classes), .regression] {
      #expect(try Self.rows(members, task).defect == LineDefect(reason, field: "p"))
      let (batch, defect) = try Self.rows("\"st\":500," + members, task)
      #expect(defect == (reason == .missingField ? nil : LineDefect(reason, field: "p")))
      #expect(batch.served.allSatisfy { $0 == RecordBatch.Served.nothing } && batch.scores.allSatisfy(\.isNaN))
    }
  }

  @Test(
    "The scores of a row are whole or not there at all",
    arguments: [
      ("\"y\":1", 0), ("\"x\":{}", 0), ("\"x\":{\"s\":null}", 0), ("\"x.s\":null", 0), ("\"x\":{\"s\":{}}", 4),
      ("\"x\":{\"s\":0.5}", 4), ("\"x\":{\"s\":\"0.5\"}", 4), ("\"x\":{\"s\":[0.1,0.2,0.3,0.4,0]}", 4),
      ("\"x\":{\"s\":{\"cat\":0.1}}", 4), (scores.replacing("0.3", with: "null"), 4),
      (scores.replacing("0.3", with: "\"0.3\""), 4), (scores.replacing("0.3", with: "NaN"), 4),
      (scores.replacing("0.3", with: "true"), 4), (scores.replacing("0.3", with: "{\"p\":0.3}"), 4),
      (scores.replacing("\"a.b\":0.3", with: "\"a\":{\"b\":0.3}"), 4), ("\"x.s.cat\":0.1", 4), ("\"x.s.cat\":null", 0),
    ])
  func partialScores(members: String, invalid: Int) throws {
    let (batch, defect) = try Self.rows("\"p\":\"cat\",\(members)", .multiclass(classes: Self.classes))
    #expect(defect == nil && batch.served.first == 0)
    #expect(batch.scores.allSatisfy { $0.isNaN })
    #expect(batch.classScores.count == 5 && batch.classScores.allSatisfy { $0.count == 4 && $0.allSatisfy(\.isNaN) })
    #expect(batch.invalidValues == invalid)
  }

  @Test("A class's score outside of 0 to 1 is a defect", arguments: ["1.0001", "-0.1", "87", "1e5"])
  func outOfRange(text: String) throws {
    let members = "\"p\":\"cat\"," + Self.scores.replacing("0.3", with: text)
    let task = PredictionTask.multiclass(classes: Self.classes)
    #expect(try Self.rows(members, task).defect == LineDefect(.outOfRange, field: "x.s.a.b"))
    #expect(try Self.rows("\"st\":500," + members, task).defect == LineDefect(.outOfRange, field: "x.s.a.b"))
  }

  @Test("Scores are found in members whose names are joined by dots, but a name with a dot is one name")
  func joinedScores() throws {
    let task = PredictionTask.multiclass(classes: Self.classes)
    let flat = "\"x.s.cat\":0.1,\"x.s.1\":0.2,\"x.s\":{\"a.b\":0.3},\"x\":{\"s.dog\":0.4,\"s.a rather long name\":0}"
    let (batch, _) = try Self.rows("\"p\":\"dog\",\(flat)", task)
    #expect(batch.classScores.map { $0[0] } == [0.1, 0.2, 0.3, 0.4, 0] && batch.scores[0] == 0.4)
  }

  @Test("A shape that was learned where a class had no score is not taken for one that has")
  func shapeOfDottedName() throws {
    let decoder = try Self.decoder(.multiclass(classes: ["a.b", "c"]))
    var batch = decoder.emptyBatch()
    for value in ["null", "null", "0.25", "0.5"] {
      _ = decoder.defect("{\"ts\":1,\"p\":\"c\",\"x\":{\"s\":{\"a\":{\"b\":\(value)},\"c\":0.5}}}", into: &batch)
    }
    #expect(batch.count == 4 && batch.scores.allSatisfy(\.isNaN) && batch.invalidValues == 4)
  }

  @Test("Without a score in the schema every class has a column of nothing, without several classes there is none")
  func withoutScores() throws {
    var schema = try Self.schema(.multiclass(classes: ["a", "b"]))
    schema.score = nil
    let decoder = RecordDecoder(schema: schema, categories: [], learnsCategories: true)
    var batch = decoder.emptyBatch()
    let text = Array(repeating: "{\"ts\":1,\"p\":\"b\"}", count: 600).joined(separator: "\n")
    #expect(decoder.decode(block(text), into: &batch) { _ in } == 600)
    #expect(batch.classScores.count == 2 && batch.classScores.allSatisfy { $0.count == 600 && $0.allSatisfy(\.isNaN) })
    #expect(batch.scores.allSatisfy(\.isNaN) && batch.served == Array(repeating: 1, count: 600))
    for task in [PredictionTask.regression, .binary(positive: "1")] {
      let empty = try Self.decoder(task).emptyBatch()
      #expect(empty.classScores.isEmpty)
    }
  }

  @Test("Of more classes than can be told apart the last ones are others")
  func manyClasses() throws {
    let names = (0..<300).map { "c\($0)" }
    let decoder = try Self.decoder(.multiclass(classes: names))
    var batch = decoder.emptyBatch()
    let scores = names.map { "\"\($0)\":0.5" }.joined(separator: ",")
    for name in ["c63", "c64", "c299"] {
      #expect(decoder.defect("{\"ts\":1,\"p\":\"\(name)\",\"x\":{\"s\":{\(scores)}}}", into: &batch) == nil)
    }
    #expect(batch.served == [63, 254, 254] && batch.classScores.count == PredictionTask.classLimit)
    #expect(batch.scores[0] == 0.5 && batch.scores[1].isNaN)
  }

  @Test(
    "A served number is the row's score",
    arguments: [
      ("12.5", 12.5), ("-3", -3), ("0", 0), ("1e300", 1e300), ("123456789012345683968", 123_456_789_012_345_683_968),
    ])
  func numbers(text: String, value: Double) throws {
    let (batch, defect) = try Self.rows("\"p\":\(text),\"x\":{\"s\":7}", .regression)
    #expect(defect == nil && batch.scores.first == value && batch.served.first == RecordBatch.Served.positive)
  }

  @Test("A served text or boolean is no number", arguments: ["\"12.5\"", "true", "false"])
  func noNumber(text: String) throws {
    #expect(try Self.rows("\"p\":\(text)", .regression).defect == LineDefect(.wrongType, field: "p"))
    #expect(try Self.rows("\"p\":\(text),\"st\":\"error\"", .regression).defect == LineDefect(.wrongType, field: "p"))
  }

  @Test(
    "A prediction was overridden where the field says anything but null and false",
    arguments: [
      ("", false), ("\"ov\":null", false), ("\"ov\":false", false), ("\"ov\":true", true), ("\"ov\":0", true),
      ("\"ov\":\"\"", true), ("\"ov\":\"ann\"", true), ("\"ov\":{}", true), ("\"ov\":{\"by\":\"ann\"}", true),
      ("\"ov\":[]", true), ("\"ov\":NaN", true), ("\"ov\":-1.5", true),
    ])
  func overrides(members: String, isOverridden: Bool) throws {
    let rest = members.isEmpty ? "" : "," + members
    #expect(
      try Self.rows("\"p\":1,\"x\":{\"s\":0.5}\(rest)", .binary(positive: "1")).batch.overridden.first == isOverridden)
    #expect(try Self.rows("\"p\":1\(rest)", .regression).batch.overridden.first == isOverridden)
    var schema = try Self.schema(.regression)
    schema.override = nil
    let decoder = RecordDecoder(schema: schema, categories: [], learnsCategories: true)
    var batch = decoder.emptyBatch()
    #expect(decoder.defect("{\"ts\":1,\"p\":1\(rest)}", into: &batch) == nil)
    #expect(batch.count == 1 && batch.overridden.isEmpty && batch.overrides.isEmpty)
  }

  @Test(
    "What was served instead is read as the prediction is; a boolean does not say it",
    arguments: [
      // Two classes, "1" the positive one; several; a number.
      ("null", [.nan, .nan, .nan]), ("true", [.nan, .nan, .nan]), ("false", [.nan, .nan, .nan]), ("1", [1, 1, 1]),
      ("1.0", [1, 1, 1]), ("\"1\"", [1, 1, .nan]), ("0", [0, 254, 0]), ("-2.5e3", [0, 254, -2500]),
      ("\"cat\"", [0, 0, .nan]), ("\"d\\u006fg\"", [0, 3, .nan]), ("\"a rather long name\"", [0, 4, .nan]),
      ("\"\"", [0, 254, .nan]), ("NaN", [.nan, .nan, .nan]), ("{\"by\":1}", [.nan, .nan, .nan]),
      ("[1]", [.nan, .nan, .nan]), ("9007199254740993", [0, 254, 9_007_199_254_740_992]),
    ] as [(String, [Double])])
  func servedInstead(text: String, expected: [Double]) throws {
    let tasks: [PredictionTask] = [.binary(positive: "1"), .multiclass(classes: Self.classes), .regression]
    for (task, expected) in zip(tasks, expected) {
      let rest = task == .regression ? "" : task == .binary(positive: "1") ? ",\"x\":{\"s\":0.5}" : "," + Self.scores
      let (batch, defect) = try Self.rows("\"p\":1\(rest),\"ov\":\(text)", task)
      #expect(defect == nil && batch.invalidValues == 0)
      #expect(batch.overrides.first?.bitPattern == expected.bitPattern, "\(task)")
    }
  }

  @Test("An object and a plain value in the place of an override are told apart line by line")
  func overridesInTurn() throws {
    let decoder = try Self.decoder(.regression)
    var batch = decoder.emptyBatch()
    let values = ["null", "{\"by\":7}", "true", "{\"by\":null}", "false", "[1]", "{\"by\":\"ann\"}", "null"]
    let text = values.map { "{\"ts\":1,\"p\":1,\"ov\":\($0)}" }.joined(separator: "\n")
    for _ in 0..<3 { _ = decoder.decode(block(text), into: &batch) { _ in } }
    let expected = [false, true, true, true, false, true, true, false]
    #expect(batch.overridden == expected + expected + expected && batch.overrides.allSatisfy(\.isNaN))
  }

  @Test(
    "A business figure is a number, or a boolean as 1 and 0",
    arguments: [
      ("{\"clicked\":2.5}", 2.5, 0), ("{\"clicked\":true}", 1, 0), ("{\"clicked\":false}", 0, 0),
      ("{\"clicked\":null}", .nan, 0), ("{}", .nan, 0), ("7", .nan, 0), ("{\"clicked\":\"1\"}", .nan, 8),
      ("{\"clicked\":{}}", .nan, 8), ("{\"clicked\":[1]}", .nan, 8), ("{\"clicked\":NaN}", .nan, 8),
    ] as [(String, Double, Int)])
  func figures(text: String, value: Double, invalid: Int) throws {
    let (batch, defect) = try Self.rows("\"p\":3,\"k\":\(text)", .regression)
    #expect(defect == nil && batch.invalidValues == invalid)
    #expect(batch.kpis.map { $0.first?.bitPattern } == [value.bitPattern, value.bitPattern])
  }

  @Test("What a batch holds of all columns goes with it when it is emptied or added to another")
  func wholeBatches() throws {
    let decoder = try Self.decoder(.multiclass(classes: Self.classes))
    var batch = decoder.emptyBatch()
    #expect(
      decoder.defect("{\"ts\":1,\"p\":\"dog\",\"ov\":1,\"k\":{\"clicked\":7},\(Self.scores)}", into: &batch) == nil)
    let other = try Self.decoder(.multiclass(classes: Self.classes))
    #expect(other.defect("{\"ts\":1,\"p\":\"dog\",\"ov\":1,\"k\":{\"clicked\":8},\(Self.scores)}", into: &batch) == nil)
    #expect(batch.overridden == [true, true] && batch.overrides == [1, 1] && batch.kpis == [[7, 8], [7, 8]])
    #expect(batch.classScores[3] == [0.4, 0.4] && batch.scores == [0.4, 0.4])
    batch.removeAll()
    #expect(
      batch.overridden.isEmpty && batch.overrides.isEmpty && batch.kpis == [[], []]
        && batch.classScores.allSatisfy(\.isEmpty))
  }
}
