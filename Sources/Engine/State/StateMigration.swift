import Alerting
import Foundation
import GRDB
import Ingest
import Notation
import Windows

/// Brings a store of schema 1 up to date, in one transaction.
enum StateMigration {
  /// Whether everything that the migration takes over can be read; throws if not. Changes nothing.
  static func checkVersion1(_ database: Database) throws {
    _ = try checkpoint(database)
    _ = try deliveries(database)
    _ = try instances(database)
    _ = try sources(database)
    let cursor = try Row.fetchCursor(database, sql: "SELECT kind, number, data FROM part")
    while let row = try cursor.next() { _ = try part(row) }
  }

  static func fromVersion1(_ database: Database) throws {
    let checkpoint = try checkpoint(database)
    let deliveries = try deliveries(database)
    let alerts = try instances(database)
    let sources = try sources(database)
    for table in ["meta", "part", "source", "alert", "transition", "delivery"] {
      try database.execute(sql: "ALTER TABLE \(table) RENAME TO \(table)_1")
    }
    try StateTables.create(database)

    var index = StateIndex()
    let cursor = try Row.fetchCursor(database, sql: "SELECT kind, number, data FROM part_1")
    while let row = try cursor.next() {
      let part = try part(row)
      let seal = Seal.of(StateRow.part(part.kind, part.number), part.bytes)
      try database.execute(
        sql: "INSERT INTO part (kind, number, seal, data) VALUES (?, ?, ?, ?)",
        arguments: [part.kind, part.number, seal, Data(part.bytes)])
      index.manifest.part.add(seal, bytes: part.bytes.count)
    }
    try index.adopt(sources: sources, alerts: alerts, deliveries: deliveries, in: database)
    for row in try Row.fetchAll(database, sql: "SELECT at, line FROM transition_1 ORDER BY id") {
      guard let text = String.fromDatabaseValue(row[0]), let at = Instant(rfc3339: text),
        let line = String.fromDatabaseValue(row[1])
      else { throw StoreDamage("a transition does not read") }
      try index.append(line, at: at.microseconds, in: database)
    }
    if let checkpoint {
      try StateMeta.set(database, StateMeta.core, Data(checkpoint.core))
      try StateMeta.set(database, StateMeta.revisions, Data(checkpoint.revisions))
      try StateMeta.set(database, StateMeta.checkpoint, checkpoint.header)
      index.manifest.checkpoints = 1
    }
    try StateMeta.set(database, StateMeta.manifest, index.manifest)
    for table in ["meta", "part", "source", "alert", "transition", "delivery"] {
      try database.execute(sql: "DROP TABLE \(table)_1")
    }
  }

  // MARK: - What schema 1 held

  /// `nil` before the first checkpoint, when there was nothing but perhaps the fingerprint.
  private static func checkpoint(
    _ database: Database
  ) throws -> (header: StateCheckpoint.Header, core: [UInt8], revisions: [UInt8])? {
    let totals = try meta(database, "totals")
    let (core, revisions) = (try meta(database, "core"), try meta(database, "revisions"))
    guard totals != nil || core != nil || revisions != nil else {
      let isEmpty = try Bool.fetchOne(database, sql: "SELECT NOT EXISTS (SELECT 1 FROM part)") ?? false
      guard isEmpty else { throw StoreDamage("the checkpoint is missing") }
      return nil
    }
    guard let totals, let core, let revisions, let fingerprint = try meta(database, "fingerprint") else {
      throw StoreDamage("the checkpoint is not whole")
    }
    let header = StateCheckpoint.Header(
      model: "", fingerprint: String(decoding: fingerprint, as: UTF8.self), savedAt: 0, pane: 0, labelWidth: 0,
      windowsVersion: 1,
      totals: try JSONDecoder().decode(PipelineTotals.self, from: totals))
    return (header, try Seal.unsealedVersion1(core), try Seal.unsealedVersion1(revisions))
  }

  private static func meta(_ database: Database, _ key: String) throws -> Data? {
    try Data.fetchOne(database, sql: "SELECT value FROM meta WHERE key = ?", arguments: [key])
  }

  private static func part(_ row: Row) throws -> PartChange {
    guard let kind = String.fromDatabaseValue(row[0]), let number = Int.fromDatabaseValue(row[1]),
      let data = Data.fromDatabaseValue(row[2])
    else { throw StoreDamage("a part does not read") }
    return PartChange(kind: kind, number: number, bytes: try Seal.unsealedVersion1(data))
  }

  private static func deliveries(_ database: Database) throws -> [Delivery] {
    try String.fetchAll(database, sql: "SELECT delivery FROM delivery ORDER BY updated, id")
      .map { try StateText.value(Delivery.self, of: $0) }
      .sorted { ($0.plannedAt, $0.id) < ($1.plannedAt, $1.id) }
  }

  private static func instances(_ database: Database) throws -> [AlertInstance] {
    try String.fetchAll(database, sql: "SELECT instance FROM alert ORDER BY rule, series")
      .map { try StateText.value(AlertInstance.self, of: $0) }
  }

  private static func sources(_ database: Database) throws -> [SourceState] {
    try String.fetchAll(database, sql: "SELECT position FROM source ORDER BY path").map {
      SourceState(position: try StateText.value(Position.self, of: $0).present, totals: SourceTotals())
    }
  }

  /// Where a file was left.
  private struct Position: Decodable {
    struct Clock: Decodable {
      var newest: Int64?
    }

    var path: String
    var kind: LogKind
    var device: UInt64
    var inode: UInt64
    var offset: Int64
    var clock: Clock
    /// The first bytes of the file, at most 256: of an archive those of the archive, not of its content.
    var head: Data

    private var isArchive: Bool { path.hasSuffix(".gz") }

    /// The bytes before the offset, by which the file is known too, were not kept; they are taken from the file if it is
    /// where it was, else it has to do without. Of an archive nothing is known but that it is the same file.
    var present: FilePosition {
      var position = FilePosition(
        path: path, kind: kind, identity: FileIdentity(device: device, inode: inode), offset: offset)
      position.newest = clock.newest
      guard !isArchive else { return position }
      position.headLength = head.count
      position.head = Fingerprint.of([UInt8](head))
      if let tail = tailBytes() { position.tail = Fingerprint.of(tail) }
      return position
    }

    private func tailBytes() -> [UInt8]? {
      guard FileIdentity(path: path) == FileIdentity(device: device, inode: inode),
        let file = FileHandle(forReadingAtPath: path)
      else { return nil }
      defer { try? file.close() }
      let length = min(offset, Int64(Fingerprint.tailSize))
      guard length > 0, (try? file.seek(toOffset: UInt64(offset - length))) != nil,
        let data = try? file.read(upToCount: Int(length)), data.count == Int(length)
      else { return nil }
      return [UInt8](data)
    }
  }
}

extension StateIndex {
  /// Stores what a migration has read, as a checkpoint would.
  fileprivate mutating func adopt(
    sources: [SourceState], alerts: [AlertInstance], deliveries: [Delivery], in database: Database
  ) throws {
    try store(sources, in: database)
    for alert in alerts { try store(alert, in: database) }
    for delivery in deliveries { try store(delivery, in: database) }
  }
}
