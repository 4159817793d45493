import Readings

extension Renderer {
  /// Reference against current, bin by bin: upright pairs of bars for numbers, a bar with a mark for categories.
  mutating func drawHistogram(_ placed: PlacedPane) {
    let histogram = state.histogram
    let inner = frame(placed, subtitle: "reference against current", right: state.window)
    guard inner.height > 0 else { return }
    guard let histogram, !histogram.bins.isEmpty else {
      canvas.put(" no distribution yet for this cell", x: inner.x, y: inner.y, style: .faint, in: inner)
      return
    }
    drawHistogramLegend(histogram, in: inner.row(0))
    let detailHeight = inner.height >= 6 ? 1 : 0
    let (_, below) = inner.splitTop(1)
    let (body, detail) = below.splitTop(below.height - detailHeight)
    if state.selectedKind == .categorical {
      drawCategories(histogram, in: body)
    } else {
      drawBins(histogram, in: body)
    }
    if detailHeight > 0 { drawBinDetail(histogram, in: detail) }
  }

  private mutating func drawHistogramLegend(_ histogram: Histogram, in area: Rectangle) {
    let isCategorical = state.selectedKind == .categorical
    let mark = String(Character(isCategorical ? glyphs.referenceMark : glyphs.referenceFill))
    var pen = Pen(area)
    pen.put(" \(mark) ", Style(.reference), on: &canvas)
    pen.put("reference ", on: &canvas)
    pen.put("n=\(Figure.short(Double(histogram.referenceCount)))   ", .faint, on: &canvas)
    pen.put(String(Character(glyphs.fullBlock)) + " ", Style(.current), on: &canvas)
    pen.put("current ", on: &canvas)
    let count = "n=\(Figure.count(histogram.currentCount))"
    if pen.remaining >= count.count { pen.put(count, .faint, on: &canvas) }
    if state.version != "*", pen.remaining >= 16 { pen.put("  all versions", .faint, on: &canvas) }
  }

  /// The level that a bin's part of the PSI would have alone.
  private func level(ofContribution contribution: Double) -> Level {
    guard contribution.isFinite else { return .error }
    let limits = state.selectedReading(.psi)?.limits
    if let red = limits?.red, contribution > red { return .red }
    if let yellow = limits?.yellow, contribution > yellow { return .yellow }
    return .green
  }

  private mutating func drawBins(_ histogram: Histogram, in area: Rectangle) {
    let margin = 5
    let (axis, plot) = area.splitLeft(margin)
    let bins = histogram.bins
    let binWidth = max(3, min(13, plot.width / max(1, bins.count)))
    let shown = max(1, min(bins.count, plot.width / binWidth))
    let first = firstRow(selected: state.selectedBin ?? 0, count: bins.count, rows: shown)
    let visible = Array(bins[first..<min(bins.count, first + shown)])
    let widest = visible.reduce(0) { max($0, columns(of: $1.label)) }
    let labelRows = area.height >= 8 && widest > binWidth - 1 && visible.count > 1 ? 2 : 1
    let contributionRows = area.height >= 5 ? 1 : 0
    let (bars, captions) = plot.splitTop(area.height - labelRows - contributionRows)
    guard bars.height > 0 else { return }
    let highest = max(1e-9, visible.reduce(0) { max($0, $1.reference.finiteShare, $1.current.finiteShare) })
    canvas.put(
      Figure.percent(highest).fitted(margin - 1, alignment: .right, glyphs: glyphs), x: axis.x, y: bars.y,
      style: .faint,
      in: axis)
    if bars.height > 4 {
      canvas.put(
        Figure.percent(highest / 2).fitted(margin - 1, alignment: .right, glyphs: glyphs), x: axis.x,
        y: bars.y + bars.height / 2, style: .faint, in: axis)
    }
    if contributionRows > 0 {
      canvas.put("\(glyphs.delta)PSI", x: axis.x, y: captions.maxY - 1, style: .faint, in: axis)
    }
    let barWidth = max(1, (binWidth - 1) / 2)
    for (index, bin) in visible.enumerated() {
      let x = plot.x + index * binWidth
      let column = Rectangle(x: x, y: bars.y, width: barWidth, height: bars.height)
      drawColumn(bin.reference.finiteShare / highest, glyphs.referenceFill, style: Style(.reference), in: column)
      var current = column
      current.x += barWidth
      drawColumn(bin.current.finiteShare / highest, nil, style: Style(.current), in: current)
      drawCaption(
        bin, index: index, isSelected: first + index == state.selectedBin, width: binWidth, labelRows: labelRows,
        hasContribution: contributionRows > 0, x: x, in: captions)
    }
  }

  /// A bar that fills a part of a column; in eighths, or in whole cells of a shade.
  private mutating func drawColumn(
    _ share: Double, _ shade: Unicode.Scalar?, style: Style, in area: Rectangle
  ) {
    let eighths = Int((max(0, min(1, share)) * Double(area.height * 8)).rounded())
    let drawn = share > 0 ? max(1, eighths) : 0
    for row in 0..<area.height {
      let part = drawn - row * 8
      guard part > 0 else { break }
      var scalar = glyphs.column(eighths: part)
      if let shade, part >= 4 { scalar = shade }
      let cells = Rectangle(x: area.x, y: area.maxY - 1 - row, width: area.width, height: 1)
      canvas.fill(cells, scalar, style: style)
    }
  }

  private mutating func drawCaption(
    _ bin: Histogram.Bin, index: Int, isSelected: Bool, width: Int, labelRows: Int, hasContribution: Bool, x: Int,
    in area: Rectangle
  ) {
    // On two rows, every other label has the room of two bins.
    let room = labelRows == 2 ? 2 * width - 1 : width - 1
    let row = labelRows == 2 ? index % 2 : 0
    let label = bin.label.truncated(max(1, room), glyphs: glyphs)
    let style = isSelected ? Style(.accent, isBold: true, isReversed: true) : .plain
    canvas.put(label, x: x, y: area.y + row, style: style, in: area)
    guard hasContribution else { return }
    let level = level(ofContribution: bin.contribution)
    let figure = Figure.decimal(bin.contribution, digits: 2)
    let text = width >= columns(of: figure) + 2 ? figure + glyphs.symbol(level) : glyphs.symbol(level)
    let contributionStyle = level == .green ? Style.faint : .level(level)
    canvas.put(text, x: x, y: area.y + labelRows, style: contributionStyle, in: area)
  }

  private mutating func drawCategories(_ histogram: Histogram, in area: Rectangle) {
    let bins = histogram.bins
    let labelWidth = min(bins.reduce(4) { max($0, columns(of: $1.label)) }, max(6, area.width / 4))
    let first = firstRow(selected: state.selectedBin ?? 0, count: bins.count, rows: area.height)
    let highest = max(1e-9, bins.reduce(0) { max($0, $1.reference.finiteShare, $1.current.finiteShare) })
    let barWidth = max(4, area.width - labelWidth - 15)
    for row in 0..<max(0, min(area.height, bins.count - first)) {
      let bin = bins[first + row]
      var pen = Pen(area, row: row)
      let isSelected = first + row == state.selectedBin
      pen.put(isSelected ? glyphs.marker : " ", .accent, on: &canvas)
      pen.put(bin.label, width: labelWidth, isSelected ? .accent : .plain, on: &canvas)
      pen.put(Figure.percent(bin.current), width: 5, alignment: .right, .plain, on: &canvas)
      pen.put(" ", on: &canvas)
      let eighths = Int((bin.current.finiteShare / highest * Double(barWidth * 8)).rounded())
      for column in 0..<barWidth where eighths - column * 8 > 0 {
        let scalar = glyphs.row(eighths: eighths - column * 8)
        canvas.put(String(Character(scalar)), x: pen.x + column, y: pen.y, style: Style(.current), in: area)
      }
      let mark = min(barWidth - 1, Int(bin.reference.finiteShare / highest * Double(barWidth)))
      let markStyle = Style(.reference, isBold: true)
      canvas.put(String(Character(glyphs.referenceMark)), x: pen.x + mark, y: pen.y, style: markStyle, in: area)
      pen.skip(barWidth + 1)
      let level = level(ofContribution: bin.contribution)
      pen.put(
        Figure.decimal(bin.contribution, digits: 3), width: 5, alignment: .right,
        level == .green ? .faint : .level(level), on: &canvas)
      pen.put(glyphs.symbol(level), .level(level), on: &canvas)
    }
  }

  /// The bin under the cursor in figures, or the one that adds most to the PSI.
  private mutating func drawBinDetail(_ histogram: Histogram, in area: Rectangle) {
    let bins = histogram.bins
    let worst = bins.indices.max { bins[$0].contribution < bins[$1].contribution } ?? 0
    let index = state.selectedBin.map { min($0, bins.count - 1) } ?? worst
    let bin = bins[index]
    let level = level(ofContribution: bin.contribution)
    var pen = Pen(area)
    pen.put(state.selectedBin == nil ? " most: " : " bin: ", .faint, on: &canvas)
    pen.put(bin.label.truncated(max(6, area.width / 4), glyphs: glyphs), .plain.bold(), on: &canvas)
    let change = "  \(Figure.percent(bin.reference)) \(glyphs.steady) \(Figure.percent(bin.current))"
    pen.put(
      glyphs.isUnicode ? change : "  \(Figure.percent(bin.reference)) to \(Figure.percent(bin.current))", on: &canvas)
    pen.put("  \(glyphs.delta)PSI ", .faint, on: &canvas)
    pen.put("\(Figure.decimal(bin.contribution, digits: 3)) \(glyphs.symbol(level))", .level(level), on: &canvas)
  }
}

extension Double {
  /// A share that can be drawn: within 0…1, 0 if it is not a number.
  var finiteShare: Double { isFinite ? Swift.max(0, Swift.min(1, self)) : 0 }
}
