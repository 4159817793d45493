import Notation
import Readings

extension Renderer {
  /// A row of the table: the heading of a family, or a figure by its number in the list.
  private enum VersionRow {
    case heading(Metric.Family)
    case figure(Int)
  }

  /// - Parameter longest: columns of the longest name of a figure.
  private func versionColumns(_ names: (first: String, second: String), longest: Int, width: Int) -> [TableColumn] {
    if width < 60 {
      return [
        TableColumn("", 10, .left, priority: 10, isFlexible: true), TableColumn(names.first, 7, priority: 9),
        TableColumn(names.second, 7, priority: 9), TableColumn("better", 9, .left, priority: 8),
      ]
    }
    let name = max(11, min(longest, width - 64))
    var table = [
      TableColumn("", name, .left, priority: 10), TableColumn(names.first, 9, priority: 9),
      TableColumn(names.second, 9, priority: 9), TableColumn("\(names.second)-\(names.first)", 8, priority: 7),
      TableColumn("95%", 14, .left, priority: 5), TableColumn("better", 19, .left, priority: 8, isFlexible: true),
      TableColumn("95% \(names.first)", 13, .left, priority: 2),
      TableColumn("95% \(names.second)", 13, .left, priority: 2), TableColumn("reference", 9, priority: 3),
    ]
    // Where there is room for all, what is left over stays at the end.
    table[5].isFlexible = TableColumn.fit(table, width: width).count < table.count
    return table
  }

  /// What both versions are called in the table: by name while both are short, else A and B.
  private func shortNames(_ versions: (first: String, second: String)) -> (first: String, second: String) {
    columns(of: versions.first) <= 8 && columns(of: versions.second) <= 8 ? versions : ("A", "B")
  }

  /// Each figure of both versions, how far they are apart, how sure that is, and which one is better.
  mutating func drawVersionFigures(_ placed: PlacedPane) {
    let keys: [SeriesKey] = (state.rows[.versionFigures] ?? []).compactMap { row in
      if case .series(let key) = row { return key }
      return nil
    }
    guard let versions = state.comparedVersions, !keys.isEmpty else {
      drawLines(missingVersions(width: placed.area.width - 4), placed)
      return
    }
    let names = shortNames(versions)
    let table = versionTable(keys)
    let cursor = state.selection(in: .versionFigures).index
    let selected = table.firstIndex { row in
      if case .figure(let index) = row { return index == cursor }
      return false
    }
    let body = placed.area.inset(x: 1, y: 1)
    let above = body.height >= 9 ? 2 : body.height >= 5 ? 1 : 0
    let below = body.height >= 14 ? 2 : body.height >= 10 ? 1 : 0
    let rows = max(1, body.height - above - below)
    let first = firstRow(selected: selected ?? 0, count: table.count, rows: rows)
    let range = rangeText(first: first, rows: rows, count: table.count)
    let filterNote =
      state.filter.isEmpty ? "" : filterTitle(shown: keys.count, of: state.versionKeys(isFiltered: false).count)
    let inner = frame(
      placed, subtitle: tally(keys, versions).text(names.second), right: [filterNote, range].joinedByDot(glyphs))
    guard inner.height > 0 else { return }
    let longest = keys.reduce(0) { max($0, columns(of: figureTitle($1, isLong: inner.width >= 110))) }
    let layout = versionColumns(names, longest: longest, width: inner.width - 2)
    let fit = TableColumn.fit(layout, width: inner.width - 2)
    if above > 1 { drawVersionNames(versions, names, in: inner.row(0)) }
    if above > 0 {
      var pen = Pen(inner, row: above - 1)
      pen.skip(2)
      let styles = [Style.heading.faint(), PairChart.styles[0].bold(), PairChart.styles[1].bold()]
      let cells = layout.enumerated().map { ($1.title, $0 < 3 ? styles[$0] : styles[0]) }
      pen.put(cells, columns: layout, fit: fit, on: &canvas)
    }
    for (row, entry) in table.dropFirst(first).prefix(rows).enumerated() {
      var pen = Pen(inner, row: above + row)
      switch entry {
      case .heading(let family):
        pen.put(" " + (family == .drift ? "Drift, the feature furthest off" : family.title), Style(.title), on: &canvas)
      case .figure(let index):
        guard let (one, other) = state.readings(keys[index], versions.second) else { continue }
        mark(inner.row(above + row), .row(.versionFigures, index))
        let isSelected = index == cursor && isInteractive
        pen.put(isSelected ? glyphs.marker : " ", .accent, on: &canvas)
        pen.put(" ", on: &canvas)
        var cells = versionCells(one, other, names: names, width: inner.width)
        if isSelected { cells[0].style = .accent }
        pen.put(cells, columns: layout, fit: fit, on: &canvas)
      }
    }
    if below > 0 { drawVersionFooter(keys, cursor, versions, names, rows: below, in: inner) }
  }

  private func versionTable(_ keys: [SeriesKey]) -> [VersionRow] {
    var rows: [VersionRow] = []
    var family: Metric.Family?
    for (index, key) in keys.enumerated() {
      if key.metric.family != family {
        rows.append(.heading(key.metric.family))
        family = key.metric.family
      }
      rows.append(.figure(index))
    }
    return rows
  }

  private func tally(_ keys: [SeriesKey], _ versions: (first: String, second: String)) -> VersionTally {
    var tally = VersionTally()
    for key in keys {
      guard let (one, other) = state.readings(key, versions.second) else { continue }
      tally.count(VersionComparison(one, other).outcome)
    }
    return tally
  }

  /// Which versions these are, and how much traffic each has.
  private mutating func drawVersionNames(
    _ versions: (first: String, second: String), _ names: (first: String, second: String), in area: Rectangle
  ) {
    var pen = Pen(area)
    for (index, (name, short)) in [(versions.first, names.first), (versions.second, names.second)].enumerated() {
      let rows = trafficRows(name).map { "  n \(Figure.count($0))" } ?? ""
      let prefix = name == short ? "" : "\(short) "
      let room = max(4, (area.width - 2) / 2 - columns(of: rows) - columns(of: prefix) - 3)
      pen.put(index == 0 ? "  " : "   ", on: &canvas)
      pen.put(prefix + name.truncated(room, glyphs: glyphs), PairChart.styles[index].bold(), on: &canvas)
      pen.put(rows, .faint, on: &canvas)
    }
  }

  private func trafficRows(_ version: String) -> Int? {
    for metric in [Metric.throughput, .errorRate, .latencyP99] {
      let key = SeriesKey(metric: metric, version: version, window: state.window)
      if let reading = state.snapshot?.readings[key] { return reading.n }
    }
    return nil
  }

  /// By the name that the configuration has for it where there is room.
  private func figureTitle(_ key: SeriesKey, isLong: Bool) -> String {
    let name = isLong && key.metric != .kpi ? key.metric.rawValue : key.title
    return [name, key.subject].compactMap { $0 }.joined(separator: " ")
  }

  private func versionCells(
    _ one: Reading, _ other: Reading, names: (first: String, second: String), width: Int
  ) -> Line {
    let metric = one.key.metric
    let comparison = VersionComparison(one, other)
    let isDecided = comparison.outcome == .firstIsBetter || comparison.outcome == .secondIsBetter
    let figures: Line = [
      (figureTitle(one.key, isLong: width >= 110), .plain), (leveled(one), style(one)), (leveled(other), style(other)),
    ]
    guard width >= 62 else { return figures + [verdict(comparison.outcome, names, isShort: true)] }
    return figures + [
      (comparison.difference.map { signed($0, of: metric, width: 8) } ?? "", isDecided ? .plain.bold() : .plain),
      (
        comparison.interval.map {
          "\(signed($0.low, of: metric, width: 7)) \(signed($0.high, of: metric, width: 7))"
        } ?? "no interval", .faint
      ), verdict(comparison.outcome, names, isShort: false),
      (interval(one.low, one.high, of: metric, digits: 3), .faint),
      (interval(other.low, other.high, of: metric, digits: 3), .faint),
      (one.limits?.baseline.map { Figure.value($0, of: metric, width: 9, digits: 3) } ?? "", .faint),
    ]
  }

  /// `.854 ◆`
  private func leveled(_ reading: Reading) -> String {
    "\(text(reading, digits: 3, width: 7)) \(glyphs.symbol(reading.level))"
  }

  private func verdict(
    _ outcome: VersionComparison.Outcome, _ names: (first: String, second: String), isShort: Bool
  ) -> (text: String, style: Style) {
    let word = isShort ? "" : " better"
    return switch outcome {
    case .firstIsBetter: ("\(glyphs.point) \(names.first)\(word)", PairChart.styles[0].bold())
    case .secondIsBetter: ("\(glyphs.point) \(names.second)\(word)", PairChart.styles[1].bold())
    case .differs: ("\(glyphs.point) \(isShort ? "differ" : "they differ")", .plain.bold())
    case .noDifferenceShown: (isShort ? "  unclear" : "no difference shown", .faint)
    case .unknown: ("", .faint)
    }
  }

  /// With a plus before what is above zero.
  private func signed(_ value: Double, of metric: Metric, width: Int) -> String {
    let text = Figure.value(value, of: metric, width: width - 1, digits: 3)
    return value > 0 && !text.hasPrefix("+") ? "+" + text : text
  }

  /// The selected figure in words, and what the verdicts mean.
  private mutating func drawVersionFooter(
    _ keys: [SeriesKey], _ cursor: Int, _ versions: (first: String, second: String),
    _ names: (first: String, second: String), rows: Int, in inner: Rectangle
  ) {
    if keys.indices.contains(cursor), let (one, other) = state.readings(keys[cursor], versions.second) {
      let key = keys[cursor]
      var pen = Pen(inner, row: inner.height - rows)
      pen.put(" ", on: &canvas)
      let name = [key.metricName, key.subject].compactMap { $0 }.joined(separator: " ")
      pen.put(name.truncated(max(12, inner.width / 3), glyphs: glyphs), .plain.bold(), on: &canvas)
      for (index, reading) in [one, other].enumerated() {
        let span = interval(reading.low, reading.high, of: key.metric, digits: 3)
        let label = index == 0 ? names.first : names.second
        let note = "  \(label) \(text(reading, digits: 3))" + (span.isEmpty ? "" : " (\(span))")
        if pen.remaining >= columns(of: note) { pen.put(note, PairChart.styles[index], on: &canvas) }
      }
      if let baseline = one.limits?.baseline {
        let note = "  reference \(Figure.value(baseline, of: key.metric, digits: 3))"
        if pen.remaining >= columns(of: note) { pen.put(note, .faint, on: &canvas) }
      }
    }
    if rows > 1 {
      let note = " better: the 95% interval of the difference leaves out 0; chance alone does that in 1 of 20"
      canvas.put(
        note.truncated(inner.width, glyphs: glyphs), x: inner.x, y: inner.y + inner.height - 1, style: .faint,
        in: inner)
    }
  }

  /// What an empty table says.
  private func missingVersions(width: Int) -> [Line] {
    let versions = state.snapshot?.versions ?? []
    guard versions.count >= 2 else {
      let known = versions.first.map { "only \($0) has been seen" } ?? "no version has been seen"
      let when = "Two model versions are compared as soon as the prediction log has rows of a second one."
      return [[(known, .plain.bold())], []] + when.wrapped(width, glyphs: glyphs).map { [($0, .plain)] }
    }
    let total = state.versionKeys(isFiltered: false).count
    if !state.filter.isEmpty, total > 0 { return [[(emptyText("", of: total), .faint)]] }
    let names = state.comparedVersions.map { "\($0.first) and \($0.second)" } ?? ""
    return [
      [("no figure yet that both have: \(names)", .plain)],
      [("window \(state.window); w shows another one, v and b other versions", .faint)],
    ]
  }

  /// The chosen figure of both versions over time.
  mutating func drawVersionHistory(_ placed: PlacedPane) {
    guard let key = state.selectedVersionFigure, let versions = state.comparedVersions else {
      drawLines([[("no figure is selected", .faint)]], placed)
      return
    }
    var otherKey = key
    otherKey.version = versions.second
    let snapshot = state.snapshot
    let (first, second) = (snapshot?.histories[key]?.points ?? [], snapshot?.histories[otherKey]?.points ?? [])
    let limits = snapshot?.readings[key]?.limits
    let title = [key.title, key.subject].compactMap { $0 }.joined(separator: " ")
    let inner = frame(placed, subtitle: title, right: pairLegend(limits, placed))
    guard inner.height > 2, let chart = PairChart(first, second, limits: limits) else {
      canvas.put(" \(title): no history yet", x: inner.x, y: inner.y, style: .faint, in: inner)
      return
    }
    let (legend, area) = inner.splitTop(1)
    let cursor = cursorTime(chart)
    drawPairLegend(versions, first, second, of: key.metric, at: cursor, in: legend)
    let places = ChartPlaces(area)
    chart.draw(on: &canvas, in: places.plot, glyphs: glyphs, cursor: cursor)
    drawValues(of: key.metric, limits: limits, bottom: chart.bottom, top: chart.top, places) {
      chart.row(of: $0, height: $1)
    }
    drawTimes(chart.start, chart.end, in: places.times)
  }

  private func cursorTime(_ chart: PairChart) -> Instant? {
    guard let cursor = state.historyCursor, let pane = state.snapshot?.pane else { return nil }
    let back = Double(pane.microseconds) * Double(cursor)
    let span = Double((chart.end - chart.start).microseconds)
    return chart.end - TimeSpan(microseconds: Int64(min(back, span)))
  }

  /// Which line is whose, with the values now or at the cursor.
  private mutating func drawPairLegend(
    _ versions: (first: String, second: String), _ first: [History.Point], _ second: [History.Point], of metric: Metric,
    at time: Instant?, in area: Rectangle
  ) {
    var pen = Pen(area)
    pen.put("  \(time.map { moment($0) } ?? "now")", .faint, on: &canvas)
    let samples = glyphs.isUnicode ? ["⠒⠒⠒", "⠒ ⠒"] : ["***", "ooo"]
    for (index, (name, points)) in [(versions.first, first), (versions.second, second)].enumerated() {
      let point = time.map { time in points.last { $0.time <= time } } ?? points.last
      let figure =
        point.map { point in
          "  \(point.value.map { Figure.value($0, of: metric, digits: 3) } ?? "-") \(glyphs.symbol(point.level))"
        } ?? "  no history"
      let room = max(4, area.width / 2 - columns(of: figure) - 10)
      pen.put("   \(samples[index]) ", PairChart.styles[index], on: &canvas)
      pen.put(name.truncated(room, glyphs: glyphs), PairChart.styles[index].bold(), on: &canvas)
      pen.put(figure, .plain, on: &canvas)
    }
  }
}
