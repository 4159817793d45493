import Notation
import Readings

/// What is over, by the clock or with the alert.
extension PeopleBook {
  /// What is over by the clock: silences and overrides, each with an entry of how long it stood.
  package mutating func expire(now: Instant) -> [AuditEntry] {
    guard let nextEnd, nextEnd <= now else { return [] }
    let silenced = silences.filter { $0.until <= now }.map { silence in
      AuditEntry(
        endOf: .silenceEnded, at: now, from: silence.from, until: silence.until,
        subject: AuditEntry.Subject(matchers: silence.matchers.text, id: silence.id))
    }
    let held = overrides.filter { $0.until <= now }.map { override in
      AuditEntry(
        endOf: .overrideEnded, at: now, from: override.from, until: override.until,
        subject: AuditEntry.Subject(level: override.level, matchers: override.matchers.text, id: override.id))
    }
    silences.removeAll { $0.until <= now }
    overrides.removeAll { $0.until <= now }
    return silenced + held
  }

  /// What the transitions of an evaluation end: acknowledgements of episodes that are over.
  package mutating func take(_ transitions: [AlertTransition], now: Instant) -> [AuditEntry] {
    var entries: [AuditEntry] = []
    for transition in transitions {
      guard let acknowledgement = acknowledgements[transition.identity] else { continue }
      let isOver =
        transition.to == .resolved
        ? transition.episode >= acknowledgement.episode
        : transition.episode > acknowledgement.episode
      guard isOver else { continue }
      entries.append(end(acknowledgement, why: "the episode is over", now: now))
    }
    return entries
  }

  /// Ends what stands of alerts that are no more, or whose episode is over: after a restart with other rules.
  package mutating func reconcile(with alerts: AlertBook, now: Instant) -> [AuditEntry] {
    let stale = acknowledgements.values.filter { acknowledgement in
      let instance = alerts.instance(acknowledgement.identity)
      return instance?.episodeLevel == nil || instance?.episode != acknowledgement.episode
    }
    return stale.sorted { $0.identity < $1.identity }.map { end($0, why: "the alert is no more", now: now) }
  }

  /// When ``expire(now:)`` next has something to do; `nil` if nothing stands.
  package var nextEnd: Instant? {
    [silences.map(\.until).min(), overrides.map(\.until).min()].compactMap(\.self).min()
  }

  private mutating func end(_ acknowledgement: Acknowledgement, why: String, now: Instant) -> AuditEntry {
    acknowledgements[acknowledgement.identity] = nil
    return AuditEntry(
      at: now, act: .acknowledgementEnded, by: AuditEntry.system, reason: why,
      subject: AuditEntry.Subject(
        identity: acknowledgement.identity, episode: acknowledgement.episode, level: acknowledgement.level),
      recommended: "acknowledged by \(acknowledgement.by)", did: "ended", span: max(.zero, now - acknowledgement.at),
      isFalseAlarm: acknowledgement.isFalseAlarm)
  }
}

extension AuditEntry {
  /// Something ended at the time that it was given.
  fileprivate init(endOf act: Act, at now: Instant, from: Instant, until: Instant, subject: Subject) {
    self.init(
      at: now, act: act, by: AuditEntry.system, reason: "its time was over", subject: subject,
      did: "ended at \(until.rfc3339)", span: max(.zero, until - from))
  }
}
