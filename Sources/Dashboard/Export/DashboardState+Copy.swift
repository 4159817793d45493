import Notation
import Readings

/// The selection as one line of text, for a chat or a ticket: complete in itself, with the model and the time.
extension DashboardState {
  func selectionText() -> String? {
    guard let snapshot else { return nil }
    let text: String?
    switch focus {
    case .alerts, .alertFacts, .alertHistory: text = currentAlert.map { alertText($0) }
    case .actions:
      text = currentAlert.map { alert in
        ([alertText(alert)] + alert.deliveries.map { "\($0.text) id=\($0.id)" }).joined(separator: "; ")
      }
    case .runbook: text = currentAlert?.runbook ?? currentAlert.map { alertText($0) }
    case .log: text = currentLogLine.map { logText($0) }
    case .sources: text = currentSource.map { sourceText($0) }
    case .badLines: text = shownBadLine.map { "\($0.path):\($0.offset): \($0.reason): \($0.text)" }
    case .lanes:
      text = snapshot.ingest.actions.isEmpty ? nil : snapshot.ingest.actions.map(\.copyText).joined(separator: "; ")
    case .labelProgress: text = labelText
    case .models: text = modelText
    case .histogram: text = binText ?? selectedKey.flatMap { seriesText($0) }
    case .driftHistory, .performanceHistory, .gapHistory, .versionHistory:
      text = pointText ?? selectedKey.flatMap { seriesText($0) }
    default: text = selectedKey.flatMap { seriesText($0) }
    }
    // One line, whatever a message or a name holds.
    return text.map { String(String.UnicodeScalarView($0.unicodeScalars.map { LineEditor.isText($0) ? $0 : " " })) }
  }

  /// The series that the cursor of the view stands on.
  var selectedKey: SeriesKey? {
    switch focus {
    case .trend: return currentTrend?.current(in: self)?.key
    case .cellFigures: return currentFigure?.key
    default: break
    }
    // A pane beside a list is about what is selected in the list.
    for pane in [focus] + screen.panes {
      if case .series(let key) = selection(in: pane).id, rows[pane] != nil { return key }
    }
    if screen == .cell { return currentFigure?.key }
    guard let selectedFeature, let selectedSegment, screen == .overview || screen == .feature else { return nil }
    return SeriesKey(
      metric: metric, version: version, segment: selectedSegment, feature: selectedFeature, window: window)
  }

  /// `psi income region=apac 1h 0.2131 [0.19, 0.24] n=4812 red credit-risk 2026-03-02T14:30:00Z`
  private func seriesText(_ key: SeriesKey) -> String? {
    guard let reading = snapshot?.readings[key] else { return nil }
    var words = words(of: key)
    words.append(reading.value.map { shortestText($0) } ?? "-")
    if let low = reading.low, let high = reading.high {
      words.append("[\(shortestText(low)), \(shortestText(high))]")
    }
    words += ["n=\(reading.n)", reading.level.rawValue]
    if let onset = onset(of: key) { words.append("since ~\(onset.time.rfc3339)") }
    return signed(words)
  }

  private func words(of key: SeriesKey) -> [String] {
    let subject = key.metric == .kpi ? nil : key.feature
    let version = key.version == "*" ? nil : "version=\(key.version)"
    return [key.metricName, subject, key.segment, version, key.window].compactMap(\.self)
  }

  private func alertText(_ alert: AlertStatus) -> String {
    var words = [alert.id, alert.rule, alert.state.rawValue, alert.level.rawValue].filter { !$0.isEmpty }
    words += self.words(of: alert.key)
    words.append(alert.value.map { shortestText($0) } ?? "-")
    if let threshold = alert.threshold { words.append("limit=\(shortestText(threshold))") }
    words += ["n=\(alert.n)", "since \(alert.since.rfc3339)", "episode=\(alert.episode)"]
    if let owner = alert.owner { words.append("owner=\(owner)") }
    return signed(words)
  }

  private func signed(_ words: [String]) -> String {
    (words + [snapshot?.model ?? "", snapshot?.time.rfc3339 ?? ""]).filter { !$0.isEmpty }.joined(separator: " ")
  }

  private func logText(_ line: LogLine) -> String {
    "\(line.time.rfc3339) \(line.severity.rawValue) \(line.message)"
  }

  // MARK: - Panes

  private var modelText: String? {
    guard let snapshot else { return nil }
    let versions = ["*"] + snapshot.versions
    let version = versions[min(max(0, selectedVersionRow), versions.count - 1)]
    let level = worstLevels()[version] ?? .nodata
    return signed(["version=\(version)", window, "worst \(level.rawValue)"])
  }

  private var binText: String? {
    guard let histogram, let selectedBin, histogram.bins.indices.contains(selectedBin) else { return nil }
    let bin = histogram.bins[selectedBin]
    return signed([
      selectedFeature ?? "", selectedSegment ?? "", window, "bin \(bin.label)",
      "reference=\(shortestText(bin.reference))", "current=\(shortestText(bin.current))",
      "psi=\(shortestText(bin.contribution))",
    ])
  }

  /// The point under the cursor of a history.
  private var pointText: String? {
    guard let historyCursor, let key = selectedKey, let points = snapshot?.histories[key]?.points,
      case let index = points.count - 1 - historyCursor, points.indices.contains(index)
    else { return nil }
    let point = points[index]
    let value = point.value.map { shortestText($0) } ?? "-"
    return (words(of: key) + [value, point.level.rawValue, snapshot?.model ?? "", point.time.rfc3339])
      .joined(separator: " ")
  }

  private var shownBadLine: BadLine? {
    let lines = snapshot?.ingest.examples ?? []
    return lines.isEmpty ? nil : lines[min(visit.offsets[.badLines] ?? 0, lines.count - 1)]
  }

  private func sourceText(_ source: SourceStatus) -> String {
    var words = ["\(source.path):\(source.offset)", "of \(source.size.map { String($0) } ?? "-")"]
    words += ["lines=\(source.lines)", "bad=\(source.bad)", "late=\(source.late)"]
    if case .failed(let reason) = source.state { words.append("failed: \(reason)") }
    if let newest = source.newest { words.append("newest \(newest.rfc3339)") }
    return signed(words)
  }

  private var labelText: String? {
    guard let progress = snapshot?.ingest.labelProgress, !progress.isEmpty else { return nil }
    let parts = progress.map { part in
      "\(part.from.text)-\(part.to?.text ?? "") \(part.labelled)/\(part.predictions)"
    }
    return signed(["labels by age"] + parts)
  }
}

extension ActionStatus {
  fileprivate var copyText: String {
    let error = lastError.map { ", \($0)" } ?? ""
    return "\(name)\(isPaused ? " paused" : ""): \(waiting) wait\(error)"
  }
}
