import Notation
import Readings

extension Renderer {
  /// The chosen drift metric of the selected cell over time, with its thresholds, and where there is room for two the
  /// first other one that has a past.
  mutating func drawHistory(_ placed: PlacedPane) {
    let inner = frame(
      placed, subtitle: "\(glyphs.yellowLine) yellow  \(glyphs.redLine) red",
      right: state.snapshot.map { "a point per \($0.pane.text)" } ?? "")
    guard inner.height > 1 else { return }
    let first = state.metric
    let second = DashboardState.heatMapMetrics.first { $0 != first && state.history($0)?.points.isEmpty == false }
    guard let second else {
      drawChart(first, in: inner)
      return
    }
    if inner.height >= 16 {
      let (top, bottom) = inner.splitTop(inner.height / 2)
      drawChart(first, in: top)
      drawChart(second, in: bottom)
    } else if inner.width >= 110 {
      let (left, right) = inner.splitLeft(inner.width / 2)
      drawChart(first, in: left)
      drawChart(second, in: right)
    } else {
      drawChart(first, in: inner)
    }
  }

  /// One chart with its title, value axis and time axis.
  mutating func drawChart(_ metric: Metric, in area: Rectangle) {
    let history = state.history(metric)
    let reading = state.selectedReading(metric)
    let margin = 6
    let (axis, right) = area.splitLeft(margin)
    let axisRows = right.height >= 4 ? 1 : 0
    let titleRows = right.height >= 5 ? 1 : 0
    let plot = Rectangle(
      x: right.x, y: right.y + titleRows, width: right.width - 1, height: right.height - axisRows - titleRows)
    guard let history, !history.points.isEmpty, plot.height > 0, plot.width > 1 else {
      canvas.put("\(metric.title): no history yet", x: area.x + 1, y: area.y, style: .faint, in: area)
      return
    }
    let points = history.points
    let cursor = state.historyCursor.map { max(0, points.count - 1 - $0) }
    let chart = LineChart(points: points, limits: reading?.limits, cursor: cursor)
    chart.draw(on: &canvas, in: plot, glyphs: glyphs)
    if titleRows > 0 {
      let used = drawChartTitle(metric, points, cursor: cursor, reading: reading, in: right.row(0))
      drawFirsts(history, chart, after: used, in: Rectangle(x: plot.x, y: right.y, width: plot.width, height: 1))
    }
    drawValueAxis(chart, metric, plot: plot, in: axis)
    if axisRows > 0 {
      drawTimeAxis(points, in: Rectangle(x: plot.x, y: plot.maxY, width: plot.width, height: 1))
    }
  }

  /// What stands at the cursor, or now; returns the columns used.
  private mutating func drawChartTitle(
    _ metric: Metric, _ points: [History.Point], cursor: Int?, reading: Reading?, in area: Rectangle
  ) -> Int {
    let index = cursor ?? points.count - 1
    guard points.indices.contains(index) else { return 0 }
    let point = points[index]
    var pen = Pen(area)
    pen.put(metric.title + "  ", .plain.bold(), on: &canvas)
    pen.put(cursor == nil ? "now " : moment(point.time) + " ", .faint, on: &canvas)
    let grade = point.value.flatMap { reading?.limits?.grade(of: $0) }
    if let value = point.value { pen.put(Figure.value(value, of: metric, digits: 3) + " ", on: &canvas) }
    pen.put("\(glyphs.symbol(point.level)) \(point.level.word)", .level(point.level, grade: grade), on: &canvas)
    return pen.x - area.x
  }

  private mutating func drawValueAxis(_ chart: LineChart, _ metric: Metric, plot: Rectangle, in axis: Rectangle) {
    var taken: Set<Int> = []
    let marks: [(value: Double?, style: Style)] = [
      (chart.limits?.red, Style(.threshold(.red))), (chart.limits?.lowerRed, Style(.threshold(.red))),
      (chart.limits?.yellow, Style(.threshold(.yellow))), (chart.limits?.lowerYellow, Style(.threshold(.yellow))),
      (0, .faint), (chart.top, .faint), (chart.bottom, .faint),
    ]
    for mark in marks {
      guard let value = mark.value, let row = chart.row(of: value, height: plot.height), !taken.contains(row) else {
        continue
      }
      taken.insert(row)
      let text = Figure.value(value, of: metric, width: axis.width - 1, digits: 2)
        .fitted(axis.width - 1, alignment: .right, glyphs: glyphs)
      canvas.put(text, x: axis.x, y: plot.y + row, style: mark.style)
    }
  }

  private mutating func drawTimeAxis(_ points: [History.Point], in area: Rectangle) {
    guard let first = points.first?.time, let last = points.last?.time else { return }
    let span = last - first
    let isLong = span > .hours(36)
    let labelWidth = isLong ? 11 : 5
    let count = max(1, min(12, area.width / (labelWidth + (isLong ? 5 : 9))))
    for index in 0...count {
      let time = first + TimeSpan(microseconds: Int64(Double(span.microseconds) * Double(index) / Double(count)))
      let text = isLong ? "\(time.dayText) \(time.clockText)" : time.clockText
      let center = area.x + (area.width - 1) * index / count
      let x = min(area.maxX - labelWidth, max(area.x, center - labelWidth / 2))
      canvas.put(text, x: x, y: area.y, style: .faint, in: area)
      if span == .zero { break }
    }
  }

  /// Marks above the chart when the series first went yellow and first went red, where the title leaves room.
  private mutating func drawFirsts(_ history: History, _ chart: LineChart, after used: Int, in area: Rectangle) {
    var left = area.x + used + 2
    for (time, level) in [(history.firstYellow, Level.yellow), (history.firstRed, Level.red)] {
      guard let time, let index = history.points.firstIndex(where: { $0.time >= time }),
        let first = history.points.first, time >= first.time
      else { continue }
      let text = "\(glyphs.symbol(level)) \(moment(time))"
      let x = min(area.x + chart.column(index, width: area.width), area.maxX - columns(of: text))
      guard x >= left else { continue }
      canvas.put(text, x: x, y: area.y, style: .level(level), in: area)
      left = x + columns(of: text) + 2
    }
  }
}

extension History {
  /// Since when the series has stood on this level or a worse one without a break; `nil` for levels that grade nothing
  /// bad, and for a level that the newest point does not have.
  package func lastCrossing(to level: Level) -> Instant? {
    guard level == .yellow || level == .red else { return nil }
    let since = points.reversed().prefix { $0.level == level || $0.level == .red }.last
    return since?.time
  }
}
