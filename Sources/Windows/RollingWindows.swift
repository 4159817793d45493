import Notation
import Readings
import Records
import Statistics

/// Turns records and labels into measured series: panes, the rolling windows over them, and the join of labels.
///
/// Everything is decided by event time. What is read in which order, in what portions, and from how many files does not
/// change a figure: records in time are counted by the pane that they belong to, and late records and labels take
/// effect with the pane in which they became known.
package final class RollingWindows {
  package let plan: WindowPlan
  package let baseline: Baseline
  package internal(set) var registry: CellRegistry
  package internal(set) var counts = JoinCounts()
  /// The next pane to close; `nil` before the first record.
  package internal(set) var nextPane: Int?

  let layout: CellLayout
  let joinsLabels: Bool
  /// The label horizon in panes, rounded up.
  let horizonPanes: Int
  let open: OpenPanes
  /// The rows of the batch at hand that count.
  let selection = RowSelection()
  /// Closed panes that a window still covers: traffic per part.
  var traffic: [Int: [(part: Int, counts: SparseCounts)]] = [:]
  /// Panes that no window covers any more, kept to tell since when a figure has been changed.
  /// They are not part of the state: after a restart they come together anew.
  var retired: [Int: [(part: Int, counts: SparseCounts)]] = [:]
  /// The first pane whose traffic came back with a restart.
  var restoredFrom = Int.min
  /// Label counts per pane and part, for as long as labels may come.
  let labelPanes: LabelPanes
  let labelTally: LabelTally
  /// Predictions and labels per pane, all cells together.
  var totals: [Int: (predictions: Int64, labelled: Int64)] = [:]
  /// The same of panes that no window needs any more, back to the label horizon; not part of the state.
  var settledTotals: [Int: (predictions: Int64, labelled: Int64)] = [:]
  var trafficSums: [WindowSums]
  /// The newest closed pane that has rows, by what readings are made for.
  var newestPanes: [WindowSums.Target: Int] = [:]
  /// Lines that could not be read, by pane, and those that count in the pane that closes next.
  var rejected = PaneTally()
  var unplacedRejected = 0
  var coverageWindows: [CoverageWindow]
  var labelWindows: [LabelWindow]
  var agendas: [WindowAgenda]
  let join: LabelJoin
  /// The first pane that was closed.
  var firstPane: Int?
  /// Parts that have had rows in a closed pane. What was only read ahead must not show.
  var appeared: Set<Int> = []
  var roster = SeriesRoster()
  /// Where the newest window that can be judged ended at the last evaluation, for each width; `nil` if there was none.
  /// Its label panes are held.
  var currentLabelEnds: [Int?]
  /// Panes whose stored counts are out of date.
  var changedTraffic: Set<Int> = []
  /// Those that the last checkpoint brought up to date, until it is safe.
  var storingTraffic: Set<Int> = []
  /// Whether panes that leave the windows are kept for the next checkpoint.
  package var keepsHistory = false
  /// Panes that have left since then.
  package internal(set) var departed: [PartChange] = []

  /// - Parameter joinsLabels: whether label logs are read; without them ids are not kept.
  package init(
    plan: WindowPlan, cells: CellPlan, dimensionNames: [String], baseline: Baseline, joinsLabels: Bool,
    maxPending: Int = 20_000_000
  ) {
    self.plan = plan
    self.baseline = baseline
    self.joinsLabels = joinsLabels
    layout = baseline.layout
    registry = CellRegistry(plan: cells, dimensionNames: dimensionNames)
    open = OpenPanes(layout: layout, segments: cells.segments.count)
    trafficSums = plan.windows.map { _ in WindowSums(width: baseline.layout.trafficWidth) }
    coverageWindows = plan.windows.map { CoverageWindow(paneCount: $0.paneCount) }
    labelWindows = plan.windows.map { LabelWindow(paneCount: $0.paneCount, width: baseline.layout.labelWidth) }
    currentLabelEnds = plan.windows.map { _ in nil }
    agendas = plan.windows.map { WindowAgenda(paneCount: $0.paneCount, minCoverage: cells.minCoverage) }
    horizonPanes = Int((plan.labelHorizon.microseconds + plan.pane.microseconds - 1) / plan.pane.microseconds)
    labelPanes = LabelPanes(width: baseline.layout.labelWidth)
    labelTally = LabelTally(layout: baseline.layout)
    join = LabelJoin(
      maxPending: maxPending, horizon: horizonPanes, paneLength: plan.pane.microseconds,
      columns: JoinColumns(baseline.layout))
  }

  /// Predictions that wait for their label.
  package var pendingCount: Int { join.waitingCount }
  /// Labels that were read and have no prediction (yet).
  package var unmatchedCount: Int { join.earlyCount + counts.expiredLabels }

  /// The end of the newest pane that was closed; `nil` before the first.
  package var time: Instant? { firstPane == nil ? nil : nextPane.map(start) }

  /// The start of the first pane that is open, and the end of the last one; `nil` without open panes.
  package var firstOpenStart: Instant? { open.firstArrival.map(start) }
  package var lastOpenEnd: Instant? { open.lastArrival.map { start(of: $0 + 1) } }

  func start(of pane: Int) -> Instant { Instant(microseconds: Int64(pane) * plan.pane.microseconds) }

  // MARK: - Event time

  /// Closes every pane that ends by `watermark` and hands over what each step brought to light.
  package func advance(to watermark: Instant, _ body: (Evaluation) -> Void) {
    while let pane = next(upTo: watermark) {
      nextPane = pane
      guard start(of: pane + 1) <= watermark else { return }
      body(close(pane))
      nextPane = pane + 1
    }
  }

  /// The end of what has been read: closes the panes that are still open, puts every label into effect, and hands over
  /// all readings that are not final yet.
  package func finish(_ body: (Evaluation) -> Void) {
    if let last = lastOpenEnd { advance(to: last, body) }
    applyLabels(through: .max)
    guard let pane = nextPane else { return }
    var series: [MeasuredSeries] = []
    addLabelSeries(now: pane, isOver: true, to: &series)
    body(Evaluation(time: start(of: pane), series: series))
  }

  /// The next pane to close; where no window has rows, the next one with rows. Never past the watermark, as there may be
  /// more to come that has not been read.
  private func next(upTo watermark: Instant) -> Int? {
    guard traffic.isEmpty else { return nextPane }
    guard let arrival = open.firstArrival else { return nextPane.map { max($0, pane(of: watermark.microseconds)) } }
    return max(nextPane ?? .min, min(arrival, pane(of: watermark.microseconds)))
  }

  private func close(_ pane: Int) -> Evaluation {
    if firstPane == nil { firstPane = pane }
    // What leaves goes first: a late record for a pane that leaves now was never part of the window.
    for window in plan.windows.indices {
      for (part, counts) in traffic[pane - plan.windows[window].paneCount] ?? [] {
        trafficSums[window].add(counts, part: registry.parts[part], sign: -1, registry: registry)
      }
    }
    placeRejected(in: pane)
    for (key, parts) in open.close(through: pane) {
      for (part, counts) in parts {
        appeared.insert(part)
        note(rowsOf: part, in: key.pane)
        for window in plan.windows.indices where key.pane > pane - plan.windows[window].paneCount {
          trafficSums[window].add(counts, part: registry.parts[part], sign: 1, registry: registry)
        }
        countServed(counts[CellLayout.served], pane: key.pane, part: part)
      }
      traffic[key.pane, default: []] += parts
      changedTraffic.insert(key.pane)
    }
    applyLabels(through: pane)
    for window in agendas.indices where joinsLabels {
      agendas[window].add(end: pane + 1)
      coverageWindows[window].advance(to: pane + 1, panes: labelPanes, registry: registry)
    }
    var series: [MeasuredSeries] = []
    addTrafficSeries(end: pane + 1, to: &series)
    if joinsLabels { addLabelSeries(now: pane + 1, isOver: false, to: &series) }
    forget(now: pane + 1)
    return Evaluation(time: start(of: pane + 1), series: series)
  }

  /// A part of a closed pane has rows.
  func note(rowsOf part: Int, in pane: Int) {
    let part = registry.parts[part]
    for version in [-1, part.version] {
      let target = WindowSums.Target(version: version, cell: part.cell)
      newestPanes[target] = max(newestPanes[target] ?? pane, pane)
    }
  }

  /// Seconds from the end of the newest pane with rows in a window to the window's end: 0 when its last pane has some.
  /// `nil` without rows. Known for the window that ended last, before pane `end`.
  func age(of target: WindowSums.Target, window index: Int, end: Int) -> Double? {
    guard let newest = newestPanes[target], newest >= end - plan.windows[index].paneCount else { return nil }
    return Double(max(end - 1 - newest, 0)) * plan.pane.seconds
  }

  /// Panes that are kept in memory to tell since when a figure has been changed: what four windows cover, but no more than
  /// a day unless a window is longer.
  var heldPaneCount: Int {
    let longest = plan.windows.map(\.paneCount).max() ?? 1
    return max(longest, min(4 * longest, Int(TimeSpan.days(1).microseconds / plan.pane.microseconds)))
  }

  /// The first pane whose traffic is in memory, if it had any.
  var heldFrom: Int { max(restoredFrom, nextPane.map { $0 - heldPaneCount } ?? .min) }

  private func retireTraffic(before pane: Int, now: Int) {
    for (old, parts) in traffic where old < pane { retired[old] = parts }
    traffic.removeAll(before: pane)
    retired.removeAll(before: now - heldPaneCount)
  }

  private func forget(now: Int) {
    let longest = plan.windows.map(\.paneCount).max() ?? 1
    rejected.removeAll(before: now - longest)
    guard joinsLabels else {
      departTraffic(before: now - longest)
      retireTraffic(before: now - longest, now: now)
      return
    }
    join.expire(before: now - horizonPanes, counts: &counts)
    var earliest = min(agendas.compactMap(\.earliestPane).min() ?? now, now - longest)
    for index in labelWindows.indices {
      guard let start = labelWindows[index].start, start < earliest else { continue }
      // Where it stands it needs its panes to move on; too far back it starts afresh in any case.
      if start > earliest - longest { earliest = start } else { labelWindows[index].leave() }
    }
    // What can be judged can be looked at.
    for (index, window) in plan.windows.enumerated() {
      if let end = currentLabelEnds[index], end - window.paneCount < earliest { currentLabelEnds[index] = nil }
    }
    departTraffic(before: now - longest)
    departLabels(before: earliest)
    retireTraffic(before: now - longest, now: now)
    labelPanes.removeAll(before: earliest)
    settleTotals(before: earliest, now: now)
  }
}

extension Dictionary where Key == Int {
  /// Forgets what belongs to panes before one. Cost: a look at every key.
  fileprivate mutating func removeAll(before pane: Int) {
    for old in keys.filter({ $0 < pane }) { self[old] = nil }
  }
}
