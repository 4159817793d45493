import Notation
import Readings

/// The question that stands between a key and a decision: what is asked, and the answers so far.
package struct DecisionDialog: Equatable, Sendable {
  /// What the focus can stand on, in the order of the keys that move it.
  package enum Part: Int, CaseIterable, Hashable, Sendable {
    /// Which of several actions is meant.
    case delivery
    case person
    case reason
    case span
    case falseAlarm
    /// The model's name, typed once more.
    case confirmation
    case cancel
    case act
  }

  package let kind: DecisionKind
  package let alert: AlertIdentity
  /// The alert's episode when the question was asked.
  let episode: Int
  package internal(set) var focus: Part
  var person: LineEditor
  var reason: LineEditor
  var span: LineEditor
  var confirmation = LineEditor()
  var isFalseAlarm = false
  /// The delivery that is meant, as it was last seen while it waited.
  var delivery: DeliveryStatus?
  /// Whether there is a choice between deliveries.
  let hasChoice: Bool

  /// - Parameter waiting: What can be approved or rejected; the first one is proposed.
  init(
    _ kind: DecisionKind, about alert: AlertStatus, waiting: [DeliveryStatus], person: String, reason: String,
    span: TimeSpan?
  ) {
    self.kind = kind
    self.alert = AlertIdentity(alert)
    episode = alert.episode
    self.person = LineEditor(person)
    self.reason = LineEditor(reason)
    self.span = LineEditor((span ?? .hours(1)).text)
    delivery = kind.needsConfirmation ? waiting.first : nil
    hasChoice = kind.needsConfirmation && waiting.count > 1
    focus = .cancel
    // Where there is something to fill in first.
    if hasChoice {
      focus = .delivery
    } else if person.trimmed.isEmpty {
      focus = .person
    } else if reason.trimmed.isEmpty {
      focus = .reason
    } else if kind.needsConfirmation {
      focus = .confirmation
    }
  }

  /// The parts of this question.
  var parts: [Part] {
    Part.allCases.filter { part in
      switch part {
      case .delivery: hasChoice
      case .person, .reason, .cancel, .act: true
      case .span: kind == .silence
      case .falseAlarm: kind == .acknowledge
      case .confirmation: kind.needsConfirmation
      }
    }
  }

  /// The line that is edited on a part; `nil` where nothing is typed.
  subscript(part: Part) -> LineEditor? {
    get {
      switch part {
      case .person: person
      case .reason: reason
      case .span: span
      case .confirmation: confirmation
      case .delivery, .falseAlarm, .cancel, .act: nil
      }
    }
    set {
      guard let newValue else { return }
      switch part {
      case .person: person = newValue
      case .reason: reason = newValue
      case .span: span = newValue
      case .confirmation: confirmation = newValue
      case .delivery, .falseAlarm, .cancel, .act: break
      }
    }
  }

  /// What is to be carried out; `nil` while the span cannot be read or no delivery is chosen.
  var request: DecisionRequest? {
    let act: DecisionRequest.Act
    switch kind {
    case .acknowledge: act = .acknowledge(isFalseAlarm: isFalseAlarm)
    case .note: act = .note
    case .silence:
      guard let span = TimeSpan(span.text.trimmed), span > .zero else { return nil }
      act = .silence(for: span)
    case .approve, .reject:
      guard let id = delivery?.id else { return nil }
      act = kind == .approve ? .approve(delivery: id) : .reject(delivery: id)
    }
    return DecisionRequest(act, alert: alert, by: person.text.trimmed, reason: reason.text.trimmed)
  }
}

extension DecisionKind {
  /// Whether it has consequences in production, so that a word has to be typed first.
  var needsConfirmation: Bool { self == .approve || self == .reject }

  var title: String {
    switch self {
    case .acknowledge: "Acknowledge"
    case .silence: "Silence"
    case .note: "Note"
    case .approve: "Approve"
    case .reject: "Reject"
    }
  }

  /// What follows from it, for who decides.
  func consequence(isFalseAlarm: Bool) -> String {
    switch self {
    case .acknowledge:
      isFalseAlarm
        ? "You look after it, and call it a false alarm: its messages are held back."
        : "You look after it: its messages are held back until it gets worse."
    case .silence: "Nothing is sent or run for it until then; the alert goes on."
    case .note: "A remark for the record; nothing else changes."
    case .approve: "This changes production."
    case .reject: "It will not be run for this episode."
    }
  }
}

extension String {
  /// Without the spaces at both ends.
  var trimmed: String {
    let start = drop { $0.isWhitespace }
    let end = start.lastIndex { !$0.isWhitespace }
    return end.map { String(start[...$0]) } ?? ""
  }
}
