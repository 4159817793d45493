import Notation
import Readings

/// Draws a state on a canvas. Pure: the same state and capabilities give the same cells.
package func render(_ state: DashboardState, capabilities: Capabilities) -> Canvas {
  var renderer = Renderer(state, capabilities: capabilities)
  renderer.drawAll()
  return renderer.canvas
}

/// One screen as plain text, rows closed by line feeds: what `watch --once` prints.
package func renderOnce(
  snapshot: Snapshot, width: Int, height: Int, unicode: Bool, screen: Screen = .overview, now: Instant? = nil
) -> String {
  var state = DashboardState(width: width, height: height, options: DashboardOptions(screen: screen))
  if let now { _ = state.update(.tick(now)) }
  _ = state.update(.snapshot(snapshot))
  return plainText(of: state, isUnicode: unicode)
}

/// What a state shows as plain text, without what is for a person at the keys: footer, cursor, help and questions.
func plainText(of state: DashboardState, isUnicode: Bool) -> String {
  var renderer = Renderer(state, capabilities: Capabilities(isUnicode: isUnicode, color: .monochrome))
  renderer.isInteractive = false
  renderer.drawAll()
  return renderer.canvas.text
}

/// The drawing of one frame. Each pane has its own file.
struct Renderer {
  let state: DashboardState
  let glyphs: Glyphs
  let color: ColorMode
  var canvas: Canvas
  /// Without it nothing is said of keys, and no pane looks focused.
  var isInteractive = true
  /// Whether what can be clicked is noted in ``hits``.
  var marksHits = false
  var hits: [HitArea] = []

  static let smallestWidth = 40
  static let smallestHeight = 10

  init(_ state: DashboardState, capabilities: Capabilities) {
    self.state = state
    glyphs = Glyphs(isUnicode: capabilities.isUnicode)
    color = capabilities.color
    canvas = Canvas(width: state.width, height: state.height, isUnicode: capabilities.isUnicode)
  }

  mutating func drawAll() {
    guard canvas.width >= Self.smallestWidth, canvas.height >= Self.smallestHeight else {
      drawTooSmall()
      return
    }
    let (header, below) = canvas.bounds.splitTop(1)
    let (body, bars) = below.splitTop(below.height - (isInteractive ? 2 : 1))
    drawHeader(in: header)
    drawIngest(in: bars.row(0))
    if isInteractive {
      if let prompt = state.prompt { drawPrompt(prompt, in: bars.row(1)) } else { drawFooter(in: bars.row(1)) }
    }
    // Files and the log have something to tell before there are figures.
    let needsFigures = state.screen != .ingest && state.screen != .log
    if state.snapshot.map({ $0.readings.isEmpty && needsFigures }) ?? true {
      drawWaiting(in: body)
    } else {
      for placed in arrange(state.visit, in: body) { draw(placed) }
    }
    guard isInteractive else { return }
    if state.isHelpOpen { drawHelp(in: canvas.bounds) }
    if let dialog = state.dialog { drawDialog(dialog, in: canvas.bounds) }
  }

  private mutating func draw(_ placed: PlacedPane) {
    mark(placed.area, .pane(placed.pane))
    switch placed.pane {
    case .models: drawModels(placed)
    case .heatMap: drawHeatMap(placed)
    case .trend: drawTrend(placed)
    case .alerts: drawAlerts(placed)
    case .log: drawLog(placed)
    case .histogram: drawHistogram(placed)
    case .stats: drawStats(placed)
    case .driftHistory: drawHistory(placed)
    case .causes: drawCauses(placed)
    case .cellFigures: drawCellFigures(placed)
    case .expectation: drawExpectation(placed)
    case .outcomes: drawOutcomes(placed)
    case .groups: drawGroups(placed)
    case .alertFacts, .actions, .runbook: drawAlertPane(placed)
    case .alertHistory: drawAlertHistory(placed)
    case .performanceFigures: drawPerformanceFigures(placed)
    case .performanceHistory: drawPerformanceHistory(placed)
    case .labelProgress: drawLabelProgress(placed)
    case .fairnessFigures: drawFairnessFigures(placed)
    case .gapHistory: drawGapHistory(placed)
    case .versionFigures: drawVersionFigures(placed)
    case .versionHistory: drawVersionHistory(placed)
    case .sources: drawSources(placed)
    case .badLines: drawBadLines(placed)
    case .lanes: drawLanes(placed)
    }
  }

  private mutating func drawTooSmall() {
    let bounds = canvas.bounds
    let lines = [
      "leeway", "\(canvas.width)\(glyphs.times)\(canvas.height) is too small",
      "\(Self.smallestWidth)\(glyphs.times)\(Self.smallestHeight) is the least",
    ]
    for (index, line) in lines.enumerated() where index < bounds.height {
      canvas.put(line.truncated(bounds.width, glyphs: glyphs), x: 0, y: index, style: index == 0 ? .accent : .plain)
    }
  }

  private mutating func drawWaiting(in area: Rectangle) {
    let dots = glyphs.isUnicode ? "…" : "..."
    var lines = [
      ("waiting for the first pane \(dots)", Style.accent),
      ("figures appear when the first slice of event time is complete", .faint),
    ]
    if state.snapshot == nil {
      switch state.link {
      case .own, .attached: break
      case .connecting: lines = [("connecting to the agent \(dots)", .accent)]
      case .lost(_, let reason):
        lines = [("the agent is not there", .level(.red)), (reason, .plain), ("trying again \(dots)", .faint)]
      }
    }
    let top = area.y + max(0, area.height / 2 - 1)
    for (offset, (text, style)) in lines.enumerated() {
      let cut = text.truncated(area.width - 2, glyphs: glyphs)
      let x = area.x + (area.width - columns(of: cut)) / 2
      canvas.put(cut, x: x, y: top + 2 * offset, style: style, in: area)
    }
  }

  /// Draws the frame of a pane with its title, and returns what is inside.
  mutating func frame(_ placed: PlacedPane, subtitle: String = "", right: String = "") -> Rectangle {
    let area = placed.area
    guard area.width >= 2, area.height >= 2 else { return Rectangle(x: area.x, y: area.y, width: 0, height: 0) }
    let isFocused = isInteractive && placed.pane == state.focus
    let line = Style(isFocused ? .focusedBorder : .border, isBold: isFocused && color == .monochrome)
    drawFrame(area, style: line)
    drawTitle(placed, subtitle: subtitle, right: right, isFocused: isFocused)
    return area.inset(x: 1, y: 1)
  }

  private mutating func drawTitle(_ placed: PlacedPane, subtitle: String, right: String, isFocused: Bool) {
    let room = placed.area.inset(x: 2, y: 0).row(0)
    var pen = Pen(room)
    let tabs = placed.tabs.isEmpty ? [placed.pane] : placed.tabs
    for (index, tab) in tabs.enumerated() {
      let number = (state.screen.panes.firstIndex(of: tab) ?? 0) + 1
      let isShown = tab == placed.pane
      // Tabs are named while all of them fit, else only the one on show is.
      let isNamed = isShown || tabs.reduce(0) { $0 + $1.title.count + 4 } < room.width
      let text = " \(number)\(isNamed ? " " + tab.title : "")"
      mark(Rectangle(x: pen.x, y: pen.y, width: columns(of: text) + 1, height: 1).intersection(room), .tab(tab))
      pen.put(
        text, isShown ? Style(.title, isBold: true, isUnderlined: isFocused && tabs.count > 1) : .faint, on: &canvas)
      if tab == .alerts, !isShown, let worst = worstAlert {
        pen.put(glyphs.symbol(worst), .level(worst), on: &canvas)
      }
      if index < tabs.count - 1 { pen.put(" " + String(Character(glyphs.vertical)), Style(.border), on: &canvas) }
    }
    pen.put(" ", on: &canvas)
    let rightWidth = right.isEmpty ? 0 : columns(of: right) + 3
    if !subtitle.isEmpty, pen.remaining > 6 {
      let space = pen.remaining - (pen.remaining >= rightWidth + 12 ? rightWidth : 0) - 1
      pen.put(subtitle.truncated(space, glyphs: glyphs) + " ", .plain, on: &canvas)
    }
    if !right.isEmpty, pen.remaining >= rightWidth {
      canvas.put(" \(right) ", x: room.maxX - rightWidth + 1, y: room.y, style: .faint, in: room)
    }
  }

  /// The worst level that an alert fires on, so that a tab out of sight tells of it.
  private var worstAlert: Level? {
    let firing = state.snapshot?.alerts.lazy.filter { $0.state == .firing }.map(\.level) ?? []
    return firing.max { $0.severity < $1.severity }
  }

  /// The first row to show of a list so that the selected one is in sight, near the middle when the list is longer.
  func firstRow(selected: Int, count: Int, rows: Int) -> Int {
    guard count > rows, rows > 0 else { return 0 }
    return min(max(0, selected - rows / 2), count - rows)
  }

  /// `3-15/64` where a list is longer than its room.
  func rangeText(first: Int, rows: Int, count: Int) -> String {
    count > rows && rows > 0 ? "\(first + 1)\(glyphs.dash)\(min(count, first + rows))/\(count)" : ""
  }
}
