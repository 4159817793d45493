import Notation
import Readings

extension Renderer {
  private static let performanceColumns = [
    TableColumn("", 10, .left, priority: 20), TableColumn("now", 7, priority: 19),
    TableColumn("level", 8, .left, priority: 18), TableColumn("ref", 7, priority: 15),
    TableColumn("", 7, priority: 16), TableColumn("95%", 11, priority: 13), TableColumn("n", 6, priority: 11),
    TableColumn("since", 6, .left, priority: 14), TableColumn("est", 6, priority: 12),
    TableColumn("labels", 10, .left, priority: 10),
  ]

  /// Every figure from labels: where it stands against the reference, how sure it is, and since when it is off its
  /// course; below the table the chosen one in words.
  mutating func drawPerformanceFigures(_ placed: PlacedPane) {
    let rows = state.rows[.performanceFigures] ?? []
    let selected = state.selection(in: .performanceFigures).index
    let body = placed.area.inset(x: 1, y: 1)
    let headings = body.height >= 4 ? 1 : 0
    let footers = body.height >= 7 ? 1 : 0
    let room = max(1, body.height - headings - footers)
    let first = firstRow(selected: selected, count: rows.count, rows: room)
    let inner = frame(
      placed, subtitle: performanceSubtitle(isShort: placed.tabs.count > 1),
      right: state.filter.isEmpty
        ? rangeText(first: first, rows: room, count: rows.count)
        : filterTitle(shown: rows.count, of: Self.measured(state)))
    guard inner.height > 0 else { return }
    guard !rows.isEmpty else {
      drawNoFigures(in: inner)
      return
    }
    let fit = TableColumn.fit(Self.performanceColumns, width: inner.width - 1)
    if headings > 0 {
      var pen = Pen(inner)
      pen.skip(1)
      var titles = Self.performanceColumns.map { (text: $0.title, style: Style.heading.faint()) }
      titles[4].text = glyphs.delta
      pen.put(titles, columns: Self.performanceColumns, fit: fit, on: &canvas)
    }
    for row in 0..<max(0, min(room, rows.count - first)) {
      guard case .series(let key) = rows[first + row], let reading = state.snapshot?.readings[key] else { continue }
      let isSelected = first + row == selected
      var pen = Pen(inner, row: headings + row)
      pen.put(isSelected ? glyphs.marker : " ", .accent, on: &canvas)
      pen.put(
        performanceCells(reading, isSelected: isSelected), columns: Self.performanceColumns, fit: fit, on: &canvas)
      let spare = Rectangle(x: pen.x + 2, y: pen.y, width: min(48, inner.maxX - pen.x - 3), height: 1)
      if spare.width >= 12 { drawPast(of: reading, in: spare) }
      mark(inner.row(headings + row), .row(.performanceFigures, first + row))
    }
    if footers > 0 { drawInWords(in: inner.row(inner.height - 1)) }
  }

  /// How many figures there are without the filter.
  private static func measured(_ state: DashboardState) -> Int {
    var state = state
    state.filter = Filter()
    return state.performanceRows().count
  }

  /// The segment, and how far its labels are in.
  private func performanceSubtitle(isShort: Bool) -> String {
    let segment = state.selectedSegment ?? ""
    guard let key = state.performanceKey, let labels = state.snapshot?.readings[key]?.labels else { return segment }
    if isShort { return "\(segment) \(Figure.percent(labels.coverage))" + (labels.isFinal ? "" : " provisional") }
    return "\(segment)   labels \(Figure.percent(labels.coverage))\(labels.isFinal ? " final" : " so far: provisional")"
  }

  private mutating func drawNoFigures(in area: Rectangle) {
    let text = emptyText("no figures from labels yet: they begin with the first labels that are joined", of: 1)
    for (row, line) in text.wrapped(area.width - 2, glyphs: glyphs).enumerated() where row < area.height {
      canvas.put(" " + line, x: area.x, y: area.y + row, style: .faint, in: area)
    }
  }

  private func performanceCells(_ reading: Reading, isSelected: Bool) -> Line {
    let (key, metric) = (reading.key, reading.key.metric)
    let style = Style.level(reading.level, grade: reading.grade)
    let isProvisional = reading.labels?.isFinal == false
    let estimate = state.estimateKey(of: key).flatMap { state.snapshot?.readings[$0] }
    let baseline = reading.limits?.baseline
    let since = since(key, level: reading.level)
    return [
      (key.title, isSelected ? .accent : .plain), (text(reading, digits: 3, width: 7), style.faint(isProvisional)),
      ("\(glyphs.symbol(reading.level)) \(reading.level.word)", style),
      (baseline.map { Figure.value($0, of: metric, width: 7, digits: 3) } ?? "", Style(.reference)),
      (change(reading), reading.level == .green ? .faint : style),
      (interval(reading.low, reading.high, of: metric, digits: 3), .plain),
      (reading.n.magnitude < 100_000 ? Figure.count(reading.n) : Figure.short(Double(reading.n)), .faint),
      (since.map { $0.mark + shortMoment($0.time) } ?? "", style),
      (text(estimate, digits: 3, width: 6).replacingDash(estimate), Style(.secondary)),
      (labelText(reading), .faint),
    ]
  }

  /// The past of a figure in one row, thin where labels can still change it.
  private mutating func drawPast(of reading: Reading, in area: Rectangle) {
    guard let points = state.snapshot?.histories[reading.key]?.points, points.count > 1 else { return }
    let chart = LineChart(points: points, limits: reading.limits, scale: .close)
    for column in 0..<area.width {
      let point = points[column * (points.count - 1) / max(1, area.width - 1)]
      guard let value = point.value, value.isFinite else { continue }
      let eighths = max(1, Int((chart.share(value).finiteShare * 8).rounded()))
      let style = Style.level(point.level, grade: reading.limits?.grade(of: value)).faint(!point.isFinal)
      canvas.fill(
        Rectangle(x: area.x + column, y: area.y, width: 1, height: 1),
        point.isFinal ? glyphs.column(eighths: eighths) : glyphs.thinColumn(eighths: eighths), style: style)
    }
  }

  /// How far the figure lies from the reference, with its sign.
  private func change(_ reading: Reading) -> String {
    guard let value = reading.value, let baseline = reading.limits?.baseline else { return "" }
    let change = value - baseline
    guard change.isFinite else { return "" }
    let text = Figure.value(change, of: reading.key.metric, width: 6, digits: 3)
    return change > 0 && !text.hasPrefix("+") && text.contains { ("1"..."9").contains($0) } ? "+" + text : text
  }

  private func labelText(_ reading: Reading) -> String {
    guard let labels = reading.labels else { return "" }
    return Figure.percent(labels.coverage) + (labels.isFinal ? " final" : " so far")
  }

  /// The chosen figure in words: how far from the reference, past what, since when.
  private mutating func drawInWords(in area: Rectangle) {
    guard let key = state.performanceKey, let reading = state.snapshot?.readings[key] else { return }
    let metric = key.metric
    var pen = Pen(area)
    pen.put(" \(key.title) ", .plain.bold(), on: &canvas)
    var parts: Line = []
    if let value = reading.value, let baseline = reading.limits?.baseline, (value - baseline).isFinite {
      let distance = String(Figure.value(abs(value - baseline), of: metric, digits: 3).drop { $0 == "+" })
      parts.append(("\(distance) \(value < baseline ? "below" : "above") the reference", .plain))
    }
    let limits = reading.limits
    switch reading.level {
    case .yellow, .red:
      let limit = limits?.text(reading.level, of: metric, glyphs: glyphs) ?? ""
      parts.append(("\(reading.level.word.lowercased()) \(limit)", .level(reading.level, grade: reading.grade)))
      let used = parts.reduce(columns(of: key.title) + 3) { $0 + columns(of: $1.text) + 2 }
      for hasInterval in [true, false] {
        guard let since = sinceText(key, level: reading.level, hasInterval: hasInterval) else { break }
        guard used + columns(of: since) + 7 <= area.width else { continue }
        parts.append(("since \(since)", .plain))
        break
      }
    case .green: parts.append((limits?.yellow == nil ? "without a threshold" : "within its limits", .faint))
    case .insufficient: parts.append(("too few labels to say", .faint))
    case .nodata: parts.append(("no labels in this window", .faint))
    case .error: parts.append(("could not be computed", .level(.error)))
    }
    for (index, part) in parts.enumerated() {
      let text = (index > 0 ? ", " : "") + part.text
      guard pen.remaining >= columns(of: text) + 1 else { break }
      pen.put(text, part.style, on: &canvas)
    }
  }

  /// The chosen figure over time, with its interval, its thresholds, its reference and its estimated counterpart.
  mutating func drawPerformanceHistory(_ placed: PlacedPane) {
    let key = state.performanceKey
    let inner = frame(
      placed, subtitle: key.map { "\($0.title)  \($0.segment)" } ?? "",
      right: state.snapshot.map { "a point per \($0.pane.text)" } ?? "")
    guard inner.height > 0 else { return }
    guard let key else {
      canvas.put(" no figure to show over time", x: inner.x, y: inner.y, style: .faint, in: inner)
      return
    }
    drawChart(state.performanceSubject(key), in: inner)
  }
}

extension String {
  /// Nothing where there is no reading: an estimate is not missing, there is none.
  fileprivate func replacingDash(_ reading: Reading?) -> String { reading == nil ? "" : self }
}
