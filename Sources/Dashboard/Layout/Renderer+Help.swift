import Readings

extension Renderer {
  /// The keys of the view, generated from the key map, in as many columns as fit; below them what the symbols mean.
  mutating func drawHelp(in area: Rectangle) {
    let columnCount = area.width >= 70 ? 2 : 1
    let columnWidth = min(46, (area.width - 4) / columnCount)
    let lines = helpLines(room: columnCount * (area.height - 4))
    let levels = Level.allCases
    let perColumn = (lines.count + columnCount - 1) / columnCount
    let height = min(area.height, perColumn + 6)
    let width = min(area.width, columnCount * columnWidth + 4)
    let box = Rectangle(
      x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width: width, height: height)
    canvas.fill(box)
    let line = Style(.focusedBorder)
    canvas.fill(box.row(0), glyphs.horizontal, style: line)
    canvas.fill(box.row(box.height - 1), glyphs.horizontal, style: line)
    for y in box.y..<box.maxY {
      canvas.put(String(Character(glyphs.vertical)), x: box.x, y: y, style: line)
      canvas.put(String(Character(glyphs.vertical)), x: box.maxX - 1, y: y, style: line)
    }
    canvas.put(String(Character(glyphs.topLeft)), x: box.x, y: box.y, style: line)
    canvas.put(String(Character(glyphs.topRight)), x: box.maxX - 1, y: box.y, style: line)
    canvas.put(String(Character(glyphs.bottomLeft)), x: box.x, y: box.maxY - 1, style: line)
    canvas.put(String(Character(glyphs.bottomRight)), x: box.maxX - 1, y: box.maxY - 1, style: line)
    canvas.put(" Keys: \(state.screen.title) ", x: box.x + 2, y: box.y, style: Style(.title, isBold: true), in: box)

    let inner = box.inset(x: 2, y: 1)
    let listHeight = max(0, inner.height - 2)
    for (index, entry) in lines.enumerated() {
      let (column, row) = (index / max(1, perColumn), index % max(1, perColumn))
      guard row < listHeight else { continue }
      let slot = Rectangle(x: inner.x + column * columnWidth, y: inner.y + row, width: columnWidth - 1, height: 1)
      var pen = Pen(slot.intersection(inner))
      pen.put(entry.keys, width: 11, Style(.key), on: &canvas)
      pen.put(" " + entry.help.truncated(max(0, pen.remaining - 1), glyphs: glyphs), .plain, on: &canvas)
    }
    var pen = Pen(inner.row(inner.height - 1))
    for level in levels {
      let text = "\(glyphs.symbol(level)) \(helpWord(level))  "
      guard pen.remaining >= columns(of: text) - 2 else { break }
      pen.put(text, .level(level), on: &canvas)
    }
    canvas.put(
      " any key closes ", x: box.maxX - 19, y: box.maxY - 1, style: .faint, in: box.inset(x: 2, y: 0))
  }

  private func helpWord(_ level: Level) -> String {
    switch level {
    case .insufficient: "too few rows"
    case .nodata: "no rows"
    default: level.word
    }
  }

  /// What does not fit is left out from the end, and then the keys of the footer come first.
  private func helpLines(room: Int) -> [(keys: String, help: String)] {
    var lines: [(keys: String, help: String)] = []
    var bindings = state.keyMap.bindings(in: state.screen)
    if bindings.count > room { bindings = bindings.filter { $0.label != nil } }
    for group in KeyMap.Group.allCases {
      for binding in bindings where binding.group == group {
        if case .focusPane(let number) = binding.action {
          let panes = state.screen.panes
          guard number >= 1, number <= panes.count else { continue }
          lines.append((keyNames(binding), panes[number - 1].title + " pane"))
          continue
        }
        lines.append((keyNames(binding), binding.help))
      }
    }
    return lines
  }

  private func keyNames(_ binding: KeyMap.Binding) -> String {
    binding.keys.map { $0.name(glyphs: glyphs) }.joined(separator: " ")
  }
}
