import Alerting
import Configuration
import Foundation
import GRDB
import Windows

/// Writing: only what differs from what is there.
extension StateIndex {
  /// - Returns: the new entries of the audit log.
  mutating func store(_ checkpoint: StateCheckpoint, in database: Database) throws -> [AuditChain.Link] {
    try StateMeta.set(database, StateMeta.core, Data(checkpoint.windows.core))
    try StateMeta.set(database, StateMeta.checkpoint, checkpoint.header)
    try store(checkpoint.cells, in: database)
    try store(checkpoint.windows.changes, in: database)
    try store(checkpoint.revisions, in: database)
    try store(checkpoint.sources, in: database)
    try store(checkpoint.past, in: database)
    for alert in checkpoint.alerts { try store(alert, in: database) }
    for delivery in checkpoint.deliveries { try store(delivery, in: database) }
    try store(checkpoint.people, in: database)
    try store(checkpoint.groups, in: database)
    let links = try append(checkpoint.audit, in: database)
    try storeHistory(checkpoint, in: database)
    // Twice what came in, so that a store that has grown past its bounds shrinks.
    let added = checkpoint.readings.count + checkpoint.panes.count + checkpoint.transitions.count
    if let time = checkpoint.header.time {
      _ = try prune(checkpoint.retention, time: time, limit: 32 + 2 * added, in: database)
      try pruneAlerts(checkpoint.retention, time: time, abandoned: checkpoint.abandoned, in: database)
    }
    manifest.checkpoints += 1
    try StateMeta.set(database, StateMeta.manifest, manifest)
    return links
  }

  // MARK: - Windows

  private mutating func store(_ changes: PartChanges, in database: Database) throws {
    for part in changes.parts {
      let seal = Seal.of(StateRow.part(part.kind, part.number), part.bytes)
      try database.execute(
        sql: "INSERT OR REPLACE INTO part (kind, number, seal, data) VALUES (?, ?, ?, ?)",
        arguments: [part.kind, part.number, seal, Data(part.bytes)])
      forgetPart(part.kind, part.number)
      parts[part.kind, default: [:]][part.number] = Entry(seal: seal, bytes: part.bytes.count)
      manifest.part.add(seal, bytes: part.bytes.count)
    }
    for (kind, first) in changes.firstKept {
      let old = (parts[kind] ?? [:]).keys.filter { $0 < first }
      guard !old.isEmpty else { continue }
      try database.execute(sql: "DELETE FROM part WHERE kind = ? AND number < ?", arguments: [kind, first])
      for number in old { forgetPart(kind, number) }
    }
  }

  private mutating func forgetPart(_ kind: String, _ number: Int) {
    guard let entry = parts[kind]?.removeValue(forKey: number) else { return }
    manifest.part.remove(entry.seal, bytes: entry.bytes)
  }

  /// Names are only ever added: the numbers in the history stand for them.
  private mutating func store(_ names: [PartName], in database: Database) throws {
    guard names.starts(with: cells) else { throw StoreDamage("the parts of the panes are not those of before") }
    for number in cells.count..<names.count {
      let text = try StateText.of(names[number])
      let seal = Seal.of(StateRow.cell(number), text)
      try database.execute(
        sql: "INSERT INTO cell (number, seal, text) VALUES (?, ?, ?)", arguments: [number, seal, text])
      manifest.cell.add(seal, bytes: text.utf8.count)
    }
    cells = names
  }

  // MARK: - Sources, alerts, deliveries

  mutating func store(_ states: [SourceState], in database: Database) throws {
    for (number, state) in states.enumerated() {
      let text = try StateText.of(state)
      if number < sources.count, sources[number].text == text { continue }
      let seal = Seal.of(StateRow.source(number), text)
      try database.execute(
        sql: "INSERT OR REPLACE INTO source (number, seal, text) VALUES (?, ?, ?)", arguments: [number, seal, text])
      let new = Text(seal: seal, text: text)
      if number < sources.count {
        manifest.source.remove(sources[number].seal, bytes: sources[number].text.utf8.count)
        sources[number] = new
      } else {
        sources.append(new)
      }
      manifest.source.add(seal, bytes: text.utf8.count)
    }
    guard sources.count > states.count else { return }
    try database.execute(sql: "DELETE FROM source WHERE number >= ?", arguments: [states.count])
    for source in sources[states.count...] { manifest.source.remove(source.seal, bytes: source.text.utf8.count) }
    sources.removeSubrange(states.count...)
  }

  mutating func store(_ alert: AlertInstance, in database: Database) throws {
    let old = alerts[alert.identity]
    guard old?.instance != alert else { return }
    let series = alert.identity.row
    let text = try StateText.of(alert)
    let since = alert.since.microseconds
    let seal = Seal.of(StateRow.alert(series, since), text)
    try database.execute(
      sql: "INSERT OR REPLACE INTO alert (series, since, seal, text) VALUES (?, ?, ?, ?)",
      arguments: [series, since, seal, text])
    if let old { manifest.alert.remove(old.seal, bytes: old.bytes) }
    manifest.alert.add(seal, bytes: text.utf8.count)
    alerts[alert.identity] = Alert(instance: alert, seal: seal, bytes: text.utf8.count)
  }

  /// Stores the present state of a delivery, in the place of an earlier one.
  mutating func store(_ delivery: Delivery, in database: Database) throws {
    let text = try StateText.of(delivery)
    let old = try Row.fetchOne(
      database, sql: "SELECT \(DeliveryRow.columns) FROM delivery WHERE id = ?", arguments: [delivery.id]
    ).map { try DeliveryRow($0) }
    let number: Int64
    if let old {
      number = old.number
      manifest.delivery.remove(old.mark, bytes: old.bytes)
    } else {
      number = try Int64.fetchOne(database, sql: "SELECT coalesce(max(number), 0) + 1 FROM delivery") ?? 1
    }
    let row = DeliveryRow(delivery, number: number, text: text)
    try database.execute(
      sql: "INSERT OR REPLACE INTO delivery (\(DeliveryRow.columns), text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        row.number, row.id, row.series, row.action, row.episode, row.at, row.planned, row.runs, row.ended, row.seal,
        row.bytes, text,
      ])
    manifest.delivery.add(row.mark, bytes: row.bytes)
  }

  // MARK: - History

  private mutating func storeHistory(_ checkpoint: StateCheckpoint, in database: Database) throws {
    for transition in checkpoint.transitions {
      try append(transition, in: database)
    }
    for block in checkpoint.readings {
      let id = try nextID("reading", in: database)
      let bytes = try Deflate.compressed(block.lines)
      let seal = Seal.of(StateRow.reading(id, block.at.microseconds), bytes)
      try database.execute(
        sql: "INSERT INTO reading (id, at, seal, data) VALUES (?, ?, ?, ?)",
        arguments: [id, block.at.microseconds, seal, Data(bytes)])
      manifest.reading.add(seal, bytes: bytes.count)
    }
    for pane in checkpoint.panes {
      let id = try nextID("pane", in: database)
      let at = Int64(pane.number).multipliedReportingOverflow(by: checkpoint.header.pane)
      guard !at.overflow else { continue }
      let bytes = try Deflate.compressed(pane.bytes)
      let seal = Seal.of(StateRow.pane(id, pane.kind, pane.number, at.partialValue), bytes)
      try database.execute(
        sql: "INSERT INTO pane (id, kind, number, at, seal, data) VALUES (?, ?, ?, ?, ?, ?)",
        arguments: [id, pane.kind, pane.number, at.partialValue, seal, Data(bytes)])
      manifest.pane.add(seal, bytes: bytes.count)
    }
  }

  /// Appends a line of `alerts.jsonl`.
  private mutating func append(_ transition: AlertTransition, in database: Database) throws {
    let id = try nextID("transition", in: database)
    let (at, series, line) = (transition.at.microseconds, transition.identity.row, transition.line)
    let seal = Seal.of(StateRow.transition(id, at, series), line)
    try database.execute(
      sql: "INSERT INTO transition (id, at, series, seal, line) VALUES (?, ?, ?, ?, ?)",
      arguments: [id, at, series, seal, line])
    manifest.transition.add(seal, bytes: line.utf8.count)
  }

  private func nextID(_ table: String, in database: Database) throws -> Int64 {
    try Int64.fetchOne(database, sql: "SELECT coalesce(max(id), 0) + 1 FROM \(table)") ?? 1
  }
}
