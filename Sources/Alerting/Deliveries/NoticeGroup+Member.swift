import Notation
import Readings

extension NoticeGroup {
  /// A transition of which the action has to tell.
  struct Pending: Equatable, Sendable {
    var at: Instant
    var from: AlertStatus.State
    var to: AlertStatus.State
    var level: Level
    var previousLevel: Level
    var figures: AlertFigures
    /// Whether the ledger already says that it was held back.
    var isRecorded = false

    var isGap: Bool { to == .nodata || to == .error }

    init(_ transition: AlertTransition) {
      at = transition.at
      from = transition.from
      to = transition.to
      level = transition.level
      previousLevel = transition.previousLevel
      figures = transition.figures
    }
  }

  /// One episode of an alert; or, without an open one, an alert without data or with an error.
  struct Member: Equatable, Sendable {
    let identity: AlertIdentity
    let episode: Int
    /// Event time of the first that the group heard of the episode.
    var startedAt: Instant
    /// The level at which it was last told to be firing; `nil` if it has not been.
    var told: Level?
    /// That it fires, or that the episode is over.
    var alarm: Pending?
    /// That there is no data, or an error.
    var gap: Pending?
    /// The gap that was told and is not over, where the action keeps something open for it
    /// (``Action/keepsIncidents``).
    var toldGap: Pending?
    /// Why the newest that could have been told was not.
    var heldBy: Delivery.Suppression?
    /// Whether somebody looks after what was told last.
    var isAcknowledged = false

    init(identity: AlertIdentity, episode: Int, startedAt: Instant) {
      self.identity = identity
      self.episode = episode
      self.startedAt = startedAt
    }

    /// Whether receivers take it to be firing, and rightly so.
    var isStanding: Bool { told != nil && alarm?.to != .resolved }
    /// Whether there is nothing to remember of it.
    var isSettled: Bool { told == nil && alarm == nil && gap == nil && toldGap == nil && heldBy == nil }
    /// Whether an incident at the receiver's is about it.
    var keepsIncident: Bool { isStanding || toldGap != nil }

    /// The level that was told and no longer holds with what is to be told. A gap changes nothing of what fires.
    func outdatedLevel(by pending: Pending) -> Level? { pending.isGap || told == pending.level ? nil : told }

    func transition(_ pending: Pending) -> AlertTransition {
      AlertTransition(
        at: pending.at, identity: identity, episode: episode, from: pending.from, to: pending.to, level: pending.level,
        previousLevel: pending.previousLevel, figures: pending.figures)
    }

    /// What was held back, with the alert's present figures where it still is at that level.
    func transition(_ pending: Pending, asOf instance: AlertInstance?) -> AlertTransition {
      var transition = transition(pending)
      if pending.to == .firing, let instance, instance.episode == episode, instance.episodeLevel == pending.level,
        instance.figures.value != nil
      {
        transition.figures = instance.figures
      }
      return transition
    }

    /// That it still fires as it was told.
    func standing(at level: Level, asOf instance: AlertInstance?) -> AlertTransition {
      AlertTransition(
        at: instance?.since ?? startedAt, identity: identity, episode: episode, from: .firing, to: .firing,
        level: level, previousLevel: level, figures: instance?.figures ?? AlertFigures())
    }
  }
}
