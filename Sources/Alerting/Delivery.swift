import Notation
import Readings

/// One action to be done once for one transition of an alert, and what became of it.
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
  }

  /// 32 hexadecimal digits that follow from alert, episode, transition and action; see ``id(for:action:)``.
  package var id: String
  package var identity: AlertIdentity
  package var episode: Int
  /// Of the transition.
  package var level: Level
  /// Event time of the transition.
  package var at: Instant
  package var action: String
  /// `webhook`, `exec` or `log`.
  package var type: String
  package var state: State
  /// Attempts begun.
  package var attempts = 0
  /// When to try (again), while planned.
  package var nextAttempt: Instant?
  package var lastError: String?
  /// On the engine's clock, as are all times but ``at``.
  package var plannedAt: Instant
  /// When the state last changed.
  package var updatedAt: Instant
  /// ``WebhookPayload`` as JSON: the body of a webhook, the facts for anything else.
  package var payload: String
  /// Program and arguments of an `exec`, filled in; else empty.
  package var arguments: [String] = []
  /// What an `exec` finds in its environment, beside what the engine itself has; else empty.
  package var environment: [EnvironmentVariable] = []

  package init(
    id: String, transition: AlertTransition, action: Action, state: State, now: Instant, payload: String,
    arguments: [String] = [], environment: [EnvironmentVariable] = []
  ) {
    self.id = id
    identity = transition.identity
    episode = transition.episode
    level = transition.level
    at = transition.at
    self.action = action.name
    type = action.type
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
