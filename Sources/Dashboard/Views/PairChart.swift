import Notation
import Readings

/// Two series over the same time on one scale, in two tones: the first a solid line, the second a dotted one.
struct PairChart {
  /// The first and the last moment.
  let start: Instant
  let end: Instant
  let bottom: Double
  let top: Double
  private let series: [[History.Point]]
  private let limits: Limits?

  static let styles = [Style(.current), Style(.secondary)]

  /// - Returns: `nil` without any point.
  init?(_ first: [History.Point], _ second: [History.Point], limits: Limits?) {
    series = [first, second]
    self.limits = limits
    guard let start = series.compactMap({ $0.first?.time }).min(), let end = series.compactMap({ $0.last?.time }).max()
    else { return nil }
    (self.start, self.end) = (start, max(start, end))
    var values = (first + second).compactMap(\.value).filter(\.isFinite)
    // A threshold that is near enough to matter belongs into the picture.
    let (least, greatest) = (values.min() ?? 0, values.max() ?? 1)
    let reach = max(greatest - least, abs(greatest) * 0.05)
    for limit in [limits?.yellow, limits?.red, limits?.lowerYellow, limits?.lowerRed].compactMap({ $0 })
    where limit.isFinite && limit > least - 2 * reach && limit < greatest + 2 * reach {
      values.append(limit)
    }
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    let margin = max((high - low) * 0.08, abs(high) * 1e-6, 1e-9)
    (bottom, top) = (low - margin, high + margin)
  }

  /// The row of a value from the top of an area of such a height; `nil` beyond it.
  func row(of value: Double, height: Int) -> Int? {
    guard value.isFinite, value >= bottom, value <= top, height > 0 else { return nil }
    let share = (value - bottom) / (top - bottom)
    guard share.isFinite else { return height - 1 }
    return max(0, min(height - 1, height - 1 - Int(share * Double(height))))
  }

  /// The column of a moment.
  func column(of time: Instant, width: Int) -> Int { place(time, width) }

  private func place(_ time: Instant, _ count: Int) -> Int {
    let span = Double((end - start).microseconds)
    guard span > 0 else { return count - 1 }
    let share = Double((time - start).microseconds) / span
    return max(0, min(count - 1, Int((share * Double(count - 1)).rounded())))
  }

  /// Draws thresholds, then the lines; where both lie in a cell the first one's tone shows.
  ///
  /// - Parameter cursor: the moment that is marked.
  func draw(on canvas: inout Canvas, in area: Rectangle, glyphs: Glyphs, cursor: Instant?) {
    guard area.width > 1, area.height > 0 else { return }
    for (value, level, scalar) in [
      (limits?.yellow, Level.yellow, glyphs.yellowLine), (limits?.lowerYellow, .yellow, glyphs.yellowLine),
      (limits?.red, .red, glyphs.redLine), (limits?.lowerRed, .red, glyphs.redLine),
    ] {
      guard let value, let row = row(of: value, height: area.height) else { continue }
      canvas.fill(area.row(row), scalar, style: Style(.threshold(level)))
    }
    if let cursor {
      let x = area.x + place(cursor, area.width)
      canvas.fill(Rectangle(x: x, y: area.y, width: 1, height: area.height), glyphs.cursor, style: .accent)
    }
    var dots = DotGrid(width: area.width, height: area.height, isUnicode: glyphs.isUnicode)
    for index in series.indices { add(index, to: &dots) }
    dots.drawSecond(on: &canvas, at: area, style: Self.styles[1], letter: "o")
    dots.drawLine(on: &canvas, at: area)
  }

  private func add(_ index: Int, to dots: inout DotGrid) {
    var previous: (x: Int, y: Int)?
    for point in series[index] {
      guard let value = point.value, value.isFinite else {
        previous = nil
        continue
      }
      let place = (x: place(point.time, dots.dotWidth), y: dots.y((value - bottom) / (top - bottom)))
      // A point without neighbours is a stroke, so that it can be seen at all.
      let start = previous ?? (series[index].count == 1 ? (x: max(0, place.x - 2), y: place.y) : place)
      if index == 0 {
        dots.line(from: start, to: place, style: Self.styles[0], rank: 0)
      } else {
        dots.secondLine(from: start, to: place, every: 2)
      }
      previous = place
    }
  }
}
