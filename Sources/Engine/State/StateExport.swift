import Alerting
import Foundation
import GRDB
import Notation
import Windows

/// Going through what the store keeps of the past, each row held against its checksum and each table against the
/// manifest.
enum StateExport {
  /// Calls with the lines of each block, in order of evaluation.
  static func forEachReadings(
    _ database: Database, expected: StateTally, _ body: ([UInt8]) throws -> Void
  ) throws {
    var tally = StateTally()
    let cursor = try Row.fetchCursor(database, sql: "SELECT id, at, seal, data FROM reading ORDER BY id")
    while let row = try cursor.next() {
      guard let id = Int64.fromDatabaseValue(row[0]), let at = Int64.fromDatabaseValue(row[1]),
        let seal = Int64.fromDatabaseValue(row[2]), let data = Data.fromDatabaseValue(row[3]),
        Seal.of(StateRow.reading(id, at), data) == seal
      else { throw StoreDamage("readings do not fit their checksum") }
      tally.add(seal, bytes: data.count)
      try body(try Deflate.expanded([UInt8](data)))
    }
    try StateContents.check("readings", tally, expected)
  }

  static func forEachTransition(
    _ database: Database, expected: StateTally, _ body: (String) throws -> Void
  ) throws {
    var tally = StateTally()
    let cursor = try Row.fetchCursor(database, sql: "SELECT \(TransitionRow.columns) FROM transition ORDER BY id")
    while let row = try cursor.next() {
      let transition = try TransitionRow(row)
      tally.add(transition.seal, bytes: transition.line.utf8.count)
      try body(transition.line)
    }
    try StateContents.check("transitions", tally, expected)
  }

  /// In order of planning.
  static func forEachDelivery(
    _ database: Database, expected: StateTally, _ body: (Delivery) throws -> Void
  ) throws {
    var tally = StateTally()
    let cursor = try Row.fetchCursor(
      database, sql: "SELECT \(DeliveryRow.columns), text FROM delivery ORDER BY number")
    while let row = try cursor.next() {
      let columns = try DeliveryRow(row)
      guard let text = String.fromDatabaseValue(row[11]), Seal.of(columns.key, text) == columns.seal else {
        throw StoreDamage("delivery \(columns.id) does not fit its checksum")
      }
      tally.add(columns.mark, bytes: columns.bytes)
      try body(try StateText.value(Delivery.self, of: text))
    }
    try StateContents.check("deliveries", tally, expected)
  }

  /// One pane's counts by part.
  struct PaneRow {
    var traffic: [Int: Int64] = [:]
    var labels: [Int: Int64] = [:]
  }

  /// Calls with the number of each closed pane, in order, and its counts by part. What windows still need and what is
  /// only history are in different tables, and what came late is a row of its own: they add up.
  static func forEachPane(
    _ database: Database, cells: [PartName], labelWidth: Int, expected: StateTally,
    _ body: (Int, [Int: PaneRow]) throws -> Void
  ) throws {
    var tally = StateTally()
    var places: [Int: [Int64]] = [:]
    let cursor = try Row.fetchCursor(database, sql: "SELECT id, number, seal, length(data) FROM pane")
    while let row = try cursor.next() {
      guard let id = Int64.fromDatabaseValue(row[0]), let number = Int.fromDatabaseValue(row[1]),
        let seal = Int64.fromDatabaseValue(row[2]), let bytes = Int.fromDatabaseValue(row[3])
      else { throw StoreDamage("a pane does not read") }
      tally.add(seal, bytes: bytes)
      places[number, default: []].append(id)
    }
    try StateContents.check("panes", tally, expected)
    let kinds = [PaneCounts.traffic, PaneCounts.labels]
    let current = try Int.fetchAll(
      database, sql: "SELECT DISTINCT number FROM part WHERE kind IN (?, ?)", arguments: StatementArguments(kinds))
    for number in Set(places.keys).union(current).sorted() {
      var rows: [Int: PaneRow] = [:]
      for id in places[number] ?? [] {
        try addHistory(database, id: id, cells: cells, labelWidth: labelWidth, to: &rows)
      }
      for row in try Row.fetchAll(
        database, sql: "SELECT kind, seal, data FROM part WHERE kind IN (?, ?) AND number = ?",
        arguments: [kinds[0], kinds[1], number])
      {
        guard let kind = String.fromDatabaseValue(row[0]), let seal = Int64.fromDatabaseValue(row[1]),
          let data = Data.fromDatabaseValue(row[2]), Seal.of(StateRow.part(kind, number), data) == seal
        else { throw StoreDamage("a pane does not fit its checksum") }
        try add([UInt8](data), kind: kind, cells: cells, labelWidth: labelWidth, to: &rows)
      }
      try body(number, rows)
    }
  }

  private static func addHistory(
    _ database: Database, id: Int64, cells: [PartName], labelWidth: Int, to rows: inout [Int: PaneRow]
  ) throws {
    guard
      let row = try Row.fetchOne(
        database, sql: "SELECT kind, number, at, seal, data FROM pane WHERE id = ?", arguments: [id]),
      let kind = String.fromDatabaseValue(row[0]), let number = Int.fromDatabaseValue(row[1]),
      let at = Int64.fromDatabaseValue(row[2]), let seal = Int64.fromDatabaseValue(row[3]),
      let data = Data.fromDatabaseValue(row[4]), Seal.of(StateRow.pane(id, kind, number, at), data) == seal
    else { throw StoreDamage("a pane does not fit its checksum") }
    try add(try Deflate.expanded([UInt8](data)), kind: kind, cells: cells, labelWidth: labelWidth, to: &rows)
  }

  private static func add(
    _ bytes: [UInt8], kind: String, cells: [PartName], labelWidth: Int, to rows: inout [Int: PaneRow]
  ) throws {
    for (part, counts) in try PaneCounts.read(bytes, kind: kind, labelWidth: labelWidth) {
      guard cells.indices.contains(part) else { throw StoreDamage("a pane has a part without a name") }
      let path: WritableKeyPath<PaneRow, [Int: Int64]> = kind == PaneCounts.traffic ? \.traffic : \.labels
      var sums = rows[part, default: PaneRow()][keyPath: path]
      for (index, value) in zip(counts.indices, counts.values) { sums[Int(index), default: 0] &+= value }
      rows[part, default: PaneRow()][keyPath: path] = sums
    }
  }
}
