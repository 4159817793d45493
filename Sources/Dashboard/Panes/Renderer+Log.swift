import Notation
import Readings

/// The engine's log, newest at the bottom: a row a line in a small pane, wrapped where it has the screen to itself.
extension Renderer {
  mutating func drawLog(_ placed: PlacedPane) {
    guard let snapshot = state.snapshot else { return }
    let list = state.rows[.log] ?? state.logRows()
    let rows = max(0, placed.area.height - 2)
    let follows = state.followsLog || !isInteractive
    let cursor = follows ? list.count - 1 : min(max(0, state.selection(in: .log).index), list.count - 1)
    let isWrapped = state.screen == .log || state.isZoomed
    let range = logRange(list, around: cursor, rows: rows, width: isWrapped ? placed.area.width - 4 : nil)
    var right: [String] = []
    if list.count > range.count {
      right.append("\(range.lowerBound + 1)\(glyphs.dash)\(range.upperBound)/\(list.count)")
    }
    if !follows { right.append("\(list.count - 1 - cursor) newer below") }
    if follows, state.screen == .log { right.append("at the end") }
    let inner = frame(
      placed, subtitle: filterTitle(shown: list.count, of: snapshot.log.count), right: right.joined(separator: "  "))
    guard inner.height > 0 else { return }
    guard !list.isEmpty else {
      put([(emptyText("nothing so far", of: snapshot.log.count), .faint)], in: inner, row: 0)
      return
    }
    let isFocused = isInteractive && state.focus == .log
    let texts = range.map { index -> (index: Int, text: [Line]) in
      (index, state.logLine(list[index]).map { logText($0, width: isWrapped ? inner.width - 2 : nil) } ?? [])
    }
    // At the end it is the oldest line of which only the end is shown.
    var row = follows ? min(0, inner.height - texts.reduce(0) { $0 + $1.text.count }) : 0
    for (index, text) in texts {
      let top = row
      for part in text where row < inner.height {
        put(part, in: inner, row: row)
        row += 1
      }
      if isFocused, index == cursor, !follows {
        canvas.put(glyphs.marker, x: inner.x, y: inner.y + top, style: .accent, in: inner)
      }
      let area = Rectangle(x: inner.x, y: inner.y + top, width: inner.width, height: max(0, row - top))
      mark(area.intersection(inner), .row(.log, index))
    }
  }

  /// The rows of the list that fit, with the cursor among them, near the middle where there is more on both sides.
  ///
  /// - Parameter width: columns for the text if lines are wrapped; then only those near the cursor are measured.
  private func logRange(_ list: [RowID], around cursor: Int, rows: Int, width: Int?) -> Range<Int> {
    guard !list.isEmpty, rows > 0 else { return 0..<0 }
    func height(_ index: Int) -> Int {
      guard let width, let line = state.logLine(list[index]) else { return 1 }
      return logText(line, width: width).count
    }
    let cursor = min(max(0, cursor), list.count - 1)
    var (first, last) = (cursor, cursor)
    var used = height(cursor)
    func growDown(to limit: Int) {
      while last + 1 < list.count {
        let next = height(last + 1)
        guard used + next <= limit else { return }
        last += 1
        used += next
      }
    }
    growDown(to: max(1, rows / 2))
    while first > 0 {
      let next = height(first - 1)
      guard used + next <= rows else { break }
      first -= 1
      used += next
    }
    growDown(to: rows)
    if last == list.count - 1, cursor == last, used < rows, first > 0 { first -= 1 }
    return first..<last + 1
  }

  /// A line of the log in rows; in one row, to be cut, without a width.
  private func logText(_ line: LogLine, width: Int?) -> [Line] {
    let style: Style
    switch line.severity {
    case .info: style = .faint
    case .warning: style = .level(.yellow)
    case .error: style = .level(.red)
    }
    let isShort = (width ?? 80) < 60
    let time = isShort ? line.time.clockText : line.time.timeOfDayText
    let lead: Line = [(time + " ", .faint), (line.severity.rawValue.fitted(5, glyphs: glyphs) + " ", style)]
    let text = line.message.showingControls
    guard let width else { return [lead + [(text, .plain)]] }
    let indent = time.count + 7
    return wrapped([(text, .plain)], width: max(10, width - indent)).enumerated().map { index, part in
      (index == 0 ? lead : [(String(repeating: " ", count: indent), .plain)]) + part
    }
  }
}
