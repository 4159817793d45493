import Alerting
import Engine
import Foundation
import Notation
import Readings

/// Everything about one alert, as lines for a terminal.
struct AlertDetailText {
  let entry: AlertOverview.Entry
  /// Oldest first.
  let deliveries: [Delivery]
  /// What programs wrote, by delivery.
  let outputs: [String: String]
  /// Newest last.
  let transitions: [TransitionRecord]
  let now: Instant
  /// Options that name the store, for commands to be given next.
  let again: String
  let output: TextOutput

  /// Transitions that are shown.
  static let historyLimit = 20
  static let deliveryLimit = 30

  func lines() -> [String] {
    let parts = [head, evidence, people, waiting, history, actions, runbook]
    return Array(parts.filter { !$0.isEmpty }.joined(separator: [""]))
  }

  private var head: [String] {
    let instance = entry.instance
    let level = output.render(output.text(instance.level))
    let state = "\(instance.state.rawValue) since \(moment(instance.since))"
    var lines = [
      "\(level)  \(printable(entry.identity.rule))  \(printable(entry.identity.key.text))",
      field("id", String(entry.identity.id.prefix(16))),
      field("state", instance.episode > 0 ? state + ", episode \(instance.episode)" : state),
    ]
    if let level = instance.episodeLevel, level != instance.level { lines.append(field("episode at", level.rawValue)) }
    if let rule = entry.rule {
      if instance.figures != AlertFigures() {
        let facts = TemplateFacts(present, rule: rule)
        for (name, template) in rule.annotations.sorted(by: { $0.key < $1.key }) {
          lines.append(field(name, template.rendered(with: facts)))
        }
      }
      if let owner = rule.owner { lines.append(field("owner", owner)) }
      let labels = rule.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      if !labels.isEmpty { lines.append(field("labels", labels.joined(separator: ", "))) }
    } else {
      lines.append(field("rule", "not in the configuration"))
    }
    return lines
  }

  private var present: AlertTransition {
    let instance = entry.instance
    return AlertTransition(
      at: instance.since, identity: instance.identity, episode: instance.episode, from: instance.state,
      to: instance.state, level: instance.level, previousLevel: instance.level, figures: instance.figures)
  }

  private var evidence: [String] {
    let figures = entry.instance.figures
    // What is within bounds is looked at and let go.
    guard figures != AlertFigures() else { return [field("value", "within bounds")] }
    var value = figures.value.map(shortText) ?? "none"
    if let low = figures.low, let high = figures.high { value += " (\(shortText(low)) to \(shortText(high)))" }
    var lines = [field("value", "\(value), n \(figures.n)")]
    if let threshold = figures.threshold { lines.append(field("threshold", shortText(threshold))) }
    if let floor = figures.floor { lines.append(field("noise floor", shortText(floor))) }
    if let because = figures.because { lines.append(field("because", because)) }
    if let start = figures.windowStart, let end = figures.windowEnd {
      lines.append(field("window", "\(start.rfc3339) to \(end.rfc3339)"))
    }
    return lines
  }

  private var people: [String] {
    var lines: [String] = []
    if let acknowledgement = entry.acknowledgement {
      let isOutdone = acknowledgement.level.severity < entry.instance.episodeLevel?.severity ?? 0
      let what =
        (acknowledgement.isFalseAlarm ? "false alarm" : "acknowledged")
        + (isOutdone ? " at \(acknowledgement.level.rawValue)" : "")
      lines.append(field(what, said(acknowledgement.by, acknowledgement.at, acknowledgement.reason)))
    }
    if let silence = entry.silence {
      lines.append(
        field("silenced", "until \(moment(silence.until)) by \(silence.by): \(silence.reason) (\(silence.id))"))
    }
    if let inhibitor = entry.inhibitor {
      lines.append(field("inhibited", "by \(inhibitor.words) (\(inhibitor.shortID))"))
    }
    if let held = entry.override {
      lines.append(
        field(
          "held", "at \(held.level.rawValue) until \(moment(held.until)) by \(held.by): \(held.reason) (\(held.id))"))
    }
    return lines
  }

  private func said(_ by: String, _ at: Instant, _ reason: String) -> String { "by \(by) at \(moment(at)): \(reason)" }

  private var waiting: [String] {
    entry.waiting.flatMap { delivery in
      var lines: [String] = []
      if delivery.state == .unknown {
        lines.append(
          field(
            "unknown", "\(delivery.action): nobody knows how far it came; look, then approve to run it again, or reject"
          ))
      } else {
        let end = delivery.expiresAt.map { " until \(moment($0))" } ?? ""
        lines.append(field("approval", "\(delivery.action) waits for a person\(end)"))
      }
      if !delivery.arguments.isEmpty {
        lines.append(field("runs", delivery.arguments.map(shellWord).joined(separator: " ")))
      }
      if !delivery.approvers.isEmpty { lines.append(field("by one of", delivery.approvers.joined(separator: ", "))) }
      let short = delivery.id.prefix(12)
      lines.append(field("to approve", "leeway approve \(short)\(again) --by NAME --reason WHY"))
      lines.append(field("to reject", "leeway reject \(short)\(again) --by NAME --reason WHY"))
      return lines
    }
  }

  private var history: [String] {
    guard !transitions.isEmpty else { return [] }
    var table = TextTable([
      TextTable.Column("HISTORY", priority: 4), TextTable.Column("EPISODE", priority: 1, isRight: true),
      TextTable.Column("STEP", priority: 5), TextTable.Column("LEVEL", priority: 3),
      TextTable.Column("VALUE", priority: 2, isRight: true),
    ])
    for step in transitions.suffix(Self.historyLimit) {
      table.add([
        StyledText(step.at.rfc3339), StyledText(step.episode > 0 ? String(step.episode) : ""),
        StyledText("\(step.from.rawValue) to \(step.to.rawValue)"), output.text(step.level),
        StyledText(step.value.map(shortText) ?? ""),
      ])
    }
    return table.lines(output)
  }

  private var actions: [String] {
    guard !deliveries.isEmpty else { return [] }
    var lines: [String] = []
    if deliveries.count > Self.deliveryLimit {
      lines.append("the newest \(Self.deliveryLimit) of \(deliveries.count):")
    }
    for delivery in deliveries.suffix(Self.deliveryLimit) {
      let reason = delivery.state.suppression.map { " (\($0.rawValue))" } ?? ""
      var text = "\(delivery.action): \(delivery.state.name)\(reason), \(moment(delivery.updatedAt))"
      if delivery.attempts > 1 { text += ", attempt \(delivery.attempts)" }
      if let next = delivery.nextAttempt, delivery.attempts > 0 { text += ", next \(moment(next))" }
      let others = delivery.alertCount > 1 ? " and \(delivery.alertCount - 1) more" : ""
      lines.append(field("action", text))
      lines.append(field("", "for \(delivery.level.rawValue) of \(delivery.at.rfc3339)\(others), id \(delivery.id)"))
      if let error = delivery.lastError { lines.append(field("", error)) }
      if let output = outputs[delivery.id] { lines += quoted(output) }
    }
    return lines
  }

  private var runbook: [String] {
    guard let runbook = entry.rule?.runbook else { return [] }
    var lines = [field("runbook", runbook)]
    guard runbook.hasPrefix("/") else { return lines }
    guard let text = Runbooks.text(at: runbook) else { return lines + ["    (cannot be read)"] }
    lines.append("")
    return lines + quoted(text)
  }

  /// A text of several lines, each set in from the left.
  private func quoted(_ text: String) -> [String] {
    let text = printable(text.replacing("\r\n", with: "\n"), keepsLines: true)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "    " + $0 }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// `2026-03-02T14:30:00Z (1h58m ago)`
  private func moment(_ instant: Instant) -> String {
    guard instant > Instant(seconds: -10_000_000_000) else { return "the beginning" }
    let text = instant.floored(to: TimeSpan(seconds: 1)).rfc3339
    return instant <= now ? "\(text) (\((now - instant).roughText) ago)" : "\(text) (in \((instant - now).roughText))"
  }

  private func field(_ name: String, _ value: String) -> String {
    let width = 14
    return "  " + name + String(repeating: " ", count: max(1, width - name.count)) + printable(value)
  }
}
