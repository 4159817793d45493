import Notation
import Readings

extension Renderer {
  /// The engine's log, newest at the bottom.
  mutating func drawLog(_ placed: PlacedPane) {
    guard let snapshot = state.snapshot else { return }
    let offset = min(state.logOffset, max(0, snapshot.log.count - 1))
    let inner = frame(placed, right: offset > 0 ? "\(offset) newer below" : "")
    guard inner.height > 0 else { return }
    let shown = snapshot.log.dropLast(offset).suffix(inner.height)
    for (row, line) in shown.enumerated() {
      var pen = Pen(inner, row: row)
      pen.put(" \(line.time.timeOfDayText) ", .faint, on: &canvas)
      let style: Style
      switch line.severity {
      case .info: style = .faint
      case .warning: style = .level(.yellow)
      case .error: style = .level(.red)
      }
      pen.put(line.severity.rawValue, width: 5, style, on: &canvas)
      pen.put(" " + line.message.truncated(max(0, pen.remaining - 1), glyphs: glyphs), .plain, on: &canvas)
    }
  }
}
