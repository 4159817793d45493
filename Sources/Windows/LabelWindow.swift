/// One window's label counts at a position in the past that moves: forwards as labels come in, back when they revise.
struct LabelWindow {
  let paneCount: Int
  /// The first pane behind the window; `nil` before the first seek.
  private(set) var end: Int?
  private(set) var sums: WindowSums
  /// Kept for its memory.
  private var deltas: [LabelDelta] = []

  init(paneCount: Int, width: Int) {
    self.paneCount = paneCount
    sums = WindowSums(width: width)
  }

  private func covers(_ pane: Int) -> Bool {
    guard let end else { return false }
    return pane >= end - paneCount && pane < end
  }

  /// Keeps the sums right when a pane's counts change.
  mutating func change(pane: Int, part: CellRegistry.Part, deltas: [LabelDelta], registry: CellRegistry) {
    if covers(pane) { sums.add(deltas, part: part, registry: registry) }
  }

  /// The first pane that it covers.
  var start: Int? { end.map { $0 - paneCount } }

  /// Leaves its place, so that the panes that it covers may be forgotten.
  mutating func leave() {
    sums.removeAll()
    end = nil
  }

  /// Moves the window to end at `target`. Cost: the panes that enter and leave, or all of it after a long way.
  mutating func seek(to target: Int, panes: LabelPanes, registry: CellRegistry) {
    var from = end ?? target
    if end == nil || abs(target - from) >= paneCount {
      sums.removeAll()
      from = target - paneCount
      // An empty window that ends where the new one begins.
      for pane in from..<target { add(pane, 1, panes, registry) }
    } else if target > from {
      for pane in from..<target {
        add(pane, 1, panes, registry)
        add(pane - paneCount, -1, panes, registry)
      }
    } else {
      for pane in target..<from {
        add(pane, -1, panes, registry)
        add(pane - paneCount, 1, panes, registry)
      }
    }
    end = target
  }

  private mutating func add(_ pane: Int, _ sign: Int64, _ panes: LabelPanes, _ registry: CellRegistry) {
    panes.forEachPart(of: pane) { part, counts in
      counts.write(to: &deltas, sign: sign)
      sums.add(deltas, part: registry.parts[part], registry: registry)
    }
  }
}
