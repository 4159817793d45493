import Alerting
import Configuration
import Foundation
import GRDB
import Notation

/// Letting history go: what is older than its time, then the oldest of what is too much. What the windows, the outbox
/// and its guards need is in other tables, or passed over.
extension StateIndex {
  /// - Parameters:
  ///   - time: event time in microseconds up to which panes are closed; age counts back from it, so that a log of last
  ///     year is kept as long as one of today.
  ///   - limit: rows to remove at most, so that a checkpoint stays short.
  /// - Returns: how many were removed.
  mutating func prune(_ retention: StateRetention, time: Int64, limit: Int, in database: Database) throws -> Int {
    let cutoff = Self.cutoff(retention, time: time)
    var left = limit
    for table in HistoryTable.allCases {
      for row in try oldest(table, before: cutoff, limit: left, in: database) {
        try remove(row, from: table, in: database)
        left -= 1
      }
    }
    left -= try pruneDeliveries(before: cutoff, limit: left, in: database)
    while manifest.historyBytes > retention.keepBytes, left > 0 {
      var first: (table: HistoryTable, row: HistoryRow)?
      for table in HistoryTable.allCases {
        guard let row = try oldest(table, before: .max, limit: 1, in: database).first else { continue }
        if first.map({ row.at < $0.row.at }) ?? true { first = (table, row) }
      }
      guard let first else { break }
      try remove(first.row, from: first.table, in: database)
      left -= 1
    }
    return limit - left
  }

  private enum HistoryTable: String, CaseIterable {
    case reading
    case pane
    case transition

    var length: String { self == .transition ? "length(CAST(line AS BLOB))" : "length(data)" }
  }

  private struct HistoryRow {
    var id: Int64
    var at: Int64
    var seal: Int64
    var bytes: Int
  }

  private func oldest(
    _ table: HistoryTable, before cutoff: Int64, limit: Int, in database: Database
  ) throws -> [HistoryRow] {
    try Row.fetchAll(
      database,
      sql: "SELECT id, at, seal, \(table.length) FROM \(table.rawValue) WHERE at < ? ORDER BY at, id LIMIT ?",
      arguments: [cutoff, max(0, limit)]
    ).map { row in
      guard let id = Int64.fromDatabaseValue(row[0]), let at = Int64.fromDatabaseValue(row[1]),
        let seal = Int64.fromDatabaseValue(row[2]), let bytes = Int.fromDatabaseValue(row[3])
      else { throw StoreDamage("a row of \(table.rawValue) does not read") }
      return HistoryRow(id: id, at: at, seal: seal, bytes: bytes)
    }
  }

  private mutating func remove(_ row: HistoryRow, from table: HistoryTable, in database: Database) throws {
    try database.execute(sql: "DELETE FROM \(table.rawValue) WHERE id = ?", arguments: [row.id])
    switch table {
    case .reading: manifest.reading.remove(row.seal, bytes: row.bytes)
    case .pane: manifest.pane.remove(row.seal, bytes: row.bytes)
    case .transition: manifest.transition.remove(row.seal, bytes: row.bytes)
    }
  }

  /// Deliveries that have ended, not those that wait for a person, but for those that a guard may still ask for.
  private mutating func pruneDeliveries(before cutoff: Int64, limit: Int, in database: Database) throws -> Int {
    // Without anything old there is no need to look at all of them.
    let isDue = try Bool.fetchOne(
      database, sql: "SELECT EXISTS (SELECT 1 FROM delivery WHERE at < ?)", arguments: [cutoff])
    guard limit > 0, isDue == true else { return 0 }
    let rows = try Row.fetchAll(database, sql: "SELECT \(DeliveryRow.columns) FROM delivery ORDER BY number")
      .map { try DeliveryRow($0) }
    let guards = DeliveryGuards(rows)
    var removed = 0
    for row in rows where removed < limit && row.ended && row.at < cutoff && !guards.guardsRun(row) {
      try database.execute(sql: "DELETE FROM delivery WHERE number = ?", arguments: [row.number])
      manifest.delivery.remove(row.mark, bytes: row.bytes)
      try removeOutput(of: row.id, in: database)
      removed += 1
    }
    return removed
  }

  /// Of the alerts that no rule is about any more those that are past their time. The others keep their place whatever
  /// their age: they number the episodes.
  mutating func pruneAlerts(
    _ retention: StateRetention, time: Int64, abandoned: [AlertIdentity], in database: Database
  ) throws {
    let cutoff = Self.cutoff(retention, time: time)
    for identity in abandoned {
      guard let alert = alerts[identity], alert.instance.episodeLevel == nil,
        alert.instance.since.microseconds < cutoff
      else { continue }
      try database.execute(sql: "DELETE FROM alert WHERE series = ?", arguments: [identity.row])
      manifest.alert.remove(alert.seal, bytes: alert.bytes)
      alerts[identity] = nil
    }
  }

  /// Event time in microseconds before which everything is past its time.
  private static func cutoff(_ retention: StateRetention, time: Int64) -> Int64 {
    let age = time.subtractingReportingOverflow(retention.keepAge.microseconds)
    return age.overflow ? .min : age.partialValue
  }
}
