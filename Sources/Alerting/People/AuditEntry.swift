import Notation
import Readings

/// What somebody decided, or how long it stood: one entry of the audit log, without its place in the chain.
package struct AuditEntry: Equatable, Sendable {
  package enum Act: String, CaseIterable, Sendable {
    case acknowledge
    /// The episode of an acknowledged alert is over.
    case acknowledgementEnded = "acknowledgement_ended"
    case note
    case silence
    case silenceEnded = "silence_ended"
    case approve
    case reject
    /// Nobody approved or rejected in time.
    case approvalExpired = "approval_expired"
    case override
    case overrideEnded = "override_ended"
  }

  /// The name under which the product itself writes entries; nobody else may use it.
  package static let system = "leeway"

  /// On the engine's clock.
  package var at: Instant
  package var act: Act
  /// ``system`` where time alone decided.
  package var by: String
  package var reason: String
  package var account: String?
  /// The alert, delivery, silence or override that it is about.
  package var subject: Subject
  /// What the system had said or was about to do: `red`, `rollback v2 for UnfairVersion`, `run rollback`.
  package var recommended: String?
  /// What the person did instead or with it: `approved`, `held at green until …`.
  package var did: String
  /// How long it stood, in entries that tell of an end; from the episode's first firing to the acknowledgement for
  /// `acknowledge`; how long the delivery had waited for `approve`, `reject` and `approval_expired`. Never negative.
  package var span: TimeSpan?
  package var isFalseAlarm: Bool

  /// What an entry is about.
  package struct Subject: Equatable, Sendable {
    /// `nil` for what is about matchers.
    package var identity: AlertIdentity?
    package var episode: Int?
    package var level: Level?
    /// Of a silence or an override.
    package var matchers: String?
    /// Of a silence, an override or a delivery.
    package var id: String?
    package var action: String?

    package init(
      identity: AlertIdentity? = nil, episode: Int? = nil, level: Level? = nil, matchers: String? = nil,
      id: String? = nil, action: String? = nil
    ) {
      self.identity = identity
      self.episode = episode
      self.level = level
      self.matchers = matchers
      self.id = id
      self.action = action
    }
  }

  package init(
    at: Instant, act: Act, by: String, reason: String, account: String? = nil, subject: Subject,
    recommended: String? = nil, did: String, span: TimeSpan? = nil, isFalseAlarm: Bool = false
  ) {
    self.at = at
    self.act = act
    self.by = by
    self.reason = reason
    self.account = account
    self.subject = subject
    self.recommended = recommended
    self.did = did
    self.span = span
    self.isFalseAlarm = isFalseAlarm
  }
}
