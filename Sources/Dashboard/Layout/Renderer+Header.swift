import Notation
import Readings

/// The row above the panes: where the user is, how fresh the picture is, and how bad it looks.
extension Renderer {
  mutating func drawHeader(in area: Rectangle) {
    let right = headerRight(in: area)
    let rightWidth = right.reduce(0) { $0 + columns(of: $1.text) }
    var pen = Pen(Rectangle(x: area.x, y: area.y, width: area.width - rightWidth - 1, height: 1))
    drawCrumbs(with: &pen)
    if state.snapshot != nil {
      let scope = "window \(state.window)  version \(state.version == "*" ? "all" : state.version)"
      if pen.remaining >= columns(of: scope) + 3 { pen.put("   " + scope, .faint, on: &canvas) }
      if let hint = otherWindowHint, pen.remaining >= columns(of: hint.text) + 2 {
        pen.put("  " + hint.text, hint.style, on: &canvas)
      }
      if !state.filter.isEmpty, pen.remaining >= 8 {
        pen.put("  /" + state.filter.text.truncated(pen.remaining - 3, glyphs: glyphs), .accent, on: &canvas)
      }
    }
    var rightPen = Pen(Rectangle(x: max(area.x, area.maxX - rightWidth), y: area.y, width: rightWidth, height: 1))
    for part in right { rightPen.put(part.text, part.style, on: &canvas) }
  }

  // MARK: - The way

  private struct Crumb {
    var text: String
    /// The index of its view in ``DashboardState/visits``.
    var visit: Int
  }

  /// Every view on the way, the first one under the model's name.
  private var crumbs: [Crumb] {
    guard let snapshot = state.snapshot else { return [] }
    var crumbs = [Crumb(text: snapshot.model.isEmpty ? "-" : snapshot.model, visit: 0)]
    for (index, visit) in state.visits.enumerated() {
      for text in names(of: visit.screen, isLast: index == state.visits.count - 1) {
        crumbs.append(Crumb(text: text, visit: index))
      }
    }
    return crumbs
  }

  private func names(of screen: Screen, isLast: Bool) -> [String] {
    let segment = state.selectedSegment ?? "-"
    switch screen {
    case .overview: return []
    case .feature: return [state.selectedFeature ?? "-", segment]
    case .cell: return [segment]
    case .alert: return ["alert", state.selectedAlert?.rule ?? "-"]
    case .performance: return isLast ? [screen.title, segment] : [screen.title]
    default: return [screen.title]
    }
  }

  /// The last crumb has the most room; where the way is too long, its middle gives way first.
  private mutating func drawCrumbs(with pen: inout Pen) {
    let start = pen.x
    pen.put(" leeway", .accent, on: &canvas)
    var crumbs = crumbs
    let separator = columns(of: " \(glyphs.crumb) ")
    func width() -> Int { crumbs.reduce(0) { $0 + columns(of: $1.text) + separator } }
    // In all of the traffic goes without saying.
    if width() > pen.remaining, crumbs.count > 2, crumbs[crumbs.count - 1].text == "all" { crumbs.removeLast() }
    var isShortened = false
    while crumbs.count > 2, width() + (isShortened ? separator + 1 : 0) > pen.remaining {
      crumbs.remove(at: 1)
      isShortened = true
    }
    if crumbs.count > 1, width() > pen.remaining, pen.remaining < 24 {
      // With little room the view on show says more than the way to it.
      crumbs.removeFirst(crumbs.count - 1)
    } else if isShortened {
      crumbs.insert(Crumb(text: String(Character(glyphs.ellipsis)), visit: -1), at: 1)
    }
    mark(Rectangle(x: start, y: pen.y, width: pen.x - start, height: 1), .crumb(0))
    for (index, crumb) in crumbs.enumerated() {
      let isLast = index == crumbs.count - 1
      guard pen.remaining > separator else { break }
      pen.put(" \(glyphs.crumb) ", .faint, on: &canvas)
      // The crumbs behind need their width, and the others share what is left.
      let behind = crumbs[(index + 1)...].reduce(0) { $0 + columns(of: $1.text) + separator }
      let room = isLast ? pen.remaining : max(6, pen.remaining / (crumbs.count - index), pen.remaining - behind)
      let from = pen.x
      pen.put(
        crumb.text.truncated(min(room, pen.remaining), glyphs: glyphs), isLast ? Style.plain.bold() : .plain,
        on: &canvas)
      if crumb.visit >= 0 {
        mark(Rectangle(x: from, y: pen.y, width: pen.x - from, height: 1), .crumb(crumb.visit))
      }
    }
  }

  /// Which other window looks worse than the one on show.
  private var otherWindowHint: (text: String, style: Style)? {
    guard let worst = state.otherWindowsWorst else { return nil }
    return ("\(worst.window) \(glyphs.symbol(worst.level)) \(worst.level.word)", .level(worst.level))
  }

  // MARK: - The picture

  /// As much as leaves room for the way: the words and the date give way first.
  private func headerRight(in area: Rectangle) -> [(text: String, style: Style)] {
    let way = crumbs.reduce(columns(of: " leeway ")) { $0 + columns(of: $1.text) + 3 }
    let variants = [(area.width >= 90, area.width >= 100), (false, area.width >= 100), (false, false)].map {
      headerRight(hasWords: $0.0, hasDate: $0.1, isShort: area.width < 60)
    }
    let fitting = variants.first { parts in parts.reduce(way) { $0 + columns(of: $1.text) } <= area.width }
    return fitting ?? variants[variants.count - 1]
  }

  private func headerRight(hasWords: Bool, hasDate: Bool, isShort: Bool) -> [(text: String, style: Style)] {
    let link = linkParts
    guard let snapshot = state.snapshot else { return link.isEmpty ? [] : link + [(" ", .plain)] }
    var parts = link
    if !state.isLinkBroken || state.isFrozen {
      parts += (link.isEmpty ? [] : [(" ", .plain)]) + modeParts(snapshot, isShort: isShort)
    }
    guard !snapshot.readings.isEmpty else { return parts + [(" ", .plain)] }
    let counts = state.levelCounts()
    let gap = isShort ? " " : "  "
    for level in [Level.red, .yellow, .green, .error] {
      let count = counts[level] ?? 0
      if level == .error, count == 0 { continue }
      if level == .green, isShort { continue }
      // Nothing red is no reason for red letters.
      let style = count > 0 ? Style.level(level) : .faint
      let word = hasWords ? " " + level.word : ""
      parts.append(("\(gap)\(glyphs.symbol(level))\(count)\(word)", style))
    }
    let time = hasDate ? "\(snapshot.time.dateText) \(snapshot.time.timeOfDayText)" : snapshot.time.clockText
    return parts + [("\(gap)\(time)Z ", .plain)]
  }

  /// What is wrong with where the picture comes from.
  private var linkParts: [(text: String, style: Style)] {
    switch state.link {
    case .own, .attached: return []
    case .connecting: return [("CONNECTING\(glyphs.isUnicode ? "…" : "...")", .accent)]
    case .lost(let since, _):
      let age = state.now.map { " " + max(.zero, $0 - since).roughText } ?? ""
      return [(" LOST\(age) ", Style.level(.red).reversed())]
    }
  }

  private func modeParts(_ snapshot: Snapshot, isShort: Bool) -> [(text: String, style: Style)] {
    let banner = Style(.title, isBold: true, isReversed: true)
    if state.isFrozen { return [(" FROZEN \(glyphs.paused) ", banner)] }
    switch snapshot.mode {
    case .live:
      if let age = state.staleAge {
        return [("\(glyphs.symbol(.yellow)) STALE \(age.roughText)", Style.level(.yellow).bold())]
      }
      let age = state.now.map { " " + max(.zero, $0 - snapshot.time).roughText } ?? ""
      if case .attached = state.link { return [(isShort ? "ATT" : "ATTACHED", .accent), (age, .plain)] }
      return [("LIVE", .accent), (age, .plain)]
    case .replay(let speed, let isPaused):
      let pace = speed.map { glyphs.times + Figure.short($0) } ?? "max"
      let name = isShort ? "" : "REPLAY "
      if isPaused { return [(" \(name)\(glyphs.paused) ", banner)] }
      return [("\(name)\(pace) \(glyphs.playing)", .accent)]
    case .ended: return [(" ENDED ", banner)]
    }
  }
}

extension DashboardState {
  /// The age of the picture of a live log, where it is older than a log that flows can make it: two panes, and as long
  /// as is waited for late records.
  package var staleAge: TimeSpan? {
    guard let snapshot, case .live = snapshot.mode, let now else { return nil }
    let age = now - snapshot.time
    return age > snapshot.pane + snapshot.pane + snapshot.lateness ? age : nil
  }

  var isLinkBroken: Bool {
    switch link {
    case .own, .attached: false
    case .connecting, .lost: true
    }
  }
}
