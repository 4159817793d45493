import Notation
import Readings

/// How the alerts are ordered.
package enum AlertSort: String, CaseIterable, Sendable {
  /// Worst first, and among equals the newest.
  case severity
  /// By the beginning of the present state.
  case newest
  case rule
}

extension DashboardState {
  /// The alert under the cursor of the list, here or in the view that led here.
  package internal(set) var selectedAlert: AlertIdentity? {
    get { if case .alert(let identity) = selection(in: .alerts).id { identity } else { nil } }
    set {
      selections[.alerts] = RowSelection(id: newValue.map { .alert($0) }, index: selection(in: .alerts).index)
    }
  }

  package var currentAlert: AlertStatus? { selectedAlert.flatMap { alert($0) } }

  /// The alert of that name, as the snapshot has it. Cost: one look-up.
  func alert(_ identity: AlertIdentity) -> AlertStatus? {
    guard let place = alertPlaces[identity], let alerts = snapshot?.alerts, alerts.indices.contains(place) else {
      return nil
    }
    return alerts[place]
  }

  /// The alerts that the filter leaves, in the order of ``alertSort``. Cost: a comparison or so per alert.
  func alertRows() -> [RowID] {
    guard let alerts = snapshot?.alerts else { return [] }
    let shown = alerts.indices.filter { index in
      let alert = alerts[index]
      return filter.isEmpty || filter.allows(alert.filterTexts, level: alert.level)
    }
    let order: [Int]
    switch alertSort {
    case .severity: order = shown
    case .newest:
      order = shown.sorted { alerts[$0].since == alerts[$1].since ? $0 < $1 : alerts[$0].since > alerts[$1].since }
    case .rule:
      order = shown.sorted { alerts[$0].rule == alerts[$1].rule ? $0 < $1 : alerts[$0].rule < alerts[$1].rule }
    }
    return order.map { .alert(AlertIdentity(alerts[$0])) }
  }

  /// Notes where the alerts stand. Cost: a hash per alert.
  mutating func placeAlerts() {
    alertPlaces = [:]
    for (index, alert) in (snapshot?.alerts ?? []).enumerated() {
      let identity = AlertIdentity(alert)
      if alertPlaces[identity] == nil { alertPlaces[identity] = index }
    }
  }

  /// Another alert is read from its beginning.
  mutating func forgetAlertOffsets() {
    for pane in [Pane.alertFacts, .actions, .runbook, .alertHistory] { visit.offsets[pane] = nil }
  }
}

/// Calling the user.
extension DashboardState {
  /// A call for the alerts that have begun to fire red since the last snapshot: all of them in one, each once an
  /// episode. What fires when the dashboard is opened is on show already. What a person looks after or has silenced
  /// calls nobody; when the silence ends before the alert does, it calls then.
  mutating func callForNewAlerts(in snapshot: Snapshot) -> [DashboardEffect] {
    guard !snapshot.readings.isEmpty else { return [] }
    let isFirst = calledFor == nil
    var called = calledFor ?? [:]
    var new: [AlertStatus] = []
    for alert in snapshot.alerts where alert.state == .firing && alert.level == .red {
      let identity = AlertIdentity(alert)
      guard called[identity] != alert.episode else { continue }
      let isHeld = alert.handling.silencedUntil != nil || alert.handling.acknowledgedBy != nil
      guard isFirst || !isHeld else { continue }
      called[identity] = alert.episode
      new.append(alert)
    }
    calledFor = called
    return isFirst || new.isEmpty ? [] : [.notify(Self.callText(new))]
  }

  /// `RED FeatureDrift: psi income region=apac 0.31 (limit 0.25)`, or `3 new red alerts: …` with the first three of them.
  static func callText(_ alerts: [AlertStatus]) -> String {
    func line(_ alert: AlertStatus) -> String { "\(alert.rule): \(alert.plainText)" }
    if let only = alerts.first, alerts.count == 1 { return "RED \(line(only))".withoutControls }
    let named = alerts.prefix(3).map(line).joined(separator: "; ")
    let rest = alerts.count > 3 ? "; and \(alerts.count - 3) more" : ""
    return "\(alerts.count) new red alerts: \(named)\(rest)".withoutControls
  }
}

extension AlertStatus {
  /// What the filter compares with.
  var filterTexts: [String] {
    [
      rule, key.metricName, key.title, key.feature ?? "", key.segment, key.version, state.rawValue, owner ?? "",
      handling.acknowledgedBy ?? "", stateWord,
    ]
  }

  /// `psi income region=apac 0.31 (limit 0.25)`, as it reads outside of the dashboard.
  var plainText: String {
    var words = [key.metricName]
    if let subject = key.feature { words.append(subject) }
    if key.segment != "all" { words.append(key.segment) }
    if key.version != "*" { words.append(key.version) }
    func figure(_ value: Double) -> String {
      let text = Figure.value(value, of: key.metric)
      if text.hasPrefix(".") { return "0" + text }
      return text.hasPrefix("-.") ? "-0" + text.dropFirst() : text
    }
    if let value { words.append(figure(value)) }
    if let threshold { words.append("(limit \(figure(threshold)))") }
    return words.joined(separator: " ")
  }

  /// Whether one of its actions waits for a person.
  var waitsForPerson: Bool { deliveries.contains(where: \.waitsForPerson) }

  /// Where it stands in a word, what matters most to a person first: what waits for them, then what they have decided.
  var stateWord: String {
    if waitsForPerson { return "WAITS FOR APPROVAL" }
    if state == .resolved || state == .recovering { return state.rawValue.uppercased() }
    if handling.silencedUntil != nil { return "SILENCED" }
    if let level = handling.heldAt { return "HELD \(level.word)" }
    if handling.acknowledgedBy != nil { return "ACK" }
    return state.rawValue.uppercased()
  }
}

extension DeliveryStatus {
  /// Whether it waits for approval, or for somebody who knows whether it was done.
  var waitsForPerson: Bool { state == "awaiting_approval" || state == "unknown" }
}

extension String {
  /// Without the characters that a terminal would take for commands.
  var withoutControls: String {
    var text = ""
    for scalar in unicodeScalars where scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value) {
      text.unicodeScalars.append(scalar)
    }
    return text
  }
}
