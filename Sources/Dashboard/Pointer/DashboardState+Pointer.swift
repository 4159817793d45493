import Readings

/// What the mouse does. The picture tells what was hit: it is drawn once more, with marks.
extension DashboardState {
  /// Rows that a turn of the wheel moves by.
  private static let wheelRows = 3

  /// Cost: one frame.
  mutating func point(_ event: MouseEvent) -> [DashboardEffect] {
    if isHelpOpen { return pointInHelp(event) }
    let targets = hits(x: event.x, y: event.y)
    switch event.kind {
    case .click, .doubleClick:
      dropNotice()
      if prompt != nil { return [] }
      return click(targets, isDouble: event.kind == .doubleClick)
    case .wheelUp, .wheelDown:
      guard dialog == nil, prompt == nil else { return [] }
      turnWheel(targets, event.kind == .wheelUp ? .up : .down)
      return []
    }
  }

  /// What is marked at a place, topmost first.
  func hits(x: Int, y: Int) -> [HitTarget] {
    guard x >= 0, y >= 0, x < width, y < height else { return [] }
    // Which characters are drawn makes no difference to where things are.
    var renderer = Renderer(self, capabilities: Capabilities(isUnicode: true, color: .monochrome))
    renderer.marksHits = true
    renderer.drawAll()
    let place = Rectangle(x: x, y: y, width: 1, height: 1)
    return renderer.hits.reversed().filter { !$0.area.intersection(place).isEmpty }.map(\.target)
  }

  private mutating func pointInHelp(_ event: MouseEvent) -> [DashboardEffect] {
    switch event.kind {
    case .click, .doubleClick: isHelpOpen = false
    case .wheelUp: _ = scrollHelp(.up, by: Self.wheelRows)
    case .wheelDown: _ = scrollHelp(.down, by: Self.wheelRows)
    }
    return []
  }

  private mutating func click(_ targets: [HitTarget], isDouble: Bool) -> [DashboardEffect] {
    if let dialog {
      switch targets.first {
      case .dialogPart(let number): return DecisionDialog.Part(rawValue: number).map { clickInDialog($0) } ?? []
      case .choice(let index):
        let waiting = DialogCheck(dialog, in: self).waiting
        guard waiting.indices.contains(index) else { return [] }
        self.dialog?.focus = .delivery
        choose(waiting[index])
      default: break
      }
      return []
    }
    guard let target = targets.first else { return [] }
    // What is hit lies in a pane, which gets the focus with it.
    for case .pane(let pane) in targets { focusPane(pane) }
    switch target {
    case .pane, .dialog, .outside, .dialogPart, .choice: return []
    case .tab(let pane): focusPane(pane)
    case .crumb(let index): goBack(to: index)
    case .key(let key): return update(.key(key))
    case .row(let pane, let index): select(row: index, in: pane)
    case .heatCell(let feature, let segment):
      focusPane(.heatMap)
      selectFeature(at: feature)
      selectSegment(at: segment)
    }
    switch target {
    case .row, .heatCell: return isDouble ? perform(.open) : []
    default: return []
    }
  }

  private mutating func focusPane(_ pane: Pane) {
    if screen.panes.contains(pane) { visit.focus = pane }
  }

  private mutating func goBack(to index: Int) {
    guard visits.indices.contains(index) else { return }
    visits.removeSubrange((index + 1)...)
    visit.isZoomed = false
  }

  /// Puts the cursor of a list on a row.
  private mutating func select(row: Int, in pane: Pane) {
    focusPane(pane)
    switch pane {
    case .heatMap: selectFeature(at: row)
    case .cellFigures: selectFigure(at: row)
    case .models: selectedVersionRow = min(max(0, row), snapshot?.versions.count ?? 0)
    case .trend: selectedTrendRow = max(0, row)
    case .histogram: selectedBin = histogram.flatMap { $0.bins.isEmpty ? nil : min(max(0, row), $0.bins.count - 1) }
    default: selectRow(row, in: pane)
    }
  }

  /// Moves in the pane below the pointer; the focus goes with it, as the keys shall go on from there.
  private mutating func turnWheel(_ targets: [HitTarget], _ direction: Action.Direction) {
    for case .pane(let pane) in targets {
      focusPane(pane)
      guard focus == pane else { return }
      for _ in 0..<Self.wheelRows { move(direction) }
      return
    }
  }
}
