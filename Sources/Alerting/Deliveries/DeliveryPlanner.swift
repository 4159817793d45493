import Notation
import Readings

/// What a transition of an alert asks for, and what the guards of programs make of it.
package struct DeliveryPlanner: Sendable {
  package enum Policy: Sendable {
    case act
    /// Nothing is done, but all of it is on the ledger: what a replay does.
    case dryRun
  }

  let policy: Policy
  /// Transitions older than this on the engine's clock are recorded, but no longer acted upon.
  let maxAge: TimeSpan

  /// The names of the actions that a transition asks for, in the order of the rule's, and whether it may run programs.
  ///
  /// - Firing brings the actions of its level, when the episode opens and whenever the level rises. When it falls to
  ///   yellow, yellow's are told, but run nothing. Firing again after a recovery or a gap, at the level of before,
  ///   brings nothing new.
  /// - Resolution brings the actions for it; there is none without a firing before.
  /// - `nodata` and `error` are told to yellow's actions, or red's where yellow has none, and run nothing.
  func wanted(_ transition: AlertTransition, rule: Rule) -> (names: [String], mayRun: Bool) {
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

  func isStale(_ transition: AlertTransition, now: Instant) -> Bool { now - transition.at > maxAge }

  /// The state of a message that nothing speaks against.
  var messageState: Delivery.State { policy == .dryRun ? .dryRun : .planned }

  /// The run of a program for a transition, if nothing speaks against it.
  ///
  /// It needs a figure behind the transition; it happens at most once per action, alert and episode, and within the
  /// action's cooldown and bound per day; and what is silenced, inhibited or acknowledged at this moment is given up.
  ///
  /// - Parameters:
  ///   - hold: why nothing is to be told of the alert now, if so.
  ///   - now: the engine's clock.
  func program(
    _ exec: Action.Exec, of action: Action, for transition: AlertTransition, rule: Rule, hold: Delivery.Suppression?,
    ledger: DeliveryLedger, now: Instant
  ) -> Delivery {
    let id = Delivery.id(for: transition, action: action.name)
    let state: Delivery.State
    if isStale(transition, now: now) {
      state = .suppressed(.stale)
    } else if transition.figures.value == nil {
      state = .suppressed(.noData)
    } else if let hold {
      state = .suppressed(hold)
    } else if let reason = ledger.objection(
      to: exec, action: action.name, identity: transition.identity, episode: transition.episode, now: now)
    {
      state = .suppressed(reason)
    } else if policy == .dryRun {
      state = .dryRun
    } else {
      state = exec.approvalExpires == nil ? .planned : .awaitingApproval
    }

    var payload = JSONText()
    WebhookPayload(id: id, transition: transition, rule: rule).write(to: &payload)
    let facts = TemplateFacts(transition, rule: rule)
    var delivery = Delivery(
      id: id, transition: transition, action: action,
      thread: NoticeGroup.key(of: transition.identity, action: action.name), state: state, now: now,
      payload: payload.text, arguments: exec.argv.map { $0.rendered(with: facts).withoutNUL },
      environment: EnvironmentVariable.facts(of: transition, rule: rule, deliveryID: id))
    if let span = exec.approvalExpires, state == .awaitingApproval {
      delivery.expiresAt = now.after(span)
      // `owner` of a rule without one stays as it is: nobody is meant, not anybody.
      delivery.approvers = rule.namedApprovers
    }
    return delivery
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
