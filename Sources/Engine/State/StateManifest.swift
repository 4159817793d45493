import Foundation
import GRDB

/// How many rows a table has, how many bytes they hold, and the sum of their seals: a row that got lost, came twice or
/// changed shows, whatever the order.
struct StateTally: Codable, Equatable {
  var count = 0
  var bytes = 0
  var sum: Int64 = 0

  mutating func add(_ seal: Int64, bytes: Int) {
    count += 1
    self.bytes += bytes
    sum &+= seal
  }

  mutating func remove(_ seal: Int64, bytes: Int) {
    count -= 1
    self.bytes -= bytes
    sum &-= seal
  }
}

/// What the tables hold, as of the last transaction, whose part it is.
struct StateManifest: Codable, Equatable {
  /// Checkpoints stored.
  var checkpoints = 0
  var part = StateTally()
  var source = StateTally()
  var alert = StateTally()
  var delivery = StateTally()
  var output = StateTally()
  var notice = StateTally()
  /// Sums the hashes' first eight bytes.
  var audit = StateTally()
  /// The seal of what people decided and still stands.
  var people: Int64 = 0
  var transition = StateTally()
  var reading = StateTally()
  var pane = StateTally()
  var cell = StateTally()

  /// Of what is kept for its own sake, not to go on with.
  var historyBytes: Int { transition.bytes + reading.bytes + pane.bytes }
}

/// Values under a name, sealed.
enum StateMeta {
  static let core = "core"
  static let checkpoint = "checkpoint"
  static let manifest = "manifest"
  static let people = "people"
  /// The head of the audit log.
  static let audit = "audit"

  static func seal(_ key: String, _ value: Data) -> Int64 { Seal.of("meta/" + key, value) }

  static func set(_ database: Database, _ key: String, _ value: Data) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO meta (key, seal, data) VALUES (?, ?, ?)", arguments: [key, seal(key, value), value])
  }

  static func set(_ database: Database, _ key: String, _ value: some Encodable) throws {
    try set(database, key, Data(try StateText.of(value).utf8))
  }

  /// `nil` if there is none.
  static func value(_ database: Database, _ key: String) throws -> Data? {
    guard let row = try Row.fetchOne(database, sql: "SELECT seal, data FROM meta WHERE key = ?", arguments: [key])
    else { return nil }
    guard let seal = Int64.fromDatabaseValue(row[0]), let data = Data.fromDatabaseValue(row[1]),
      self.seal(key, data) == seal
    else { throw StoreDamage("\(key): a value does not fit its checksum") }
    return data
  }

  static func value<Value: Decodable>(_ database: Database, _ key: String, as type: Value.Type) throws -> Value? {
    try value(database, key).map { try JSONDecoder().decode(type, from: $0) }
  }
}

/// Values as JSON with sorted keys, so that the same value has the same bytes.
enum StateText {
  static func of(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  static func value<Value: Decodable>(_ type: Value.Type, of text: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(text.utf8))
  }
}
