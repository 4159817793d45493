/// A part of the canvas, in cells; never of negative size.
package struct Rectangle: Hashable, Sendable {
  package var x: Int
  package var y: Int
  package var width: Int
  package var height: Int

  package init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = max(0, width)
    self.height = max(0, height)
  }

  package var isEmpty: Bool { width == 0 || height == 0 }
  package var maxX: Int { x + width }
  package var maxY: Int { y + height }

  /// Without a frame of so many cells on each side.
  package func inset(x dx: Int, y dy: Int) -> Rectangle {
    Rectangle(x: x + min(dx, width), y: y + min(dy, height), width: width - 2 * dx, height: height - 2 * dy)
  }

  package func intersection(_ other: Rectangle) -> Rectangle {
    let left = max(x, other.x)
    let top = max(y, other.y)
    return Rectangle(x: left, y: top, width: min(maxX, other.maxX) - left, height: min(maxY, other.maxY) - top)
  }

  /// The topmost `rows` and what remains below them.
  package func splitTop(_ rows: Int) -> (top: Rectangle, rest: Rectangle) {
    let rows = min(height, max(0, rows))
    return (
      Rectangle(x: x, y: y, width: width, height: rows),
      Rectangle(x: x, y: y + rows, width: width, height: height - rows)
    )
  }

  /// The leftmost `columns` and what remains to their right.
  package func splitLeft(_ columns: Int) -> (left: Rectangle, rest: Rectangle) {
    let columns = min(width, max(0, columns))
    return (
      Rectangle(x: x, y: y, width: columns, height: height),
      Rectangle(x: x + columns, y: y, width: width - columns, height: height)
    )
  }

  /// One row of the rectangle, counted from its top; empty outside of it.
  package func row(_ index: Int) -> Rectangle {
    Rectangle(x: x, y: y + index, width: width, height: index >= 0 && index < height ? 1 : 0)
  }
}
