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
///
/// While an alert stays green, nothing of it changes.
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
  /// When the open episode first fired; `nil` if none is open.
  package var episodeSince: Instant?
  package var yellow: LevelClock
  package var red: LevelClock
  /// The first of the evaluations without rows, if the rule minds them.
  package var noDataSince: Instant?
  /// Of the newest graded reading, or of the one that made the present state; empty while `unknown` or `green`.
  package var figures: AlertFigures

  package init(identity: AlertIdentity, since: Instant) {
    self.identity = identity
    self.since = since
    state = .unknown
    level = .insufficient
    episode = 0
    yellow = LevelClock()
    red = LevelClock()
    figures = AlertFigures()
  }

  /// Green with no clock running: another evaluation within bounds changes nothing.
  var isQuiet: Bool { state == .green && isUntimed }

  var isUntimed: Bool { noDataSince == nil && yellow.isStopped && red.isStopped }
}

/// The timers of one level of an alert.
package struct LevelClock: Equatable, Sendable {
  /// Since when the level's condition has held without a break; `nil` if it does not hold.
  package var pastSince: Instant?
  /// Since when the figure has been clear of the level; kept while an episode is open.
  package var clearSince: Instant?
  /// Since when the two have stood still, for want of rows.
  package var frozenSince: Instant?

  package init(pastSince: Instant? = nil, clearSince: Instant? = nil, frozenSince: Instant? = nil) {
    self.pastSince = pastSince
    self.clearSince = clearSince
    self.frozenSince = frozenSince
  }

  var isStopped: Bool { pastSince == nil && clearSince == nil && frozenSince == nil }

  /// Lets the timers stand still from now on. Those that do not run have nothing to stop.
  mutating func freeze(now: Instant) {
    if frozenSince == nil, pastSince != nil || clearSince != nil { frozenSince = now }
  }

  /// Lets them run on, the time in between left out.
  private mutating func thaw(now: Instant) {
    guard let start = frozenSince else { return }
    frozenSince = nil
    let pause = max(.zero, now - start)
    pastSince = pastSince.map { $0 + pause }
    clearSince = clearSince.map { $0 + pause }
  }

  mutating func take(_ ruling: Ruling, now: Instant) {
    guard ruling.isKnown else { return freeze(now: now) }
    thaw(now: now)
    pastSince = ruling == .past ? pastSince ?? now : nil
    clearSince = ruling == .clear ? clearSince ?? now : nil
  }

  /// No episode is open that being clear could end.
  mutating func forgetClear() {
    clearSince = nil
    if pastSince == nil { frozenSince = nil }
  }

  /// Whether the condition has held for a span; never said while the timers stand still.
  func hasHeld(for span: TimeSpan?, now: Instant) -> Bool { hasPassed(span, since: pastSince, now) }

  /// Whether the figure has been clear for a span; never said while the timers stand still.
  func hasBeenClear(for span: TimeSpan?, now: Instant) -> Bool { hasPassed(span, since: clearSince, now) }

  private func hasPassed(_ span: TimeSpan?, since start: Instant?, _ now: Instant) -> Bool {
    guard let start, let span, frozenSince == nil else { return false }
    return now - start >= span
  }
}
