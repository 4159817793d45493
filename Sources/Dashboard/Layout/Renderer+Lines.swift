import Readings

/// Panes that consist of lines of text.
extension Renderer {
  /// Runs of text, each in its style, from left to right.
  typealias Line = [(text: String, style: Style)]

  /// Draws the frame and as many of the lines as fit, from where the pane is scrolled to.
  mutating func drawLines(_ lines: [Line], _ placed: PlacedPane, subtitle: String = "", right: String = "") {
    let rows = max(0, placed.area.height - 2)
    let first = min(state.visit.offsets[placed.pane] ?? 0, max(0, lines.count - rows))
    let range = rangeText(first: first, rows: rows, count: lines.count)
    let inner = frame(placed, subtitle: subtitle, right: [range, right].filter { !$0.isEmpty }.joined(separator: " "))
    for (row, line) in lines.dropFirst(first).prefix(inner.height).enumerated() {
      var pen = Pen(inner, row: row)
      pen.put(" ", on: &canvas)
      for part in line where pen.remaining > 0 {
        pen.put(part.text.truncated(pen.remaining, glyphs: glyphs), part.style, on: &canvas)
      }
    }
  }

  /// A lying bar of so many columns, filled to a share of them.
  func bar(_ share: Double, width: Int) -> String {
    let eighths = Int((share.finiteShare * Double(max(0, width) * 8)).rounded())
    var text = ""
    for column in 0..<max(0, width) {
      text.unicodeScalars.append(glyphs.row(eighths: min(8, max(0, eighths - column * 8))))
    }
    return text
  }

  /// `.862–.880`; empty without an interval.
  func interval(_ low: Double?, _ high: Double?, of metric: Metric, digits: Int? = nil) -> String {
    guard let low, let high else { return "" }
    let bounds = [low, high].map { Figure.value($0, of: metric, digits: digits) }
    // Two numbers with signs are told apart better by a word's space than by a dash.
    let dash = bounds.contains { $0.hasPrefix("-") || $0.hasPrefix("+") } ? " " : glyphs.dash
    return bounds.joined(separator: dash)
  }
}
