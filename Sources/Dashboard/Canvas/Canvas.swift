/// One cell of the screen.
package struct Cell: Hashable, Sendable {
  /// The character; a wide one is followed by a cell of width 0.
  package var base: Unicode.Scalar
  /// Combining marks on it; further ones are left out.
  package var firstMark: Unicode.Scalar?
  package var secondMark: Unicode.Scalar?
  /// Columns that the character takes: 1 or 2, or 0 for the right half of a wide one.
  package var width: UInt8
  package var style: Style

  package static let blank = Cell(base: " ", width: 1, style: .plain)

  package init(base: Unicode.Scalar, width: UInt8, style: Style) {
    self.base = base
    self.width = width
    self.style = style
  }
}

/// A grid of cells to draw on. Nothing can be drawn outside of the grid or of a given rectangle, no wide character is
/// ever cut in half, and control characters never get in.
package struct Canvas: Equatable, Sendable {
  package let width: Int
  package let height: Int
  /// Row by row, `width * height` of them.
  package private(set) var cells: [Cell]
  /// Without it, what is not ASCII is shown as its likeness or as `?`.
  package let isUnicode: Bool

  package init(width: Int, height: Int, isUnicode: Bool = true) {
    self.width = max(0, width)
    self.height = max(0, height)
    self.isUnicode = isUnicode
    cells = Array(repeating: .blank, count: self.width * self.height)
  }

  package var bounds: Rectangle { Rectangle(x: 0, y: 0, width: width, height: height) }

  package subscript(x: Int, y: Int) -> Cell {
    guard x >= 0, y >= 0, x < width, y < height else { return .blank }
    return cells[y * width + x]
  }

  /// Writes text from a cell to the right, as far as `area` (or the canvas) reaches, and returns the columns used.
  ///
  /// A wide character that would cross the edge of the area is left out. Control characters become `?`.
  @discardableResult
  package mutating func put(_ text: String, x: Int, y: Int, style: Style = .plain, in area: Rectangle? = nil) -> Int {
    let area = area.map { $0.intersection(bounds) } ?? bounds
    guard !area.isEmpty, y >= area.y, y < area.maxY else { return 0 }
    // Blanks look the same in every colour of ink; in plain style they cost the terminal no change of attributes.
    let isBlank = !style.isReversed && !style.isUnderlined && text.utf8.allSatisfy { $0 == UInt8(ascii: " ") }
    let style = isBlank ? Style.plain : style
    var column = x
    var last: Int?
    for scalar in text.unicodeScalars {
      var shown = scalar
      var span = columns(of: scalar)
      if span == 0 {
        if isControl(scalar) {
          shown = "?"
          span = 1
        } else {
          if isUnicode, let last { addMark(scalar, at: last) }
          continue
        }
      }
      if !isUnicode, !scalar.isASCII { shown = Self.asciiStandIns[scalar] ?? "?" }
      if column + span > area.maxX { break }
      if column >= area.x {
        if shown != scalar, span == 2 {
          set(" ", 1, x: column + 1, y: y, style)
          set(shown, 1, x: column, y: y, style)
        } else {
          set(shown, span, x: column, y: y, style)
        }
        last = y * width + column
      } else {
        last = nil
      }
      column += span
    }
    return column - x
  }

  /// Fills an area with one narrow character.
  package mutating func fill(_ area: Rectangle, _ scalar: Unicode.Scalar = " ", style: Style = .plain) {
    let area = area.intersection(bounds)
    let shown: Unicode.Scalar = isUnicode || scalar.isASCII ? scalar : "?"
    for y in area.y..<area.y + area.height {
      for x in area.x..<area.x + area.width { set(shown, 1, x: x, y: y, style) }
    }
  }

  /// Punctuation of bin labels and messages that has a likeness in ASCII; the rest becomes `?`.
  private static let asciiStandIns: [Unicode.Scalar: Unicode.Scalar] = [
    "≤": "<", "≥": ">", "–": "-", "—": "-", "…": "~", "×": "x", "·": ".", "→": ">", "Δ": "d", "’": "'", "²": "2",
  ]

  private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
  }

  private mutating func addMark(_ mark: Unicode.Scalar, at index: Int) {
    // Joiners, selectors and bidirectional controls would change what the cells around them look like.
    guard mark.properties.generalCategory != .format, !(0xFE00...0xFE0F).contains(mark.value) else { return }
    if cells[index].firstMark == nil {
      cells[index].firstMark = mark
    } else if cells[index].secondMark == nil {
      cells[index].secondMark = mark
    }
  }

  /// Writes one character, blanking the other half of any wide character it covers a half of.
  private mutating func set(_ scalar: Unicode.Scalar, _ span: Int, x: Int, y: Int, _ style: Style) {
    let index = y * width + x
    if cells[index].width == 0, x > 0 { cells[index - 1] = Cell(base: " ", width: 1, style: cells[index - 1].style) }
    let end = index + span
    if x + span < width, cells[end].width == 0 { cells[end] = Cell(base: " ", width: 1, style: cells[end].style) }
    cells[index] = Cell(base: scalar, width: UInt8(span), style: style)
    if span == 2 { cells[index + 1] = Cell(base: " ", width: 0, style: style) }
  }
}
