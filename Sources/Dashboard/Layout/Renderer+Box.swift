/// A framed box over the view.
extension Renderer {
  /// Clears the box and draws its frame and title.
  mutating func drawBox(_ box: Rectangle, title: String) {
    canvas.fill(box)
    let line = Style(.focusedBorder, isBold: color == .monochrome)
    drawFrame(box, style: line)
    let shown = title.truncated(max(0, box.width - 6), glyphs: glyphs)
    canvas.put(" \(shown) ", x: box.x + 2, y: box.y, style: Style(.title, isBold: true), in: box.inset(x: 1, y: 0))
  }

  /// The four sides of a rectangle of two rows and columns at least.
  mutating func drawFrame(_ area: Rectangle, style: Style) {
    guard area.width >= 2, area.height >= 2 else { return }
    canvas.fill(area.row(0), glyphs.horizontal, style: style)
    canvas.fill(area.row(area.height - 1), glyphs.horizontal, style: style)
    for x in [area.x, area.maxX - 1] {
      canvas.fill(Rectangle(x: x, y: area.y, width: 1, height: area.height), glyphs.vertical, style: style)
    }
    for (scalar, x, y) in [
      (glyphs.topLeft, area.x, area.y), (glyphs.topRight, area.maxX - 1, area.y),
      (glyphs.bottomLeft, area.x, area.maxY - 1), (glyphs.bottomRight, area.maxX - 1, area.maxY - 1),
    ] {
      canvas.put(String(Character(scalar)), x: x, y: y, style: style)
    }
  }
}

extension Rectangle {
  /// A rectangle of that size, or of what there is of it, in the middle.
  func centered(width: Int, height: Int) -> Rectangle {
    let width = min(self.width, max(0, width))
    let height = min(self.height, max(0, height))
    return Rectangle(
      x: x + (self.width - width) / 2, y: y + (self.height - height) / 2, width: width, height: height)
  }
}
