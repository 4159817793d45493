import Alerting
import Notation

extension DeliveryQueue {
  /// Until a state that could not be stored is tried again.
  private static let recordingPause = TimeSpan(seconds: 5)

  /// Makes one attempt, or says why there is none, and stores what became of it. Returns what is left to be done later.
  func attempt(_ entry: DeliveryLane.Entry) -> DeliveryLane.Entry? {
    if entry.isUnrecorded { return settle(entry, as: entry.delivery) }
    var delivery = entry.delivery
    guard let action = actions[delivery.action], action.type == delivery.type else {
      delivery.finish(
        .notStarted("there is no \(delivery.type) action '\(delivery.action)' any more"), now: hooks.now())
      return settle(entry, as: delivery)
    }
    if case .exec = action.kind, let reason = objection(to: delivery, action: action) {
      delivery.suppress(reason, now: hooks.now())
      return settle(entry, as: delivery)
    }
    guard isOpen else { return entry }
    delivery.begin(now: hooks.now())
    guard record(delivery) else {
      var again = entry
      again.due = hooks.now() + Self.recordingPause
      return again
    }
    perform(action, for: &delivery)
    return settle(entry, as: delivery)
  }

  /// Why a program must not be run after all: between planning and now, the agent may have been down for days.
  private func objection(to delivery: Delivery, action: Action) -> Delivery.Suppression? {
    if delivery.at < hooks.now() - maxAge { return .stale }
    return action.objection(to: delivery, instance: hooks.instance(delivery.identity))
  }

  private func perform(_ action: Action, for delivery: inout Delivery) {
    switch action.kind {
    case .webhook(let webhook):
      let outcome = sender.send(delivery, to: webhook, now: hooks.now())
      delivery.finish(outcome, now: hooks.now())
    case .exec(let exec):
      let result = runner.run(delivery, timeout: exec.timeout, stop: programStop)
      delivery.finish(result.outcome, now: hooks.now())
      if result.wasStopped { delivery.lastError = "ended because the agent stopped" }
      hooks.output(delivery, result.output)
    case .log:
      hooks.log(delivery)
      delivery.succeed(now: hooks.now())
    }
  }

  /// Stores a state that an attempt led to. The attempt is not repeated if that fails, only the storing is.
  private func settle(_ entry: DeliveryLane.Entry, as delivery: Delivery) -> DeliveryLane.Entry? {
    var entry = entry
    entry.delivery = delivery
    entry.isUnrecorded = !record(delivery)
    if entry.isUnrecorded {
      entry.due = hooks.now() + Self.recordingPause
      return entry
    }
    guard delivery.state == .planned else { return nil }
    entry.due = delivery.nextAttempt ?? hooks.now()
    return entry
  }
}
