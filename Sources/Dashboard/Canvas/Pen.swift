/// Writes into one rectangle of a canvas: text runs one after another, cut at the edge.
package struct Pen {
  package var x: Int
  package var y: Int
  package let area: Rectangle

  package init(_ area: Rectangle, row: Int = 0) {
    self.area = area
    x = area.x
    y = area.y + row
  }

  /// Columns left in the row.
  package var remaining: Int { max(0, area.maxX - x) }

  package mutating func put(_ text: String, _ style: Style = .plain, on canvas: inout Canvas) {
    x += canvas.put(text, x: x, y: y, style: style, in: area)
  }

  /// Text cut with an ellipsis, or padded, to exactly so many columns.
  package mutating func put(
    _ text: String, width: Int, alignment: Alignment = .left, _ style: Style = .plain, on canvas: inout Canvas
  ) {
    let fitted = text.fitted(width, alignment: alignment, glyphs: Glyphs(isUnicode: canvas.isUnicode))
    x += canvas.put(fitted, x: x, y: y, style: style, in: area)
  }

  package mutating func skip(_ columns: Int) { x += max(0, columns) }

  package mutating func newline() {
    x = area.x
    y += 1
  }
}

package enum Alignment: Sendable {
  case left
  case right
}

extension String {
  /// The text in at most `width` columns, its end replaced by `…` where it is longer.
  package func truncated(_ width: Int, glyphs: Glyphs) -> String {
    guard width > 0 else { return "" }
    // A text of this few bytes cannot be wider than the room for it.
    if utf8.count <= width { return self }
    guard columns(of: self) > width else { return self }
    var result = ""
    var used = 0
    for scalar in unicodeScalars {
      let span = columns(of: scalar)
      if used + span > width - 1 { break }
      result.unicodeScalars.append(scalar)
      used += span
    }
    result.unicodeScalars.append(glyphs.ellipsis)
    return result
  }

  /// The text in exactly `width` columns: cut, or padded with spaces.
  package func fitted(_ width: Int, alignment: Alignment = .left, glyphs: Glyphs) -> String {
    let text = truncated(width, glyphs: glyphs)
    let missing = width - columns(of: text)
    guard missing > 0 else { return text }
    let padding = String(repeating: " ", count: missing)
    return alignment == .left ? text + padding : padding + text
  }
}
