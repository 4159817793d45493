import Alerting
import Foundation
import GRDB
import Notation
import Windows

/// What an engine needs of a store to go on: the last checkpoint, checked row by row.
struct StateContents {
  var header: StateCheckpoint.Header
  var core: [UInt8]
  var parts: [PartChange]
  var sources: [SourceState]
  var alerts: [AlertInstance]
  /// Those that are still to be made or looked into, those that guard against another run, and those of each alert's
  /// newest episode; in order of planning.
  var deliveries: [Delivery]
  var people: PeopleBook
  /// In the order of their keys.
  var groups: [NoticeGroup]

  /// Reads everything but the history. `nil` before the first checkpoint.
  ///
  /// Cost: one pass over the parts, which are most of it (36 bytes for each prediction that waits for its label).
  static func read(_ database: Database, index: inout StateIndex) throws -> StateContents? {
    guard let manifest = try StateMeta.value(database, StateMeta.manifest, as: StateManifest.self) else {
      throw StoreDamage("the manifest is missing")
    }
    index.manifest = manifest
    let parts = try self.parts(database, index: &index)
    let sources = try self.sources(database, index: &index)
    let alerts = try self.alerts(database, index: &index)
    try cells(database, index: &index)
    let deliveries = try self.deliveries(database, index: index)
    let groups = try self.groups(database, index: &index)
    try people(database, index: &index)
    try auditHead(database, index: &index)
    guard manifest.checkpoints > 0 else { return nil }
    guard let core = try StateMeta.value(database, StateMeta.core),
      let header = try StateMeta.value(database, StateMeta.checkpoint, as: StateCheckpoint.Header.self)
    else { throw StoreDamage("the checkpoint is not whole") }
    return StateContents(
      header: header, core: [UInt8](core), parts: parts, sources: sources, alerts: alerts, deliveries: deliveries,
      people: index.people, groups: groups)
  }

  /// The parts that rules which look back need.
  var past: [PartChange] { parts.filter { $0.kind == StateCheckpoint.pastKind } }

  private static func parts(_ database: Database, index: inout StateIndex) throws -> [PartChange] {
    var parts: [PartChange] = []
    var tally = StateTally()
    let rows = try Row.fetchCursor(database, sql: "SELECT kind, number, seal, data FROM part ORDER BY kind, number")
    while let row = try rows.next() {
      guard let kind = String.fromDatabaseValue(row[0]), let number = Int.fromDatabaseValue(row[1]),
        let seal = Int64.fromDatabaseValue(row[2])
      else { throw StoreDamage("a part does not read") }
      // Empty data come back as none.
      let bytes = try row.withUnsafeData(atIndex: 3) { $0.map { [UInt8]($0) } } ?? []
      guard Seal.of(StateRow.part(kind, number), bytes) == seal else {
        throw StoreDamage("\(kind) \(number) does not fit its checksum")
      }
      tally.add(seal, bytes: bytes.count)
      index.parts[kind, default: [:]][number] = StateIndex.Entry(seal: seal, bytes: bytes.count)
      parts.append(PartChange(kind: kind, number: number, bytes: bytes))
    }
    try check("parts", tally, index.manifest.part)
    return parts
  }

  static func sources(_ database: Database, index: inout StateIndex) throws -> [SourceState] {
    var sources: [SourceState] = []
    var tally = StateTally()
    for row in try Row.fetchAll(database, sql: "SELECT number, seal, text FROM source ORDER BY number") {
      let text = try sealedText(row, key: StateRow.source)
      tally.add(text.seal, bytes: text.text.utf8.count)
      index.sources.append(StateIndex.Text(seal: text.seal, text: text.text))
      sources.append(try StateText.value(SourceState.self, of: text.text))
    }
    try check("sources", tally, index.manifest.source)
    return sources
  }

  private static func cells(_ database: Database, index: inout StateIndex) throws {
    var tally = StateTally()
    for row in try Row.fetchAll(database, sql: "SELECT number, seal, text FROM cell ORDER BY number") {
      let text = try sealedText(row, key: StateRow.cell)
      tally.add(text.seal, bytes: text.text.utf8.count)
      index.cells.append(try StateText.value(PartName.self, of: text.text))
    }
    try check("cells", tally, index.manifest.cell)
  }

  private static func sealedText(
    _ row: Row, key: (Int) -> String
  ) throws -> (number: Int, seal: Int64, text: String) {
    guard let number = Int.fromDatabaseValue(row[0]), let seal = Int64.fromDatabaseValue(row[1]),
      let text = String.fromDatabaseValue(row[2]), Seal.of(key(number), text) == seal
    else { throw StoreDamage("a row does not fit its checksum") }
    return (number, seal, text)
  }

  static func alerts(_ database: Database, index: inout StateIndex) throws -> [AlertInstance] {
    var alerts: [AlertInstance] = []
    var tally = StateTally()
    for row in try Row.fetchAll(database, sql: "SELECT series, since, seal, text FROM alert ORDER BY series") {
      guard let series = String.fromDatabaseValue(row[0]), let since = Int64.fromDatabaseValue(row[1]),
        let seal = Int64.fromDatabaseValue(row[2]), let text = String.fromDatabaseValue(row[3]),
        Seal.of(StateRow.alert(series, since), text) == seal
      else { throw StoreDamage("an alert does not fit its checksum") }
      tally.add(seal, bytes: text.utf8.count)
      let instance = try StateText.value(AlertInstance.self, of: text)
      index.alerts[instance.identity] = StateIndex.Alert(instance: instance, seal: seal, bytes: text.utf8.count)
      alerts.append(instance)
    }
    try check("alerts", tally, index.manifest.alert)
    return alerts
  }

  /// Cost: the columns of every delivery kept, the texts of those that are of use.
  private static func deliveries(_ database: Database, index: StateIndex) throws -> [Delivery] {
    var rows: [DeliveryRow] = []
    var tally = StateTally()
    let cursor = try Row.fetchCursor(database, sql: "SELECT \(DeliveryRow.columns) FROM delivery ORDER BY number")
    while let row = try cursor.next() {
      let row = try DeliveryRow(row)
      tally.add(row.mark, bytes: row.bytes)
      rows.append(row)
    }
    try check("deliveries", tally, index.manifest.delivery)
    let guards = DeliveryGuards(rows)
    return try rows.filter { !$0.ended || guards.needs($0) }.map { row in
      guard
        let text = try String.fetchOne(
          database, sql: "SELECT text FROM delivery WHERE number = ?", arguments: [row.number]),
        Seal.of(row.key, text) == row.seal
      else { throw StoreDamage("delivery \(row.id) does not fit its checksum") }
      return try StateText.value(Delivery.self, of: text)
    }
  }

  static func groups(_ database: Database, index: inout StateIndex) throws -> [NoticeGroup] {
    var groups: [NoticeGroup] = []
    var tally = StateTally()
    for row in try Row.fetchAll(database, sql: "SELECT key, seal, text FROM notice ORDER BY key") {
      guard let key = String.fromDatabaseValue(row[0]), let seal = Int64.fromDatabaseValue(row[1]),
        let text = String.fromDatabaseValue(row[2]), Seal.of(StateRow.notice(key), text) == seal
      else { throw StoreDamage("a group of alerts does not fit its checksum") }
      tally.add(seal, bytes: text.utf8.count)
      let group = try StateText.value(NoticeGroup.self, of: text)
      index.groups[key] = StateIndex.Group(group: group, seal: seal, bytes: text.utf8.count)
      groups.append(group)
    }
    try check("groups of alerts", tally, index.manifest.notice)
    return groups
  }

  /// Before anything was decided there is nothing.
  static func people(_ database: Database, index: inout StateIndex) throws {
    let data = try StateMeta.value(database, StateMeta.people)
    guard data.map({ StateMeta.seal(StateMeta.people, $0) }) ?? 0 == index.manifest.people else {
      throw StoreDamage("what people decided is not as it was written")
    }
    index.people = try data.map { try JSONDecoder().decode(PeopleBook.self, from: $0) } ?? PeopleBook()
  }

  /// Only that the newest entry is the one that the head names; ``AuditChain`` checks the rest.
  private static func auditHead(_ database: Database, index: inout StateIndex) throws {
    guard let head = try StateMeta.value(database, StateMeta.audit, as: AuditChain.Head.self) else {
      throw StoreDamage("the head of the audit log is missing")
    }
    let newest = try Row.fetchOne(database, sql: "SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1")
    let found = try newest.map { row in
      guard let sequence = Int.fromDatabaseValue(row[0]), let hash = String.fromDatabaseValue(row[1]) else {
        throw StoreDamage("the audit log does not read")
      }
      return AuditChain.Head(count: sequence, hash: hash)
    }
    guard found ?? .none == head else {
      throw StoreDamage("the audit log does not end where its head says; see 'leeway audit verify'")
    }
    index.audit = head
  }

  static func check(_ name: String, _ found: StateTally, _ expected: StateTally) throws {
    guard found != expected else { return }
    throw StoreDamage(
      found.count == expected.count
        ? "\(name) are not as they were written" : "\(name): \(expected.count) were written, \(found.count) are there")
  }
}
