import Notation
import Readings

extension Renderer {
  /// A row of the table: the heading of a family, or a figure by its number among the cell's.
  private enum FigureRow {
    case heading(Metric.Family)
    case figure(Int)
  }

  private static let cellColumns = [
    TableColumn("", 14, .left, priority: 10, isFlexible: true), TableColumn("value", 7, priority: 9),
    TableColumn("level", 8, .left, priority: 9), TableColumn("95%", 13, priority: 6),
    TableColumn("n", 6, priority: 5), TableColumn("baseline", 10, priority: 7),
    TableColumn("yellow", 9, priority: 8), TableColumn("red", 9, priority: 8),
    TableColumn("labels", 10, .left, priority: 3), TableColumn("since", 6, .left, priority: 4),
    TableColumn("between", 11, .left, priority: 2),
  ]

  /// Every figure of the selected cell by family: how sure it is, what it is held against, and since when it is off its
  /// course; below the table the selected one in words.
  mutating func drawCellFigures(_ placed: PlacedPane) {
    let order = state.figureOrder
    let table = figureRows(order)
    let selected = table.firstIndex { row in
      if case .figure(let index) = row { return index == state.figureIndex }
      return false
    }
    let body = placed.area.inset(x: 1, y: 1)
    let headings = body.height >= 5 ? 1 : 0
    let footers = body.height >= 7 ? 1 : 0
    let rows = max(1, body.height - headings - footers)
    let first = firstRow(selected: selected ?? 0, count: table.count, rows: rows)
    let total = state.filter.isEmpty ? order.count : state.figureCount
    let filter = filterTitle(shown: order.count, of: total)
    let inner = frame(
      placed,
      subtitle: [filter, state.selectedSegment ?? ""].filter { !$0.isEmpty }.joined(separator: " \(glyphs.dot) "),
      right: rangeText(first: first, rows: rows, count: table.count))
    guard inner.height > 0 else { return }
    guard !order.isEmpty else {
      let text = emptyText("no figures yet for this cell", of: total)
      canvas.put(
        " " + text.truncated(max(0, inner.width - 1), glyphs: glyphs), x: inner.x, y: inner.y, style: .faint, in: inner)
      return
    }
    let fit = TableColumn.fit(Self.cellColumns, width: inner.width - 1)
    if headings > 0 {
      var pen = Pen(inner)
      pen.skip(1)
      pen.put(Self.cellColumns.map { ($0.title, .heading.faint()) }, columns: Self.cellColumns, fit: fit, on: &canvas)
    }
    for (row, entry) in table.dropFirst(first).prefix(rows).enumerated() {
      var pen = Pen(inner, row: headings + row)
      switch entry {
      case .heading(let family): pen.put(" " + family.title, Style(.title), on: &canvas)
      case .figure(let index):
        guard order.indices.contains(index), let reading = state.snapshot?.readings[order[index]] else { continue }
        mark(inner.row(headings + row), .row(.cellFigures, index))
        let isSelected = index == state.figureIndex
        pen.put(isSelected ? glyphs.marker : " ", .accent, on: &canvas)
        let cells = cells(of: reading, nameWidth: fit.first?.width ?? 0, isSelected: isSelected)
        pen.put(cells, columns: Self.cellColumns, fit: fit, on: &canvas)
      }
    }
    if footers > 0 { drawCurrentFigure(in: inner.row(inner.height - 1)) }
  }

  private func figureRows(_ order: [SeriesKey]) -> [FigureRow] {
    var rows: [FigureRow] = []
    var family: Metric.Family?
    for (index, key) in order.enumerated() {
      if key.metric.family != family {
        rows.append(.heading(key.metric.family))
        family = key.metric.family
      }
      rows.append(.figure(index))
    }
    return rows
  }

  private func cells(of reading: Reading, nameWidth: Int, isSelected: Bool) -> Line {
    let key = reading.key
    let metric = key.metric
    let style = Style.level(reading.level, grade: reading.grade)
    let limits = reading.limits
    let baseline = limits?.baseline.map { Figure.value($0, of: metric, width: 6) } ?? ""
    let since = since(key, level: reading.level)
    return [
      (figureName(key, width: nameWidth), isSelected ? .accent : .plain),
      (text(reading, digits: 3, width: 7), style), ("\(glyphs.symbol(reading.level)) \(reading.level.word)", style),
      (interval(reading.low, reading.high, of: metric, digits: 3), .plain), (countText(reading.n), .faint),
      (reading.usesOverallBaseline ? "\(baseline) all" : baseline, .plain),
      (limits?.text(.yellow, of: metric, glyphs: glyphs) ?? "", .faint),
      (limits?.text(.red, of: metric, glyphs: glyphs) ?? "", .faint), (labelText(reading), .faint),
      (since.map { $0.mark + shortMoment($0.time) } ?? "", style),
      (since?.onset.map { interval($0) } ?? "", .faint),
    ]
  }

  private func countText(_ n: Int) -> String {
    n.magnitude < 100_000 ? Figure.count(n) : Figure.short(Double(n))
  }

  /// The metric as the configuration writes it where there is room for the longest, else its title.
  private func figureName(_ key: SeriesKey, width: Int) -> String {
    let name = width >= 30 ? (key.metric == .kpi ? key.title : key.metric.rawValue) : key.title
    return [name, key.subject].compactMap { $0 }.joined(separator: " ")
  }

  /// `71% so far` while labels may still change the figure, then `98% final`.
  private func labelText(_ reading: Reading) -> String {
    guard let labels = reading.labels else { return "" }
    return Figure.percent(labels.coverage) + (labels.isFinal ? " final" : " so far")
  }

  /// The selected figure in words; what is most telling first.
  private mutating func drawCurrentFigure(in area: Rectangle) {
    guard let reading = state.currentFigure else { return }
    let key = reading.key
    var pen = Pen(area)
    pen.put(" ", on: &canvas)
    let name = [key.metricName, key.subject].compactMap { $0 }.joined(separator: " ")
    pen.put(name.truncated(max(12, area.width * 2 / 5), glyphs: glyphs), .plain.bold(), on: &canvas)
    let value = reading.value.map { " " + Figure.value($0, of: key.metric, digits: 3) } ?? ""
    pen.put(
      "\(value) \(glyphs.symbol(reading.level)) \(reading.level.word)",
      .level(reading.level, grade: reading.grade), on: &canvas)
    var notes: [String] = []
    if let since = sinceText(key, level: reading.level) { notes.append("since \(since)") }
    let labels = labelText(reading)
    if !labels.isEmpty { notes.append("labels \(labels)") }
    notes.append("n \(Figure.count(reading.n))")
    let interval = interval(reading.low, reading.high, of: key.metric, digits: 3)
    if !interval.isEmpty { notes.append("95% \(interval)") }
    if let p = reading.pValue { notes.append("p \(Figure.probability(p))") }
    if let floor = reading.floor { notes.append("floor \(Figure.value(floor, of: key.metric, digits: 3))") }
    notes.append("\(moment(reading.windowStart))\(glyphs.dash)\(reading.windowEnd.clockText)")
    for note in notes where pen.remaining >= columns(of: note) + 2 { pen.put("  " + note, .faint, on: &canvas) }
  }
}
