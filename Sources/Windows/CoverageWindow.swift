/// Predictions and labels of the window that ends now, per target, kept up as panes come and go and labels come in.
struct CoverageWindow {
  private let paneCount: Int
  private var end: Int?
  private var sums = WindowSums(width: 2)

  init(paneCount: Int) {
    self.paneCount = paneCount
  }

  /// The label counts up to ``CellLayout/labelled``.
  func counts(of target: WindowSums.Target) -> [Int64] { sums.counts(of: target) }

  mutating func change(pane: Int, part: CellRegistry.Part, deltas: [LabelDelta], registry: CellRegistry) {
    guard let end, pane >= end - paneCount, pane < end else { return }
    // They ascend, so what counts is in front.
    sums.add(Array(deltas.prefix { $0.position <= CellLayout.labelled }), part: part, registry: registry)
  }

  /// Moves the window forward to end at `target`.
  mutating func advance(to target: Int, panes: LabelPanes, registry: CellRegistry) {
    let from = end ?? target - paneCount
    for pane in max(from, target - paneCount)..<target { add(pane, 1, panes, registry) }
    let leaving = min(target, from) - paneCount..<min(target - paneCount, from)
    for pane in leaving where end != nil { add(pane, -1, panes, registry) }
    end = target
  }

  private mutating func add(_ pane: Int, _ sign: Int64, _ panes: LabelPanes, _ registry: CellRegistry) {
    panes.forEachPart(of: pane) { part, counts in
      let deltas = [CellLayout.predictions, CellLayout.labelled].map {
        LabelDelta(position: $0, amount: sign * counts[$0])
      }
      sums.add(deltas, part: registry.parts[part], registry: registry)
    }
  }
}
