import Notation
import Readings

/// The view of one alert.
extension Renderer {
  private static let isOver = "the alert is over; esc leads back"

  /// A pane of the view.
  mutating func drawAlertPane(_ placed: PlacedPane) {
    let subtitle = placed.pane == .alertFacts ? state.currentAlert?.rule ?? "" : ""
    drawLines(alertLines(placed.pane, width: placed.area.width - 4), placed, subtitle: subtitle)
  }

  /// The lines of a pane of the view.
  func alertLines(_ pane: Pane, width: Int) -> [Line] {
    guard let alert = state.currentAlert else { return pane == .alertFacts ? [[(Self.isOver, .faint)]] : [] }
    switch pane {
    case .alertFacts: return factLines(alert, width: width)
    case .actions: return actionLines(alert)
    case .runbook: return runbookLines(alert, width: width)
    default: return []
    }
  }

  /// What the alert is about, how it stands, and what people make of it.
  private func factLines(_ alert: AlertStatus, width: Int) -> [Line] {
    let metric = alert.key.metric
    var lines: [Line] = [
      [
        ("\(glyphs.symbol(alert.level)) \(alert.level.word) ", .level(alert.level)),
        (alert.state.rawValue, .plain.bold()),
      ]
    ]
    for text in [alert.summary, alert.because].compactMap(\.self) {
      lines += text.wrapped(width, glyphs: glyphs).map { [($0, .plain)] }
    }
    func fact(_ name: String, _ text: String, _ style: Style = .plain) {
      lines.append([(name.fitted(10, glyphs: glyphs), .faint), (text, style)])
    }
    fact("where", [alert.key.subject, alert.key.segment].compactMap(\.self).joined(separator: " in "))
    if alert.key.version != "*" { fact("version", alert.key.version) }
    fact("figure", "\(alert.key.title) over \(alert.key.window)")
    if let value = alert.value {
      let limit = alert.threshold.map { ", limit \(Figure.value($0, of: metric))" } ?? ""
      fact("value", "\(Figure.value(value, of: metric))\(limit), n \(Figure.count(alert.n))", .level(alert.level))
    }
    let age = (state.snapshot?.time ?? alert.since) - alert.since
    fact("since", "\(moment(alert.since)), for \(age.roughText)")
    if let onset = state.onset(of: alert.key) {
      fact("changed", "\(glyphs.about)\(moment(onset.time)) (\(interval(onset)))")
    }
    fact("episode", "\(alert.episode)")
    if let owner = alert.owner { fact("owner", owner) }
    if !alert.id.isEmpty { fact("id", alert.id) }
    for (name, text) in handlingFacts(alert.handling) { fact(name, text) }
    return lines
  }

  private func handlingFacts(_ handling: AlertStatus.Handling) -> [(name: String, text: String)] {
    var facts: [(String, String)] = []
    if let by = handling.acknowledgedBy {
      facts.append(("ack", "by \(by)" + (handling.isCalledFalse ? ", called a false alarm" : "")))
    }
    if let until = handling.silencedUntil { facts.append(("silenced", "until \(moment(until))")) }
    if let level = handling.heldAt, let until = handling.heldUntil {
      facts.append(("held", "at \(level.rawValue) until \(moment(until))"))
    }
    return facts
  }

  /// What was done for the episode, and what waits for a person.
  private func actionLines(_ alert: AlertStatus) -> [Line] {
    guard !alert.deliveries.isEmpty else { return [[("no action yet", .faint)]] }
    var lines: [Line] = []
    for delivery in alert.deliveries {
      let waits = delivery.state == "awaiting_approval" || delivery.state == "unknown"
      let hasFailed = delivery.state == "failed" || delivery.state == "timed_out"
      lines.append([
        (moment(delivery.at) + " ", .faint), (delivery.action.fitted(12, glyphs: glyphs) + " ", .plain),
        (delivery.state, waits ? .level(.yellow) : hasFailed ? .level(.red) : .plain),
        (delivery.attempts > 1 ? " \(delivery.attempts) attempts" : "", .faint),
        (delivery.reason.map { ": \($0)" } ?? "", .faint),
      ])
      guard waits else { continue }
      if let end = delivery.expiresAt { lines.append([("  waits until \(moment(end))", .faint)]) }
      lines.append([("  leeway approve \(delivery.id.prefix(8)) --by NAME --reason TEXT", .accent)])
    }
    return lines
  }

  /// The runbook that the rule names, or where it is.
  private func runbookLines(_ alert: AlertStatus, width: Int) -> [Line] {
    guard let place = alert.runbook else { return [[("the rule names no runbook", .faint)]] }
    guard let text = state.snapshot?.runbooks[place] else {
      return place.wrapped(width, glyphs: glyphs).map { [($0, .accent)] }
    }
    return markdownLines(text, width: width)
  }

  /// Markdown as it reads in a terminal: headings stand out, lists hang, code keeps its lines.
  private func markdownLines(_ text: String, width: Int) -> [Line] {
    var lines: [Line] = []
    var isCode = false
    for row in Self.paragraphs(of: text) {
      if row.hasPrefix("```") {
        isCode.toggle()
      } else if isCode {
        lines.append([("  " + row, .accent)])
      } else if row.hasPrefix("#") {
        let title = String(row.drop { $0 == "#" || $0 == " " })
        lines += title.wrapped(width, glyphs: glyphs).map { [($0, Style(.title, isBold: true))] }
      } else {
        let body = row.drop { $0 == " " }
        let mark = Self.listMark(of: body)
        let indent = row.count - body.count + (mark.isEmpty ? 0 : mark.count + 1)
        let wrapped = String(mark.isEmpty ? body : body.dropFirst(mark.count + 1)).wrapped(
          width - indent, glyphs: glyphs)
        if wrapped.isEmpty { lines.append([]) }
        for (index, part) in wrapped.enumerated() {
          let lead = mark.isEmpty || index > 0 ? "" : "\(mark) "
          lines.append([
            (String(repeating: " ", count: max(0, indent - lead.count)) + lead, .faint), (part, .plain),
          ])
        }
      }
    }
    return lines
  }

  /// The rows of a Markdown text, those of one paragraph or item put together.
  private static func paragraphs(of text: String) -> [String] {
    var rows: [String] = []
    var isCode = false
    var isOpen = false
    for row in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let isFence = row.hasPrefix("```")
      let body = row.drop { $0 == " " }
      let isText = !isCode && !isFence && !body.isEmpty && !row.hasPrefix("#") && !row.hasPrefix("|")
      if isText, isOpen, listMark(of: body).isEmpty {
        rows[rows.count - 1] += " " + body
      } else {
        rows.append(String(row))
      }
      if isFence { isCode.toggle() }
      isOpen = isText
    }
    return rows
  }

  /// `-` or `12.` at the beginning of an item of a list; else empty.
  private static func listMark(of body: Substring) -> Substring {
    let mark = body.prefix { $0.isNumber || "-*.".contains($0) }
    let isItem = !mark.isEmpty && body.dropFirst(mark.count).first == " " && "-*.".contains(mark.last ?? " ")
    return isItem ? mark : ""
  }
}

extension AlertStatus.Handling {
  /// One word for a column: what holds the alert's messages back, or at what level it is held.
  var word: String? {
    if silencedUntil != nil { return "silenced" }
    if let heldAt { return "held \(heldAt.rawValue)" }
    return acknowledgedBy != nil ? "ack" : nil
  }
}
