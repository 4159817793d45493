/// Which past windows have to be evaluated (again) because labels came in: when coverage passes the minimum, each time
/// it has grown by a twentieth since, and when nothing more can come.
struct WindowAgenda {
  struct Open {
    let end: Int
    /// Coverage at the last evaluation; `nil` before the first.
    var evaluatedAt: Double?
  }

  /// What is to be evaluated.
  struct Item: Equatable {
    let end: Int
    let isFinal: Bool
  }

  static let step = 0.05

  private let paneCount: Int
  private let minCoverage: Double
  var open: [Open] = []
  /// The newest window whose coverage suffices: what alerts and the dashboard go by. It never goes back to an older one,
  /// also when it is complete and the older one is not; it is given up when its time is up.
  var current: Item?

  init(paneCount: Int, minCoverage: Double) {
    self.paneCount = paneCount
    self.minCoverage = minCoverage
  }

  /// The earliest pane that a window still to be evaluated covers.
  var earliestPane: Int? { [open.first?.end, current?.end].compactMap { $0 }.min().map { $0 - paneCount } }

  /// A window has closed.
  mutating func add(end: Int) {
    open.append(Open(end: end))
  }

  /// The windows that are due, oldest first, and the newest one whose coverage suffices.
  ///
  /// - Parameters:
  ///   - totals: predictions and labels of a range of panes, all cells together.
  ///   - isSettled: whether a window can get no more labels because its time is up.
  mutating func due(
    totals: (Range<Int>) -> (predictions: Int64, labelled: Int64), isSettled: (_ end: Int) -> Bool
  ) -> (items: [Item], current: Item?) {
    var items: [Item] = []
    if let known = current, known.isFinal, isSettled(known.end) { current = nil }
    var kept: [Open] = []
    kept.reserveCapacity(open.count)
    for var window in open {
      let (predictions, labelled) = totals(window.end - paneCount..<window.end)
      let coverage = predictions > 0 ? Double(labelled) / Double(predictions) : 0
      let isFinal = isSettled(window.end) || (predictions > 0 && labelled >= predictions)
      if coverage >= minCoverage, labelled > 0, window.end >= current?.end ?? .min {
        current = Item(end: window.end, isFinal: isFinal)
      }
      if isFinal {
        items.append(Item(end: window.end, isFinal: true))
        continue
      }
      if coverage >= minCoverage, labelled > 0, coverage >= (window.evaluatedAt.map { $0 + Self.step } ?? 0) {
        items.append(Item(end: window.end, isFinal: false))
        window.evaluatedAt = coverage
      }
      kept.append(window)
    }
    open = kept
    let newest = current
    if let newest, newest.isFinal, isSettled(newest.end) { current = nil }
    return (items, newest)
  }
}
