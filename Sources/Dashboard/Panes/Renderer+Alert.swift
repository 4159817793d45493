import Notation
import Readings

/// What one alert is about, in the view of all alerts and in its own.
extension Renderer {
  private static let factWidth = 11

  /// A pane about the selected alert.
  mutating func drawAlertPane(_ placed: PlacedPane) {
    let alert = state.currentAlert
    let subtitle: String
    switch placed.pane {
    case .alertFacts: subtitle = alert.map { $0.rule + ($0.id.isEmpty ? "" : "  \($0.id)") } ?? ""
    case .runbook: subtitle = alert?.runbook ?? ""
    case .actions: subtitle = alert.map { $0.deliveries.isEmpty ? "" : "\($0.deliveries.count)" } ?? ""
    default: subtitle = ""
    }
    drawLines(alertLines(placed.pane, width: placed.area.width - 4), placed, subtitle: subtitle)
  }

  /// The lines of a pane about the selected alert.
  func alertLines(_ pane: Pane, width: Int) -> [Line] {
    guard let alert = state.currentAlert else {
      let text = state.selectedAlert == nil ? "no alert is selected" : "the alert is over; esc leads back"
      return pane == .alertFacts ? [[(text, .faint)]] : []
    }
    switch pane {
    case .alertFacts: return factLines(alert, width: width)
    case .actions: return actionLines(alert, width: width)
    case .runbook: return runbookLines(alert, width: width)
    case .alertHistory: return historyLines(alert, width: width)
    default: return []
    }
  }

  /// A named fact, its text hung under itself.
  func fact(_ name: String, _ runs: Line, width: Int) -> [Line] {
    let indent = Self.factWidth
    let lines = wrapped(runs, width: max(10, width - indent))
    return lines.enumerated().map { index, line in
      [((index == 0 ? name : "").fitted(indent, glyphs: glyphs), .faint)] + line
    }
  }

  private func factLines(_ alert: AlertStatus, width: Int) -> [Line] {
    let now = state.snapshot?.time ?? alert.since
    let age = max(.zero, now - alert.since).roughText
    var lines: [Line] = wrapped(
      [
        ("\(glyphs.symbol(alert.level)) \(alert.level.word)  ", .level(alert.level)),
        (stateText(alert), stateStyle(alert).bold()), ("  since \(moment(alert.since)), for \(age)", .plain),
      ], width: width)
    for text in [alert.summary, alert.because].compactMap(\.self) {
      lines += wrapped([(text.showingControls, .plain)], width: width)
    }
    for (index, step) in nextSteps(alert).enumerated() {
      lines += fact(index == 0 ? "next" : "", [(step, .accent)], width: width)
    }
    lines += fact(
      "where", [(place(alert, isShort: false), .plain), (" over \(alert.key.window)", .faint)], width: width)
    if let condition = alert.condition { lines += fact("condition", [(condition, .plain)], width: width) }
    lines += valueFact(alert, width: width)
    lines += evidenceLines(alert, width: width - Self.factWidth).enumerated().map { index, line in
      [((index == 0 ? "evidence" : "").fitted(Self.factWidth, glyphs: glyphs), .faint)] + line
    }
    lines += fact("impact", impact(alert), width: width)
    if let onset = state.onset(of: alert.key) {
      let text = "since \(glyphs.about)\(moment(onset.time))"
      lines += fact("changed", [(text, .plain), (" (\(interval(onset)))", .faint)], width: width)
    }
    lines += causeFacts(alert, width: width)
    for (name, text) in handlingFacts(alert.handling) { lines += fact(name, [(text, .plain)], width: width) }
    var who = ["episode \(alert.episode)"]
    if let owner = alert.owner { who.insert(owner, at: 0) }
    lines += fact(alert.owner == nil ? "" : "owner", [(who.joined(separator: ", "), .plain)], width: width)
    if let runbook = alert.runbook, state.screen != .alert {
      let key = keyName(.openAlert).map { "\($0) opens " } ?? ""
      let name = runbook.showingControls
      let room = width - Self.factWidth - columns(of: key)
      lines += fact("runbook", [(key, .faint), (name.cutInMiddle(room, glyphs: glyphs), .plain)], width: width)
    }
    return lines
  }

  private func valueFact(_ alert: AlertStatus, width: Int) -> [Line] {
    guard let value = alert.value else { return [] }
    let metric = alert.key.metric
    var runs: Line = [(Figure.value(value, of: metric), .level(alert.level))]
    if let threshold = alert.threshold { runs.append((", limit \(Figure.value(threshold, of: metric))", .plain)) }
    if let reading = state.snapshot?.readings[alert.key] {
      let range = interval(reading.low, reading.high, of: metric)
      if !range.isEmpty { runs.append((", 95% \(range)", .faint)) }
    }
    return fact("value", runs, width: width)
  }

  /// How many rows it concerns, and which part of all.
  private func impact(_ alert: AlertStatus) -> Line {
    let rows: (text: String, style: Style) = ("n \(Figure.count(alert.n))", .plain)
    guard alert.key.segment != "all" else { return [rows, (", all of the traffic", .faint)] }
    var total = alert.key
    total.segment = "all"
    guard let all = state.snapshot?.readings[total]?.n, all > 0 else { return [rows] }
    let share = Figure.percent(min(1, Double(alert.n) / Double(all)))
    return [rows, (", \(share) of \(Figure.count(all)) rows", .faint)]
  }

  /// What carries the figure, where the engine has looked for it.
  private func causeFacts(_ alert: AlertStatus, width: Int) -> [Line] {
    var key = alert.key
    key.segment = "all"
    guard alert.level == .red || alert.level == .yellow, let cause = state.snapshot?.causes[key] else { return [] }
    func text(_ parts: [RootCause.Contribution]) -> String {
      parts.filter { $0.share > 0.05 }.prefix(3).map { "\($0.name) \(Figure.percent($0.share))" }
        .joined(separator: ", ")
    }
    let cells = text(cause.segments)
    let features = text(cause.features ?? [])
    return (cells.isEmpty ? [] : fact("carried by", [(cells, .plain)], width: width))
      + (features.isEmpty ? [] : fact("moved too", [(features, .plain)], width: width))
  }

  private func handlingFacts(_ handling: AlertStatus.Handling) -> [(name: String, text: String)] {
    var facts: [(String, String)] = []
    if let by = handling.acknowledgedBy {
      facts.append(("ack", "by \(by)" + (handling.isCalledFalse ? ", called a false alarm" : "")))
    }
    if let until = handling.silencedUntil { facts.append(("silenced", "until \(moment(until))")) }
    if let level = handling.heldAt {
      facts.append(("held", "at \(level.word)" + (handling.heldUntil.map { " until \(moment($0))" } ?? "")))
    }
    return facts
  }

  /// What there is to do, most urgent first.
  private func nextSteps(_ alert: AlertStatus) -> [String] {
    var steps: [String] = []
    for delivery in alert.deliveries where delivery.waitsForPerson { steps.append(question(delivery, of: alert)) }
    if let failed = alert.deliveries.last(where: \.hasFailed) {
      steps.append("\(failed.action) failed: see the actions")
    }
    guard !alert.isOver else { return steps.isEmpty ? ["nothing: it is over"] : steps }
    if alert.state == .pending { steps.append("nothing yet: it fires if it lasts") }
    if alert.handling.silencedUntil != nil {
      steps.append("nothing is sent while it is silenced")
    } else if let person = alert.handling.acknowledgedBy {
      steps.append("\(person) looks after it")
    } else if alert.state == .firing, state.refusal == nil, let key = keyName(.decide(.acknowledge)) {
      let open = keyName(.open).map { ", \($0) shows its figures" } ?? ""
      steps.append("\(key) takes it on\(open)")
    }
    return steps
  }

  /// What a delivery that waits for a person asks, and the keys that answer.
  func question(_ delivery: DeliveryStatus, of alert: AlertStatus) -> String {
    var text =
      delivery.state == "unknown"
      ? "was \(delivery.action) done? nobody knows" : "\(delivery.action) waits for approval"
    if let end = delivery.expiresAt {
      let left = end - (state.snapshot.map(clock) ?? end)
      text += " until \(moment(end))" + (left > .zero ? " (\(left.roughText) left)" : "")
    }
    if !alert.approvers.isEmpty { text += " by \(alert.approvers.joined(separator: " or "))" }
    if state.refusal == nil, let yes = keyName(.decide(.approve)), let no = keyName(.decide(.reject)) {
      return text + ": \(yes) approves, \(no) rejects"
    }
    return text + (delivery.id.isEmpty ? "" : ": leeway approve \(delivery.id.prefix(8)) --by NAME --reason TEXT")
  }
}

extension DeliveryStatus {
  var hasFailed: Bool { state == "failed" || state == "timed_out" }
}
