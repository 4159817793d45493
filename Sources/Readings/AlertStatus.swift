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

  /// The first digits of the alert's id, as commands take it; empty where nobody can be asked.
  package var id = ""
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
  /// In words, for a rule about several series: what it found.
  package var because: String?
  /// What became of the episode's actions, newest last.
  package var deliveries: [DeliveryStatus]
  package var handling: Handling
  /// How it came to where it stands: the newest steps of its state, oldest first.
  package var steps: [Step] = []
  /// What people decided about this episode, oldest first.
  package var remarks: [Remark] = []
  /// Who may approve its actions; empty for anybody.
  package var approvers: [String] = []
  /// What the rule asks for, in words: `psi > 0.25 for 5m, over below 0.20`.
  package var condition: String?

  package init(
    rule: String, key: SeriesKey, state: State, level: Level, value: Double?, threshold: Double?, n: Int,
    since: Instant,
    episode: Int, owner: String? = nil, runbook: String? = nil, summary: String? = nil,
    because: String? = nil, deliveries: [DeliveryStatus] = [], handling: Handling = Handling()
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
    self.because = because
    self.deliveries = deliveries
    self.handling = handling
  }
}

extension AlertStatus {
  /// What people and other alerts make of an alert. It holds back what is told and done, not the alert.
  package struct Handling: Equatable, Sendable {
    /// Who looks after it.
    package var acknowledgedBy: String?
    /// Whether that person calls it false.
    package var isCalledFalse: Bool
    package var silencedUntil: Instant?
    /// The silences behind it, by which they can be ended.
    package var silences: [String] = []
    /// The level at which a person holds it.
    package var heldAt: Level?
    package var heldUntil: Instant?

    package init(
      acknowledgedBy: String? = nil, isCalledFalse: Bool = false, silencedUntil: Instant? = nil, heldAt: Level? = nil,
      heldUntil: Instant? = nil
    ) {
      self.acknowledgedBy = acknowledgedBy
      self.isCalledFalse = isCalledFalse
      self.silencedUntil = silencedUntil
      self.heldAt = heldAt
      self.heldUntil = heldUntil
    }
  }
}

extension AlertStatus {
  /// A step of the alert's state.
  package struct Step: Equatable, Sendable {
    package var at: Instant
    package var from: State
    package var to: State
    package var level: Level
    package var value: Double?

    package init(at: Instant, from: State, to: State, level: Level, value: Double?) {
      self.at = at
      self.from = from
      self.to = to
      self.level = level
      self.value = value
    }
  }

  /// Something that a person decided, or what time made of it.
  package struct Remark: Equatable, Sendable {
    package var at: Instant
    package var by: String
    /// As in the audit log: `acknowledge`, `note`, `silence`.
    package var act: String
    package var reason: String

    package init(at: Instant, by: String, act: String, reason: String) {
      self.at = at
      self.by = by
      self.act = act
      self.reason = reason
    }
  }
}

/// One action of an alert, as a front end shows it.
package struct DeliveryStatus: Equatable, Sendable {
  package var id: String
  package var action: String
  /// `webhook`, `rollback` …
  package var type: String
  /// As in the ledger: `succeeded`, `awaiting_approval`.
  package var state: String
  /// Why it failed or is not done.
  package var reason: String?
  package var attempts: Int
  /// When the state last changed.
  package var at: Instant
  /// Until when a person can approve it.
  package var expiresAt: Instant?

  package init(
    id: String, action: String, type: String, state: String, reason: String? = nil, attempts: Int = 0, at: Instant,
    expiresAt: Instant? = nil
  ) {
    self.id = id
    self.action = action
    self.type = type
    self.state = state
    self.reason = reason
    self.attempts = attempts
    self.at = at
    self.expiresAt = expiresAt
  }

  /// `pager succeeded`, `rollback suppressed: cooldown`.
  package var text: String { "\(action) \(state)" + (reason.map { ": \($0)" } ?? "") }
}
