import Notation
import Readings

/// The bar of what comes in, below the panes.
extension Renderer {
  mutating func drawIngest(in area: Rectangle) {
    guard let snapshot = state.snapshot else { return }
    let ingest = snapshot.ingest
    var parts: [(label: String, value: String, style: Style)] = [
      ("in", Figure.short(ingest.rate) + "/s", .plain), ("lines", Figure.short(Double(ingest.lines)), .plain),
    ]
    let bad = ingest.badCount
    let reason = ingest.bad.first.map { area.width >= 110 ? " (\($0.reason))" : "" } ?? ""
    parts.append(("bad", Figure.short(Double(bad)) + reason, bad > 0 ? .level(.yellow) : .plain))
    parts.append(("late", Figure.short(Double(ingest.late)), .plain))
    let awaited = ingest.joined &+ ingest.pending
    if ingest.labels > 0 || ingest.pending > 0, awaited > 0 {
      let share = Double(ingest.joined) / Double(awaited)
      parts.append(("labels", "\(Figure.short(Double(ingest.joined))) joined (\(Figure.percent(share)))", .plain))
      parts.append(("pending", Figure.short(Double(ingest.pending)), .plain))
    }
    if ingest.unmatched > 0 { parts.append(("unmatched", Figure.short(Double(ingest.unmatched)), .plain)) }
    if ingest.invalidValues > 0 { parts.append(("invalid", Figure.short(Double(ingest.invalidValues)), .plain)) }

    var area = area
    if let progress = ingest.progress, progress.isFinite {
      let width = area.width >= 100 ? 20 : 10
      let percent = " " + Figure.percent(min(1, max(0, progress))).fitted(4, alignment: .right, glyphs: glyphs) + " "
      let (left, right) = area.splitLeft(area.width - width - percent.count)
      drawProgress(progress, in: Rectangle(x: right.x, y: right.y, width: width, height: 1))
      canvas.put(percent, x: right.x + width, y: right.y, in: right)
      area = left
    }
    var pen = Pen(area)
    pen.put(" ", on: &canvas)
    for part in parts where pen.remaining >= part.label.count + columns(of: part.value) + 2 {
      pen.put(part.label + " ", .faint, on: &canvas)
      pen.put(part.value + "  ", part.style, on: &canvas)
    }
  }

  private mutating func drawProgress(_ progress: Double, in area: Rectangle) {
    let eighths = Int((min(1, max(0, progress)) * Double(area.width * 8)).rounded())
    for column in 0..<area.width {
      let part = eighths - column * 8
      let scalar = part <= 0 ? glyphs.referenceFill : glyphs.row(eighths: part)
      canvas.put(
        String(Character(scalar)), x: area.x + column, y: area.y, style: part <= 0 ? Style(.border) : Style(.current))
    }
  }
}
