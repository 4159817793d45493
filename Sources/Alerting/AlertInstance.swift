import Notation
import Readings

/// One alert as it stands: a plain value that ``step(_:rule:now:confidence:)`` moves on.
///
/// The states:
/// - `unknown`: no graded reading yet.
/// - `green`: within bounds.
/// - `pending`: past a bound, but not yet for as long as the rule's `for`. Nobody has been told.
/// - `firing`: past a bound for that long. An episode is open; the level may rise and fall within it.
/// - `recovering`: within bounds again, but not yet for as long as `keep_firing_for`. The episode is open.
/// - `resolved`: the episode ended with this very evaluation; the next within bounds says `green`.
/// - `nodata`, `error`: the series has no rows, or a figure that cannot be computed. An open episode stays open, since
///   a gap is no recovery.
package struct AlertInstance: Equatable, Sendable {
  package var identity: AlertIdentity
  package var state: AlertStatus.State
  /// What is pending, firing or recovering; else `green`, `nodata`, `error`, or `insufficient` while unknown.
  package var level: Level
  /// When the present state (or level, while firing) began.
  package var since: Instant
  /// Number of the newest episode; 0 before the alert has ever fired.
  package var episode: Int
  /// The level of the open episode; `nil` if none is open.
  package var episodeLevel: Level?
  /// Since when the yellow condition has held without a break, and likewise below; `nil` if it does not hold.
  package var yellowSince: Instant?
  package var redSince: Instant?
  /// Since when the figure has been clear of the level.
  package var yellowClearSince: Instant?
  package var redClearSince: Instant?
  /// Since when the four clocks above have stood still, for want of rows.
  package var frozenSince: Instant?
  /// The first of the evaluations without rows.
  package var noDataSince: Instant?
  /// The newest evaluation.
  package var evaluatedAt: Instant?
  /// Of the newest graded reading, or of the one that made the present state.
  package var figures: AlertFigures

  package init(identity: AlertIdentity, since: Instant) {
    self.identity = identity
    self.since = since
    state = .unknown
    level = .insufficient
    episode = 0
    figures = AlertFigures()
  }
}
