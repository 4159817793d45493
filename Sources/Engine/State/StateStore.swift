import Alerting
import Crypto
import Foundation
import GRDB
import Notation
import Readings
import Windows

/// The agent's memory: one SQLite file, in which a checkpoint is one transaction.
///
/// Safe to use from several threads; the database queue runs one transaction at a time.
final class StateStore: Sendable {
  /// What one transaction stores.
  struct Checkpoint {
    var windows: WindowsCheckpoint
    var revisions: [UInt8]
    var sources: [SourcePosition]
    var totals: PipelineTotals
    /// Whole, as there are few.
    var alerts: [AlertInstance]
    /// New since the last checkpoint.
    var transitions: [AlertTransition]
    var deliveries: [Delivery]
  }

  /// What was stored.
  struct Contents {
    var core: [UInt8]
    var revisions: [UInt8]
    var traffic: [WindowsCheckpoint.Part]
    var labels: [WindowsCheckpoint.Part]
    var pending: [WindowsCheckpoint.Part]
    var sources: [SourcePosition]
    var totals: PipelineTotals
    var alerts: [AlertInstance]
  }

  /// Bumped whenever a table or the form of a value changes.
  static let schemaVersion = 1

  let path: String
  private let queue: DatabaseQueue

  /// Opens the store, or makes it.
  init(path: String) throws(EngineError) {
    self.path = path
    var configuration = GRDB.Configuration()
    // Somebody may be looking at the file with a tool of their own.
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA synchronous = NORMAL")
    }
    do {
      queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
      let version = try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
      guard version <= Self.schemaVersion else {
        throw EngineError(
          .runtime,
          "\(path): was written by a newer leeway (schema \(version)); this one reads up to \(Self.schemaVersion)")
      }
      if version == 0 { try queue.write(Self.createTables) }
    } catch let error as EngineError {
      throw error
    } catch {
      throw Self.failure(path, error, doing: "opened")
    }
  }

  private static func createTables(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
        CREATE TABLE part (kind TEXT, number INTEGER, data BLOB NOT NULL, PRIMARY KEY (kind, number));
        CREATE TABLE source (path TEXT, device TEXT, inode TEXT, position TEXT NOT NULL, PRIMARY KEY (device, inode));
        CREATE TABLE alert (rule TEXT, series TEXT, instance TEXT NOT NULL, PRIMARY KEY (rule, series));
        CREATE TABLE transition (
          id INTEGER PRIMARY KEY, at TEXT NOT NULL, rule TEXT NOT NULL, state TEXT NOT NULL, line TEXT NOT NULL);
        CREATE TABLE delivery (
          id TEXT PRIMARY KEY, state TEXT NOT NULL, action TEXT NOT NULL, updated INTEGER NOT NULL, delivery TEXT NOT NULL);
        CREATE INDEX delivery_state ON delivery (state);
        PRAGMA user_version = 1;
        """)
  }

  // MARK: - Checkpoints

  func save(_ checkpoint: Checkpoint) throws(EngineError) {
    let encoder = JSONEncoder()
    do {
      try queue.write { database in
        try Self.setMeta(database, "core", Self.sealed(checkpoint.windows.core))
        try Self.setMeta(database, "revisions", Self.sealed(checkpoint.revisions))
        try Self.setMeta(database, "totals", try encoder.encode(checkpoint.totals))
        try Self.store(database, "traffic", checkpoint.windows.traffic, from: checkpoint.windows.firstTraffic)
        try Self.store(database, "labels", checkpoint.windows.labels, from: checkpoint.windows.firstLabels)
        try Self.store(database, "pending", checkpoint.windows.pending, from: checkpoint.windows.firstPending)
        try database.execute(sql: "DELETE FROM source")
        for source in checkpoint.sources {
          try database.execute(
            sql: "INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?)",
            arguments: [source.path, String(source.device), String(source.inode), try Self.text(source, encoder)])
        }
        for alert in checkpoint.alerts {
          try database.execute(
            sql: "INSERT OR REPLACE INTO alert VALUES (?, ?, ?)",
            arguments: [alert.identity.rule, alert.identity.key.text, try Self.text(alert, encoder)])
        }
        for transition in checkpoint.transitions {
          try database.execute(
            sql: "INSERT INTO transition (at, rule, state, line) VALUES (?, ?, ?, ?)",
            arguments: [transition.at.rfc3339, transition.identity.rule, transition.to.rawValue, transition.line])
        }
        for delivery in checkpoint.deliveries { try Self.store(database, delivery, encoder) }
      }
    } catch {
      throw Self.failure(path, error, doing: "written")
    }
  }

  /// What the last checkpoint stored; `nil` before the first.
  func contents() throws(EngineError) -> Contents? {
    let decoder = JSONDecoder()
    do {
      return try queue.read { database in
        guard let core = try Self.meta(database, "core"), let revisions = try Self.meta(database, "revisions"),
          let totals = try Self.meta(database, "totals")
        else { return nil }
        return Contents(
          core: try Self.unsealed(core), revisions: try Self.unsealed(revisions),
          traffic: try Self.parts(database, "traffic"),
          labels: try Self.parts(database, "labels"), pending: try Self.parts(database, "pending"),
          sources: try String.fetchAll(database, sql: "SELECT position FROM source ORDER BY path").map {
            try decoder.decode(SourcePosition.self, from: Data($0.utf8))
          },
          totals: try decoder.decode(PipelineTotals.self, from: totals),
          alerts: try String.fetchAll(database, sql: "SELECT instance FROM alert ORDER BY rule, series").map {
            try decoder.decode(AlertInstance.self, from: Data($0.utf8))
          })
      }
    } catch {
      throw Self.failure(path, error, doing: "read")
    }
  }

  // MARK: - Deliveries

  /// Stores what became of one delivery.
  func record(_ delivery: Delivery) throws(EngineError) {
    do {
      try queue.write { try Self.store($0, delivery, JSONEncoder()) }
    } catch {
      throw Self.failure(path, error, doing: "written")
    }
  }

  /// Every delivery that is kept, in order of change.
  func deliveries() throws(EngineError) -> [Delivery] {
    let decoder = JSONDecoder()
    do {
      return try queue.read { database in
        try String.fetchAll(database, sql: "SELECT delivery FROM delivery ORDER BY updated, id").map {
          try decoder.decode(Delivery.self, from: Data($0.utf8))
        }
      }
    } catch {
      throw Self.failure(path, error, doing: "read")
    }
  }

  // MARK: - Identity

  /// Makes sure that the state was made with the same baseline and cells; a new store takes them on.
  func claim(fingerprint: String) throws(EngineError) {
    let known: Data?
    do {
      known = try queue.write { database in
        let known = try Self.meta(database, "fingerprint")
        if known == nil { try Self.setMeta(database, "fingerprint", Data(fingerprint.utf8)) }
        return known
      }
    } catch {
      throw Self.failure(path, error, doing: "written")
    }
    guard let known, known != Data(fingerprint.utf8) else { return }
    throw EngineError(
      .configuration,
      "\(path): made with another baseline, or other features, segments, positive class or windows; its counts do "
        + "not fit. "
        + "Give another directory with --state, or remove this one to begin anew")
  }

  // MARK: - SQL

  private static func setMeta(_ database: Database, _ key: String, _ value: Data) throws {
    try database.execute(sql: "INSERT OR REPLACE INTO meta VALUES (?, ?)", arguments: [key, value])
  }

  private static func meta(_ database: Database, _ key: String) throws -> Data? {
    try Data.fetchOne(database, sql: "SELECT value FROM meta WHERE key = ?", arguments: [key])
  }

  private static func store(
    _ database: Database, _ kind: String, _ parts: [WindowsCheckpoint.Part], from first: Int
  ) throws {
    for part in parts {
      try database.execute(
        sql: "INSERT OR REPLACE INTO part VALUES (?, ?, ?)", arguments: [kind, part.number, sealed(part.bytes)])
    }
    try database.execute(sql: "DELETE FROM part WHERE kind = ? AND number < ?", arguments: [kind, first])
  }

  private static func parts(_ database: Database, _ kind: String) throws -> [WindowsCheckpoint.Part] {
    try Row.fetchAll(database, sql: "SELECT number, data FROM part WHERE kind = ? ORDER BY number", arguments: [kind])
      .map { row in
        guard let number = Int.fromDatabaseValue(row[0]), let data = Data.fromDatabaseValue(row[1]) else {
          throw StateDamage()
        }
        return WindowsCheckpoint.Part(number: number, bytes: try unsealed(data))
      }
  }

  /// Bytes with a checksum behind them (the first eight bytes of their SHA-256): SQLite does not notice a bad sector.
  private static func sealed(_ bytes: [UInt8]) -> Data { Data(bytes) + SHA256.hash(data: bytes).prefix(sealSize) }

  private static func unsealed(_ data: Data) throws(StateDamage) -> [UInt8] {
    let bytes = [UInt8](data.dropLast(sealSize))
    guard data.suffix(sealSize).elementsEqual(SHA256.hash(data: bytes).prefix(sealSize)) else { throw StateDamage() }
    return bytes
  }

  private static let sealSize = 8

  private static func store(_ database: Database, _ delivery: Delivery, _ encoder: JSONEncoder) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO delivery VALUES (?, ?, ?, ?, ?)",
      arguments: [
        delivery.id, delivery.state.name, delivery.action, delivery.updatedAt.microseconds, try text(delivery, encoder),
      ])
  }

  private static func text(_ value: some Encodable, _ encoder: JSONEncoder) throws -> String {
    String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private static func failure(_ path: String, _ error: any Error, doing: String) -> EngineError {
    if let error = error as? DatabaseError {
      if error.resultCode == .SQLITE_FULL {
        return EngineError(.runtime, "\(path): no space left on the device; make room, nothing is lost meanwhile")
      }
      if [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode) { return damage(path, "\(error.resultCode)") }
    }
    if error is StateDamage || error is DecodingError || error is RowDecodingError {
      return damage(path, "its content does not read")
    }
    return EngineError(.runtime, "\(path): cannot be \(doing): \(error)")
  }

  private static func damage(_ path: String, _ what: String) -> EngineError {
    EngineError(.runtime, "\(path): damaged (\(what)); it is left as it is. Give another directory with --state")
  }
}

extension AlertTransition {
  /// The transition as its line of `alerts.jsonl`, without the line end.
  var line: String {
    var json = JSONText()
    write(to: &json)
    return String(json.text.dropLast())
  }
}
