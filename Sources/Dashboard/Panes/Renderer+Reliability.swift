import Readings

/// The reliability of scores: in each bin, how often the positive class turned out true against how often the scores
/// said so (DeGroot and Fienberg, "The comparison and evaluation of forecasters", 1983).
extension Renderer {
  /// The diagram with the ideal as a diagonal, and beside it the bins as a table where there is room.
  mutating func drawReliability(_ bins: [CellDetail.ReliabilityBin], in area: Rectangle) {
    guard area.width >= 100 else {
      drawDiagram(bins, in: area)
      return
    }
    // A cell is twice as high as wide.
    let (diagram, table) = area.splitLeft(min(area.width - 46, max(54, area.height * 5 / 2)))
    drawDiagram(bins, in: diagram)
    for (row, line) in reliabilityLines(bins, width: table.width - 2).prefix(table.height).enumerated() {
      var pen = Pen(table, row: row)
      pen.put(" ", on: &canvas)
      for part in line { pen.put(part.text, part.style, on: &canvas) }
    }
  }

  private mutating func drawDiagram(_ bins: [CellDetail.ReliabilityBin], in area: Rectangle) {
    let steps = reliabilitySteps
    let countRows = area.height >= 20 ? 2 : 1
    let (legend, belowLegend) = area.splitTop(area.height >= 10 ? 1 : 0)
    let (upper, figures) = belowLegend.splitTop(belowLegend.height - 1)
    let plot = Rectangle(x: upper.x + 5, y: upper.y, width: upper.width - 6, height: upper.height - countRows - 1)
    guard plot.width > 4, plot.height > 1 else { return }
    if legend.height > 0 { drawReliabilityLegend(steps, in: legend) }
    let end = reliabilityEnd(bins)
    var dots = DotGrid(width: plot.width, height: plot.height, isUnicode: glyphs.isUnicode)
    dots.secondLine(from: (0, dots.dotHeight - 1), to: (dots.dotWidth - 1, 0), every: 3)
    var symbols: [(x: Int, y: Int, level: Level)] = []
    for bin in bins {
      guard let mean = bin.meanScore, let rate = bin.positiveRate, mean.isFinite, rate.isFinite else { continue }
      let level = level(of: bin, steps: steps)
      let x = Int((mean / end).finiteShare * Double(dots.dotWidth - 1))
      if let low = bin.low, let high = bin.high, low.isFinite, high.isFinite, low <= high {
        dots.line(
          from: (x, dots.y(low / end)), to: (x, dots.y(high / end)), style: .level(level), rank: level.severity,
          letter: "|")
      }
      symbols.append((glyphs.isUnicode ? x / 2 : x, dots.y(rate / end) / (glyphs.isUnicode ? 4 : 1), level))
    }
    dots.drawSecond(on: &canvas, at: plot, style: Style(.reference), letter: "/")
    dots.drawLine(on: &canvas, at: plot)
    for symbol in symbols.sorted(by: { $0.level.severity < $1.level.severity }) {
      canvas.put(
        reliabilitySymbol(symbol.level), x: plot.x + symbol.x, y: plot.y + symbol.y,
        style: .level(symbol.level).bold(), in: plot)
    }
    drawDiagramAxes(end: end, plot: plot, in: upper, countRows: countRows)
    let counts = Rectangle(x: plot.x, y: plot.maxY, width: plot.width, height: countRows)
    drawBinCounts(bins, end: end, in: counts)
    drawCalibrationFigures(in: figures)
  }

  /// Where the axes end: 1, or sooner where no score comes near it.
  private func reliabilityEnd(_ bins: [CellDetail.ReliabilityBin]) -> Double {
    var highest = 0.0
    for bin in bins where bin.n > 0 {
      highest = max(highest, (bin.meanScore ?? 0).finiteShare, (bin.positiveRate ?? 0).finiteShare)
    }
    let tenths = (highest * 10 + 0.2).rounded(.up)
    return min(1, max(0.2, (tenths / 2).rounded(.up) * 0.2))
  }

  /// How far from the ideal a bin is off: the thresholds of the calibration error, else 5 and 10 points.
  private var reliabilitySteps: (yellow: Double, red: Double) {
    let limits = state.selectedSegment.flatMap { segment in
      state.snapshot?.readings[SeriesKey(metric: .ece, segment: segment, window: state.window)]?.limits
    }
    let yellow = limits?.yellow.flatMap { $0.isFinite && $0 > 0 ? $0 : nil } ?? 0.05
    return (yellow, limits?.red.flatMap { $0.isFinite && $0 >= yellow ? $0 : nil } ?? max(0.1, 2 * yellow))
  }

  /// A bin is off when its interval, not only its share, is that far from the mean score.
  private func level(of bin: CellDetail.ReliabilityBin, steps: (yellow: Double, red: Double)) -> Level {
    guard let mean = bin.meanScore, let rate = bin.positiveRate else { return .nodata }
    let distance = max((bin.low ?? rate) - mean, mean - (bin.high ?? rate))
    return distance > steps.red ? .red : distance > steps.yellow ? .yellow : .green
  }

  private func reliabilitySymbol(_ level: Level) -> String {
    level == .green ? (glyphs.isUnicode ? "●" : "o") : glyphs.symbol(level)
  }

  private mutating func drawReliabilityLegend(_ steps: (yellow: Double, red: Double), in area: Rectangle) {
    var pen = Pen(area)
    pen.put(" ", on: &canvas)
    let parts: Line = [
      (reliabilitySymbol(.green), .level(.green)), (" OK  ", .faint), (glyphs.symbol(.yellow), .level(.yellow)),
      (" >\(Figure.decimal(steps.yellow))  ", .faint), (glyphs.symbol(.red), .level(.red)),
      (" >\(Figure.decimal(steps.red)) off", .faint), ("  \(glyphs.isUnicode ? "⠤⠊" : "/") ideal", Style(.reference)),
      ("  \(glyphs.isUnicode ? "⡇" : "|") 95%", .faint),
    ]
    for part in parts where pen.remaining >= columns(of: part.text) { pen.put(part.text, part.style, on: &canvas) }
  }

  private mutating func drawDiagramAxes(end: Double, plot: Rectangle, in area: Rectangle, countRows: Int) {
    let marks = plot.height >= 12 ? 4 : plot.height >= 5 ? 2 : 1
    for mark in 0...marks {
      let share = Double(mark) / Double(marks)
      let text = Figure.decimal(share * end, digits: marks == 4 ? 2 : 1)
      canvas.put(
        (mark == 0 ? "0" : text).fitted(4, alignment: .right, glyphs: glyphs), x: area.x,
        y: plot.maxY - 1 - Int((share * Double(plot.height - 1)).rounded()), style: .faint, in: area)
    }
    canvas.put(
      "n".fitted(4, alignment: .right, glyphs: glyphs), x: area.x, y: plot.maxY + countRows - 1, style: .faint, in: area
    )
    let ticks = plot.width >= 40 ? 5 : 2
    for tick in 0...ticks {
      let share = Double(tick) / Double(ticks)
      let text = tick == 0 ? "0" : Figure.decimal(share * end, digits: end < 0.5 && ticks == 5 ? 2 : 1)
      let center = plot.x + Int((share * Double(plot.width - 1)).rounded())
      let x = min(plot.maxX - text.count, max(plot.x, center - text.count / 2))
      canvas.put(text, x: x, y: plot.maxY + countRows, style: .faint, in: area)
    }
    guard plot.width / ticks >= 11 else { return }
    canvas.put("score", x: plot.x + plot.width / (2 * ticks) - 2, y: plot.maxY + countRows, style: .faint, in: area)
  }

  /// How many rows each bin rests on, as columns that are as wide as the bin.
  private mutating func drawBinCounts(_ bins: [CellDetail.ReliabilityBin], end: Double, in area: Rectangle) {
    let most = bins.reduce(0) { max($0, $1.n) }
    guard most > 0 else { return }
    for (index, bin) in bins.enumerated() where bin.n > 0 {
      let scale = Double(area.width) / end / Double(bins.count)
      let left = area.x + Int(Double(index) * scale)
      let right = min(area.maxX, area.x + Int(Double(index + 1) * scale))
      guard left < area.maxX else { break }
      let eighths = max(1, Int(Double(bin.n) / Double(most) * Double(area.height * 8)))
      for row in 0..<area.height where eighths > row * 8 {
        canvas.fill(
          Rectangle(x: left, y: area.maxY - 1 - row, width: max(1, right - left - 1), height: 1).intersection(area),
          glyphs.column(eighths: eighths - row * 8), style: Style(.border))
      }
    }
  }

  /// `ECE .076 ◆ YELLOW  MCE .150 · OK  bias -.030 ◆ YELLOW`, of all versions, as the diagram is.
  private mutating func drawCalibrationFigures(in area: Rectangle) {
    guard let segment = state.selectedSegment, let readings = state.snapshot?.readings else { return }
    var pen = Pen(area)
    pen.put(" ", on: &canvas)
    let hasWords = area.width >= 60
    for (metric, name) in [(Metric.ece, "ECE"), (.mce, "MCE"), (.calibrationBias, "bias"), (.brier, "Brier")] {
      guard let reading = readings[SeriesKey(metric: metric, segment: segment, window: state.window)] else { continue }
      let style = Style.level(reading.level, grade: reading.grade)
      let figure = text(reading, digits: 3, width: 6)
      let level = glyphs.symbol(reading.level) + (hasWords ? " " + reading.level.word : "")
      guard pen.remaining >= columns(of: name) + columns(of: figure) + columns(of: level) + 2 else { break }
      pen.put("\(name) ", .faint, on: &canvas)
      pen.put("\(figure) \(level)  ", style, on: &canvas)
    }
  }

  /// Bins of equal width: mean score, share of positives with its interval, and a bar of the share with a mark at the
  /// mean score. A share whose interval leaves the score out is bold.
  func reliabilityLines(_ bins: [CellDetail.ReliabilityBin], width: Int) -> [Line] {
    let hasInterval = width >= 34
    let used = 7 + 6 + 6 + (hasInterval ? 11 : 0)
    let countWidth = width >= used + 7 ? 7 : 0
    let barWidth = min(30, width - used - countWidth - 1)
    func row(_ cells: [(text: String, style: Style)], _ low: String, _ n: String) -> Line {
      var line: Line = [(cells[0].text.fitted(7, glyphs: glyphs), cells[0].style)]
      line += cells[1...].map { ($0.text.fitted(6, alignment: .right, glyphs: glyphs), $0.style) }
      if hasInterval { line.append((low.fitted(11, alignment: .right, glyphs: glyphs), .faint)) }
      if countWidth > 0 { line.append((n.fitted(countWidth, alignment: .right, glyphs: glyphs), .faint)) }
      return line
    }
    func share(_ value: Double?) -> String { value.map { Figure.decimal($0, digits: 3) } ?? "-" }
    let heading = row([("score", .faint), ("mean", .faint), ("true", .faint)], "95%", "n")
    return [heading]
      + bins.enumerated().map { index, bin in
        let bounds = [index, index + 1].map {
          $0 == 0 ? "0" : Figure.decimal(Double($0) / Double(bins.count), digits: 1)
        }
        var isOff = false
        if let mean = bin.meanScore, let low = bin.low, let high = bin.high { isOff = mean < low || mean > high }
        let interval = bin.low.flatMap { low in bin.high.map { share(low) + glyphs.dash + share($0) } } ?? ""
        let line = row(
          [
            (bounds.joined(separator: glyphs.dash), .faint), (share(bin.meanScore), Style(.reference)),
            (share(bin.positiveRate), isOff ? .plain.bold() : .plain),
          ], interval, Figure.short(Double(bin.n)))
        guard barWidth >= 6, let rate = bin.positiveRate else { return line }
        return line + [(" ", .plain)] + markedBar(rate, mark: bin.meanScore, width: barWidth)
      }
  }
}
