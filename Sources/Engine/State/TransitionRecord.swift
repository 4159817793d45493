import Alerting
import Foundation
import Notation
import Readings

/// A transition of an alert as it was written into `alerts.jsonl` and the store.
package struct TransitionRecord: Equatable, Sendable {
  /// Event time of the evaluation.
  package var at: Instant
  package var identity: AlertIdentity
  package var episode: Int
  package var from: AlertStatus.State
  package var to: AlertStatus.State
  package var level: Level
  package var value: Double?
  package var n: Int
  package var threshold: Double?
  /// As it was written, without the line end.
  package var line: String
}

extension TransitionRecord {
  private struct Written: Decodable {
    var at: String
    var alert: String
    var identity: WrittenIdentity
    var episode: Int
    var from: String
    var to: String
    var level: String
    var value: Double?
    var n: Int
    var threshold: Double?
  }

  /// Reads a line. Throws ``StoreDamage`` for one that is no transition.
  init(line: String) throws {
    let damage = StoreDamage("a transition does not read")
    guard let written = try? JSONDecoder().decode(Written.self, from: Data(line.utf8)),
      let at = Instant(rfc3339: written.at), let identity = try? written.identity.identity(of: written.alert),
      let from = AlertStatus.State(rawValue: written.from), let to = AlertStatus.State(rawValue: written.to),
      let level = Level(rawValue: written.level)
    else { throw damage }
    self.init(
      at: at, identity: identity, episode: written.episode, from: from, to: to, level: level, value: written.value,
      n: written.n, threshold: written.threshold, line: line)
  }
}
