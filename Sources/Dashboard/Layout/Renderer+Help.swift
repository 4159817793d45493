import Readings

extension Renderer {
  /// The keys of the view, generated from the key map, and the commands; below them what the symbols mean. What does not
  /// fit is scrolled to.
  mutating func drawHelp(in area: Rectangle) {
    let layout = HelpLayout(state)
    let box = area.centered(width: layout.width + 4, height: layout.room + 4)
    guard box.width >= 4, box.height >= 4 else { return }
    drawBox(box, title: "Keys: \(state.screen.title)")
    let inner = box.inset(x: 2, y: 1)
    let offset = min(state.helpOffset, max(0, layout.rows.count - layout.room))
    for (row, cells) in layout.rows.dropFirst(offset).prefix(layout.room).enumerated() {
      for cell in cells {
        let slot = Rectangle(x: inner.x + cell.x, y: inner.y + row, width: cell.width, height: 1)
        drawHelpLine(cell.line, in: slot.intersection(inner))
      }
    }
    drawLevelLegend(in: inner.row(inner.height - 1))
    drawHelpFoot(layout, offset: offset, in: box)
  }

  private mutating func drawHelpLine(_ line: HelpLayout.Line, in slot: Rectangle) {
    var pen = Pen(slot)
    switch line {
    case .blank: break
    case .heading(let title): pen.put(title, Style(.title, isBold: true), on: &canvas)
    case .key(let keys, let help):
      pen.put(keys.map { $0.name(glyphs: glyphs) }.joined(separator: " "), width: 9, Style(.key), on: &canvas)
      pen.put(" " + help.truncated(max(0, pen.remaining - 1), glyphs: glyphs), .plain, on: &canvas)
    case .command(let usage, let help):
      pen.put(usage, width: min(25, slot.width / 2), Style(.key), on: &canvas)
      pen.put(" " + help.truncated(max(0, pen.remaining - 1), glyphs: glyphs), .plain, on: &canvas)
    }
  }

  private mutating func drawLevelLegend(in area: Rectangle) {
    var pen = Pen(area)
    for level in Level.allCases {
      let text = "\(glyphs.symbol(level)) \(helpWord(level))  "
      guard pen.remaining >= columns(of: text) - 2 else { break }
      pen.put(text, .level(level), on: &canvas)
    }
  }

  private mutating func drawHelpFoot(_ layout: HelpLayout, offset: Int, in box: Rectangle) {
    let range = rangeText(first: offset, rows: layout.room, count: layout.rows.count)
    let up = Key.up.name(glyphs: glyphs)
    let down = Key.down.name(glyphs: glyphs)
    let foot = range.isEmpty ? " any key closes " : " \(range)  \(up) \(down) scroll, any other key closes "
    let text = columns(of: foot) <= box.width - 4 ? foot : " \(range) "
    canvas.put(
      text, x: box.maxX - 2 - columns(of: text), y: box.maxY - 1, style: .faint, in: box.inset(x: 2, y: 0))
  }

  private func helpWord(_ level: Level) -> String {
    switch level {
    case .insufficient: "too few rows"
    case .nodata: "no rows"
    default: level.word
    }
  }
}
