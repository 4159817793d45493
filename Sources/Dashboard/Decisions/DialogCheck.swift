import Notation
import Readings

/// What stands in the way of a decision, as things are now: derived from the question and the newest picture.
struct DialogCheck {
  /// What is still wrong with the answers, by part, in the order of the parts.
  var mistakes: [DecisionDialog.Part: String] = [:]
  /// Why it cannot be done whatever is answered.
  var obstacle: String?
  /// What has changed, or should be known.
  var remarks: [String] = []
  /// Actions that can be chosen between.
  var waiting: [DeliveryStatus] = []
  /// The alert as it stands; `nil` when it is not among those on show any more.
  var alert: AlertStatus?
  /// What has to be typed to confirm.
  var confirmation: String

  /// Whether the decision can be taken.
  var isReady: Bool { mistakes.isEmpty && obstacle == nil }

  init(_ dialog: DecisionDialog, in state: DashboardState) {
    // A frozen picture is for looking at; a decision is about what is.
    let snapshot = state.heldBack ?? state.snapshot
    let alert = snapshot?.alerts.first { AlertIdentity($0) == dialog.alert }
    self.alert = alert
    confirmation = Self.confirmation(for: dialog, model: snapshot?.model ?? "")
    waiting = alert?.deliveries.filter(\.waitsForPerson) ?? []
    findObstacles(dialog, alert, now: state.now ?? snapshot?.time)
    if case .lost(_, let reason) = state.link { remarks.append("the agent is gone (\(reason)): the picture is old") }
    findMistakes(dialog, alert)
  }

  private static func confirmation(for dialog: DecisionDialog, model: String) -> String {
    let word = LineEditor(model).text.trimmed
    return word.isEmpty ? "yes" : word
  }

  private mutating func findObstacles(_ dialog: DecisionDialog, _ alert: AlertStatus?, now: Instant?) {
    guard let alert else {
      obstacle = "the alert is over and gone from the list"
      return
    }
    if alert.state == .resolved {
      remarks.append("the alert resolved at \(alert.since.clockText)")
    } else if alert.episode != dialog.episode {
      remarks.append("it was over meanwhile: this is a new episode, since \(alert.since.clockText)")
    }
    if dialog.kind == .acknowledge, alert.state == .resolved { obstacle = "there is nothing to look after any more" }
    guard dialog.kind.needsConfirmation, let chosen = dialog.delivery else { return }
    guard let delivery = alert.deliveries.first(where: { $0.id == chosen.id }) else {
      obstacle = "\(chosen.action) does not wait for an answer any more"
      return
    }
    guard delivery.waitsForPerson else {
      let state = delivery.state.split(separator: "_").joined(separator: " ")
      let reason = delivery.reason.map { ", \($0)" } ?? ""
      obstacle = "\(delivery.action) does not wait any more: \(state)\(reason)"
      return
    }
    if delivery.state == "unknown" {
      remarks.append(
        "nobody knows how far \(delivery.action) came" + (dialog.kind == .approve ? "; it runs again" : ""))
    } else if let end = delivery.expiresAt, let now, end <= now {
      obstacle = "\(delivery.action) waited until \(end.clockText); it is not run any more"
    }
  }

  private mutating func findMistakes(_ dialog: DecisionDialog, _ alert: AlertStatus?) {
    let person = dialog.person.text.trimmed
    if person.isEmpty {
      mistakes[.person] = "your name"
    } else if dialog.kind.needsConfirmation, let approvers = alert?.approvers, !approvers.isEmpty,
      !approvers.contains(person)
    {
      mistakes[.person] = "not among the approvers"
    }
    if dialog.reason.text.trimmed.isEmpty { mistakes[.reason] = "say why, for the record" }
    if dialog.kind == .silence {
      let text = dialog.span.text.trimmed
      let span = TimeSpan(text)
      if span == nil {
        mistakes[.span] = text.isEmpty ? "how long: 30m, 2h, 1d" : "not a time: 30m, 2h, 1d"
      } else if let span, span <= .zero || span > .days(366) {
        mistakes[.span] = span <= .zero ? "too short" : "too long: a year at most"
      }
    }
    if dialog.kind.needsConfirmation, dialog.confirmation.text != confirmation {
      mistakes[.confirmation] = dialog.confirmation.text.isEmpty ? "type it to confirm" : "not \(confirmation)"
    }
  }
}
