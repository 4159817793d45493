import Readings

/// Dots on a grid finer than the cells (braille, 2 × 4 a cell; in ASCII one character a cell), in three layers: an area
/// behind everything, a second line, and the line that the picture is about. A cell shows its topmost layer, in the
/// style of the worst piece of line through it.
///
/// Cost: one array of cells a picture.
struct DotGrid {
  enum Layer {
    case area
    case second
    case line
  }

  private struct Spot {
    var area: UInt8 = 0
    var second: UInt8 = 0
    var line: UInt8 = 0
    /// What stands in the cell in ASCII.
    var letter: UInt8 = 0
    var rank = -1
    var style = Style.plain
  }

  let width: Int
  let height: Int
  let isUnicode: Bool
  private var spots: [Spot]

  init(width: Int, height: Int, isUnicode: Bool) {
    self.width = max(0, width)
    self.height = max(0, height)
    self.isUnicode = isUnicode
    spots = Array(repeating: Spot(), count: self.width * self.height)
  }

  var dotWidth: Int { isUnicode ? width * 2 : width }
  var dotHeight: Int { isUnicode ? height * 4 : height }

  /// The row of dots for a share of the height: 0 at the bottom edge, 1 at the top edge.
  func y(_ share: Double) -> Int { dotHeight - 1 - Int((share.finiteShare * Double(dotHeight - 1)).rounded()) }

  /// A straight line.
  ///
  /// - Parameters:
  ///   - rank: Which piece of line lends its style to a cell: the highest.
  ///   - isDotted: Two columns of dots of three.
  mutating func line(
    from start: (x: Int, y: Int), to end: (x: Int, y: Int), style: Style, rank: Int, isDotted: Bool = false,
    letter: Unicode.Scalar = "*"
  ) {
    let steps = max(abs(end.x - start.x), abs(end.y - start.y), 1)
    for step in 0...steps {
      let x = start.x + (end.x - start.x) * step / steps
      let y = start.y + (end.y - start.y) * step / steps
      if isDotted, isUnicode, x % 3 == 2 { continue }
      set(x, y, .line, style: style, rank: rank, letter: letter)
    }
  }

  /// A line of the second layer, which has one style for all.
  mutating func secondLine(from start: (x: Int, y: Int), to end: (x: Int, y: Int), every step: Int = 1) {
    let steps = max(abs(end.x - start.x), abs(end.y - start.y), 1)
    for index in stride(from: 0, through: steps, by: max(1, isUnicode ? step : 1)) {
      set(start.x + (end.x - start.x) * index / steps, start.y + (end.y - start.y) * index / steps, .second)
    }
  }

  /// A stipple between two rows of one column of dots.
  mutating func stipple(x: Int, from top: Int, through bottom: Int) {
    guard top <= bottom else { return }
    for y in top...bottom where !isUnicode || (y + x * 2) % 4 == 0 { set(x, y, .area) }
  }

  mutating func set(
    _ x: Int, _ y: Int, _ layer: Layer, style: Style = .plain, rank: Int = 0, letter: Unicode.Scalar = "*"
  ) {
    guard x >= 0, y >= 0, x < dotWidth, y < dotHeight else { return }
    let index = isUnicode ? y / 4 * width + x / 2 : y * width + x
    let bit = isUnicode ? Self.bits[y % 4 * 2 + x % 2] : 1
    switch layer {
    case .area: spots[index].area |= bit
    case .second: spots[index].second |= bit
    case .line:
      spots[index].line |= bit
      if rank >= spots[index].rank {
        spots[index].rank = rank
        spots[index].style = style
        spots[index].letter = UInt8(truncatingIfNeeded: letter.value)
      }
    }
  }

  /// Draws the area behind everything; its cells are covered by what is drawn later.
  func drawArea(on canvas: inout Canvas, at area: Rectangle, style: Style) {
    each(\.area, on: area) { place, mask, _ in
      canvas.fill(place, isUnicode ? Self.braille(mask) : ":", style: style)
    }
  }

  /// Draws the second line where the first is not.
  func drawSecond(on canvas: inout Canvas, at area: Rectangle, style: Style, letter: Unicode.Scalar) {
    each(\.second, on: area) { place, mask, spot in
      guard spot.line == 0 else { return }
      canvas.fill(place, isUnicode ? Self.braille(mask) : letter, style: style)
    }
  }

  func drawLine(on canvas: inout Canvas, at area: Rectangle) {
    each(\.line, on: area) { place, mask, spot in
      canvas.fill(place, isUnicode ? Self.braille(mask) : Unicode.Scalar(spot.letter), style: spot.style)
    }
  }

  private func each(
    _ layer: KeyPath<Spot, UInt8>, on area: Rectangle, _ draw: (Rectangle, UInt8, Spot) -> Void
  ) {
    for y in 0..<min(height, area.height) {
      for x in 0..<min(width, area.width) {
        let spot = spots[y * width + x]
        let mask = spot[keyPath: layer]
        if mask != 0 { draw(Rectangle(x: area.x + x, y: area.y + y, width: 1, height: 1), mask, spot) }
      }
    }
  }

  private static func braille(_ mask: UInt8) -> Unicode.Scalar { Unicode.Scalar(0x2800 + UInt32(mask)) ?? "*" }

  /// The bit of each dot in a braille cell, row by row (Unicode 15.1, chapter 21.1).
  private static let bits: [UInt8] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]
}
