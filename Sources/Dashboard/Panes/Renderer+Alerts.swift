import Notation
import Readings

/// The list of alerts: with headings where there is room for a table, else in its small form.
extension Renderer {
  /// A row's cells and the columns they stand in.
  private struct AlertTable {
    var columns: [TableColumn]
    var fit: [(index: Int, width: Int)]
  }

  /// From this many columns on the list is a table.
  private static let tableWidth = 68

  mutating func drawAlerts(_ placed: PlacedPane) {
    guard let snapshot = state.snapshot else { return }
    let list = state.rows[.alerts] ?? state.alertRows()
    let isFocused = isInteractive && state.focus == .alerts
    let selected = min(max(0, state.selection(in: .alerts).index), max(0, list.count - 1))
    let detail = state.screen == .alerts ? [] : detailLines(placed.area.width - 4)
    let hasDetail = !detail.isEmpty && placed.area.height >= 9 + detail.count
    let isTable = placed.area.width - 2 >= Self.tableWidth
    // Two alerts more say more than their headings.
    let hasHeadings = isTable && placed.area.height >= 7 && !list.isEmpty
    let rows = max(0, placed.area.height - 2 - (hasHeadings ? 1 : 0) - (hasDetail ? detail.count + 1 : 0))
    let brief =
      hasDetail || detail.isEmpty ? [] : briefLines(placed.area.width - 4, rows: rows - min(rows, list.count))
    let first = isInteractive ? firstRow(selected: selected, count: list.count, rows: rows) : 0
    let inner = frame(
      placed, subtitle: alertsSubtitle(snapshot, shown: list.count, isShort: placed.area.width < 60),
      right: rangeText(first: first, rows: rows, count: list.count))
    guard inner.height > 0 else { return }
    guard !list.isEmpty else {
      let text =
        snapshot.alerts.isEmpty
        ? "\(glyphs.symbol(.green)) nothing is firing" : emptyText("", of: snapshot.alerts.count)
      put([(text, snapshot.alerts.isEmpty ? .level(.green) : .faint)], in: inner, row: 0)
      return
    }
    let alerts = list.dropFirst(first).prefix(rows).compactMap { row -> AlertStatus? in
      if case .alert(let identity) = row { state.alert(identity) } else { nil }
    }
    let table = isTable ? wideTable(alerts, width: inner.width - 2) : smallTable(width: inner.width - 1)
    if hasHeadings {
      var pen = Pen(inner)
      pen.put(" ", on: &canvas)
      pen.put(table.columns.map { ($0.title, .faint) }, columns: table.columns, fit: table.fit, on: &canvas)
    }
    let top = hasHeadings ? 1 : 0
    for (row, alert) in alerts.enumerated() {
      var pen = Pen(inner, row: top + row)
      let isSelected = isInteractive && first + row == selected
      pen.put(isSelected ? glyphs.marker : " ", isFocused ? .accent : .faint, on: &canvas)
      let cells = isTable ? wideCells(alert, snapshot, table) : smallCells(alert, snapshot, table)
      pen.put(cells, columns: table.columns, fit: table.fit, on: &canvas)
      mark(inner.row(top + row), .row(.alerts, first + row))
    }
    for (index, line) in brief.enumerated() { put(line, in: inner, row: inner.height - brief.count + index) }
    guard hasDetail else { return }
    canvas.fill(inner.row(inner.height - detail.count - 1), glyphs.horizontal, style: Style(.border))
    for (index, line) in detail.enumerated() { put(line, in: inner, row: inner.height - detail.count + index) }
  }

  /// `5 firing of 7   1 waits for approval   sort: newest`
  private func alertsSubtitle(_ snapshot: Snapshot, shown: Int, isShort: Bool) -> String {
    let alerts = snapshot.alerts
    guard !alerts.isEmpty else { return "" }
    let firing = alerts.count { $0.state == .firing }
    let waiting = alerts.count(where: \.waitsForPerson)
    var parts = [filterTitle(shown: shown, of: alerts.count), "\(firing) firing of \(alerts.count)"]
    if waiting > 0 { parts.append("\(waiting) wait\(waiting == 1 ? "s" : "")\(isShort ? "" : " for approval")") }
    if isInteractive, state.screen == .alerts || state.alertSort != .severity {
      parts.append("sort: \(state.alertSort.rawValue)")
    }
    return parts.filter { !$0.isEmpty }.joined(separator: isShort ? "  " : "   ")
  }
}

/// The table.
extension Renderer {
  private func wideTable(_ alerts: [AlertStatus], width: Int) -> AlertTable {
    /// Columns that the widest of some texts takes, within bounds.
    func span(_ bounds: ClosedRange<Int>, _ texts: (AlertStatus) -> String) -> Int {
      min(bounds.upperBound, alerts.reduce(bounds.lowerBound) { max($0, columns(of: texts($1))) })
    }
    let place = span(12...60) { self.place($0, isShort: false) }
    var table = [
      TableColumn("LEVEL", 8, .left, priority: 11), TableColumn("AGE", 6, .left, priority: 7),
      TableColumn("SINCE", 6, .left, priority: 3), TableColumn("RULE", span(4...22) { $0.rule }, .left, priority: 5),
      TableColumn("WHERE", min(place, 22), .left, priority: 10, isFlexible: true),
      TableColumn("VALUE", 6, priority: 8), TableColumn("LIMIT", 6, priority: 6),
      TableColumn("STATE", span(8...26) { self.stateText($0) }, .left, priority: 9),
      TableColumn("OWNER", span(5...16) { $0.owner ?? "" }, .left, priority: 4),
      TableColumn("EP", 3, priority: 2),
    ]
    // What is left after the place has all it needs goes to the summary, or stays empty at the end.
    let room = TableColumn.fit(table, width: width).first { table[$0.index].isFlexible }?.width ?? 0
    if room > place {
      table[4].width = place
      table[4].isFlexible = false
      if room - place > 20 { table.append(TableColumn(" SUMMARY", 10, .left, priority: 1, isFlexible: true)) }
    }
    return AlertTable(columns: table, fit: TableColumn.fit(table, width: width))
  }

  private func wideCells(
    _ alert: AlertStatus, _ snapshot: Snapshot, _ table: AlertTable
  ) -> [(text: String, style: Style)] {
    let style = Style.level(alert.level)
    let metric = alert.key.metric
    let room = table.fit.first { $0.index == 4 }?.width ?? 0
    let full = place(alert, isShort: false)
    return [
      ("\(glyphs.symbol(alert.level)) \(alert.level.word)", style), (age(alert, snapshot), .plain),
      (start(alert), .faint),
      (alert.rule.showingControls, .plain),
      (columns(of: full) > room ? place(alert, isShort: true) : full, alert.isOver ? .faint : .plain.bold()),
      (alert.value.map { Figure.value($0, of: metric, width: 6, digits: 2) } ?? "-", style),
      (alert.threshold.map { Figure.value($0, of: metric, width: 6, digits: 2) } ?? "-", .faint),
      (stateText(alert), stateStyle(alert)), ((alert.owner ?? "-").showingControls, .faint),
      ("\(alert.episode)", .faint),
      (" " + (alert.summary ?? alert.because ?? "").showingControls, .faint),
    ]
  }

  /// `ACK by mira`, `SILENCED until 11:20`.
  func stateText(_ alert: AlertStatus) -> String {
    let word = alert.stateWord
    switch word {
    case "ACK": return word + (alert.handling.acknowledgedBy.map { " by \($0.showingControls)" } ?? "")
    case "SILENCED": return word + (alert.handling.silencedUntil.map { " until \(moment($0))" } ?? "")
    default:
      guard word.hasPrefix("HELD"), let until = alert.handling.heldUntil else { return word }
      return "\(word) until \(moment(until))"
    }
  }

  /// What asks for a person stands out; what a person has dealt with, and what is over, stands back.
  func stateStyle(_ alert: AlertStatus) -> Style {
    if alert.waitsForPerson { return .accent }
    let isHandled = alert.handling.silencedUntil != nil || alert.handling.acknowledgedBy != nil
    return alert.state == .firing && !isHandled ? .level(alert.level) : .faint
  }
}

/// The small form, as in the overview.
extension Renderer {
  private static let smallColumns = [
    TableColumn("", 1, .left, priority: 10), TableColumn("", 6, .left, priority: 5),
    TableColumn("", 18, .left, priority: 9, isFlexible: true), TableColumn("", 18, .left, priority: 3),
    TableColumn("", 5, priority: 8), TableColumn("", 5, priority: 2),
    TableColumn("", 10, .left, priority: 4), TableColumn("", 6, priority: 6),
    TableColumn("", 12, .left, priority: 1),
  ]

  private func smallTable(width: Int) -> AlertTable {
    AlertTable(
      columns: Self.smallColumns, fit: TableColumn.fit(Self.smallColumns, width: width))
  }

  private func smallCells(
    _ alert: AlertStatus, _ snapshot: Snapshot, _ table: AlertTable
  ) -> [(text: String, style: Style)] {
    let style = Style.level(alert.level)
    let metric = alert.key.metric
    let room = table.fit.first { table.columns[$0.index].isFlexible }?.width ?? 0
    let full = place(alert, isShort: false)
    let word = alert.waitsForPerson ? "APPROVE?" : alert.stateWord
    return [
      (alert.level == .insufficient ? "-" : glyphs.symbol(alert.level), style), (start(alert), .faint),
      (columns(of: full) > room ? place(alert, isShort: true) : full, alert.isOver ? .faint : .plain),
      (alert.rule.showingControls, .plain),
      (alert.value.map { Figure.value($0, of: metric, width: 5, digits: 2) } ?? "-", style),
      (alert.threshold.map { Figure.value($0, of: metric, width: 5, digits: 2) } ?? "", .faint),
      (word, stateStyle(alert)), (age(alert, snapshot), .faint), ((alert.owner ?? "").showingControls, .faint),
    ]
  }

  /// `PSI income region=apac`; short, without the dimension's name: `PSI income/apac`.
  func place(_ alert: AlertStatus, isShort: Bool) -> String {
    let segment = alert.key.segment == "all" ? nil : alert.key.segment
    let version = alert.key.version == "*" ? "" : " \(alert.key.version)"
    guard isShort, let segment else {
      let subject = [alert.key.subject, segment].compactMap { $0 }
      return ([alert.key.title] + (subject.isEmpty ? ["all"] : subject)).joined(separator: " ").showingControls
        + version
    }
    let short = [alert.key.subject, SegmentLabel(segment, glyphs: glyphs).value].compactMap { $0 }
    return (alert.key.title + " " + short.joined(separator: "/")).showingControls + version
  }

  private func age(_ alert: AlertStatus, _ snapshot: Snapshot) -> String {
    max(.zero, snapshot.time - alert.since).roughText
  }

  /// When the change began, as far as it can be told; else when the state did.
  private func start(_ alert: AlertStatus) -> String {
    let onset = alert.isOver ? nil : state.onset(of: alert.key)
    return onset.map { glyphs.about + shortMoment($0.time) } ?? shortMoment(alert.since)
  }

  /// What the selected alert is about in the few rows that the list leaves: what to do is the last to go.
  private func briefLines(_ width: Int, rows: Int) -> [Line] {
    guard rows > 0, let alert = state.currentAlert else { return [] }
    var facts: [String] = []
    if let onset = state.onset(of: alert.key) { facts.append("changed since \(glyphs.about)\(moment(onset.time))") }
    if let owner = alert.owner { facts.append("owner \(owner.showingControls)") }
    if let name = keyName(.openAlert), isInteractive { facts.append("\(name) opens it with its runbook") }
    // Wider than the pane, each has a line of its own.
    let line = facts.joined(separator: "  ")
    let last: [Line] = (columns(of: line) <= width ? [line] : facts).suffix(rows).map { [($0, .faint)] }
    guard let summary = alert.summary, rows > last.count else { return last }
    let symbol: Line = [(glyphs.symbol(alert.level) + " ", .level(alert.level))]
    return wrapped(symbol + [(summary.showingControls, .plain)], width: width).prefix(rows - last.count) + last
  }

  /// What the selected alert is about, below the list.
  private func detailLines(_ width: Int) -> [Line] {
    guard let alert = state.currentAlert else { return [] }
    var lines: [Line] = [
      [
        ("\(glyphs.symbol(alert.level)) \(alert.level.word) ", .level(alert.level)), (alert.rule + " ", .plain.bold()),
        (stateText(alert), stateStyle(alert)),
      ]
    ]
    if let summary = alert.summary { lines += wrapped([(summary.showingControls, .plain)], width: width).prefix(2) }
    if let onset = state.onset(of: alert.key) {
      lines.append([("changed since \(glyphs.about)\(moment(onset.time)), within \(interval(onset))", .plain)])
    }
    var who: [String] = []
    if let owner = alert.owner { who.append("owner \(owner.showingControls)") }
    who += ["n \(Figure.count(alert.n))", "episode \(alert.episode)"]
    lines += wrapped([(who.joined(separator: "  "), .faint)], width: width).prefix(2)
    for delivery in alert.deliveries.suffix(2) {
      lines.append([("\(delivery.action) ", .faint), (delivery.stateWord, deliveryStyle(delivery))])
    }
    if isInteractive {
      if let name = keyName(.openAlert) { lines.append([("\(name) opens it with its runbook", .faint)]) }
    } else if let runbook = alert.runbook {
      lines += wrapped([("runbook \(runbook.showingControls)", .faint)], width: width)
    }
    return lines
  }
}

extension AlertStatus {
  /// Whether nothing is wrong any more.
  var isOver: Bool { state == .resolved || state == .recovering }
}
