import Alerting
import Foundation
import Notation

extension DeliveryQueue {
  /// What came of taking up a delivery.
  struct Attempt {
    /// As it stands now.
    var delivery: Delivery
    /// What is left to be done later.
    var remainder: DeliveryLane.Entry?
    /// How the endpoint fared; `nil` if it was not asked.
    var verdict: WebhookOutcome.Verdict?
    /// Why nothing came of it.
    var error: String?
  }

  /// Until a state that could not be stored is tried again.
  private static let recordingPause = TimeSpan(seconds: 5)

  /// Makes one attempt, or says why there is none, and stores what became of it.
  func attempt(_ entry: DeliveryLane.Entry) -> Attempt {
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
    guard isOpen else { return Attempt(delivery: delivery, remainder: entry) }
    delivery.begin(now: hooks.now())
    guard record(delivery) else {
      var again = entry
      again.due = hooks.now() + Self.recordingPause
      return Attempt(delivery: entry.delivery, remainder: again)
    }
    let outcome = perform(action, for: &delivery)
    var settled = settle(entry, as: delivery)
    settled.remainder?.notBefore = outcome?.notBefore ?? .distantPast
    settled.verdict = outcome?.verdict
    return settled
  }

  /// Why a program must not be run after all: between planning and now, the agent may have been down for days.
  private func objection(to delivery: Delivery, action: Action) -> Delivery.Suppression? {
    if delivery.isStale(now: hooks.now(), maxAge: maxAge) { return .stale }
    return action.objection(to: delivery, instance: hooks.instance(delivery.identity))
  }

  /// Returns how an endpoint fared, if there is one.
  private func perform(_ action: Action, for delivery: inout Delivery) -> WebhookOutcome? {
    switch action.kind {
    case .webhook, .slack, .pagerduty, .alertmanager:
      let outcome = sender.send(delivery, by: action, now: hooks.now())
      delivery.finish(outcome, now: hooks.now())
      return outcome
    case .exec(let exec):
      let result = runner.run(
        delivery, workingDirectory: exec.workingDirectory, timeout: exec.timeout, stop: programStop)
      delivery.finish(result.outcome, now: hooks.now())
      delivery.output = result.output.record
      if result.wasStopped { delivery.lastError = "ended because the agent stopped" }
      hooks.output(delivery, result.output)
    case .bell:
      if let reason = bell.ring() {
        delivery.finish(.notStarted(reason), now: hooks.now())
      } else {
        delivery.succeed(now: hooks.now())
      }
    case .log:
      hooks.log(delivery)
      delivery.succeed(now: hooks.now())
    }
    return nil
  }

  /// Stores a state that an attempt led to. The attempt is not repeated if that fails, only the storing is.
  private func settle(_ entry: DeliveryLane.Entry, as delivery: Delivery) -> Attempt {
    var entry = entry
    entry.delivery = delivery
    entry.isUnrecorded = !record(delivery)
    var result = Attempt(delivery: delivery, error: delivery.state == .succeeded ? nil : delivery.lastError)
    if entry.isUnrecorded {
      entry.due = hooks.now() + Self.recordingPause
      result.remainder = entry
    } else if delivery.state == .planned {
      entry.due = delivery.nextAttempt ?? hooks.now()
      result.remainder = entry
    }
    return result
  }
}
