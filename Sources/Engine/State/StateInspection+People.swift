import Alerting
import Foundation
import GRDB
import Notation
import Readings

/// What people look at: alerts, what was done about them, and what was decided. Reads only, also while an agent runs;
/// then as of its last checkpoint.
extension StateInspection {
  /// What people decided and still stands.
  package func people() throws(EngineError) -> PeopleBook {
    try reading { database, index in
      try StateContents.people(database, index: &index)
      return index.people
    }
  }

  /// All alerts as they stand, in the order of rule and series.
  package func alerts() throws(EngineError) -> [AlertInstance] {
    try reading { database, index in
      try StateContents.alerts(database, index: &index).sorted { $0.identity < $1.identity }
    }
  }

  /// The deliveries of an alert, of all its episodes that are kept, oldest first. Of a message about several alerts it
  /// is the first that has it.
  package func deliveries(of identity: AlertIdentity) throws(EngineError) -> [Delivery] {
    try deliveries(where: "series = ?", [identity.row])
  }

  /// The deliveries that are still to be made, or wait for a person; oldest first.
  package func openDeliveries() throws(EngineError) -> [Delivery] {
    try deliveries(where: "NOT ended", [])
  }

  /// What the program of a delivery wrote; `nil` if nothing is kept.
  package func output(of delivery: String) throws(EngineError) -> String? {
    try reading { database, _ in
      guard
        let row = try Row.fetchOne(
          database, sql: "SELECT seal, text FROM output WHERE delivery = ?", arguments: [delivery])
      else { return nil }
      guard let seal = Int64.fromDatabaseValue(row[0]), let text = String.fromDatabaseValue(row[1]),
        Seal.of(StateRow.output(delivery), text) == seal
      else { throw StoreDamage("the output of a delivery does not fit its checksum") }
      return text
    }
  }

  /// The newest transitions of an alert, oldest first.
  package func transitions(of identity: AlertIdentity, limit: Int) throws(EngineError) -> [TransitionRecord] {
    try reading { database, _ in try Self.transitions(database, of: identity, limit: limit) }
  }

  /// The audit log, in order; whether it is as it was written, ``verifyAudit(expected:)`` tells.
  package func audit() throws(EngineError) -> [AuditChain.Link] {
    try reading { database, _ in try StateExport.audit(database) }
  }

  /// Checks the audit log from its first entry to its last.
  ///
  /// - Parameter expected: a head that was noted earlier, so that another file in this one's place shows.
  package func verifyAudit(expected: AuditChain.Head? = nil) throws(EngineError) -> AuditVerdict {
    try reading { database, _ in try Self.verdict(database, expected: expected) }
  }

  /// What people did with what the system said, from `from` to just before `to`.
  package func auditReport(
    from: Instant = .distantPast, to: Instant = .distantFuture
  ) throws(EngineError) -> AuditReport {
    try reading { database, index in
      var transitions: [TransitionRecord] = []
      try StateExport.forEachTransition(database, expected: index.manifest.transition) {
        let record = try TransitionRecord(line: $0)
        // Nothing else is counted, and there may be many.
        if record.to == .firing { transitions.append(record) }
      }
      let entries = try StateExport.audit(database).map { link in
        do {
          return try link.entry()
        } catch {
          throw StoreDamage("entry \(link.sequence) of the audit log does not read; see 'leeway audit verify'")
        }
      }
      return AuditReport(entries: entries, transitions: transitions, from: from, to: to)
    }
  }

  static func verdict(_ database: Database, expected: AuditChain.Head?) throws -> AuditVerdict {
    let head = try StateMeta.value(database, StateMeta.audit, as: AuditChain.Head.self)
    return AuditChain.verify(try StateExport.audit(database), head: head, expected: expected)
  }

  private func deliveries(where condition: String, _ arguments: StatementArguments) throws(EngineError) -> [Delivery] {
    try reading { database, _ in try Self.deliveries(database, where: condition, arguments) }
  }

  static func deliveries(
    _ database: Database, where condition: String, _ arguments: StatementArguments
  ) throws -> [Delivery] {
    try Row.fetchAll(
      database, sql: "SELECT \(DeliveryRow.columns), text FROM delivery WHERE \(condition) ORDER BY number",
      arguments: arguments
    ).map { row in
      let columns = try DeliveryRow(row)
      guard let text = String.fromDatabaseValue(row[11]), Seal.of(columns.key, text) == columns.seal else {
        throw StoreDamage("delivery \(columns.id) does not fit its checksum")
      }
      return try StateText.value(Delivery.self, of: text)
    }
  }

  static func transitions(
    _ database: Database, of identity: AlertIdentity, limit: Int
  ) throws -> [TransitionRecord] {
    try Row.fetchAll(
      database,
      sql: "SELECT \(TransitionRow.columns) FROM transition WHERE series = ? ORDER BY id DESC LIMIT ?",
      arguments: [identity.row, max(0, limit)]
    ).reversed().map { try TransitionRecord(line: TransitionRow($0).line) }
  }

  /// One look at the store as it is at this moment.
  func reading<Value>(_ body: (Database, inout StateIndex) throws -> Value) throws(EngineError) -> Value {
    try StateFile.reading(path) { database in
      guard let manifest = try StateMeta.value(database, StateMeta.manifest, as: StateManifest.self) else {
        throw StoreDamage("the manifest is missing")
      }
      var index = StateIndex()
      index.manifest = manifest
      return try body(database, &index)
    }
  }
}
