import Readings

extension AlertStatus {
  /// An alert as a front end shows it.
  ///
  /// - Parameter deliveries: those of the alert's newest episode, oldest first.
  package init(_ instance: AlertInstance, rule: Rule, deliveries: [Delivery]) {
    let present = AlertTransition(
      at: instance.since, identity: instance.identity, episode: instance.episode, from: instance.state,
      to: instance.state, level: instance.level, previousLevel: instance.level, figures: instance.figures)
    self.init(
      rule: instance.identity.rule, key: instance.identity.key, state: instance.state, level: instance.level,
      value: instance.figures.value, threshold: instance.figures.threshold, n: instance.figures.n,
      since: instance.since, episode: instance.episode, owner: rule.owner, runbook: rule.runbook,
      summary: rule.annotations["summary"]?.rendered(with: TemplateFacts(present, rule: rule)),
      deliveries: deliveries.map { delivery in
        let reason = delivery.state.suppression.map { ": \($0.rawValue)" } ?? ""
        return "\(delivery.action) \(delivery.state.name)\(reason)"
      })
  }
}

extension AlertBook {
  /// The alerts that are neither `unknown` nor `green`: worst level first, open episodes before others of their level,
  /// then the newest, then in the order of rule and series.
  ///
  /// - Parameter deliveries: what became of an alert's actions in an episode, oldest first.
  package func statuses(deliveries: (AlertIdentity, _ episode: Int) -> [Delivery]) -> [AlertStatus] {
    instances.filter { $0.state != .unknown && $0.state != .green }
      .sorted { a, b in
        if a.level != b.level { return a.level.severity > b.level.severity }
        if (a.episodeLevel != nil) != (b.episodeLevel != nil) { return a.episodeLevel != nil }
        return a.since != b.since ? a.since > b.since : a.identity < b.identity
      }
      .compactMap { instance in
        rule(named: instance.identity.rule).map { rule in
          AlertStatus(instance, rule: rule, deliveries: deliveries(instance.identity, instance.episode))
        }
      }
  }
}
