import Notation
import Readings

extension Renderer {
  /// How the most telling figures of the selected segment went: sparkline, present value, level.
  mutating func drawTrend(_ placed: PlacedPane) {
    guard state.snapshot != nil else { return }
    let series = state.trendRows
    let valueWidth = 7
    let levelWidth = placed.area.width >= 56 ? 9 : 3
    let inner = frame(placed, subtitle: trendSubtitle(placed, series), right: state.window)
    guard inner.height > 0 else { return }
    let sparkWidth = max(0, inner.width - 11 - valueWidth - levelWidth - 1)
    // With room to spare every series gets two rows of sparkline.
    let rowHeight = inner.height >= 2 * 7 ? 2 : 1
    let rows = inner.height / rowHeight
    let selected = min(max(0, state.selectedTrendRow), max(0, series.count - 1))
    let isFocused = isInteractive && state.focus == .trend
    let first = isFocused ? firstRow(selected: selected, count: series.count, rows: rows) : 0
    for row in 0..<max(0, min(rows, series.count - first)) {
      let item = series[first + row]
      let y = row * rowHeight + rowHeight - 1
      mark(
        Rectangle(x: inner.x, y: inner.y + row * rowHeight, width: inner.width, height: rowHeight),
        .row(.trend, first + row))
      var pen = Pen(inner, row: y)
      pen.put(isFocused && first + row == selected ? glyphs.marker : " ", .accent, on: &canvas)
      pen.put(item.label, width: 9, .plain, on: &canvas)
      pen.put(" ", on: &canvas)
      let current = item.current(in: state)
      let spark = Rectangle(x: pen.x, y: inner.y + row * rowHeight, width: sparkWidth, height: rowHeight)
      drawSparkline(item, current: current, in: spark.intersection(inner))
      pen.skip(sparkWidth + 1)
      pen.put(
        text(current, width: valueWidth - 1), width: valueWidth - 1, alignment: .right, style(current), on: &canvas)
      if let current {
        let word = levelWidth > 3 ? " " + current.level.word : ""
        pen.put(" \(glyphs.symbol(current.level))\(word)", .level(current.level, grade: current.grade), on: &canvas)
      }
    }
  }

  private func trendSubtitle(_ placed: PlacedPane, _ series: [TrendSeries]) -> String {
    guard let segment = state.selectedSegment else { return "" }
    let isPending = series.contains {
      $0.metric.needsLabels && $0.current(in: state)?.labels?.isFinal == false
    }
    let note = "   \(glyphs.thinColumn(eighths: 8)) labels pending"
    return isPending && placed.area.width > 30 + columns(of: segment) + columns(of: note) ? segment + note : segment
  }

  private mutating func drawSparkline(_ series: TrendSeries, current: Reading?, in area: Rectangle) {
    guard area.width > 0, area.height > 0, let snapshot = state.snapshot else { return }
    // A day of panes, or as much of it as there is; several panes a cell where there is no room for one each.
    let panesPerDay = max(1, Int(min(Int64(100_000), 86_400_000_000 / max(1, snapshot.pane.microseconds))))
    let perCell = max(1, (min(panesPerDay, knownPanes(snapshot)) + area.width - 1) / area.width)
    let points = series.points(in: state, last: perCell * area.width, limits: current?.limits)
    let isPending = series.metric.needsLabels && current?.labels?.isFinal == false
    let scale = sparkScale(points, series: series, limits: current?.limits)
    for column in 0..<area.width {
      let slice = points[column * perCell..<(column + 1) * perCell]
      guard let point = worst(of: slice, series, limits: current?.limits) else { continue }
      guard let value = point.value, value.isFinite else {
        if point.level != .nodata {
          canvas.put(glyphs.isUnicode ? "·" : ".", x: area.x + column, y: area.maxY - 1, style: .level(point.level))
        }
        continue
      }
      let isProvisional = isPending && slice.contains { $0?.isFinal == false }
      let height = Double(area.height * 8)
      let eighths = max(1, Int(max(0, min(1, (value - scale.low) / (scale.high - scale.low))) * height))
      let grade = current?.limits?.grade(of: value)
      let style = Style.level(point.level, grade: grade).faint(isProvisional)
      for row in 0..<area.height {
        let part = eighths - row * 8
        guard part > 0 else { break }
        let scalar = isProvisional ? glyphs.thinColumn(eighths: part) : glyphs.column(eighths: part)
        let place = Rectangle(x: area.x + column, y: area.maxY - 1 - row, width: 1, height: 1)
        canvas.fill(place.intersection(area), scalar, style: style)
      }
    }
  }

  /// Panes of the longest past on show; throughput has a point for every one.
  private func knownPanes(_ snapshot: Snapshot) -> Int {
    let history = snapshot.histories[SeriesKey(metric: .throughput, window: state.window)]?.points
    guard let first = history?.first?.time, let last = history?.last?.time, snapshot.pane > .zero else { return 1 }
    return Int((last - first).microseconds / snapshot.pane.microseconds) + 1
  }

  private func worst(
    of points: ArraySlice<History.Point?>, _ series: TrendSeries, limits: Limits?
  ) -> History.Point? {
    var worst: History.Point?
    for point in points {
      guard let point else { continue }
      guard let held = worst, let old = held.value else {
        worst = point
        continue
      }
      guard let new = point.value else { continue }
      if !series.isWorse(old, than: new, limits: limits) { worst = point }
    }
    return worst
  }

  /// From nothing to beyond the red threshold where more is worse; else a band that leaves the changes visible, and where
  /// both sides are bad both thresholds.
  private func sparkScale(_ points: [History.Point?], series: TrendSeries, limits: Limits?) -> (
    low: Double, high: Double
  ) {
    let values = points.compactMap { $0?.value }.filter(\.isFinite)
    let highest = values.max() ?? 1
    let lowest = values.min() ?? 0
    if series.metric == .throughput || series.metric == .labelCoverage { return (0, max(highest, 1e-9)) }
    if series.metric.direction == .higherIsWorse {
      return (0, max(highest, (limits?.red ?? limits?.yellow ?? 0) * 1.2, 1e-9))
    }
    if series.metric.direction == .eitherWay {
      // A band with two sides shows both thresholds.
      let floor = min(lowest, limits?.lowerRed ?? limits?.lowerYellow ?? lowest)
      let top = max(highest, limits?.red ?? limits?.yellow ?? highest)
      let margin = max((top - floor) / 8, 1e-9)
      return (floor - margin, top + margin)
    }
    let floor = min(lowest, limits?.red ?? lowest)
    let top = max(highest, limits?.baseline ?? highest)
    let span = max(top - floor, 0.02)
    return (floor - span / 4, floor + span)
  }
}

extension Glyphs {
  /// A thin bar of so many eighths of a cell, growing upwards, in four steps (three in ASCII): what is provisional.
  func thinColumn(eighths: Int) -> Unicode.Scalar {
    let step = (max(0, min(8, eighths)) + 1) / 2
    return isUnicode ? Self.thinColumns[step] : Self.asciiThinColumns[step]
  }

  private static let thinColumns: [Unicode.Scalar] = [" ", "⡀", "⡄", "⡆", "⡇"]
  private static let asciiThinColumns: [Unicode.Scalar] = [" ", ".", ".", ":", "|"]
}
