import Alerting
import Foundation
import GRDB

/// Writing what people decide, and what is told of alerts.
extension StateIndex {
  mutating func store(_ people: PeopleBook, in database: Database) throws {
    guard people != self.people || manifest.people == 0 else { return }
    let data = Data(try StateText.of(people).utf8)
    try StateMeta.set(database, StateMeta.people, data)
    manifest.people = StateMeta.seal(StateMeta.people, data)
    self.people = people
  }

  /// Stores all groups: what differs from what is there, and what is no longer there.
  mutating func store(_ groups: [NoticeGroup], in database: Database) throws {
    for group in groups where self.groups[group.key]?.group != group {
      let text = try StateText.of(group)
      let seal = Seal.of(StateRow.notice(group.key), text)
      try database.execute(
        sql: "INSERT OR REPLACE INTO notice (key, seal, text) VALUES (?, ?, ?)", arguments: [group.key, seal, text])
      forget(group.key)
      self.groups[group.key] = Group(group: group, seal: seal, bytes: text.utf8.count)
      manifest.notice.add(seal, bytes: text.utf8.count)
    }
    let kept = Set(groups.map(\.key))
    guard self.groups.count > kept.count else { return }
    for key in self.groups.keys.filter({ !kept.contains($0) }).sorted() {
      try database.execute(sql: "DELETE FROM notice WHERE key = ?", arguments: [key])
      forget(key)
    }
  }

  private mutating func forget(_ key: String) {
    guard let old = groups.removeValue(forKey: key) else { return }
    manifest.notice.remove(old.seal, bytes: old.bytes)
  }

  /// Adds entries to the audit log, each chained to the one before it, and stores the new head with them.
  mutating func append(_ entries: [AuditEntry], in database: Database) throws -> [AuditChain.Link] {
    guard !entries.isEmpty else { return [] }
    var links: [AuditChain.Link] = []
    for entry in entries {
      let link = AuditChain.link(entry, after: audit)
      try database.execute(
        sql: "INSERT INTO audit (sequence, hash, line) VALUES (?, ?, ?)",
        arguments: [link.sequence, link.hash, link.line])
      audit = link.head
      manifest.audit.add(AuditChain.mark(of: link.hash), bytes: link.line.utf8.count)
      links.append(link)
    }
    try StateMeta.set(database, StateMeta.audit, audit)
    return links
  }

  /// Stores what a program wrote, in the place of what an earlier run of the same delivery did.
  mutating func store(output: String, of delivery: String, in database: Database) throws {
    try removeOutput(of: delivery, in: database)
    let seal = Seal.of(StateRow.output(delivery), output)
    try database.execute(
      sql: "INSERT INTO output (delivery, seal, text) VALUES (?, ?, ?)", arguments: [delivery, seal, output])
    manifest.output.add(seal, bytes: output.utf8.count)
  }

  mutating func removeOutput(of delivery: String, in database: Database) throws {
    let old = try Row.fetchOne(
      database, sql: "SELECT seal, length(CAST(text AS BLOB)) FROM output WHERE delivery = ?", arguments: [delivery])
    guard let old else { return }
    guard let seal = Int64.fromDatabaseValue(old[0]), let bytes = Int.fromDatabaseValue(old[1]) else {
      throw StoreDamage("the output of a delivery does not read")
    }
    try database.execute(sql: "DELETE FROM output WHERE delivery = ?", arguments: [delivery])
    manifest.output.remove(seal, bytes: bytes)
  }
}
