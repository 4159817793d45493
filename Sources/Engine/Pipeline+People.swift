import Alerting
import Notation

/// What people decide, and what the clock alone brings.
extension Pipeline {
  /// The engine's clock now.
  var clock: Instant { wallClock?() ?? time ?? .distantPast }

  /// What the clock alone brings: decisions that are over, messages that have waited.
  func advanceClock(to clock: Instant) {
    var isChanged = false
    if let end = people.nextEnd, end <= clock {
      note(people.expire(now: clock))
      isChanged = true
    }
    guard isChanged || dispatcher.nextDue.map({ $0 <= clock }) ?? false else { return }
    note(dispatcher.advance(alerts: alerts, people: people, now: clock), clock: clock)
  }

  /// Carries out what a person decided.
  func decide(_ decision: Decision, clock: Instant) throws(DecisionError) -> DecisionOutcome {
    let outcome = try people.decide(decision, alerts: alerts, dispatcher: &dispatcher, now: clock)
    note([outcome.entry])
    note(outcome.deliveries, clock: clock)
    note(dispatcher.advance(alerts: alerts, people: people, now: clock), clock: clock)
    return outcome
  }

  /// The alerts that an Alertmanager has been told of and has to keep hearing of, by action.
  var standing: [String: [Notice.Item]] {
    var standing: [String: [Notice.Item]] = [:]
    for (name, action) in configuration.actions {
      if case .alertmanager = action.kind { standing[name] = dispatcher.standing(action: name, alerts: alerts) }
    }
    return standing
  }

  /// A program that was planned did not run after all.
  func withdraw(_ delivery: Delivery) {
    dispatcher.withdraw(delivery)
  }

  /// Passes on deliveries that are new or have changed.
  func note(_ deliveries: [Delivery], clock: Instant) {
    note(people.take(deliveries, now: clock))
    for delivery in deliveries {
      series.note(delivery)
      output.delivery(delivery)
    }
  }

  /// After a restart: what people decided about alerts that are gone is over.
  func reconcilePeople() {
    note(people.reconcile(with: alerts, now: clock))
  }

  /// Passes on what people decided, and what time made of it.
  func note(_ entries: [AuditEntry]) {
    for entry in entries {
      trail.note(entry)
      output.audit(entry)
    }
  }
}
