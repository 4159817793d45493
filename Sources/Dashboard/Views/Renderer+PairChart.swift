import Notation
import Readings

/// The axes of the chart of two versions.
extension Renderer {
  /// Where a chart's parts go: the values' axis on the left, the times' below.
  struct ChartPlaces {
    var axis: Rectangle
    var plot: Rectangle
    var times: Rectangle

    init(_ area: Rectangle) {
      let (left, right) = area.splitLeft(7)
      let rows = max(0, right.height - (right.height >= 4 ? 1 : 0))
      plot = Rectangle(x: right.x, y: right.y, width: right.width - 1, height: rows)
      axis = Rectangle(x: left.x, y: left.y, width: left.width, height: rows)
      times = Rectangle(x: plot.x, y: plot.maxY, width: plot.width, height: right.height - rows)
    }
  }

  /// What the thresholds' lines mean, where there is room.
  func pairLegend(_ limits: Limits?, _ placed: PlacedPane) -> String {
    guard placed.area.width >= 70 else { return "" }
    var parts: [String] = []
    if limits?.yellow != nil { parts.append("\(glyphs.yellowLine) yellow") }
    if limits?.red != nil { parts.append("\(glyphs.redLine) red") }
    if placed.area.width >= 100 { parts.append(chartStep(placed)) }
    return parts.joined(separator: "  ")
  }

  /// The thresholds and the edges as figures; the first of those that share a row.
  ///
  /// - Parameter row: the row of a value in a plot of such a height.
  mutating func drawValues(
    of metric: Metric, limits: Limits?, bottom: Double, top: Double, _ places: ChartPlaces,
    row: (Double, Int) -> Int?
  ) {
    var taken: Set<Int> = []
    let marks: [(value: Double?, style: Style)] = [
      (limits?.red, Style(.threshold(.red))), (limits?.lowerRed, Style(.threshold(.red))),
      (limits?.yellow, Style(.threshold(.yellow))), (limits?.lowerYellow, Style(.threshold(.yellow))),
      (bottom, .faint), (top, .faint), (limits?.yellow == nil ? (bottom + top) / 2 : nil, .faint),
    ]
    for mark in marks {
      guard let value = mark.value, let row = row(value, places.plot.height), taken.insert(row).inserted else {
        continue
      }
      let text = Figure.value(value, of: metric, width: places.axis.width - 1, digits: 3)
        .fitted(places.axis.width - 1, alignment: .right, glyphs: glyphs)
      canvas.put(text, x: places.axis.x, y: places.plot.y + row, style: mark.style, in: places.axis)
    }
  }

  /// Some points in time from the first to the last.
  mutating func drawTimes(_ first: Instant, _ last: Instant, in area: Rectangle) {
    let span = last - first
    guard !area.isEmpty, span >= .zero else { return }
    let isLong = span > .hours(36)
    let width = isLong ? 11 : 5
    let count = max(1, min(8, area.width / (width + 9)))
    for index in 0...count {
      let time = first + TimeSpan(microseconds: Int64(Double(span.microseconds) * Double(index) / Double(count)))
      let text = isLong ? "\(time.dayText) \(time.clockText)" : time.clockText
      let center = area.x + (area.width - 1) * index / count
      let x = min(area.maxX - width, max(area.x, center - width / 2))
      canvas.put(text, x: x, y: area.y, style: .faint, in: area)
      if span == .zero { break }
    }
  }
}
