import Alerting
import Notation

/// The alerts of one `alertmanager` action that are told again and again, without a line on the ledger. Used by the
/// lane's thread alone, between deliveries, so that no firing alert can overtake its own end.
struct KeptAlerts {
  var keeper = AlertmanagerKeeper()
  /// Whether the failure has been told.
  private(set) var isFailing = false

  /// Takes note of how a request fared. Returns whether that is news.
  mutating func note(failure: String?) -> Bool {
    defer { isFailing = failure != nil }
    return isFailing != (failure != nil)
  }
}

extension DeliveryQueue {
  /// Posts the alerts that stand, and the ends of those that do not any more. Returns how that fared; `nil` if there
  /// was nothing to tell.
  func keepAlive(_ name: String, _ kept: inout KeptAlerts) -> WebhookOutcome.Verdict? {
    guard case .alertmanager(let alertmanager)? = actions[name]?.kind else { return nil }
    let now = hooks.now()
    let alerts = kept.keeper.round(hooks.standing(name), holding: alertmanager.holding, now: now)
    var verdict: WebhookOutcome.Verdict?
    var rest = alerts[...]
    while !rest.isEmpty, verdict == nil || verdict == .success {
      let portion = rest.prefix(AlertmanagerKeeper.requestLimit)
      rest = rest.dropFirst(portion.count)
      verdict = sender.post(Array(portion), to: alertmanager, now: now).verdict
    }
    if let verdict, kept.note(failure: verdict.reason) { hooks.keeping(name, verdict.reason) }
    return verdict
  }

  /// Takes note of the ends that a message has told.
  func remember(_ delivery: Delivery, _ kept: inout KeptAlerts) {
    guard delivery.type == "alertmanager", delivery.state == .succeeded else { return }
    kept.keeper.note(MessageRequest.alerts(of: delivery) ?? [], now: hooks.now())
  }
}

extension WebhookOutcome.Verdict {
  /// Why it is no success.
  var reason: String? {
    switch self {
    case .success: nil
    case .retry(let reason), .final(let reason): reason
    }
  }
}
