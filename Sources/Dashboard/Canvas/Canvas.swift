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
  /// Cost: about a nanosecond a character of ASCII, some ten for others.
  @discardableResult
  package mutating func put(_ text: String, x: Int, y: Int, style: Style = .plain, in area: Rectangle? = nil) -> Int {
    let area = area.map { $0.intersection(bounds) } ?? bounds
    guard !area.isEmpty, y >= area.y, y < area.maxY else { return 0 }
    if let used = text.utf8.withContiguousStorageIfAvailable({ putASCII($0, x: x, y: y, style, area) }), used >= 0 {
      return used
    }
    return putScalars(text, x: x, y: y, style, area)
  }

  /// The common case of ``put(_:x:y:style:in:)``; −1 without having written anything if there is more than plain ASCII.
  private mutating func putASCII(
    _ bytes: UnsafeBufferPointer<UInt8>, x: Int, y: Int, _ style: Style, _ area: Rectangle
  ) -> Int {
    let shown = max(0, min(bytes.count, area.maxX - x))
    var isBlank = true
    for byte in bytes {
      guard byte >= 0x20, byte < 0x7F else { return -1 }
      if byte != 0x20 { isBlank = false }
    }
    let skipped = max(0, area.x - x)
    guard skipped < shown else { return shown }
    // Blanks look the same in every colour of ink; in plain style they cost the terminal no change of attributes.
    let style = isBlank && !style.showsOnBlanks ? Style.plain : style
    let row = y * width
    mendEdges(from: x + skipped, to: x + shown, row: row)
    cells.withUnsafeMutableBufferPointer { cells in
      for index in skipped..<shown {
        cells[row + x + index] = Cell(base: Unicode.Scalar(bytes[index]), width: 1, style: style)
      }
    }
    return shown
  }

  private mutating func putScalars(_ text: String, x: Int, y: Int, _ style: Style, _ area: Rectangle) -> Int {
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
    guard !area.isEmpty else { return }
    let cell = Cell(base: isUnicode || scalar.isASCII ? scalar : "?", width: 1, style: style)
    for y in area.y..<area.maxY {
      mendEdges(from: area.x, to: area.maxX, row: y * width)
      cells.withUnsafeMutableBufferPointer { cells in
        for index in y * width + area.x..<y * width + area.maxX { cells[index] = cell }
      }
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
    cells[index].add(mark: mark)
  }

  /// Blanks the halves, outside of the columns from `start` to before `end`, of wide characters that are about to lose
  /// their other half.
  private mutating func mendEdges(from start: Int, to end: Int, row: Int) {
    if start > 0, cells[row + start].width == 0 {
      cells[row + start - 1] = Cell(base: " ", width: 1, style: cells[row + start - 1].style)
    }
    if end < width, cells[row + end].width == 0 {
      cells[row + end] = Cell(base: " ", width: 1, style: cells[row + end].style)
    }
  }

  /// Writes one character, blanking the other half of any wide character it covers a half of.
  private mutating func set(_ scalar: Unicode.Scalar, _ span: Int, x: Int, y: Int, _ style: Style) {
    let index = y * width + x
    mendEdges(from: x, to: x + span, row: y * width)
    cells[index] = Cell(base: scalar, width: UInt8(span), style: style)
    if span == 2 { cells[index + 1] = Cell(base: " ", width: 0, style: style) }
  }
}
