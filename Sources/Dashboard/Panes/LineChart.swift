import Notation
import Readings

/// A line over time in braille dots (2 × 4 a cell), with its thresholds drawn in; in ASCII one star a column.
struct LineChart {
  let points: [History.Point]
  let limits: Limits?
  /// The point under the cursor.
  let cursor: Int?
  /// The values at the bottom and the top edge.
  let bottom: Double
  let top: Double

  /// From zero (or the lowest value below it) to above the red threshold and the line; a band with two sides has room
  /// beyond both its thresholds and need not reach zero.
  init(points: [History.Point], limits: Limits?, cursor: Int? = nil) {
    self.points = points
    self.limits = limits
    self.cursor = cursor
    let values = points.compactMap(\.value).filter(\.isFinite)
    if let limits, limits.direction == .eitherWay, let upper = limits.red ?? limits.yellow, upper.isFinite,
      let lower = limits.lowerRed ?? limits.lowerYellow, lower.isFinite
    {
      let lowest = values.reduce(min(lower, upper), min)
      let highest = values.reduce(max(lower, upper), max)
      let margin = max((highest - lowest) * 0.08, 1e-6)
      (bottom, top) = (lowest - margin, highest + margin)
    } else {
      let threshold = limits?.red ?? limits?.yellow ?? 0
      bottom = min(0, (values.min() ?? 0) * 1.08)
      top = max((values.max() ?? 0) * 1.08, threshold * 1.25, 1e-6)
    }
  }

  /// How far up a value lies: 0 at the bottom edge, 1 at the top edge.
  private func share(_ value: Double) -> Double {
    let share = (value - bottom) / (top - bottom)
    return share.isFinite ? share : 0
  }

  /// Draws into the area.
  func draw(on canvas: inout Canvas, in area: Rectangle, glyphs: Glyphs) {
    guard area.width > 1, area.height > 0, !points.isEmpty else { return }
    drawThresholds(on: &canvas, in: area, glyphs: glyphs)
    if let cursor, points.indices.contains(cursor) {
      let x = area.x + column(cursor, width: area.width)
      canvas.fill(Rectangle(x: x, y: area.y, width: 1, height: area.height), glyphs.cursor, style: .accent)
    }
    var dots = DotGrid(width: area.width, height: area.height, isUnicode: glyphs.isUnicode)
    var previous: (x: Int, y: Int)?
    for (index, point) in points.enumerated() {
      guard let value = point.value, value.isFinite else {
        previous = nil
        continue
      }
      let x = points.count == 1 ? dots.dotWidth - 1 : index * (dots.dotWidth - 1) / (points.count - 1)
      let share = max(0, min(1, share(value)))
      let y = dots.dotHeight - 1 - Int((share * Double(dots.dotHeight - 1)).rounded())
      let style = Style.level(point.level, grade: limits?.grade(of: value))
      dots.line(from: previous ?? (x, y), to: (x, y), style: style, rank: point.level.severity)
      previous = (x, y)
    }
    dots.draw(on: &canvas, at: area)
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
    for (value, level, scalar) in [
      (limits?.yellow, Level.yellow, glyphs.yellowLine), (limits?.lowerYellow, .yellow, glyphs.yellowLine),
      (limits?.red, .red, glyphs.redLine), (limits?.lowerRed, .red, glyphs.redLine),
    ] {
      guard let value, let row = row(of: value, height: area.height) else { continue }
      canvas.fill(area.row(row), scalar, style: Style(.threshold(level)))
    }
  }
}

/// Dots on a grid finer than the cells, each cell in the style of the worst line through it.
private struct DotGrid {
  let width: Int
  let height: Int
  let isUnicode: Bool
  private var masks: [UInt8]
  private var styles: [Style]
  private var ranks: [Int]

  init(width: Int, height: Int, isUnicode: Bool) {
    self.width = width
    self.height = height
    self.isUnicode = isUnicode
    masks = Array(repeating: 0, count: width * height)
    styles = Array(repeating: .plain, count: width * height)
    ranks = Array(repeating: -1, count: width * height)
  }

  var dotWidth: Int { isUnicode ? width * 2 : width }
  var dotHeight: Int { isUnicode ? height * 4 : height }

  mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int), style: Style, rank: Int) {
    let steps = max(abs(end.x - start.x), abs(end.y - start.y), 1)
    for step in 0...steps {
      let x = start.x + (end.x - start.x) * step / steps
      let y = start.y + (end.y - start.y) * step / steps
      set(x, y, style: style, rank: rank)
    }
  }

  private mutating func set(_ x: Int, _ y: Int, style: Style, rank: Int) {
    guard x >= 0, y >= 0, x < dotWidth, y < dotHeight else { return }
    let index = isUnicode ? y / 4 * width + x / 2 : y * width + x
    masks[index] |= isUnicode ? Self.bits[y % 4 * 2 + x % 2] : 1
    if rank >= ranks[index] {
      ranks[index] = rank
      styles[index] = style
    }
  }

  func draw(on canvas: inout Canvas, at area: Rectangle) {
    for y in 0..<height {
      for x in 0..<width where masks[y * width + x] != 0 {
        let index = y * width + x
        let scalar = isUnicode ? Unicode.Scalar(0x2800 + UInt32(masks[index])) ?? "*" : "*"
        canvas.put(String(Character(scalar)), x: area.x + x, y: area.y + y, style: styles[index], in: area)
      }
    }
  }

  /// The bit of each dot in a braille cell, row by row (Unicode 15.1, chapter 21.1).
  private static let bits: [UInt8] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]
}
