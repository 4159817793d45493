extension Renderer {
  /// Draws a line under edit; one that is longer than its area runs along with its cursor.
  ///
  /// - Parameters:
  ///   - area: One row.
  ///   - isFocused: Whether the cursor is shown, as a reversed cell.
  mutating func drawLine(
    _ editor: LineEditor, in area: Rectangle, isFocused: Bool = true, style: Style = .plain
  ) {
    var pen = Pen(area)
    let room = pen.remaining
    guard room > 0, area.height > 0 else { return }
    let characters = Array(editor.text)
    guard isFocused else {
      pen.put(editor.text.truncated(room, glyphs: glyphs), style, on: &canvas)
      return
    }
    let widths = characters.map { columns(of: String($0)) }
    let cursorWidth = editor.cursor < characters.count ? max(1, widths[editor.cursor]) : 1
    var first = editor.cursor
    var used = cursorWidth
    // A column is kept free for the mark that something stands further left.
    while first > 0, used + widths[first - 1] + (first > 1 ? 1 : 0) <= room {
      first -= 1
      used += widths[first]
    }
    if first > 0 { pen.put(String(Character(glyphs.ellipsis)), .faint, on: &canvas) }
    for index in first..<characters.count {
      let isLast = index == characters.count - 1
      guard pen.remaining >= widths[index] + (isLast || index == editor.cursor ? 0 : 1) else {
        pen.put(String(Character(glyphs.ellipsis)), .faint, on: &canvas)
        break
      }
      pen.put(String(characters[index]), index == editor.cursor ? style.reversed() : style, on: &canvas)
    }
    if editor.cursor == characters.count { pen.put(" ", style.reversed(), on: &canvas) }
  }
}
