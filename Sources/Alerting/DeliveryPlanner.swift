import Notation
import Readings

/// From a transition of an alert to the deliveries that it asks for.
package struct DeliveryPlanner: Sendable {
  package enum Policy: Sendable {
    case act
    /// Nothing is done, but all of it is on the ledger: what a replay does.
    case dryRun
  }

  /// By name. Names that a rule has and this has not are passed over; `leeway check` reports them.
  package var actions: [String: Action]
  package var policy: Policy
  /// Transitions older than this on the engine's clock are recorded, but no longer acted upon.
  package var maxAge: TimeSpan

  package init(actions: [String: Action], policy: Policy, maxAge: TimeSpan) {
    self.actions = actions
    self.policy = policy
    self.maxAge = maxAge
  }

  /// The deliveries of a transition, in the order of the rule's actions, already recorded in the ledger.
  ///
  /// - Firing brings the actions of its level, when the episode opens and whenever the level rises. When it falls to
  ///   yellow, yellow's are told, but run nothing. Firing again after a recovery or a gap, at the level of before,
  ///   brings nothing new.
  /// - Resolution brings the actions for it; there is none without a firing before.
  /// - `nodata` and `error` are told to yellow's actions, or red's where yellow has none, and run nothing.
  /// - A program runs only for a transition with a figure behind it, at most once per action, alert and episode, and
  ///   within the action's cooldown and bound per day.
  ///
  /// - Parameter now: the engine's clock.
  package func plan(
    _ transition: AlertTransition, rule: Rule, ledger: inout DeliveryLedger, now: Instant
  ) -> [Delivery] {
    let (names, mayRun) = wanted(transition, rule: rule)
    var planned: [Delivery] = []
    for name in names {
      guard let action = actions[name], !planned.contains(where: { $0.action == name }) else { continue }
      let delivery: Delivery
      if case .exec(let exec) = action.kind {
        guard mayRun else { continue }
        delivery = self.delivery(of: action, exec: exec, for: transition, rule: rule, ledger: ledger, now: now)
      } else {
        delivery = self.delivery(of: action, exec: nil, for: transition, rule: rule, ledger: ledger, now: now)
      }
      ledger.record(delivery)
      planned.append(delivery)
    }
    return planned
  }

  private func wanted(_ transition: AlertTransition, rule: Rule) -> (names: [String], mayRun: Bool) {
    switch transition.to {
    case .firing:
      let names = transition.level == .red ? rule.actions.red : rule.actions.yellow
      let isOpen =
        switch transition.from {
        case .firing, .recovering: true
        case .nodata, .error: transition.previousLevel.isAlert
        case .unknown, .green, .pending, .resolved: false
        }
      guard isOpen else { return (names, true) }
      let (new, old) = (transition.level.severity, transition.previousLevel.severity)
      return new == old ? ([], false) : (names, new > old)
    case .resolved:
      return (rule.actions.resolved, true)
    case .nodata, .error:
      return (rule.actions.yellow.isEmpty ? rule.actions.red : rule.actions.yellow, false)
    case .unknown, .green, .pending, .recovering:
      return ([], false)
    }
  }

  private func delivery(
    of action: Action, exec: Action.Exec?, for transition: AlertTransition, rule: Rule, ledger: DeliveryLedger,
    now: Instant
  ) -> Delivery {
    let id = Delivery.id(for: transition, action: action.name)
    var payload = JSONText()
    WebhookPayload(id: id, transition: transition, rule: rule).write(to: &payload)
    let facts = TemplateFacts(transition, rule: rule)

    var suppression: Delivery.Suppression?
    if let exec {
      if transition.figures.value == nil {
        suppression = .noData
      } else {
        suppression = ledger.objection(
          to: exec, action: action.name, identity: transition.identity, episode: transition.episode, now: now)
      }
    }
    if now - transition.at > maxAge { suppression = .stale }
    let state = suppression.map(Delivery.State.suppressed) ?? (policy == .dryRun ? .dryRun : .planned)
    return Delivery(
      id: id, transition: transition, action: action, state: state, now: now, payload: payload.text,
      arguments: exec?.argv.map { $0.rendered(with: facts).withoutNUL } ?? [],
      environment: exec == nil ? [] : EnvironmentVariable.facts(of: transition, rule: rule, deliveryID: id))
  }
}

extension Action {
  /// Asked just before a run: why it must not happen after all, or `nil` if it may.
  ///
  /// - Parameter instance: the alert as it now stands; `nil` if it is gone.
  package func objection(to delivery: Delivery, instance: AlertInstance?) -> Delivery.Suppression? {
    guard case .exec(let exec) = kind, let level = exec.onlyIfStill else { return nil }
    guard let instance, instance.episode == delivery.episode, instance.state == .firing,
      instance.level.severity >= level.severity
    else { return .levelChanged }
    return nil
  }
}

extension String {
  /// What can be handed to a program: a NUL would end the argument early.
  var withoutNUL: String { contains("\0") ? String(filter { $0 != "\0" }) : self }
}
