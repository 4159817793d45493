import Notation
import Readings

extension AlertStatus {
  /// An alert as a front end shows it.
  ///
  /// - Parameters:
  ///   - deliveries: those of the alert's newest episode, oldest first.
  ///   - trail: how it came to where it stands.
  ///   - now: the engine's clock, for what people decided.
  package init(
    _ instance: AlertInstance, rule: Rule, deliveries: [Delivery], people: PeopleBook, trail: AlertTrail? = nil,
    now: Instant
  ) {
    let present = AlertTransition(
      at: instance.since, identity: instance.identity, episode: instance.episode, from: instance.state,
      to: instance.state, level: instance.level, previousLevel: instance.level, figures: instance.figures)
    self.init(
      rule: instance.identity.rule, key: instance.identity.key, state: instance.state, level: instance.level,
      value: instance.figures.value, threshold: instance.figures.threshold, n: instance.figures.n,
      since: instance.since, episode: instance.episode, owner: rule.owner, runbook: rule.runbook,
      summary: rule.annotations["summary"]?.rendered(with: TemplateFacts(present, rule: rule)),
      because: instance.figures.because, deliveries: deliveries.map(DeliveryStatus.init),
      handling: people.handling(of: instance, rule: rule, now: now))
    steps = trail?.steps(of: instance.identity) ?? []
    remarks = trail?.remarks(on: instance, rule: rule) ?? []
    approvers = rule.namedApprovers
    condition = rule.words(for: instance, threshold: instance.figures.threshold)
  }
}

extension Rule {
  /// What the rule asks for at the level that an alert is about.
  fileprivate func words(for instance: AlertInstance, threshold: Double?) -> String? {
    let levels: [Level] = [instance.level, instance.episodeLevel ?? instance.level, .red, .yellow]
    for level in levels where condition(level) != nil {
      // The bound at hand is that of the present level.
      return words(for: level, of: instance.identity.key, threshold: level == instance.level ? threshold : nil)
    }
    return nil
  }
}

extension DeliveryStatus {
  package init(_ delivery: Delivery) {
    self.init(
      id: delivery.id, action: delivery.action, type: delivery.type, state: delivery.state.name,
      reason: delivery.state.suppression?.rawValue ?? delivery.lastError, attempts: delivery.attempts,
      at: delivery.updatedAt, expiresAt: delivery.expiresAt)
  }
}

extension PeopleBook {
  /// What people make of an alert now.
  package func handling(of instance: AlertInstance, rule: Rule, now: Instant) -> AlertStatus.Handling {
    let labels = AlertLabels(instance.identity, rule: rule, level: instance.level)
    // What has become worse since is nobody's yet.
    let acknowledgement = acknowledgement(of: instance.identity, episode: instance.episode).flatMap {
      $0.level.severity < instance.episodeLevel?.severity ?? 0 ? nil : $0
    }
    let override = override(of: labels, at: now)
    let silences = silences.filter { $0.isActive(at: now) && $0.matchers.matches(labels) }
    var handling = AlertStatus.Handling(
      acknowledgedBy: acknowledgement?.by, isCalledFalse: acknowledgement?.isFalseAlarm ?? false,
      silencedUntil: silences.map(\.until).max(), heldAt: override?.level, heldUntil: override?.until)
    handling.silences = silences.map(\.id)
    return handling
  }
}

extension AlertBook {
  /// The alerts that are neither `unknown` nor `green`, in no order.
  package var shown: [AlertInstance] {
    (standing + orphans).filter { $0.state != .unknown && $0.state != .green }
  }

  /// The alerts that are neither `unknown` nor `green`: worst level first, open episodes before others of their level,
  /// then the newest, then in the order of rule and series.
  ///
  /// - Parameters:
  ///   - trail: how alerts came to where they stand.
  ///   - deliveries: what became of an alert's actions in an episode, oldest first.
  ///   - now: the engine's clock, for what people decided.
  package func statuses(
    people: PeopleBook = PeopleBook(), trail: AlertTrail? = nil, now: Instant,
    deliveries: (AlertIdentity, _ episode: Int) -> [Delivery]
  ) -> [AlertStatus] {
    shown
      .sorted { a, b in
        if a.level != b.level { return a.level.severity > b.level.severity }
        if (a.episodeLevel != nil) != (b.episodeLevel != nil) { return a.episodeLevel != nil }
        return a.since != b.since ? a.since > b.since : a.identity < b.identity
      }
      .compactMap { instance in
        rule(named: instance.identity.rule).map { rule in
          AlertStatus(
            instance, rule: rule, deliveries: deliveries(instance.identity, instance.episode), people: people,
            trail: trail, now: now)
        }
      }
  }
}
