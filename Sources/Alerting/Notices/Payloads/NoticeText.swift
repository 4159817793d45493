import Notation
import Readings

/// A notice in words, as messages for people have it: a symbol and a word for the level, the alert, what was found.
extension Notice {
  /// `▲ red FeatureDrift`, `✓ resolved FeatureDrift`, `▲ red: 3 alerts of region=apac`.
  var title: String {
    let word = kind == .acknowledged ? "✓ acknowledged" : Self.word(openItems.isEmpty ? .resolved : .firing, level)
    if let item = items.first, count == 1 {
      return kind == .acknowledged
        ? "\(word) \(item.transition.identity.rule)" : "\(item.word) \(item.transition.identity.rule)"
    }
    let labels = groupLabels.map { "\($0.name)=\($0.value)" }.joined(separator: ", ")
    return "\(word): \(count) alerts" + (labels.isEmpty ? "" : " of \(labels)")
  }

  /// The first alert's summary, and for several how many there are; for an acknowledgement who it was.
  var summary: String {
    if kind == .acknowledged, let by { return "\(title) by \(by)" }
    guard let item = items.first, count == 1 else { return title }
    return "\(title): \(item.summary)"
  }

  static func word(_ state: AlertStatus.State, _ level: Level) -> String {
    if state == .resolved { return "✓ resolved" }
    return switch level {
    case .red: "▲ red"
    case .yellow: "◆ yellow"
    case .green: "· green"
    case .insufficient: "n< insufficient"
    case .nodata: "- no data"
    case .error: "! error"
    }
  }
}

extension Notice.Item {
  /// Symbol and word of how the alert stands.
  var word: String { Notice.word(transition.to, transition.level) }

  /// The annotation `summary`; without one, what was found.
  var summary: String {
    let text = rule.annotations["summary"]?.rendered(with: TemplateFacts(transition, rule: rule)) ?? ""
    return text.isEmpty ? finding : text
  }

  /// `psi of age in region=apac is 0.2131, threshold 0.2`.
  var finding: String {
    if let because = transition.figures.because { return because }
    let key = transition.identity.key
    var text = key.metricName
    if key.metric != .kpi, let feature = key.feature { text += " of \(feature)" }
    if key.segment != "all" { text += " in \(key.segment)" }
    if key.version != "*" { text += " (version \(key.version))" }
    switch transition.figures.value {
    case let value?: text += " is \(shortText(value))"
    case nil where transition.level == .error: text += " cannot be computed"
    case nil: text += " has no figure"
    }
    if let threshold = transition.figures.threshold { text += ", threshold \(shortText(threshold))" }
    return text
  }

  /// The runbook, if it is a web address.
  var runbookURL: String? {
    guard let runbook = rule.runbook else { return nil }
    let isWeb = ["http://", "https://"].contains { runbook.lowercased().hasPrefix($0) }
    return isWeb && !runbook.contains(where: \.isWhitespace) ? runbook : nil
  }
}

extension String {
  /// At most so many UTF-16 units, the last one an ellipsis if something had to go.
  func shortened(to limit: Int) -> String {
    guard utf16.count > limit else { return self }
    var kept = ""
    var length = 0
    for scalar in unicodeScalars {
      length += UTF16.width(scalar)
      guard length < limit else { break }
      kept.unicodeScalars.append(scalar)
    }
    return kept + "…"
  }
}
