import Notation
import Readings

extension Renderer {
  private static let figureColumns = [
    TableColumn("", 7, .left, priority: 10), TableColumn("value", 6, priority: 9),
    TableColumn("level", 8, .left, priority: 8), TableColumn("p", 5, priority: 7),
    TableColumn("limits", 11, .left, priority: 6), TableColumn("95%", 11, .left, priority: 5),
    TableColumn("floor", 5, priority: 4),
  ]

  /// The drift figures of the selected cell, how sure they are and what they are held against; then since when, what
  /// carries the change, and the moments.
  mutating func drawStats(_ placed: PlacedPane) {
    let inner = frame(placed, subtitle: state.selectedSegment ?? "")
    guard inner.height > 0 else { return }
    let fit = TableColumn.fit(Self.figureColumns, width: inner.width - 1)
    var row = 0
    func pen() -> Pen {
      var pen = Pen(inner, row: row)
      pen.skip(1)
      return pen
    }
    if inner.height >= 12 {
      var heading = pen()
      heading.put(
        Self.figureColumns.map { ($0.title, .heading.faint()) }, columns: Self.figureColumns, fit: fit, on: &canvas)
      row += 1
    }
    for metric in DashboardState.heatMapMetrics where row < inner.height {
      guard let reading = state.selectedReading(metric) else { continue }
      var line = pen()
      line.put(figureCells(reading), columns: Self.figureColumns, fit: fit, on: &canvas)
      row += 1
    }
    if row == 0 || (row == 1 && inner.height >= 12) {
      var line = pen()
      line.put("no figures yet for this cell", .faint, on: &canvas)
      row += 1
    }
    // A space where there is room for one, then what matters next first.
    for line in noteLines() {
      guard row < inner.height else { return }
      if line.isEmpty {
        if inner.height >= 15 { row += 1 }
        continue
      }
      var text = pen()
      for part in line where text.remaining > 0 {
        text.put(part.text.truncated(text.remaining, glyphs: glyphs), part.style, on: &canvas)
      }
      row += 1
    }
  }

  private func figureCells(_ reading: Reading) -> [(text: String, style: Style)] {
    let metric = reading.key.metric
    let style = Style.level(reading.level, grade: reading.grade)
    func figure(_ value: Double?, width: Int) -> String {
      value.map { Figure.value($0, of: metric, width: width, digits: 3) } ?? ""
    }
    var limits = ""
    if let yellow = reading.limits?.text(.yellow, of: metric, glyphs: glyphs), !yellow.isEmpty {
      limits += glyphs.symbol(.yellow) + yellow.drop { $0 == ">" }
    }
    if let red = reading.limits?.text(.red, of: metric, glyphs: glyphs), !red.isEmpty {
      limits += " " + glyphs.symbol(.red) + red.drop { $0 == ">" }
    }
    return [
      (metric.title, metric == state.metric ? .accent : .plain),
      (reading.value == nil ? glyphs.symbol(reading.level) : figure(reading.value, width: 6), style),
      ("\(glyphs.symbol(reading.level)) \(reading.level.word)", style),
      (reading.pValue.map(Figure.probability) ?? "", .plain), (limits, .faint),
      (interval(reading.low, reading.high, of: metric, digits: 3), .plain), (figure(reading.floor, width: 5), .faint),
    ]
  }

  private func noteLines() -> [Line] {
    var lines: [Line] = [[]]
    let reading = state.selectedReading(state.metric)
    if let reading, let since = sinceText(reading.key, level: reading.level) {
      lines.append([("since ", .faint), (since, .level(reading.level)), ("  \(state.metric.title)", .faint)])
    }
    lines += causeSummary()
    if let history = state.history(state.metric), history.firstYellow != nil || history.firstRed != nil {
      var line: Line = [("first ", .faint)]
      if let yellow = history.firstYellow {
        line.append(("\(glyphs.symbol(.yellow)) \(moment(yellow))  ", .level(.yellow)))
      }
      if let red = history.firstRed { line.append(("\(glyphs.symbol(.red)) \(moment(red))", .level(.red))) }
      lines.append(line)
      lines.append([])
    }
    if let histogram = state.histogram {
      lines += momentLines(histogram)
    }
    if let reading {
      lines.append([])
      let scope = reading.usesOverallBaseline ? "overall (own part too small)" : "the segment's own"
      lines.append([("baseline  ", .faint), (scope, .plain)])
      let start = moment(reading.windowStart)
      lines.append([
        ("window    ", .faint), ("\(start)\(glyphs.dash)\(reading.windowEnd.clockText)", .plain),
        ("  n \(Figure.count(reading.n))", .faint),
      ])
    }
    return lines
  }

  /// What the change is due to, in a line for cells and one for features.
  private func causeSummary() -> [Line] {
    guard let cause = state.shownCause?.cause else { return [] }
    return [("cells ", cause.segments), ("with  ", cause.features ?? [])].compactMap { name, parts -> Line? in
      guard !parts.isEmpty else { return nil }
      let list = parts.prefix(3).map { "\($0.name) \(Figure.percent($0.share))" }
      return [(name, .faint), (list.joined(separator: ", "), .plain)]
    }
  }

  private func momentLines(_ histogram: Histogram) -> [Line] {
    func row(_ name: String, _ reference: String, _ current: String, _ change: String) -> Line {
      [
        (name.fitted(7, glyphs: glyphs), .faint),
        (reference.fitted(8, alignment: .right, glyphs: glyphs), Style(.reference)),
        (current.fitted(8, alignment: .right, glyphs: glyphs), .plain),
        (change.fitted(7, alignment: .right, glyphs: glyphs), .faint),
      ]
    }
    var lines: [Line] = [row("", "ref", "current", "")]
    if let reference = histogram.referenceMoments {
      let current = histogram.currentMoments
      for (name, before, now) in [
        ("mean", reference.mean, current?.mean), ("median", reference.median, current?.median),
        ("sd", reference.standardDeviation, current?.standardDeviation),
      ] {
        var change = ""
        if let now, before != 0, (now / before).isFinite {
          let ratio = now / before - 1
          change = (ratio >= 0 ? "+" : "") + Figure.percent(ratio)
        }
        lines.append(row(name, Figure.measure(before), now.map(Figure.measure) ?? "-", change))
      }
    }
    lines.append(row("rows", Figure.short(Double(histogram.referenceCount)), Figure.count(histogram.currentCount), ""))
    lines.append(
      row("nulls", Figure.short(Double(histogram.referenceNulls)), Figure.count(histogram.currentNulls), ""))
    return lines
  }
}
