import Readings

extension Renderer {
  /// Where the columns and rows of the heat-map go.
  private struct Grid {
    var nameWidth: Int
    var cellWidth: Int
    var firstColumn: Int
    var columnCount: Int
    var firstRow: Int
    var rowCount: Int
    /// Rows of headings above the cells: dimensions and values, or values alone.
    var headings: Int
    /// Rows below the cells: the selected cell in words, the legend.
    var footers: Int
  }

  /// Feature × segment: value and level of each cell, coloured by grade.
  mutating func drawHeatMap(_ placed: PlacedPane) {
    guard let snapshot = state.snapshot else { return }
    let features = state.featureOrder
    let labels = state.segmentOrder.map { SegmentLabel($0, glyphs: glyphs) }
    let grid = layOut(features: features, labels: labels, in: placed.area.inset(x: 1, y: 1))
    let range = rangeText(first: grid.firstRow, rows: grid.rowCount, count: features.count)
    let order = state.sort == .worst ? "worst first" : state.sort == .name ? "by name" : "as configured"
    let scope = state.version == "*" ? "" : " \(state.version)"
    let worse = state.worseMetric.map {
      " \(glyphs.dot) worse: \($0.metric.rawValue) \(glyphs.symbol($0.level)) \($0.level.word)"
    }
    let content = "\(state.metric.rawValue)\(scope) \(glyphs.dot) feature \(glyphs.times) segment\(worse ?? "")"
    let filter = filterTitle(shown: features.count, of: snapshot.features.count)
    let inner = frame(
      placed, subtitle: filter.isEmpty ? content : "\(filter) \(glyphs.dot) \(content)",
      right: [range, order].filter { !$0.isEmpty }.joined(separator: " "))
    guard inner.height > 0, inner.width > 10 else { return }
    guard !features.isEmpty, !labels.isEmpty else {
      let text = emptyText("no features yet", of: snapshot.features.count)
      canvas.put(
        " " + text.truncated(inner.width - 1, glyphs: glyphs), x: inner.x, y: inner.y, style: .faint, in: inner)
      return
    }
    drawHeadings(grid, labels: labels, in: inner)
    for row in 0..<min(grid.rowCount, features.count - grid.firstRow) {
      drawRow(grid.firstRow + row, at: grid.headings + row, grid: grid, in: inner)
    }
    drawMoreMarks(grid, labels: labels, in: inner)
    drawSpareChart(below: grid.headings + features.count, above: grid.footers, in: inner)
    if grid.footers >= 1 { drawSelectedCell(in: inner.row(inner.height - grid.footers)) }
    if grid.footers >= 2 { drawLegend(in: inner.row(inner.height - 1)) }
  }

  private func layOut(features: [String], labels: [SegmentLabel], in inner: Rectangle) -> Grid {
    let longest = features.reduce(8) { max($0, min(40, columns(of: $1))) }
    let nameWidth = min(longest, max(8, inner.width / 4)) + 1
    let room = max(1, inner.width - nameWidth - 1)
    let widest = labels.reduce(7) { max($0, min(14, columns(of: $1.value) + 2)) }
    let cellWidth = labels.isEmpty ? 8 : max(7, min(widest, room / labels.count))
    let columnCount = max(1, min(labels.count, room / cellWidth))
    let headings = inner.height >= 8 && labels.contains { !$0.dimension.isEmpty } ? 2 : 1
    let footers = inner.height >= 9 ? 2 : inner.height >= 6 ? 1 : 0
    let rowCount = max(1, inner.height - headings - footers)
    return Grid(
      nameWidth: nameWidth, cellWidth: cellWidth,
      firstColumn: firstRow(selected: state.segmentIndex, count: labels.count, rows: columnCount),
      columnCount: columnCount, firstRow: firstRow(selected: state.featureIndex, count: features.count, rows: rowCount),
      rowCount: rowCount, headings: headings, footers: footers)
  }

  private mutating func drawHeadings(_ grid: Grid, labels: [SegmentLabel], in inner: Rectangle) {
    let valueRow = inner.row(grid.headings - 1)
    var shownDimension: String?
    for column in 0..<min(grid.columnCount, labels.count - grid.firstColumn) {
      let index = grid.firstColumn + column
      let x = inner.x + 1 + grid.nameWidth + column * grid.cellWidth
      if grid.headings == 2, labels[index].dimension != shownDimension {
        let run = labels[index...].prefix { $0.dimension == labels[index].dimension }.count
        let width = min(run, grid.columnCount - column) * grid.cellWidth
        shownDimension = labels[index].dimension
        if !labels[index].dimension.isEmpty {
          var pen = Pen(Rectangle(x: x, y: inner.y, width: width - 1, height: 1).intersection(inner))
          pen.put(" " + labels[index].dimension.truncated(max(1, width - 3), glyphs: glyphs) + " ", .faint, on: &canvas)
          pen.put(
            String(repeating: String(Character(glyphs.horizontal)), count: pen.remaining), Style(.border), on: &canvas)
        }
      }
      let isSelected = isInteractive && index == state.segmentIndex
      let text = labels[index].value.truncated(grid.cellWidth - 1, glyphs: glyphs)
      let style = isSelected ? Style(.accent, isBold: true, isUnderlined: true) : .plain
      canvas.put(text, x: x + 1, y: valueRow.y, style: style, in: valueRow)
      mark(
        Rectangle(x: x, y: valueRow.y, width: grid.cellWidth, height: 1).intersection(valueRow),
        .heatCell(feature: state.featureIndex, segment: index))
    }
  }

  private mutating func drawRow(_ number: Int, at row: Int, grid: Grid, in inner: Rectangle) {
    let segments = state.segmentOrder
    let feature = state.featureOrder[number]
    let isSelected = isInteractive && feature == state.selectedFeature
    let area = inner.row(row)
    mark(area, .row(.heatMap, number))
    var pen = Pen(area)
    pen.put(isSelected ? glyphs.marker : " ", .accent, on: &canvas)
    pen.put(feature, width: grid.nameWidth - 1, isSelected ? .accent : .plain, on: &canvas)
    for column in 0..<min(grid.columnCount, segments.count - grid.firstColumn) {
      let index = grid.firstColumn + column
      let x = inner.x + 1 + grid.nameWidth + column * grid.cellWidth
      let cell = Rectangle(x: x, y: area.y, width: grid.cellWidth, height: 1).intersection(area)
      let reading = state.reading(state.metric, feature: feature, segment: segments[index])
      mark(cell, .heatCell(feature: number, segment: index))
      drawCell(reading, isSelected: isSelected && index == state.segmentIndex, in: cell)
    }
  }

  /// `▲ .31`, in brackets when selected; the fill is as wide as the figure, so that neighbours stay apart.
  private mutating func drawCell(_ reading: Reading?, isSelected: Bool, in cell: Rectangle) {
    let style: Style
    var text = ""
    if let reading {
      style = .level(reading.level, grade: reading.grade, isFilled: true)
      text = glyphs.symbol(reading.level)
      if let value = reading.value {
        let figure = Figure.value(value, of: reading.key.metric, width: 4)
        text += figure.fitted(4, alignment: .right, glyphs: glyphs)
      } else {
        text = text.fitted(5, glyphs: glyphs)
      }
    } else {
      style = .faint
    }
    var pen = Pen(cell)
    pen.put(isSelected ? "[" : " ", .accent, on: &canvas)
    pen.put(text, width: min(5, max(0, cell.width - 2)), style, on: &canvas)
    if isSelected { pen.put("]", .accent, on: &canvas) }
  }

  /// The history of the selected cell, where the features leave enough rows for it.
  private mutating func drawSpareChart(below rows: Int, above footers: Int, in inner: Rectangle) {
    let spare = inner.height - rows - footers
    guard isInteractive, spare >= 7, inner.width >= 40 else { return }
    let height = min(16, spare - 1)
    let chart = Rectangle(x: inner.x, y: inner.maxY - footers - height, width: inner.width, height: height)
    drawChart(state.metric, in: chart)
  }

  /// How many columns are out of sight on either side, and whether anything is red among them.
  private mutating func drawMoreMarks(_ grid: Grid, labels: [SegmentLabel], in inner: Rectangle) {
    let after = labels.count - grid.firstColumn - grid.columnCount
    var text = ""
    if grid.firstColumn > 0 { text += "\(glyphs.moreLeft)\(grid.firstColumn)" }
    if after > 0 { text += (text.isEmpty ? "" : " ") + "\(after)\(glyphs.moreRight)" }
    guard !text.isEmpty else { return }
    let hidden = (0..<grid.firstColumn).map { $0 } + (labels.count - max(0, after)..<labels.count).map { $0 }
    var worst = Level.green
    for index in hidden where state.segmentLevels.indices.contains(index) {
      if state.segmentLevels[index].severity > worst.severity { worst = state.segmentLevels[index] }
    }
    var pen = Pen(inner.row(0))
    pen.skip(1)
    let room = grid.nameWidth - 1
    guard columns(of: text) <= room else { return }
    pen.put(text, .accent, on: &canvas)
    if worst != .green, columns(of: text) + 2 <= room {
      pen.put(" " + glyphs.symbol(worst), .level(worst), on: &canvas)
    }
  }

  /// The selected cell in words: what it is, how sure, and since when.
  private mutating func drawSelectedCell(in area: Rectangle) {
    guard isInteractive, let feature = state.selectedFeature, let segment = state.selectedSegment else { return }
    var pen = Pen(area)
    pen.put(" ", on: &canvas)
    pen.put(
      "\(feature) / \(segment)".truncated(max(12, area.width * 2 / 5), glyphs: glyphs), .plain.bold(), on: &canvas)
    guard let reading = state.selectedReading(state.metric) else {
      pen.put("  not evaluated", .faint, on: &canvas)
      return
    }
    pen.put("  \(state.metric.rawValue) ", on: &canvas)
    if let value = reading.value { pen.put(Figure.value(value, of: state.metric, digits: 3) + " ", on: &canvas) }
    pen.put(
      "\(glyphs.symbol(reading.level)) \(reading.level.word)", .level(reading.level, grade: reading.grade), on: &canvas)
    var notes: [String] = []
    // With little room the interval of the figure says more than that of its onset.
    let hasInterval = pen.remaining >= 60
    if let since = sinceText(reading.key, level: reading.level, hasInterval: hasInterval) {
      notes.append("since \(since)")
    }
    notes.append("n \(Figure.count(reading.n))")
    let interval = interval(reading.low, reading.high, of: state.metric, digits: 3)
    if !interval.isEmpty { notes.append("95% \(interval)") }
    if let p = reading.pValue { notes.append("p \(Figure.probability(p))") }
    if let floor = reading.floor { notes.append("floor \(Figure.value(floor, of: state.metric, digits: 3))") }
    for note in notes where pen.remaining >= columns(of: note) + 2 { pen.put("  " + note, .faint, on: &canvas) }
  }

  private mutating func drawLegend(in area: Rectangle) {
    let limits = state.selectedReading(state.metric)?.limits
    var parts: [(String, Style)] = []
    if let limits, limits.yellow != nil, limits.red != nil {
      let first = limits.text(.yellow, of: state.metric, glyphs: glyphs)
      let second = limits.text(.red, of: state.metric, glyphs: glyphs)
      parts = [
        ("\(glyphs.symbol(.green)) OK", .level(.green, grade: 0.9)),
        ("\(glyphs.symbol(.yellow)) YELLOW \(first)", .level(.yellow, grade: 1.5)),
        ("\(glyphs.symbol(.red)) RED \(second)", .level(.red)),
      ]
    } else {
      for level in [Level.green, .yellow, .red] {
        parts.append(("\(glyphs.symbol(level)) \(level.word)", .level(level)))
      }
    }
    parts.append(("\(glyphs.symbol(.insufficient)) too few rows", .level(.insufficient)))
    parts.append(("\(glyphs.symbol(.nodata)) no rows", .level(.nodata)))
    parts.append(("\(glyphs.symbol(.error)) error", .level(.error)))
    var pen = Pen(area)
    pen.put(" ", on: &canvas)
    for (text, style) in parts where pen.remaining >= columns(of: text) + 1 {
      pen.put(text, style, on: &canvas)
      pen.put("   ", on: &canvas)
    }
  }
}
