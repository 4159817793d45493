import Alerting
import Foundation
import GRDB
import Notation
import Windows

/// Keys of rows, as their seals cover them.
enum StateRow {
  static func part(_ kind: String, _ number: Int) -> String { "part/\(kind)/\(number)" }
  static func cell(_ number: Int) -> String { "cell/\(number)" }
  static func source(_ number: Int) -> String { "source/\(number)" }
  static func alert(_ series: String, _ since: Int64) -> String { "alert/\(since)/\(series)" }
  static func output(_ delivery: String) -> String { "output/\(delivery)" }
  static func notice(_ key: String) -> String { "notice/\(key)" }
  static func transition(_ id: Int64, _ at: Int64, _ series: String) -> String { "transition/\(id)/\(at)/\(series)" }
  static func reading(_ id: Int64, _ at: Int64) -> String { "reading/\(id)/\(at)" }
  static func pane(_ id: Int64, _ kind: String, _ number: Int, _ at: Int64) -> String {
    "pane/\(id)/\(kind)/\(number)/\(at)"
  }
}

extension AlertIdentity {
  /// Rule and series, as the store's rows are found by.
  var row: String { rule + "\u{1F}" + key.text }
}

/// The columns of a delivery's row but for its text, which need not be read to know whether it is of use.
struct DeliveryRow: Equatable {
  /// In order of planning.
  var number: Int64
  var id: String
  /// Rule and series.
  var series: String
  var action: String
  var episode: Int
  /// Event time of the transition, in microseconds.
  var at: Int64
  /// When it was planned, or approved by a person, on the engine's clock in microseconds: from then on guards count it.
  var planned: Int64
  /// Whether a program ran or may have, or is to run: what guards look at.
  var runs: Bool
  var ended: Bool
  var seal: Int64
  /// Length of the text.
  var bytes: Int

  init(_ delivery: Delivery, number: Int64, text: String) {
    self.number = number
    id = delivery.id
    series = delivery.identity.row
    action = delivery.action
    episode = delivery.episode
    at = delivery.at.microseconds
    planned = (delivery.approvedAt ?? delivery.plannedAt).microseconds
    runs = delivery.runsProgram && (delivery.state.suppression == nil || delivery.attempts > 0)
    ended = delivery.hasEnded
    seal = 0
    bytes = text.utf8.count
    seal = Seal.of(key, text)
  }

  /// - Parameter row: ``columns``.
  init(_ row: Row) throws {
    guard let number = Int64.fromDatabaseValue(row[0]), let id = String.fromDatabaseValue(row[1]),
      let series = String.fromDatabaseValue(row[2]), let action = String.fromDatabaseValue(row[3]),
      let episode = Int.fromDatabaseValue(row[4]), let at = Int64.fromDatabaseValue(row[5]),
      let planned = Int64.fromDatabaseValue(row[6]), let runs = Bool.fromDatabaseValue(row[7]),
      let ended = Bool.fromDatabaseValue(row[8]), let seal = Int64.fromDatabaseValue(row[9]),
      let bytes = Int.fromDatabaseValue(row[10])
    else { throw StoreDamage("a delivery does not read") }
    self.number = number
    self.id = id
    self.series = series
    self.action = action
    self.episode = episode
    self.at = at
    self.planned = planned
    self.runs = runs
    self.ended = ended
    self.seal = seal
    self.bytes = bytes
  }

  static let columns = "number, id, series, action, episode, at, planned, runs, ended, seal, bytes"

  var key: String {
    "delivery/\(number)/\(id)/\(series)/\(action)/\(episode)/\(at)/\(planned)/\(runs)/\(ended)"
  }

  /// What the tally counts: covers the columns without the text.
  var mark: Int64 { Seal.of(key, String(seal)) }
}

extension Delivery {
  /// Nothing is to be done any more, by the agent or by a person.
  var hasEnded: Bool {
    switch state {
    case .succeeded, .failed, .timedOut, .suppressed, .dryRun: true
    case .planned, .awaitingApproval, .running, .unknown: false
    }
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
