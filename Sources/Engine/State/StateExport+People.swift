import Alerting
import Foundation
import GRDB

extension StateExport {
  /// Calls with each entry of the audit log, in order. Whether they are as they were written, ``AuditChain`` finds out.
  static func forEachAudit(_ database: Database, _ body: (AuditChain.Link) throws -> Void) throws {
    let cursor = try Row.fetchCursor(database, sql: "SELECT sequence, hash, line FROM audit ORDER BY sequence")
    while let row = try cursor.next() {
      guard let sequence = Int.fromDatabaseValue(row[0]), let hash = String.fromDatabaseValue(row[1]),
        let line = String.fromDatabaseValue(row[2])
      else { throw StoreDamage("an entry of the audit log does not read") }
      try body(AuditChain.Link(sequence: sequence, hash: hash, line: line))
    }
  }

  static func audit(_ database: Database) throws -> [AuditChain.Link] {
    var links: [AuditChain.Link] = []
    try forEachAudit(database) { links.append($0) }
    return links
  }

  /// Calls with the id of each delivery whose program wrote something, and with what that was.
  static func forEachOutput(
    _ database: Database, expected: StateTally, _ body: (_ delivery: String, _ text: String) throws -> Void
  ) throws {
    var tally = StateTally()
    let cursor = try Row.fetchCursor(database, sql: "SELECT delivery, seal, text FROM output ORDER BY delivery")
    while let row = try cursor.next() {
      guard let delivery = String.fromDatabaseValue(row[0]), let seal = Int64.fromDatabaseValue(row[1]),
        let text = String.fromDatabaseValue(row[2]), Seal.of(StateRow.output(delivery), text) == seal
      else { throw StoreDamage("the output of a delivery does not fit its checksum") }
      tally.add(seal, bytes: text.utf8.count)
      try body(delivery, text)
    }
    try StateContents.check("outputs of deliveries", tally, expected)
  }
}
