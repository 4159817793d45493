import Notation
import Testing

@testable import Records

/// CSV read the slow and obvious way, one character after the other, for comparison.
private struct PlainCSV {
  struct Record: Equatable {
    var start: Int
    /// `nil` for a record whose quotes do not pair.
    var fields: [[UInt8]]?
  }

  static func records(_ bytes: [UInt8], separator: UInt8) -> [Record] {
    var records: [Record] = []
    var start = 0
    while start < bytes.count {
      let line = Array(bytes[start...].prefix { $0 != 10 })
      let lineEnd = min(start + line.count + 1, bytes.count)
      if line.allSatisfy({ $0 != separator && ($0 == 32 || $0 == 9 || $0 == 13) }) {
        start = lineEnd
      } else if let (fields, end) = record(Array(bytes[start...]), separator) {
        records.append(Record(start: start, fields: fields))
        start += end
      } else {
        records.append(Record(start: start, fields: nil))
        start = lineEnd
      }
    }
    return records
  }

  /// The first record and how long it is.
  private static func record(_ bytes: [UInt8], _ separator: UInt8) -> (fields: [[UInt8]], end: Int)? {
    var fields: [[UInt8]] = []
    var rest = bytes
    while true {
      var content: [UInt8] = []
      if rest.first == 34 {
        rest.removeFirst()
        while true {
          guard let byte = rest.first else { return nil }
          rest.removeFirst()
          if byte != 34 {
            content.append(byte)
          } else if rest.first == 34 {
            content.append(34)
            rest.removeFirst()
          } else {
            break
          }
        }
        if rest == [13] || rest.starts(with: [13, 10]) { rest.removeFirst() }
        guard rest.isEmpty || rest[0] == separator || rest[0] == 10 else { return nil }
      } else {
        content = Array(rest.prefix { $0 != separator && $0 != 10 })
        rest.removeFirst(content.count)
        if rest.first != separator, content.last == 13 { content.removeLast() }
      }
      fields.append(content)
      guard let next = rest.first else { return (fields, bytes.count) }
      rest.removeFirst()
      if next == 10 { return (fields, bytes.count - rest.count) }
    }
  }
}

@Suite("CSV labels, mutated")
struct CSVFuzzTests {
  private static let header = ["id", "note", "y", "at", "k"]

  private static let tasks: [PredictionTask] = [
    .binary(positive: "1"), .multiclass(classes: ["no", "1", "a \"b\"", "0", "2.0"]), .regression,
  ]

  private static func schema(_ task: PredictionTask) throws -> LabelSchema {
    LabelSchema(
      id: try #require(FieldPath("id")), value: try #require(FieldPath("y")), timestamp: FieldPath("at"), task: task,
      kpis: [KPIField(name: "k", source: .labels, path: try #require(FieldPath("k")))])
  }

  /// Some records, well formed but for a few changed, added, removed or copied bytes.
  private static func content(_ generator: inout SeededGenerator) -> [UInt8] {
    let notes = [
      "", "plain", "\"a, b\"", "\"two\nlines\"", "\"he said \"\"no\"\"\"", "\"\"", "5\" pipe", "\"x\r\ny\"", "é",
    ]
    let values = [
      "1", "0", "true", "False", "1.0", "\"1\"", "", "NaN", "null", "2", "1e0", "no", "\"a \"\"b\"\"\"",
      "-7.25", "1e999", "+3", "inf",
    ]
    let figures = ["", ",", ",1", ",true", ",\"-2.5\"", ",NaN", ",FALSE", ",x", ",null"]
    let times = ["1700000000", "2026-03-01T12:00:00Z", "\"2026-03-01T12:00:00.25+02:00\"", "", "1.7e9", "x", "17000.5"]
    let ends = ["\n", "\n", "\r\n", "\n\n"]
    func pick(_ texts: [String]) -> String { texts.randomElement(using: &generator) ?? "" }
    var bytes: [UInt8] = []
    for index in 0..<Int.random(in: 1...12, using: &generator) {
      let id = Bool.random(using: &generator) ? "r-\(index)" : "\"\(index)\""
      bytes += Array(
        (id + "," + pick(notes) + "," + pick(values) + "," + pick(times) + pick(figures) + pick(ends)).utf8)
    }
    let telling = Array("\"\",,\n\r ;\t01\u{0}é".utf8)
    for _ in 0..<Int.random(in: 0...4, using: &generator) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      let byte = telling.randomElement(using: &generator) ?? 34
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: bytes[place] = byte
      case 1: bytes.insert(byte, at: place)
      case 2: bytes.remove(at: place)
      default: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      }
    }
    return bytes
  }

  private struct Label {
    var id: String
    var outcome: Double
    var time: Int64
    var figure: Double
  }

  private static func number(_ text: String) -> Double? {
    guard text.allSatisfy({ "0123456789+-.eE".contains($0) }), let value = Double(text) else { return nil }
    return value.isFinite ? value : nil
  }

  private static func truth(_ text: String) -> Double? { ["false": 0, "true": 1][text.lowercased()] }

  /// What a text that is not empty says of the truth.
  private static func outcome(_ text: String, _ task: PredictionTask) -> (value: Double, reason: LineDefect.Reason?) {
    switch task {
    case .regression:
      if let value = number(text) { return (value, nil) }
      return (0, Double(text)?.isFinite == false ? .notFinite : .wrongType)
    case .binary(let positive):
      if text == positive { return (1, nil) }
      if ["nan", "inf", "-inf"].contains(text.lowercased()) { return (0, .notFinite) }
      return ((number(text) ?? truth(text)) == Double(positive) ? 1 : 0, nil)
    case .multiclass(let classes):
      if let index = classes.firstIndex(of: text) { return (Double(index), nil) }
      if ["nan", "inf", "-inf"].contains(text.lowercased()) { return (0, .notFinite) }
      let value = number(text) ?? truth(text)
      return (value.flatMap { value in classes.firstIndex { Double($0) == value } }.map { Double($0) } ?? 254, nil)
    }
  }

  /// What the record is, decided without the decoder.
  private static func expected(
    _ record: PlainCSV.Record, _ task: PredictionTask
  ) -> Result<Label, LineDefect> {
    guard let fields = record.fields, fields.dropFirst(header.count).allSatisfy(\.isEmpty) else {
      return .failure(LineDefect(.notCSV))
    }
    var texts: [String] = []
    for (column, name) in [(0, "id"), (2, "y"), (3, "at")] {
      let bytes = column < fields.count ? fields[column] : []
      let text = String(decoding: bytes, as: UTF8.self)
      if text.isEmpty || text.lowercased() == "null" { return .failure(LineDefect(.missingField, field: name)) }
      if name != "at", Array(text.utf8) != bytes { return .failure(LineDefect(.invalidUTF8)) }
      if name == "y", let reason = outcome(text, task).reason { return .failure(LineDefect(reason, field: "y")) }
      texts.append(text)
    }
    let isTime = texts[2].allSatisfy { "0123456789+-.eE".contains($0) }
    let unix = isTime ? Double(texts[2]).flatMap { Instant(unixTime: $0) } : nil
    guard let instant = Instant(rfc3339: texts[2]) ?? unix else {
      return .failure(LineDefect(.badTimestamp, field: "at"))
    }
    let figure = String(decoding: fields.count > 4 ? fields[4] : [], as: UTF8.self)
    return .success(
      Label(
        id: texts[0], outcome: outcome(texts[1], task).value, time: instant.microseconds,
        figure: number(figure) ?? truth(figure) ?? .nan))
  }

  @Test("Every record is what a plain reading says it is", arguments: 0..<40 as Range<UInt64>, tasks)
  func agreement(seed: UInt64, task: PredictionTask) throws {
    var generator = SeededGenerator(seed: seed)
    for round in 0..<fuzzRounds(120) {
      let bytes = Self.content(&generator)
      let block = CSVBlock(bytes, header: Self.header, start: 10, schema: try Self.schema(task))
      let records = PlainCSV.records(bytes, separator: 44)
      let place = "seed \(seed), round \(round): \(String(decoding: bytes, as: UTF8.self).debugDescription)"
      #expect(block.count == records.count, "\(place)")
      var good: [Label] = []
      var bad: [(LineDefect, Int64)] = []
      for record in records {
        switch Self.expected(record, task) {
        case .success(let label): good.append(label)
        case .failure(let defect): bad.append((defect, Int64(record.start + 10)))
        }
      }
      #expect(block.labels.ids == good.map { IdentifierHash($0.id) }, "\(place)")
      #expect(block.labels.outcomes.map(\.bitPattern) == good.map(\.outcome.bitPattern), "\(place)")
      #expect(block.labels.kpis.map { $0.map(\.bitPattern) } == [good.map(\.figure.bitPattern)], "\(place)")
      #expect(block.labels.timestamps == good.map(\.time), "\(place)")
      #expect(block.rejected.map(\.defect) == bad.map(\.0), "\(place)")
      #expect(block.rejected.map(\.offset) == bad.map(\.1), "\(place)")
    }
  }

  /// What is read of a file that comes in pieces, cut where its records end.
  private static func read(_ bytes: [UInt8], piece: Int, limit: Int) throws -> CSVBlock {
    let schema = try schema(.regression)
    var whole = CSVBlock([], header: header, schema: schema)
    var (start, end) = (0, 0)
    while start < bytes.count {
      let held = Array(bytes[start..<end])
      var count = held.withUnsafeBytes { CSVText.wholeRecords(in: $0, separator: 44, limit: limit) }
      if count == 0, end < bytes.count {
        end = min(end + piece, bytes.count)
        continue
      }
      if count == 0 { count = held.count }
      let block = CSVBlock(Array(held[..<count]), header: header, start: Int64(start), schema: schema)
      whole.count += block.count
      whole.rejected += block.rejected
      whole.labels.ids += block.labels.ids
      whole.labels.outcomes += block.labels.outcomes
      whole.labels.kpis[0] += block.labels.kpis[0]
      whole.labels.timestamps += block.labels.timestamps
      start += count
      end = max(start, end)
    }
    return whole
  }

  @Test("Where a file is cut changes nothing", arguments: 100..<120 as Range<UInt64>, [40, 1000])
  func cuts(seed: UInt64, limit: Int) throws {
    var generator = SeededGenerator(seed: seed)
    for round in 0..<fuzzRounds(60) {
      let bytes = Self.content(&generator)
      let place = "seed \(seed), round \(round): \(String(decoding: bytes, as: UTF8.self).debugDescription)"
      let inOne = try Self.read(bytes, piece: bytes.count, limit: limit)
      for piece in [1, 7, 64] {
        let cut = try Self.read(bytes, piece: piece, limit: limit)
        #expect(cut.count == inOne.count, "\(place)")
        #expect(cut.labels.ids == inOne.labels.ids, "\(place)")
        #expect(cut.labels.timestamps == inOne.labels.timestamps, "\(place)")
        #expect(cut.labels.outcomes == inOne.labels.outcomes, "\(place)")
        #expect(cut.labels.kpis[0].map(\.bitPattern) == inOne.labels.kpis[0].map(\.bitPattern), "\(place)")
        #expect(cut.rejected.map(\.offset) == inOne.rejected.map(\.offset), "\(place)")
        #expect(cut.rejected.map(\.defect) == inOne.rejected.map(\.defect), "\(place)")
      }
    }
  }
}
