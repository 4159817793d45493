import Notation
import Readings

/// The header above the panes, the ingest bar and the footer below them.
extension Renderer {
  mutating func drawHeader(in area: Rectangle) {
    let right = headerRight(width: area.width)
    let rightWidth = right.reduce(0) { $0 + columns(of: $1.text) }
    var pen = Pen(Rectangle(x: area.x, y: area.y, width: area.width - rightWidth - 1, height: 1))
    pen.put(" leeway", .accent, on: &canvas)
    let crumbs = crumbs
    for (index, crumb) in crumbs.enumerated() {
      pen.put(" \(glyphs.crumb) ", .faint, on: &canvas)
      // The last crumb may take what is left; those before it leave some room.
      let room = index == crumbs.count - 1 ? pen.remaining : max(6, pen.remaining / (crumbs.count - index))
      let style = index == crumbs.count - 1 ? Style.plain.bold() : .plain
      pen.put(crumb.truncated(min(room, pen.remaining), glyphs: glyphs), style, on: &canvas)
    }
    if state.snapshot != nil {
      let scope = "window \(state.window)  version \(state.version == "*" ? "all" : state.version)"
      if pen.remaining >= columns(of: scope) + 3 { pen.put("   " + scope, .faint, on: &canvas) }
    }
    var rightPen = Pen(Rectangle(x: max(area.x, area.maxX - rightWidth), y: area.y, width: rightWidth, height: 1))
    for part in right { rightPen.put(part.text, part.style, on: &canvas) }
  }

  private var crumbs: [String] {
    guard let snapshot = state.snapshot else { return [] }
    var crumbs = [snapshot.model]
    if state.screen == .feature {
      crumbs.append(state.selectedFeature ?? "-")
      crumbs.append(state.selectedSegment ?? "-")
    }
    if state.screen == .cell { crumbs.append(state.selectedSegment ?? "-") }
    return crumbs
  }

  private func headerRight(width: Int) -> [(text: String, style: Style)] {
    guard let snapshot = state.snapshot else { return [] }
    var parts = modeParts(snapshot, isShort: width < 60)
    guard !snapshot.readings.isEmpty else { return parts + [(" ", .plain)] }
    let counts = state.levelCounts()
    for level in [Level.red, .yellow, .green, .error] {
      let count = counts[level] ?? 0
      if level == .error, count == 0 { continue }
      if level == .green, width < 60 { continue }
      // Nothing red is no reason for red letters.
      let style = count > 0 ? Style.level(level) : .faint
      let word = width >= 90 ? " " + level.word : ""
      parts.append(("\(width < 60 ? " " : "  ")\(glyphs.symbol(level))\(count)\(word)", style))
    }
    if width >= 100 {
      parts.append(("  \(snapshot.time.dateText) \(snapshot.time.timeOfDayText)Z ", .plain))
    } else {
      parts.append(("\(width < 60 ? " " : "  ")\(snapshot.time.clockText)Z ", .plain))
    }
    return parts
  }

  private func modeParts(_ snapshot: Snapshot, isShort: Bool) -> [(text: String, style: Style)] {
    if state.isFrozen { return [(" FROZEN \(glyphs.paused) ", Style(.title, isBold: true, isReversed: true))] }
    switch snapshot.mode {
    case .live:
      let age = state.now.map { " " + max(.zero, $0 - snapshot.time).roughText } ?? ""
      return [("LIVE", .accent), (age, .plain)]
    case .replay(let speed, let isPaused):
      let pace = speed.map { glyphs.times + Figure.short($0) } ?? "max"
      let name = isShort ? "" : "REPLAY "
      if isPaused { return [(" \(name)\(glyphs.paused) ", Style(.title, isBold: true, isReversed: true))] }
      return [("\(name)\(pace) \(glyphs.playing)", .accent)]
    case .ended: return [(" ENDED ", Style(.title, isBold: true, isReversed: true))]
    }
  }

  mutating func drawIngest(in area: Rectangle) {
    guard let snapshot = state.snapshot else { return }
    let ingest = snapshot.ingest
    var parts: [(label: String, value: String, style: Style)] = [
      ("in", Figure.short(ingest.rate) + "/s", .plain), ("lines", Figure.short(Double(ingest.lines)), .plain),
    ]
    let bad = ingest.bad.reduce(0) { $0 &+ $1.count }
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

  mutating func drawFooter(in area: Rectangle) {
    var pen = Pen(area)
    pen.put(" ", on: &canvas)
    if let notice = state.notice {
      pen.put(notice.truncated(pen.remaining, glyphs: glyphs), .accent, on: &canvas)
      return
    }
    let isReplay = if case .replay = state.snapshot?.mode { true } else { false }
    let bindings = state.keyMap.bindings(in: state.screen).filter { $0.label != nil && (isReplay || !$0.needsReplay) }
    // Quitting is always said, at the far end; the others as far as they fit.
    let quit = bindings.last { $0.action == .quit }
    let reserve = quit.map { footerWidth($0) } ?? 0
    for binding in bindings where binding.action != .quit {
      guard pen.remaining >= footerWidth(binding) + reserve else { break }
      putFooter(binding, with: &pen)
    }
    if let quit { putFooter(quit, with: &pen) }
  }

  private func footerParts(_ binding: KeyMap.Binding) -> (keys: String, label: String) {
    let label = footerLabel(binding)
    // A label may bring its own keys: `[ ] feature` speaks for two bindings.
    if let first = binding.keys.first, label.hasPrefix(first.name(glyphs: glyphs) + " "),
      let split = label.lastIndex(of: " ")
    {
      return (String(label[..<split]), String(label[label.index(after: split)...]))
    }
    if binding.action == .faster { return ("+ -", label) }
    return (binding.keys.first?.name(glyphs: glyphs) ?? "", label)
  }

  private func footerLabel(_ binding: KeyMap.Binding) -> String {
    switch binding.action {
    case .freeze:
      if case .replay(_, let isPaused) = state.snapshot?.mode { return isPaused ? "go on" : "pause" }
      return state.isFrozen ? "go on" : "freeze"
    default: return binding.label ?? ""
    }
  }

  private func footerWidth(_ binding: KeyMap.Binding) -> Int {
    let parts = footerParts(binding)
    return columns(of: parts.keys) + columns(of: parts.label) + 3
  }

  private mutating func putFooter(_ binding: KeyMap.Binding, with pen: inout Pen) {
    let parts = footerParts(binding)
    pen.put(parts.keys, Style(.key), on: &canvas)
    pen.put(" \(parts.label)  ", .plain, on: &canvas)
  }
}
