import Notation
import Readings

/// Somebody looks after an alert: until its episode ends, nothing more is told of it at the level of then or a milder
/// one. That it has become worse is told all the same, and so is its end.
package struct Acknowledgement: Equatable, Sendable {
  package var identity: AlertIdentity
  package var episode: Int
  package var level: Level
  package var at: Instant
  package var by: String
  package var reason: String
  /// Whether the person calls the alert false.
  package var isFalseAlarm: Bool

  package init(
    identity: AlertIdentity, episode: Int, level: Level, at: Instant, by: String, reason: String,
    isFalseAlarm: Bool = false
  ) {
    self.identity = identity
    self.episode = episode
    self.level = level
    self.at = at
    self.by = by
    self.reason = reason
    self.isFalseAlarm = isFalseAlarm
  }
}
