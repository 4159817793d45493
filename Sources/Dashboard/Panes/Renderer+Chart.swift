import Notation
import Readings

/// A line over time with its title, axes, legend and marks, the same in every view.
extension Renderer {
  /// One chart of a drift metric of the selected feature.
  mutating func drawChart(_ metric: Metric, in area: Rectangle) {
    let key = SeriesKey(
      metric: metric, version: state.version, segment: state.selectedSegment ?? "all", feature: state.selectedFeature,
      window: state.window)
    var subject = state.subject(key)
    subject.scale = metric.direction == .lowerIsWorse ? .close : .fromZero
    drawChart(subject, in: area)
  }

  mutating func drawChart(_ subject: ChartSubject, in area: Rectangle) {
    let points = subject.points
    let (axis, right) = area.splitLeft(6)
    let axisRows = right.height >= 4 ? 1 : 0
    let titleRows = right.height >= 5 ? 1 : 0
    let provisional = right.height >= 8 ? subject.firstProvisional : nil
    let legendRows = right.height >= 9 && subject.hasReference ? 1 : 0
    let used = axisRows + titleRows + legendRows + (provisional == nil ? 0 : 1)
    let plot = Rectangle(
      x: right.x, y: right.y + titleRows + legendRows, width: right.width - 1, height: right.height - used)
    guard !points.isEmpty, plot.height > 0, plot.width > 1 else {
      canvas.put(
        " \(subject.key.title): no history yet; it begins with the next evaluation".truncated(
          area.width, glyphs: glyphs), x: area.x, y: area.y,
        style: .faint, in: area)
      return
    }
    let limits = subject.reading?.limits
    let cursor = state.historyCursor.map { max(0, points.count - 1 - $0) }
    let chart = LineChart(
      points: points, limits: limits, cursor: cursor, scale: subject.scale,
      reference: subject.hasReference ? limits?.baseline : nil, companion: subject.estimate?.points ?? [])
    chart.draw(on: &canvas, in: plot, glyphs: glyphs)
    drawArrivals(state.arrivals(in: points, of: subject.key), chart, in: plot)
    let header = Rectangle(x: plot.x, y: right.y, width: plot.width, height: 1)
    if titleRows > 0 {
      let used = drawChartTitle(subject, cursor: cursor, in: header)
      if let history = subject.history { drawFirsts(history, chart, after: used, in: header) }
    }
    if legendRows > 0 {
      drawLegend(chart, subject, in: Rectangle(x: plot.x, y: right.y + 1, width: plot.width, height: 1))
    }
    drawValueAxis(chart, subject.key.metric, plot: plot, in: axis)
    let below = Rectangle(x: plot.x, y: plot.maxY, width: plot.width, height: 1)
    if axisRows > 0 { drawTimeAxis(points, in: below) }
    if let provisional {
      let start = chart.column(provisional, width: plot.width)
      drawProvisional(from: start, in: Rectangle(x: plot.x, y: below.y + 1, width: plot.width, height: 1))
    }
  }

  /// What stands at the cursor, or now; returns the columns used.
  private mutating func drawChartTitle(_ subject: ChartSubject, cursor: Int?, in area: Rectangle) -> Int {
    let points = subject.points
    let index = cursor ?? points.count - 1
    guard points.indices.contains(index) else { return 0 }
    let point = points[index]
    let (metric, reading) = (subject.key.metric, subject.reading)
    var pen = Pen(area)
    pen.put(subject.key.title + "  ", .plain.bold(), on: &canvas)
    pen.put(cursor == nil ? "now " : moment(point.time) + " ", .faint, on: &canvas)
    let grade = point.value.flatMap { reading?.limits?.grade(of: $0) }
    if let value = point.value { pen.put(Figure.value(value, of: metric, digits: 3) + " ", on: &canvas) }
    pen.put("\(glyphs.symbol(point.level)) \(point.level.word)", .level(point.level, grade: grade), on: &canvas)
    var notes: [String] = []
    let interval = interval(point.low, point.high, of: metric, digits: 3)
    if !interval.isEmpty { notes.append("95% \(interval)") }
    if !point.isFinal { notes.append("provisional") }
    if cursor == nil, subject.hasReference, let n = reading?.n { notes.append("n \(Figure.count(n))") }
    for note in notes where pen.remaining >= columns(of: note) + 2 { pen.put("  " + note, .faint, on: &canvas) }
    return pen.x - area.x
  }

  /// What the lines mean, as far as there is room.
  private mutating func drawLegend(_ chart: LineChart, _ subject: ChartSubject, in area: Rectangle) {
    let metric = subject.key.metric
    var parts: [(mark: String, text: String, style: Style)] = []
    for (level, scalar) in [(Level.red, glyphs.redLine), (.yellow, glyphs.yellowLine)] {
      let text = chart.limits?.text(level, of: metric, glyphs: glyphs) ?? ""
      if !text.isEmpty { parts.append((twice(scalar), "\(level.word.lowercased()) \(text)", Style(.threshold(level)))) }
    }
    if let reference = chart.reference, reference.isFinite {
      let text = "reference " + Figure.value(reference, of: metric, digits: 3)
      parts.append((twice(glyphs.referenceLine), text, Style(.reference)))
    }
    if let estimate = chart.companion.last?.value {
      let text = "estimated " + Figure.value(estimate, of: metric, digits: 3)
      parts.append((glyphs.isUnicode ? "⠤⠤" : "oo", text, Style(.secondary)))
    }
    if chart.points.contains(where: { $0.low != nil }) {
      parts.append((glyphs.isUnicode ? "⢕⢕" : "::", "95%", .faint))
    }
    if subject.firstProvisional != nil { parts.append((glyphs.isUnicode ? "⠄⠄" : "..", "provisional", .faint)) }
    var pen = Pen(area)
    for part in parts where pen.remaining >= columns(of: part.text) + 6 {
      pen.put(part.mark + " ", part.style, on: &canvas)
      pen.put(part.text + "   ", .faint, on: &canvas)
    }
  }

  private func twice(_ scalar: Unicode.Scalar) -> String { String(repeating: String(Character(scalar)), count: 2) }

  private mutating func drawValueAxis(_ chart: LineChart, _ metric: Metric, plot: Rectangle, in axis: Rectangle) {
    var taken: Set<Int> = []
    let marks: [(value: Double?, style: Style)] = [
      (chart.limits?.red, Style(.threshold(.red))), (chart.limits?.lowerRed, Style(.threshold(.red))),
      (chart.limits?.yellow, Style(.threshold(.yellow))), (chart.limits?.lowerYellow, Style(.threshold(.yellow))),
      (chart.reference, Style(.reference)), (0, .faint), (chart.top, .faint), (chart.bottom, .faint),
    ]
    let digits = chart.top - chart.bottom < 0.2 ? 3 : 2
    for mark in marks {
      guard let value = mark.value, let row = chart.row(of: value, height: plot.height), !taken.contains(row) else {
        continue
      }
      taken.insert(row)
      let text = Figure.value(value, of: metric, width: axis.width - 1, digits: digits)
        .fitted(axis.width - 1, alignment: .right, glyphs: glyphs)
      canvas.put(text, x: axis.x, y: plot.y + row, style: mark.style)
    }
  }

  private mutating func drawTimeAxis(_ points: [History.Point], in area: Rectangle) {
    guard let first = points.first?.time, let last = points.last?.time else { return }
    let span = last - first
    guard span > .zero else {
      // One moment stands where its point is: at the right end.
      let text = moment(last)
      canvas.put(text, x: max(area.x, area.maxX - columns(of: text)), y: area.y, style: .faint, in: area)
      return
    }
    let isLong = span > .hours(36)
    let labelWidth = isLong ? 11 : 5
    let count = max(1, min(12, area.width / (labelWidth + (isLong ? 5 : 9))))
    for index in 0...count {
      let time = first + TimeSpan(microseconds: Int64(Double(span.microseconds) * Double(index) / Double(count)))
      let text = isLong ? "\(time.dayText) \(time.clockText)" : time.clockText
      let center = area.x + (area.width - 1) * index / count
      let x = min(area.maxX - labelWidth, max(area.x, center - labelWidth / 2))
      canvas.put(text, x: x, y: area.y, style: .faint, in: area)
    }
  }

  /// A brace below the part that labels can still change: `├─ provisional ─┤`.
  private mutating func drawProvisional(from start: Int, in area: Rectangle) {
    let width = area.width - start
    let word = "provisional"
    let rule = String(Character(glyphs.horizontal))
    let (left, right) = glyphs.isUnicode ? ("├", "┤") : ("|", "|")
    if width >= word.count + 6 {
      let free = width - word.count - 4
      let text =
        left + String(repeating: rule, count: free / 2) + " \(word) "
        + String(repeating: rule, count: free - free / 2) + right
      canvas.put(text, x: area.x + start, y: area.y, style: .faint, in: area)
    } else {
      let brace = width > 1 ? left + String(repeating: rule, count: width - 2) + right : right
      let text = word + " " + brace
      canvas.put(text, x: max(area.x, area.maxX - columns(of: text)), y: area.y, style: .faint, in: area)
    }
  }

  /// A line from top to bottom where a model version first appeared, named at its head; what would run into another
  /// name is left out. The curve stays in front.
  private mutating func drawArrivals(
    _ arrivals: [(version: String, index: Int)], _ chart: LineChart, in plot: Rectangle
  ) {
    let style = Style(.secondary)
    var left = plot.x
    for arrival in arrivals {
      let x = plot.x + chart.column(arrival.index, width: plot.width)
      let name = arrival.version.truncated(14, glyphs: glyphs)
      let width = columns(of: name)
      let start = x + 1 + width <= plot.maxX ? x + 1 : x - width
      guard start >= left, plot.height >= 3 else { continue }
      for y in plot.y..<plot.maxY where canvas[x, y].base == " " {
        canvas.fill(Rectangle(x: x, y: y, width: 1, height: 1), glyphs.arrivalLine, style: style)
      }
      canvas.put(name, x: start, y: plot.y, style: style, in: plot)
      left = start + width + 1
    }
  }

  /// Marks above the chart when the series first went yellow and first went red, where the title leaves room.
  private mutating func drawFirsts(_ history: History, _ chart: LineChart, after used: Int, in area: Rectangle) {
    var left = area.x + used + 2
    for (time, level) in [(history.firstYellow, Level.yellow), (history.firstRed, Level.red)] {
      guard let time, let first = history.points.first, let last = history.points.last, time >= first.time,
        time <= last.time
      else { continue }
      let text = "\(glyphs.symbol(level)) \(moment(time))"
      let index = history.points.firstIndex(at: time)
      let x = min(area.x + chart.column(index, width: area.width), area.maxX - columns(of: text))
      guard x >= left else { continue }
      canvas.put(text, x: x, y: area.y, style: .level(level), in: area)
      left = x + columns(of: text) + 2
    }
  }
}

extension Glyphs {
  /// Where a model version first appeared.
  var arrivalLine: Unicode.Scalar { isUnicode ? "┊" : "'" }
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
