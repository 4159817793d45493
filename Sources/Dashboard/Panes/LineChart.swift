import Notation
import Readings

/// A line over time with its interval, its thresholds and its reference drawn in, and a second line beside it.
///
/// Solid is final; dotted and dim can still be changed by labels. Thresholds are never covered but by a line.
struct LineChart {
  /// What the bottom edge stands for.
  enum Scale {
    /// Zero, or the lowest value below it: for distances, rates and amounts.
    case fromZero
    /// A little below the lowest value: for figures that never come near zero.
    case close
  }

  let points: [History.Point]
  let limits: Limits?
  /// The point under the cursor.
  let cursor: Int?
  /// What the figure was in the reference.
  let reference: Double?
  /// The second line; it may have other moments than the first.
  let companion: [History.Point]
  /// The values at the bottom and the top edge.
  let bottom: Double
  let top: Double

  init(
    points: [History.Point], limits: Limits?, cursor: Int? = nil, scale: Scale = .fromZero, reference: Double? = nil,
    companion: [History.Point] = []
  ) {
    self.points = points
    self.limits = limits
    self.cursor = cursor
    self.reference = reference
    self.companion = companion
    let isTwoSided = limits?.direction == .eitherWay && (limits?.red ?? limits?.yellow)?.isFinite == true
    var range = ValueRange()
    for point in points { range.include(point.value) }
    for point in companion { range.include(point.value) }
    switch scale {
    case .fromZero where !isTwoSided: (bottom, top) = range.fromZero(threshold: limits?.red ?? limits?.yellow)
    case .fromZero: (bottom, top) = range.around(limits)
    case .close:
      range.include(reference)
      if isTwoSided {
        (bottom, top) = range.around(limits)
      } else {
        (bottom, top) = range.close(limits, points: points)
      }
    }
  }

  /// How far up a value lies: 0 at the bottom edge, 1 at the top edge.
  func share(_ value: Double) -> Double {
    let share = (value - bottom) / (top - bottom)
    return share.isFinite ? share : 0
  }

  /// Draws into the area. Cost: one grid of its cells, and a step per column of dots between two points.
  func draw(on canvas: inout Canvas, in area: Rectangle, glyphs: Glyphs) {
    guard area.width > 1, area.height > 0, !points.isEmpty else { return }
    var dots = DotGrid(width: area.width, height: area.height, isUnicode: glyphs.isUnicode)
    addBand(to: &dots)
    dots.drawArea(on: &canvas, at: area, style: Style(.border))
    drawThresholds(on: &canvas, in: area, glyphs: glyphs)
    if let cursor, points.indices.contains(cursor) {
      let x = area.x + column(cursor, width: area.width)
      canvas.fill(Rectangle(x: x, y: area.y, width: 1, height: area.height), glyphs.cursor, style: .accent)
    }
    addCompanion(to: &dots)
    addLine(to: &dots)
    dots.drawSecond(on: &canvas, at: area, style: Style(.secondary), letter: "o")
    dots.drawLine(on: &canvas, at: area)
  }

  private func dotColumn(_ index: Int, of dots: DotGrid) -> Int {
    points.count > 1 ? index * (dots.dotWidth - 1) / (points.count - 1) : dots.dotWidth - 1
  }

  private func addLine(to dots: inout DotGrid) {
    var previous: (x: Int, y: Int)?
    for index in points.indices {
      let point = points[index]
      guard let value = point.value, value.isFinite else {
        previous = nil
        continue
      }
      let place = (x: dotColumn(index, of: dots), y: dots.y(share(value)))
      let style = Style.level(point.level, grade: limits?.grade(of: value)).faint(!point.isFinal)
      var start = previous
      if start == nil, index + 1 >= points.count || points[index + 1].value?.isFinite != true {
        // A point without neighbours is a stroke, so that it can be seen at all.
        start = (max(0, place.x - 2), place.y)
      }
      dots.line(
        from: start ?? place, to: place, style: style, rank: point.level.severity, isDotted: !point.isFinal,
        letter: point.isFinal ? "*" : ".")
      previous = place
    }
  }

  /// The second line, at the points of the first that are its contemporaries.
  private func addCompanion(to dots: inout DotGrid) {
    var index = 0
    var previous: (x: Int, y: Int)?
    for point in companion {
      while index < points.count, points[index].time < point.time { index += 1 }
      guard index < points.count else { return }
      guard points[index].time == point.time, let value = point.value, value.isFinite else {
        if point.value == nil { previous = nil }
        continue
      }
      let place = (x: dotColumn(index, of: dots), y: dots.y(share(value)))
      dots.secondLine(from: previous ?? place, to: place, every: 2)
      previous = place
    }
  }

  private func addBand(to dots: inout DotGrid) {
    var previous: (x: Int, low: Int, high: Int)?
    for index in points.indices {
      guard let low = points[index].low, let high = points[index].high, low.isFinite, high.isFinite, low <= high else {
        previous = nil
        continue
      }
      let next = (x: dotColumn(index, of: dots), low: dots.y(share(low)), high: dots.y(share(high)))
      let start = previous ?? next
      let steps = max(1, next.x - start.x)
      for step in 0...steps {
        dots.stipple(
          x: start.x + step, from: start.high + (next.high - start.high) * step / steps,
          through: start.low + (next.low - start.low) * step / steps)
        if start.x + step >= next.x { break }
      }
      previous = next
    }
  }

  /// The cell column of a point.
  func column(_ index: Int, width: Int) -> Int {
    points.count > 1 ? index * (width - 1) / (points.count - 1) : width - 1
  }

  /// The row that a value falls on, from the top of an area of such a height; `nil` beyond it.
  func row(of value: Double, height: Int) -> Int? {
    guard value.isFinite, value >= bottom, value <= top else { return nil }
    return max(0, min(height - 1, height - 1 - Int(share(value) * Double(height))))
  }

  private func drawThresholds(on canvas: inout Canvas, in area: Rectangle, glyphs: Glyphs) {
    func draw(_ value: Double?, _ scalar: Unicode.Scalar, _ style: Style) {
      guard let value, let row = row(of: value, height: area.height) else { return }
      canvas.fill(area.row(row), scalar, style: style)
    }
    draw(reference, glyphs.referenceLine, Style(.reference))
    for (level, scalar) in [(Level.yellow, glyphs.yellowLine), (.red, glyphs.redLine)] {
      draw(level == .red ? limits?.red : limits?.yellow, scalar, Style(.threshold(level)))
      draw(level == .red ? limits?.lowerRed : limits?.lowerYellow, scalar, Style(.threshold(level)))
    }
  }
}

extension Glyphs {
  /// What a figure was in the reference.
  var referenceLine: Unicode.Scalar { isUnicode ? "┈" : "_" }
}

/// The finite values that a scale has to hold.
private struct ValueRange {
  var lowest = Double.infinity
  var highest = -Double.infinity

  mutating func include(_ value: Double?) {
    guard let value, value.isFinite else { return }
    lowest = min(lowest, value)
    highest = max(highest, value)
  }

  private var isEmpty: Bool { lowest > highest }

  /// From zero (or the lowest value below it) to above the threshold and the values.
  func fromZero(threshold: Double?) -> (bottom: Double, top: Double) {
    let (low, high) = isEmpty ? (0, 0) : (lowest, highest)
    let top = max(high * 1.08, (threshold ?? 0) * 1.25)
    // A line that stays at zero lies at the bottom of a scale that people can read.
    return (min(0, low * 1.08), top > 0 ? top : 1)
  }

  /// With room beyond both thresholds of a band.
  func around(_ limits: Limits?) -> (bottom: Double, top: Double) {
    var range = self
    range.include(limits?.red ?? limits?.yellow)
    range.include(limits?.lowerRed ?? limits?.lowerYellow)
    return range.padded(0.08)
  }

  /// As near as the values, their intervals and the yellow threshold allow; the red one where that does not flatten
  /// the line.
  func close(_ limits: Limits?, points: [History.Point]) -> (bottom: Double, top: Double) {
    var range = self
    range.include(limits?.yellow)
    let span = range.isEmpty ? 0 : max(range.highest - range.lowest, abs(range.highest) * 0.01)
    if let red = limits?.red, red >= range.lowest - 3 * span, red <= range.highest + 3 * span { range.include(red) }
    let (low, high) = (range.lowest - span / 2, range.highest + span / 2)
    for point in points {
      range.include(point.low.map { max($0, low) })
      range.include(point.high.map { min($0, high) })
    }
    return range.padded(0.06)
  }

  /// A constant lies in the middle.
  private func padded(_ share: Double) -> (bottom: Double, top: Double) {
    guard !isEmpty else { return (0, 1) }
    let span = highest - lowest
    let margin = span > abs(highest) * 1e-6 ? span * share : max(abs(highest) * 0.05, 1e-6)
    return (lowest - margin, highest + margin)
  }
}
