import Foundation
import Records
import Testing

/// A JSON value as Foundation reads it.
private enum FoundationValue: Decodable, Equatable {
  case null
  case boolean(Bool)
  case number(Double)
  case text(String)
  case array([FoundationValue])
  case object([String: FoundationValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([FoundationValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: FoundationValue].self))
    }
  }

  subscript(name: String) -> FoundationValue? {
    if case .object(let members) = self { members[name] } else { nil }
  }
}

@Suite("Foundation's parser as a witness")
struct FoundationTests {
  static let seed: UInt64 = 1789

  @Test("A line that Foundation reads is not set aside as malformed")
  func acceptance() throws {
    print("seed \(Self.seed)")
    var generator = LineGenerator(seed: Self.seed)
    let decoder = RecordDecoder(schema: try LineGenerator.schema(), categories: [], learnsCategories: true)
    var seen = 0
    for round in 0..<30 * fuzzRounds(200) {
      if round % 500 == 0 { generator.chooseLayouts() }
      let line = generator.random.chance(0.3) ? generator.line() : generator.damagedLine()
      // What Foundation adds to JSON: byte order marks, UTF-16 (for which it takes bytes with zeros among them), and a
      // comma behind the last element.
      guard !line.contains(0), !line.starts(with: [0xEF, 0xBB, 0xBF]), !line.contains(UInt8(ascii: "\n")),
        !Self.hasTrailingComma(line),
        let value = try? JSONSerialization.jsonObject(with: Data(line), options: .fragmentsAllowed)
      else { continue }
      seen += 1
      var batch = decoder.emptyBatch()
      let defect = decoder.defect(line, into: &batch)
      let text = String(decoding: line, as: UTF8.self)
      switch defect?.reason {
      case .notJSON, .truncated, .invalidUTF8: Issue.record("\(text)")
      case .notObject: #expect(!(value is [String: Any]), "\(text)")
      default: break
      }
    }
    #expect(seen > 1000)
  }

  private static func hasTrailingComma(_ line: [UInt8]) -> Bool {
    let dense = line.filter { !Array(" \t\r".utf8).contains($0) }
    return zip(dense, dense.dropFirst()).contains { comma, next in
      comma == UInt8(ascii: ",") && (next == UInt8(ascii: "]") || next == UInt8(ascii: "}"))
    }
  }

  @Test("A value that is read is the one that Foundation reads")
  func values() throws {
    print("seed \(Self.seed)")
    var generator = LineGenerator(seed: Self.seed)
    let decoder = RecordDecoder(schema: try LineGenerator.schema(), categories: [], learnsCategories: true)
    var seen = 0
    for round in 0..<5 * fuzzRounds(200) {
      if round % 300 == 0 { generator.chooseLayouts() }
      let line = generator.line()
      var batch = decoder.emptyBatch()
      guard decoder.defect(line, into: &batch) == nil,
        let value = try? JSONDecoder().decode(FoundationValue.self, from: Data(line))
      else { continue }
      seen += 1
      let row = batch.readable(0, decodedBy: decoder)
      let text = String(decoding: line, as: UTF8.self)
      for (column, name) in ["age", "rate"].enumerated() {
        let read = Double(bitPattern: row.numeric[column])
        if case .number(let number) = value["features"]?[name] {
          #expect(read == number, "\(name) in \(text)")
        } else {
          #expect(read.isNaN, "\(name) in \(text)")
        }
      }
      if case .number(let score) = value["s"] { #expect(Double(bitPattern: row.score) == score, "\(text)") }
      if case .text(let id) = value["id"] { #expect(row.id == IdentifierHash(id), "\(text)") }
      if case .text(let outcome) = value["p"] { #expect((row.served == 1) == (outcome == "1"), "\(text)") }
      if case .text(let channel) = value["features"]?["channel"], channel.utf8.count <= Vocabulary.longest {
        #expect(row.categories[0] == "text " + channel, "\(text)")
      }
      for (part, name) in [(1, "region"), (2, "tier")] {
        if case .text(let dimension) = value[name], dimension.utf8.count <= Vocabulary.longest {
          #expect(row.combination[part] == dimension, "\(text)")
        }
        if value[name] == nil || value[name] == .null { #expect(row.combination[part] == "(none)", "\(text)") }
      }
    }
    #expect(seen > 500)
  }
}
