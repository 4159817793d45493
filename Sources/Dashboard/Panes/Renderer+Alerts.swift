import Notation
import Readings

extension Renderer {
  private static let alertColumns = [
    TableColumn("level", 1, .left, priority: 10), TableColumn("since", 6, .left, priority: 5),
    TableColumn("where", 18, .left, priority: 9, isFlexible: true), TableColumn("rule", 18, .left, priority: 3),
    TableColumn("value", 5, priority: 8), TableColumn("limit", 5, priority: 2),
    TableColumn("state", 10, .left, priority: 4), TableColumn("age", 6, priority: 6),
    TableColumn("owner", 12, .left, priority: 1),
  ]

  /// Alerts that are not green, worst first; below them what the selected one is about.
  mutating func drawAlerts(_ placed: PlacedPane) {
    guard let snapshot = state.snapshot else { return }
    let alerts = snapshot.alerts
    let firing = alerts.filter { $0.state == .firing }.count
    let isFocused = isInteractive && state.focus == .alerts
    let subtitle = alerts.isEmpty ? "" : "\(firing) firing of \(alerts.count)"
    let selected = min(max(0, state.alertIndex), max(0, alerts.count - 1))
    let detailHeight = detailLines(placed.area.width - 3).count
    let hasDetail = placed.area.height >= 9 + detailHeight && !alerts.isEmpty && isInteractive
    let rows = max(0, placed.area.height - 2 - (hasDetail ? detailHeight + 1 : 0))
    let first = isFocused ? firstRow(selected: selected, count: alerts.count, rows: rows) : 0
    let inner = frame(placed, subtitle: subtitle, right: rangeText(first: first, rows: rows, count: alerts.count))
    guard inner.height > 0 else { return }
    guard !alerts.isEmpty else {
      canvas.put(
        " \(glyphs.symbol(.green)) nothing is firing", x: inner.x, y: inner.y, style: .level(.green), in: inner)
      return
    }
    let fit = TableColumn.fit(Self.alertColumns, width: inner.width - 1)
    let room = fit.first { Self.alertColumns[$0.index].isFlexible }?.width ?? 0
    for row in 0..<min(rows, alerts.count - first) {
      let alert = alerts[first + row]
      var pen = Pen(inner, row: row)
      pen.put(isFocused && first + row == selected ? glyphs.marker : " ", .accent, on: &canvas)
      pen.put(alertCells(alert, snapshot, room: room), columns: Self.alertColumns, fit: fit, on: &canvas)
    }
    if hasDetail { drawDetail(in: inner, height: detailHeight) }
  }

  private func alertCells(
    _ alert: AlertStatus, _ snapshot: Snapshot, room: Int
  ) -> [(text: String, style: Style)] {
    let style = Style.level(alert.level)
    let metric = alert.key.metric
    let isOver = alert.state == .resolved || alert.state == .recovering
    let segment = alert.key.segment == "all" ? nil : alert.key.segment
    let subject = [alert.key.subject, segment].compactMap { $0 }
    var place = ([alert.key.title] + (subject.isEmpty ? ["all"] : subject)).joined(separator: " ")
    if let segment, columns(of: place) > room {
      // Without the dimension's name: `PSI income/apac`.
      let short = [alert.key.subject, SegmentLabel(segment, glyphs: glyphs).value].compactMap { $0 }
      place = alert.key.title + " " + short.joined(separator: "/")
    }
    let onset = isOver ? nil : state.onset(of: alert.key)
    return [
      (alert.level == .insufficient ? "-" : glyphs.symbol(alert.level), style),
      (onset.map { glyphs.about + shortMoment($0.time) } ?? shortMoment(alert.since), .faint),
      (place, isOver ? .faint : .plain), (alert.rule, .plain),
      (alert.value.map { Figure.value($0, of: metric, width: 5, digits: 2) } ?? "-", style),
      (alert.threshold.map { Figure.value($0, of: metric, width: 5, digits: 2) } ?? "", .faint),
      (alert.handling.word ?? alert.state.rawValue, alert.state == .firing ? style : .faint),
      ((snapshot.time - alert.since).roughText, .faint), (alert.owner ?? "", .faint),
    ]
  }

  private func detailLines(_ width: Int) -> [(text: String, style: Style)] {
    guard let alert = state.currentAlert else { return [] }
    var lines: [(String, Style)] = [
      ("\(alert.rule) \(glyphs.dot) \(alert.state.rawValue) \(alert.level.word)", Style.level(alert.level))
    ]
    if let summary = alert.summary { lines.append((summary, .plain)) }
    if let onset = state.onset(of: alert.key) {
      let span = "changed since \(glyphs.about)\(moment(onset.time)) (\(interval(onset)))"
      lines.append((span, .plain))
    }
    var who: [String] = []
    if let owner = alert.owner { who.append("owner \(owner)") }
    who.append("episode \(alert.episode)")
    who.append("n \(Figure.count(alert.n))")
    lines.append((who.joined(separator: "  "), .faint))
    if let runbook = alert.runbook {
      let name = runbook.hasPrefix("/") ? String(runbook.split(separator: "/").last ?? "") : runbook
      lines.append(("runbook \(name)  o opens it", .faint))
    }
    if !alert.deliveries.isEmpty {
      lines.append(("actions " + alert.deliveries.map(\.text).joined(separator: ", "), .faint))
    }
    return lines
  }

  private mutating func drawDetail(in inner: Rectangle, height: Int) {
    let top = inner.height - height
    canvas.fill(inner.row(top - 1), glyphs.horizontal, style: Style(.border))
    for (index, line) in detailLines(inner.width - 1).enumerated() {
      var pen = Pen(inner, row: top + index)
      pen.put(" ", on: &canvas)
      pen.put(line.text.truncated(pen.remaining, glyphs: glyphs), line.style, on: &canvas)
    }
  }
}
