import Notation
import Readings

/// Deliveries that wait for a person's word.
extension PeopleBook {
  /// A person says yes or no to a delivery that waits for approval, or of which nobody knows how far it came.
  ///
  /// - Parameter id: its id, or so many of the first digits that only one begins with them.
  func answer(
    _ id: String, isYes: Bool, _ decision: Decision, alerts: AlertBook, dispatcher: inout Dispatcher, now: Instant
  ) throws(DecisionError) -> DecisionOutcome {
    let waiting = try dispatcher.waiting(id)
    let verb = isYes ? "approve" : "reject"
    guard waiting.approvers.isEmpty || waiting.approvers.contains(decision.by) else {
      throw DecisionError(
        "\(decision.by) may not \(verb); approvers are \(waiting.approvers.joined(separator: ", "))")
    }
    if waiting.state == .awaitingApproval, let end = waiting.expiresAt, end <= now {
      throw DecisionError("\(waiting.words) waited for an answer until \(end.rfc3339); it is not run any more")
    }
    if isYes, let reason = dispatcher.objection(toApproving: waiting, now: now) {
      let guardWords = reason == .cooldown ? "its cooldown" : "its bound per day"
      throw DecisionError(
        "\(waiting.words) is kept from running by \(guardWords), as \(waiting.action) has run since; it can be approved "
          + "later" + (waiting.expiresAt.map { ", until \($0.rfc3339)" } ?? ""))
    }
    guard
      let answered = isYes
        ? dispatcher.approve(waiting.id, now: now) : dispatcher.reject(waiting.id, now: now)
    else { throw DecisionError("\(waiting.words) does not wait for a person any more") }
    let wasUnknown = waiting.state == .unknown
    let did = isYes ? (wasUnknown ? "approved to run again" : "approved") : "rejected"
    let entry = AuditEntry(
      decision, isYes ? .approve : .reject, subject: AuditEntry.Subject(waiting), at: now,
      recommended: wasUnknown ? "\(waiting.words), which may have run" : waiting.words, did: did,
      span: now - waiting.plannedAt)
    // The guard is asked again right before the run.
    let instance = alerts.instance(waiting.identity)
    let isHeldBack = isYes && dispatcher.actions[waiting.action]?.objection(to: waiting, instance: instance) != nil
    let doubt =
      isHeldBack ? "; its alert is \(instance?.level.rawValue ?? "gone") now, so only_if_still holds it back" : ""
    return DecisionOutcome(entry: entry, deliveries: [answered], text: "\(did): \(waiting.words)" + doubt)
  }

  /// Entries of the approvals that nobody gave in time, among deliveries that have just changed.
  package func take(_ deliveries: [Delivery], now: Instant) -> [AuditEntry] {
    deliveries.filter { $0.state == .suppressed(.expired) }.map { delivery in
      AuditEntry(
        at: now, act: .approvalExpired, by: AuditEntry.system, reason: "nobody approved or rejected in time",
        subject: AuditEntry.Subject(delivery), recommended: delivery.words, did: "not run",
        span: max(.zero, now - delivery.plannedAt))
    }
  }
}

extension AuditEntry.Subject {
  fileprivate init(_ delivery: Delivery) {
    self.init(
      identity: delivery.identity, episode: delivery.episode, level: delivery.level, id: delivery.id,
      action: delivery.action)
  }
}

extension Delivery {
  /// For people: `run rollback for UnfairVersion on … (v2, 24h)`.
  fileprivate var words: String { "run \(action) for \(identity.words)" }
}

extension Dispatcher {
  private static let shortestPrefix = 6

  /// The delivery of an id, or of the beginning of one, that waits for a person.
  fileprivate func waiting(_ id: String) throws(DecisionError) -> Delivery {
    if let exact = waiting[id] { return exact }
    let fitting = id.count < Self.shortestPrefix ? [] : waiting.keys.filter { $0.hasPrefix(id) }.sorted()
    if fitting.count == 1, let only = waiting[fitting[0]] { return only }
    guard fitting.isEmpty else {
      throw DecisionError("several deliveries begin with '\(id)': \(fitting.joined(separator: ", "))")
    }
    let list = waiting.values.sorted { $0.id < $1.id }.map { "\($0.id) (\($0.words))" }
    throw DecisionError(
      "no delivery '\(id)' waits for a person"
        + (list.isEmpty ? "; none does" : "; there are: \(list.joined(separator: ", "))"))
  }
}
