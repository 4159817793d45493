import Notation
import Readings

/// What was done for an alert's episode, and what waits for a person.
extension Renderer {
  func actionLines(_ alert: AlertStatus, width: Int) -> [Line] {
    guard !alert.deliveries.isEmpty else { return [[("no action yet", .faint)]] }
    let deliveries = alert.deliveries
    func span(_ bounds: ClosedRange<Int>, _ text: (DeliveryStatus) -> String) -> Int {
      min(bounds.upperBound, deliveries.reduce(bounds.lowerBound) { max($0, columns(of: text($1))) })
    }
    let when = span(5...11) { moment($0.at) }
    let name = span(6...max(6, width / 4)) { $0.action }
    let word = span(5...20) { "\(glyphs.symbol($0.level)) \($0.stateWord)" }
    let hasTries = width >= when + name + word + 20
    let left = when + name + word + 3 + (hasTries ? 6 : 0)
    func row(_ cells: [(text: String, style: Style)], tries: String) -> Line {
      var line: Line = [
        (cells[0].text.fitted(when, glyphs: glyphs) + " ", .faint),
        (cells[1].text.fitted(name, glyphs: glyphs) + " ", cells[1].style),
        (cells[2].text.fitted(word, glyphs: glyphs) + " ", cells[2].style),
      ]
      if hasTries { line.append((tries.fitted(5, alignment: .right, glyphs: glyphs) + " ", .faint)) }
      return line
    }
    var lines: [Line] = [
      row([("WHEN", .faint), ("ACTION", .faint), ("STATE", .faint)], tries: "TRIES")
        + [(width >= left + 3 ? "WHY" : "", .faint)]
    ]
    for delivery in deliveries {
      let first = row(
        [
          (moment(delivery.at), .faint), (delivery.action, .plain),
          ("\(glyphs.symbol(delivery.level)) \(delivery.stateWord)", deliveryStyle(delivery)),
        ], tries: delivery.attempts > 0 ? "\(delivery.attempts)" : "")
      let why = delivery.waitsForPerson ? "" : reason(delivery)
      if columns(of: why) <= width - left {
        lines.append(first + [(why, .faint)])
      } else {
        lines.append(first)
        lines += wrapped([("  " + why, .faint)], width: width, indent: 2)
      }
      guard delivery.waitsForPerson else { continue }
      lines += wrapped([("  " + question(delivery, of: alert), .accent)], width: width, indent: 2)
    }
    return lines
  }

  /// Why it failed or is not done, and when it is tried again.
  private func reason(_ delivery: DeliveryStatus) -> String {
    var parts = delivery.reason.map { [$0.showingControls] } ?? []
    let isOpen = delivery.state == "planned" || delivery.state == "running" || delivery.hasFailed
    if isOpen, let lane = state.snapshot?.ingest.actions.first(where: { $0.name == delivery.action }) {
      if lane.isPaused { parts.append("its endpoint is left alone for a while") }
      if let next = lane.nextAttempt { parts.append("next attempt \(moment(next))") }
    }
    if let end = delivery.expiresAt, !delivery.waitsForPerson { parts.append("until \(moment(end))") }
    return parts.joined(separator: "; ")
  }

  func deliveryStyle(_ delivery: DeliveryStatus) -> Style {
    if delivery.waitsForPerson { return .accent }
    switch delivery.level {
    case .red, .yellow: return .level(delivery.level)
    default: return delivery.state == "succeeded" ? .plain : .faint
    }
  }
}

extension DeliveryStatus {
  /// Its state as people say it.
  var stateWord: String {
    switch state {
    case "awaiting_approval": "WAITS FOR APPROVAL"
    case "unknown": "OUTCOME UNKNOWN"
    case "dry_run": "dry run"
    case "timed_out": "timed out"
    default: state
    }
  }

  /// How bad that is.
  var level: Level {
    if hasFailed { return .red }
    return waitsForPerson ? .yellow : .green
  }
}
