import Notation
import Readings

/// Lines that were set aside, and what waits to go out.
extension Renderer {
  mutating func drawBadLines(_ placed: PlacedPane) {
    guard let ingest = state.snapshot?.ingest else { return }
    let bad = ingest.badCount
    let share = ingest.lines > 0 ? " (\(Figure.rate(bad, of: ingest.lines)))" : ""
    let subtitle = bad > 0 ? "\(Figure.count(bad)) of \(Figure.count(ingest.lines))\(share)" : ""
    drawLines(badLines(width: placed.area.width - 4), placed, subtitle: subtitle)
  }

  /// The reasons with their counts, then an example or more of each.
  func badLines(width: Int) -> [Line] {
    guard let ingest = state.snapshot?.ingest else { return [] }
    let total = ingest.badCount
    guard total > 0 || !ingest.examples.isEmpty else {
      let text = ingest.lines > 0 ? "no bad line so far" : "no line so far"
      return [[("\(glyphs.symbol(.green)) \(text)", ingest.lines > 0 ? .level(.green) : .faint)]]
    }
    var lines: [Line] = []
    let name = min(ingest.bad.reduce(10) { max($0, columns(of: $1.reason)) }, max(8, width - 16))
    let barWidth = min(24, width - name - 16)
    for (reason, count) in ingest.bad {
      let share = total > 0 ? Double(count) / Double(total) : 0
      var line: Line = [
        (reason.showingControls.fitted(name, glyphs: glyphs), .plain),
        (Figure.count(count).fitted(8, alignment: .right, glyphs: glyphs), .level(.yellow)),
        (Figure.percent(share).fitted(6, alignment: .right, glyphs: glyphs), .faint),
      ]
      if barWidth >= 4 { line.append(("  " + bar(share, width: barWidth), Style(.current))) }
      lines.append(line)
    }
    lines.append([])
    lines += wrapped(
      [("dead-letters.jsonl", .plain), (" holds all of them, with file and offset; the newest:", .faint)], width: width)
    for example in ingest.examples {
      let place = ":\(example.offset)"
      let reason = "  " + example.reason.showingControls
      // A long reason keeps at least a third of the row for the place.
      let span = columns(of: place)
      let room = max(min(20, width - span), width - span - columns(of: reason))
      lines.append([
        (example.path.showingControls.cutInMiddle(room, glyphs: glyphs), .plain.bold()), (place, .accent),
        (reason, .level(.yellow)),
      ])
      lines += wrapped([("  " + example.text.showingControls, .faint)], width: width, indent: 2).prefix(3)
    }
    return lines
  }

  mutating func drawLanes(_ placed: PlacedPane) {
    guard let actions = state.snapshot?.ingest.actions else { return }
    let paused = actions.count(where: \.isPaused)
    let waiting = actions.reduce(0) { $0 &+ $1.waiting }
    let parts = [paused > 0 ? "\(paused) paused" : "", waiting > 0 ? "\(Figure.count(waiting)) waiting" : ""]
    drawLines(
      laneLines(width: placed.area.width - 4), placed,
      subtitle: parts.filter { !$0.isEmpty }.joined(separator: "   "))
  }

  /// What waits for each action: paused ones first, then those with something to do.
  func laneLines(width: Int) -> [Line] {
    guard let snapshot = state.snapshot else { return [] }
    let actions = snapshot.ingest.actions
    guard !actions.isEmpty else { return [[("nothing is sent from here", .faint)]] }
    let order = actions.indices.sorted { a, b in
      let (first, second) = (actions[a].rank, actions[b].rank)
      return first == second ? a < b : first < second
    }
    let name = min(actions.reduce(6) { max($0, columns(of: $1.name)) }, max(6, width - 32))
    let hasOldest = width >= name + 36
    func row(_ cells: [(text: String, style: Style)]) -> Line {
      var line: Line = [
        (cells[0].text.fitted(name, glyphs: glyphs) + " ", cells[0].style),
        (cells[1].text.fitted(9, glyphs: glyphs), cells[1].style),
        (cells[2].text.fitted(8, alignment: .right, glyphs: glyphs), cells[2].style),
      ]
      if hasOldest { line.append((cells[3].text.fitted(8, alignment: .right, glyphs: glyphs), cells[3].style)) }
      line.append((cells[4].text.fitted(7, alignment: .right, glyphs: glyphs), cells[4].style))
      return line
    }
    var lines = [row(["ACTION", "STATE", "WAITING", "OLDEST", "NEXT"].map { ($0, .faint) })]
    for index in order {
      let action = actions[index]
      let isBusy = action.waiting > 0
      let level: Level = action.isPaused ? .red : isBusy ? .yellow : .green
      let word = "\(glyphs.symbol(level)) \(action.isPaused ? "PAUSED" : isBusy ? "busy" : "idle")"
      let style: Style = level == .green ? .faint : .level(level)
      let oldest = action.oldest.map { max(.zero, clock(snapshot) - $0).roughText }
      let next = action.nextAttempt.map { next in
        let left = next - clock(snapshot)
        return left > .zero ? "in " + left.roughText : "due"
      }
      lines.append(
        row([
          (action.name.showingControls, .plain), (word, style),
          (Figure.count(action.waiting), isBusy ? .plain.bold() : .faint), (oldest ?? "-", .faint),
          (next ?? "-", .faint),
        ]))
      if let error = action.lastError {
        lines += wrapped([("  last error: " + error.showingControls, .faint)], width: width, indent: 2)
      }
    }
    return lines
  }

  /// What deliveries run by: the wall clock where logs are followed, else the engine's.
  func clock(_ snapshot: Snapshot) -> Instant {
    snapshot.mode == .live ? state.now ?? snapshot.time : snapshot.time
  }
}

extension ActionStatus {
  fileprivate var rank: Int { isPaused ? 0 : waiting > 0 ? 1 : 2 }
}
