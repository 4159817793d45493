import Notation
import Readings

/// One action to be done once, for one transition of an alert or in one message about several alerts, and what became
/// of it.
package struct Delivery: Equatable, Sendable {
  package enum State: Equatable, Sendable {
    /// To be done at ``Delivery/nextAttempt``.
    case planned
    /// Waits for a person.
    case awaitingApproval
    case running
    case succeeded
    /// Given up.
    case failed
    /// The program took too long and was ended.
    case timedOut
    /// Will not be done, and why.
    case suppressed(Suppression)
    /// Would have been done, were this not a replay.
    case dryRun
    /// A program was running when the agent died; a person has to find out how far it came.
    case unknown
  }

  /// Why an action is not done.
  package enum Suppression: String, CaseIterable, Sendable {
    /// The transition is older than `action_max_age`.
    case stale
    /// The program has already run in this episode.
    case oncePerEpisode = "once_per_episode"
    case cooldown
    case maxPerDay = "max_per_day"
    /// The alert no longer fires at the level of `only_if_still`.
    case levelChanged = "only_if_still"
    /// There is no figure behind the transition.
    case noData = "nodata"
    /// A silence matched.
    case silenced
    /// Another alert mutes this one.
    case inhibited
    /// Somebody looks after the alert.
    case acknowledged
    /// A person said no.
    case rejected
    /// Nobody said yes in time.
    case expired
    /// It had ended before it was to be told.
    case over
  }

  /// 32 hexadecimal digits that follow from what it is about; see ``id(for:action:)``.
  package var id: String
  package var identity: AlertIdentity
  package var episode: Int
  /// Of the transition.
  package var level: Level
  /// Event time of the transition.
  package var at: Instant
  package var action: String
  /// The action's type: `webhook`, `exec`, `rollback` …
  package var type: String
  /// Whether it runs a program.
  package var runsProgram: Bool
  /// What is delivered in order: a message waits for the earlier ones of its action and thread. The group's key, or the
  /// alert's for a program.
  package var thread: String
  /// How many alerts it is about; ``identity`` is the first.
  package var alertCount = 1
  /// Until when it can be approved, while it waits for that.
  package var expiresAt: Instant?
  /// When a person said that it is to be done, if that was needed. From then on its age counts; see
  /// ``isStale(now:maxAge:)``.
  package var approvedAt: Instant?
  /// Who may approve; empty for anybody.
  package var approvers: [String] = []
  package var state: State
  /// Attempts begun.
  package var attempts = 0
  /// When to try (again), while planned.
  package var nextAttempt: Instant?
  package var lastError: String?
  /// What a program wrote, cut where it got too long; `nil` if it has not run. The store keeps it beside the delivery.
  package var output: String?
  /// On the engine's clock, as are all times but ``at``.
  package var plannedAt: Instant
  /// When the state last changed.
  package var updatedAt: Instant
  /// The body of a request, less what is secret or depends on the time of sending; for a program and the log the facts,
  /// as ``WebhookPayload``.
  package var payload: String
  /// Program and arguments of an `exec`, filled in; else empty.
  package var arguments: [String] = []
  /// What an `exec` finds in its environment, beside what the engine itself has; else empty.
  package var environment: [EnvironmentVariable] = []

  /// - Parameter thread: `nil` for one of its own.
  package init(
    id: String, transition: AlertTransition, action: Action, thread: String? = nil, state: State, now: Instant,
    payload: String, arguments: [String] = [], environment: [EnvironmentVariable] = []
  ) {
    self.id = id
    identity = transition.identity
    episode = transition.episode
    level = transition.level
    at = transition.at
    self.action = action.name
    type = action.type
    runsProgram = action.runsProgram
    self.thread = thread ?? id
    self.state = state
    nextAttempt = state == .planned ? now : nil
    plannedAt = now
    updatedAt = now
    self.payload = payload
    self.arguments = arguments
    self.environment = environment
  }

  /// Appends the present state as one line of `deliveries.jsonl`.
  package func write(to json: inout JSONText) {
    json.object { json in
      json.field("at", updatedAt)
      json.field("id", id)
      json.field("alert", identity.rule)
      identity.write(to: &json)
      json.field("episode", episode)
      json.field("level", level.rawValue)
      json.field("action", action)
      json.field("type", type)
      json.field("state", state.name)
      if let reason = state.suppression?.rawValue ?? lastError { json.field("reason", reason) }
      json.field("attempt", attempts)
    }
    json.newline()
  }
}

extension Delivery.State {
  /// As it is written in the ledger.
  package var name: String {
    switch self {
    case .planned: "planned"
    case .awaitingApproval: "awaiting_approval"
    case .running: "running"
    case .succeeded: "succeeded"
    case .failed: "failed"
    case .timedOut: "timed_out"
    case .suppressed: "suppressed"
    case .dryRun: "dry_run"
    case .unknown: "unknown"
    }
  }

  package var suppression: Delivery.Suppression? {
    if case .suppressed(let reason) = self { reason } else { nil }
  }

  /// `nil` if there is no such state, or a suppression without a reason.
  package init?(name: String, suppression: Delivery.Suppression?) {
    if let suppression {
      guard name == "suppressed" else { return nil }
      self = .suppressed(suppression)
      return
    }
    let plain: [Delivery.State] = [
      .planned, .awaitingApproval, .running, .succeeded, .failed, .timedOut, .dryRun, .unknown,
    ]
    guard let state = plain.first(where: { $0.name == name }) else { return nil }
    self = state
  }
}
