import Notation
import Readings

/// Somebody knows better: for a while, some alerts take their series to be at this level, whatever is measured.
/// The series' own readings stay as they are.
package struct LevelOverride: Equatable, Sendable {
  /// Eight hexadecimal digits.
  package var id: String
  package var matchers: LabelMatchers
  /// `green`, `yellow` or `red`.
  package var level: Level
  package var from: Instant
  package var until: Instant
  package var by: String
  package var reason: String

  package init(
    id: String, matchers: LabelMatchers, level: Level, from: Instant, until: Instant, by: String, reason: String
  ) {
    self.id = id
    self.matchers = matchers
    self.level = level
    self.from = from
    self.until = until
    self.by = by
    self.reason = reason
  }

  package func isActive(at now: Instant) -> Bool { from <= now && now < until }
}
