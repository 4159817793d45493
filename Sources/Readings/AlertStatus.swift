import Notation

/// An alert as a front end shows it.
package struct AlertStatus: Equatable, Sendable {
  /// Where the alert's state machine stands.
  package enum State: String, Sendable {
    /// Nothing evaluated yet.
    case unknown
    /// Within bounds.
    case green
    /// Past a threshold, but not yet for as long as the rule asks.
    case pending
    /// Past a threshold for as long as the rule asks; actions were planned.
    case firing
    /// Back within bounds, but not yet for as long as the rule asks.
    case recovering
    /// Was firing, is over.
    case resolved
    /// No rows for as long as the rule allows.
    case nodata
    /// The figure could not be computed.
    case error
  }

  package var rule: String
  package var key: SeriesKey
  package var state: State
  package var level: Level
  package var value: Double?
  package var threshold: Double?
  package var n: Int
  /// When the present state began.
  package var since: Instant
  package var episode: Int
  package var owner: String?
  package var runbook: String?
  /// The rule's summary annotation, filled in.
  package var summary: String?
  /// What became of the episode's actions, newest last: `pager succeeded`, `rollback dry_run`.
  package var deliveries: [String]

  package init(
    rule: String, key: SeriesKey, state: State, level: Level, value: Double?, threshold: Double?, n: Int,
    since: Instant,
    episode: Int, owner: String? = nil, runbook: String? = nil, summary: String? = nil, deliveries: [String] = []
  ) {
    self.rule = rule
    self.key = key
    self.state = state
    self.level = level
    self.value = value
    self.threshold = threshold
    self.n = n
    self.since = since
    self.episode = episode
    self.owner = owner
    self.runbook = runbook
    self.summary = summary
    self.deliveries = deliveries
  }
}
