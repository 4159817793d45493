import GRDB

/// A line of `alerts.jsonl` as the store keeps it, held against its checksum.
struct TransitionRow {
  var id: Int64
  /// Event time in microseconds.
  var at: Int64
  /// Rule and series.
  var series: String
  var seal: Int64
  var line: String

  static let columns = "id, at, series, seal, line"

  /// - Parameter row: ``columns``.
  init(_ row: Row) throws {
    guard let id = Int64.fromDatabaseValue(row[0]), let at = Int64.fromDatabaseValue(row[1]),
      let series = String.fromDatabaseValue(row[2]), let seal = Int64.fromDatabaseValue(row[3]),
      let line = String.fromDatabaseValue(row[4]), Seal.of(StateRow.transition(id, at, series), line) == seal
    else { throw StoreDamage("a transition does not fit its checksum") }
    self.id = id
    self.at = at
    self.series = series
    self.seal = seal
    self.line = line
  }
}
