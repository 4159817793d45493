import Notation
import Readings

/// What a decision came to.
package struct DecisionOutcome: Equatable, Sendable {
  /// For the audit log.
  package var entry: AuditEntry
  /// Deliveries that are new or have changed. All are to be stored.
  package var deliveries: [Delivery]
  /// What was done, for the person: `silenced until 2026-03-02T10:00:00Z`.
  package var text: String
  /// Of the silence or override that was made.
  package var id: String?

  package init(entry: AuditEntry, deliveries: [Delivery] = [], text: String, id: String? = nil) {
    self.entry = entry
    self.deliveries = deliveries
    self.text = text
    self.id = id
  }
}

extension PeopleBook {
  /// Carries out what a person decided, or says why that cannot be; then nothing has changed.
  ///
  /// What is held back or let go by it (a silence that ends, an override) shows with the next evaluation, and with
  /// `Dispatcher.advance`, which is due at once.
  ///
  /// - Parameter now: the engine's clock.
  package mutating func decide(
    _ decision: Decision, alerts: AlertBook, dispatcher: inout Dispatcher, now: Instant
  ) throws(DecisionError) -> DecisionOutcome {
    let decision = try decision.checked()
    switch decision.kind {
    case .acknowledge(let identity, let isFalseAlarm):
      return try acknowledge(
        identity, isFalseAlarm: isFalseAlarm, decision, alerts: alerts, dispatcher: &dispatcher, now: now)
    case .note(let identity):
      return try note(identity, decision, alerts: alerts, now: now)
    case .silence(let matchers, let until):
      return try silence(matchers, until: until, decision, alerts: alerts, now: now)
    case .endSilence(let id):
      return try endSilence(id, decision, now: now)
    case .override(let matchers, let level, let until):
      return try override(matchers, level, until: until, decision, alerts: alerts, now: now)
    case .endOverride(let id):
      return try endOverride(id, decision, now: now)
    case .approve(let id):
      return try answer(id, isYes: true, decision, alerts: alerts, dispatcher: &dispatcher, now: now)
    case .reject(let id):
      return try answer(id, isYes: false, decision, alerts: alerts, dispatcher: &dispatcher, now: now)
    }
  }

  private mutating func acknowledge(
    _ identity: AlertIdentity, isFalseAlarm: Bool, _ decision: Decision, alerts: AlertBook,
    dispatcher: inout Dispatcher, now: Instant
  ) throws(DecisionError) -> DecisionOutcome {
    guard let instance = alerts.instance(identity) else {
      throw DecisionError("there is no alert \(identity.words)")
    }
    guard let level = instance.episodeLevel else {
      throw DecisionError("\(identity.words) is \(instance.state.rawValue); no episode is open to be acknowledged")
    }
    if let standing = acknowledgement(of: identity, episode: instance.episode),
      standing.level.severity >= level.severity, standing.isFalseAlarm || !isFalseAlarm
    {
      let judgement = standing.isFalseAlarm ? " as a false alarm" : ""
      throw DecisionError(
        "\(identity.words) is already acknowledged\(judgement), by \(standing.by) at \(standing.at.rfc3339)")
    }
    let acknowledgement = Acknowledgement(
      identity: identity, episode: instance.episode, level: level, at: now, by: decision.by, reason: decision.reason,
      isFalseAlarm: isFalseAlarm)
    acknowledgements[identity] = acknowledgement
    let did = isFalseAlarm ? "acknowledged as a false alarm" : "acknowledged"
    var entry = AuditEntry(
      decision, .acknowledge,
      subject: AuditEntry.Subject(identity: identity, episode: instance.episode, level: level), at: now,
      recommended: level.rawValue, did: did, span: now - (instance.episodeSince ?? instance.since))
    entry.isFalseAlarm = isFalseAlarm
    return DecisionOutcome(
      entry: entry, deliveries: dispatcher.acknowledge(acknowledgement, alerts: alerts, now: now),
      text: "\(did): \(identity.words), \(level.rawValue), episode \(instance.episode)")
  }

  private func note(
    _ identity: AlertIdentity, _ decision: Decision, alerts: AlertBook, now: Instant
  ) throws(DecisionError) -> DecisionOutcome {
    guard let instance = alerts.instance(identity) else {
      throw DecisionError("there is no alert \(identity.words)")
    }
    let entry = AuditEntry(
      decision, .note,
      subject: AuditEntry.Subject(
        identity: identity, episode: instance.episode == 0 ? nil : instance.episode, level: instance.episodeLevel),
      at: now, recommended: instance.state.rawValue, did: "noted")
    return DecisionOutcome(entry: entry, text: "noted: \(identity.words)")
  }
}

extension AuditEntry {
  /// An entry of something that a person has just done.
  init(
    _ decision: Decision, _ act: Act, subject: Subject, at now: Instant, recommended: String?, did: String,
    span: TimeSpan? = nil
  ) {
    self.init(
      at: now, act: act, by: decision.by, reason: decision.reason, account: decision.account, subject: subject,
      recommended: recommended, did: did, span: span.map { max(.zero, $0) })
  }
}

extension AlertIdentity {
  /// For people: `FeatureDrift on psi age / region=apac (1h)`.
  package var words: String { "\(rule) on \(key.text)" }
}

extension Decision {
  private static let longestName = 200
  private static let longestReason = 4000

  /// Name and reason without white space around them, neither of them empty.
  fileprivate func checked() throws(DecisionError) -> Decision {
    var decision = self
    decision.by = by.trimmed
    decision.reason = reason.trimmed
    guard !decision.by.isEmpty else { throw DecisionError("a decision needs a name: who decides") }
    guard !decision.reason.isEmpty else { throw DecisionError("a decision needs a reason, for the record") }
    guard decision.by.lowercased() != AuditEntry.system else {
      throw DecisionError("'\(AuditEntry.system)' is what the product calls itself on the record; give a person's name")
    }
    guard decision.by.count <= Self.longestName else {
      throw DecisionError("the name is longer than \(Self.longestName) characters")
    }
    guard decision.reason.count <= Self.longestReason else {
      throw DecisionError("the reason is longer than \(Self.longestReason) characters")
    }
    return decision
  }
}

extension String {
  fileprivate var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
