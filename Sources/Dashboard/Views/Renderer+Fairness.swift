import Notation
import Readings

extension Renderer {
  /// A row of the table: an attribute, or a figure by its number in the list.
  private enum GapRow {
    case attribute(String)
    case figure(Int)
  }

  private static let gapColumns = [
    TableColumn("", 10, .left, priority: 10, isFlexible: true), TableColumn("value", 6, priority: 9),
    TableColumn("level", 8, .left, priority: 9), TableColumn("95%", 10, .left, priority: 5),
    TableColumn("yellow", 6, priority: 6), TableColumn("red", 6, priority: 6),
    TableColumn("n", 7, priority: 4), TableColumn("since", 6, .left, priority: 8),
  ]

  /// Every gap, attribute by attribute: how wide, how sure, what it is held against, and since when it is too wide.
  mutating func drawFairnessFigures(_ placed: PlacedPane) {
    let keys: [SeriesKey] = (state.rows[.fairnessFigures] ?? []).compactMap { row in
      if case .series(let key) = row { return key }
      return nil
    }
    guard !keys.isEmpty else {
      drawLines(missingGaps(width: placed.area.width - 4), placed)
      return
    }
    let table = gapRows(keys)
    let cursor = state.selection(in: .fairnessFigures).index
    let selected = table.firstIndex { row in
      if case .figure(let index) = row { return index == cursor }
      return false
    }
    let body = placed.area.inset(x: 1, y: 1)
    let headings = body.height >= 5 ? 1 : 0
    let footers = body.height >= 9 ? 1 : 0
    let rows = max(1, body.height - headings - footers)
    let first = firstRow(selected: selected ?? 0, count: table.count, rows: rows)
    let range = rangeText(first: first, rows: rows, count: table.count)
    let filterNote =
      state.filter.isEmpty ? "" : filterTitle(shown: keys.count, of: state.fairnessKeys(isFiltered: false).count)
    let inner = frame(placed, subtitle: gapSummary(keys), right: [filterNote, range].joinedByDot(glyphs))
    guard inner.height > 0 else { return }
    let fit = TableColumn.fit(Self.gapColumns, width: inner.width - 2)
    if headings > 0 {
      var pen = Pen(inner)
      pen.skip(2)
      pen.put(Self.gapColumns.map { ($0.title, .heading.faint()) }, columns: Self.gapColumns, fit: fit, on: &canvas)
    }
    for (row, entry) in table.dropFirst(first).prefix(rows).enumerated() {
      var pen = Pen(inner, row: headings + row)
      switch entry {
      case .attribute(let name):
        pen.put(" " + name.truncated(max(0, pen.remaining - 1), glyphs: glyphs), Style(.title), on: &canvas)
      case .figure(let index):
        guard let reading = state.snapshot?.readings[keys[index]] else { continue }
        mark(inner.row(headings + row), .row(.fairnessFigures, index))
        let isSelected = index == cursor && isInteractive
        pen.put(isSelected ? glyphs.marker : " ", .accent, on: &canvas)
        pen.put(" ", on: &canvas)
        let cells = gapCells(reading, nameWidth: fit.first?.width ?? 0, isSelected: isSelected)
        pen.put(cells, columns: Self.gapColumns, fit: fit, on: &canvas)
      }
    }
    if footers > 0, keys.indices.contains(cursor) {
      drawGapInWords(keys[cursor], in: inner.row(inner.height - 1))
    }
  }

  private func gapRows(_ keys: [SeriesKey]) -> [GapRow] {
    var rows: [GapRow] = []
    var attribute: String?
    for (index, key) in keys.enumerated() {
      if key.feature != attribute {
        rows.append(.attribute(key.feature ?? ""))
        attribute = key.feature
      }
      rows.append(.figure(index))
    }
    return rows
  }

  /// `2 of 16 past a limit`
  private func gapSummary(_ keys: [SeriesKey]) -> String {
    let past = keys.count { key in
      let level = state.snapshot?.readings[key]?.level
      return level == .yellow || level == .red
    }
    return past == 0 ? "all within limits" : "\(past) of \(keys.count) past a limit"
  }

  private func gapCells(_ reading: Reading, nameWidth: Int, isSelected: Bool) -> Line {
    let metric = reading.key.metric
    let style = Style.level(reading.level, grade: reading.grade)
    let limits = reading.limits
    let since = since(reading.key, level: reading.level)
    return [
      (nameWidth >= 30 ? metric.rawValue : metric.title, isSelected ? .accent : .plain),
      (text(reading, digits: 3, width: 6), style), ("\(glyphs.symbol(reading.level)) \(reading.level.word)", style),
      (interval(reading.low, reading.high, of: metric, digits: 3), .plain),
      (limits?.text(.yellow, of: metric, glyphs: glyphs) ?? "", .faint),
      (limits?.text(.red, of: metric, glyphs: glyphs) ?? "", .faint),
      (reading.n.magnitude < 1_000_000 ? Figure.count(reading.n) : Figure.short(Double(reading.n)), .faint),
      (since.map { $0.mark + shortMoment($0.time) } ?? "", style),
    ]
  }

  /// The selected gap by the name that the configuration has for it, with what the row has no room for.
  private mutating func drawGapInWords(_ key: SeriesKey, in area: Rectangle) {
    guard let reading = state.snapshot?.readings[key] else { return }
    var pen = Pen(area)
    pen.put(" ", on: &canvas)
    pen.put(key.metric.rawValue.truncated(pen.remaining, glyphs: glyphs), .plain.bold(), on: &canvas)
    var notes: [String] = []
    if let since = sinceText(key, level: reading.level) { notes.append("since \(since)") }
    let interval = interval(reading.low, reading.high, of: key.metric, digits: 3)
    if !interval.isEmpty { notes.append("95% \(interval)") }
    if let labels = reading.labels {
      notes.append("labels \(Figure.percent(labels.coverage)) \(labels.isFinal ? "final" : "so far")")
    }
    if let baseline = reading.limits?.baseline {
      notes.append("reference \(Figure.value(baseline, of: key.metric, digits: 3))")
    }
    notes.append("n \(Figure.count(reading.n))")
    for note in notes where pen.remaining >= columns(of: note) + 2 { pen.put("  " + note, .faint, on: &canvas) }
  }

  /// What an empty table says.
  private func missingGaps(width: Int) -> [Line] {
    guard let attributes = state.snapshot?.attributes, !attributes.isEmpty else {
      let how = "in the configuration of a binary task compares them group against group; see docs/CONFIGURATION.md"
      return [[("no attributes are compared", .plain.bold())], [("fairness: [sex, [sex, age_band]]", .accent)]]
        + how.wrapped(width, glyphs: glyphs).map { [($0, .plain)] }
    }
    let total = state.fairnessKeys(isFiltered: false).count
    if !state.filter.isEmpty, total > 0 { return [[(emptyText("", of: total), .faint)]] }
    let version = state.version == "*" ? "all versions" : state.version
    let what = "no figures yet of \(attributes.joined(separator: "; "))"
    return what.wrapped(width, glyphs: glyphs).map { [($0, .plain)] }
      + "window \(state.window), \(version); a group needs min_samples rows".wrapped(width, glyphs: glyphs)
      .map { [($0, .faint)] }
  }

  /// The selected gap over time with its thresholds.
  mutating func drawGapHistory(_ placed: PlacedPane) {
    guard let key = state.selectedGap else {
      drawLines([[("no figure is selected", .faint)]], placed)
      return
    }
    let title = [key.title, key.subject].compactMap { $0 }.joined(separator: " ")
    let reading = state.snapshot?.readings[key]
    let since = reading.flatMap { sinceText(key, level: $0.level) }.map { "  since \($0)" } ?? ""
    let inner = frame(placed, subtitle: title + since, right: chartStep(placed))
    guard inner.height > 1 else { return }
    var subject = state.subject(key)
    subject.hasReference = true
    subject.scale = key.metric.direction == .lowerIsWorse ? .close : .fromZero
    drawChart(subject, in: inner)
  }

  /// How far apart the points of a chart are, where there is room to say so.
  func chartStep(_ placed: PlacedPane) -> String {
    placed.area.width >= 70 ? state.snapshot.map { "a point per \($0.pane.text)" } ?? "" : ""
  }
}

extension [String] {
  /// Those that say something, with a dot between them.
  func joinedByDot(_ glyphs: Glyphs) -> String {
    filter { !$0.isEmpty }.joined(separator: " \(glyphs.dot) ")
  }
}
