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
  /// Closed panes that a window still covers: traffic per part.
  var traffic: [Int: [(part: Int, counts: SparseCounts)]] = [:]
  /// Label counts per pane and part, for as long as labels may come.
  var labelPanes: [Int: [Int: SparseCounts]] = [:]
  /// Predictions and labels per pane, all cells together.
  var totals: [Int: (predictions: Int64, labelled: Int64)] = [:]
  var trafficSums: [WindowSums]
  var coverageWindows: [CoverageWindow]
  var labelWindows: [LabelWindow]
  var agendas: [WindowAgenda]
  var join: LabelJoin
  /// The first pane that was closed.
  var firstPane: Int?
  /// Parts that have had rows in a closed pane. What was only read ahead must not show.
  var appeared: Set<Int> = []
  var references = ReferenceCache()
  var criticalValues = CriticalValues(alpha: 0)
  /// Panes whose stored counts are out of date.
  var changedTraffic: Set<Int> = []
  var changedLabels: Set<Int> = []

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
    open = OpenPanes(layout: layout)
    trafficSums = plan.windows.map { _ in WindowSums(width: baseline.layout.trafficWidth) }
    coverageWindows = plan.windows.map { CoverageWindow(paneCount: $0.paneCount) }
    labelWindows = plan.windows.map { LabelWindow(paneCount: $0.paneCount, width: baseline.layout.labelWidth) }
    agendas = plan.windows.map { WindowAgenda(paneCount: $0.paneCount, minCoverage: cells.minCoverage) }
    horizonPanes = Int((plan.labelHorizon.microseconds + plan.pane.microseconds - 1) / plan.pane.microseconds)
    join = LabelJoin(layout: layout, maxPending: maxPending, horizon: horizonPanes)
  }

  /// Predictions that wait for their label.
  package var pendingCount: Int { join.waitingCount }
  /// Labels that were read and have no prediction (yet).
  package var unmatchedCount: Int { join.early.count + counts.expiredLabels }

  /// The end of the newest pane that was closed; `nil` before the first.
  package var time: Instant? { firstPane == nil ? nil : nextPane.map(start) }

  /// The start of the first pane that is open, and the end of the last one; `nil` without open panes.
  package var firstOpenStart: Instant? { open.keys.first.map { start(of: $0.arrival) } }
  package var lastOpenEnd: Instant? { open.keys.last.map { start(of: $0.arrival + 1) } }

  // MARK: - Input

  /// Counts a batch that was read from one source, and returns how many of its rows were left out.
  ///
  /// - Parameter range: the event times (in microseconds) to look at. Rows outside of it only move the source's clock,
  ///   row by row as all others do; those that come in later than its end were not known by then and are left out, too.
  @discardableResult
  package func add(
    _ batch: RecordBatch, from clock: inout SourceClock, decodedBy decoder: RecordDecoder,
    within range: Range<Int64> = .min ..< .max
  ) -> Int {
    let lastArrival = pane(of: range.upperBound - 1)
    var leftOut = 0
    let strata = registry.strata(of: batch, decodedBy: decoder)
    var rows: [Int] = []
    var keys: [OpenPanes.Key] = []
    rows.reserveCapacity(batch.count)
    keys.reserveCapacity(batch.count)
    let joinsIDs = joinsLabels && !batch.ids.isEmpty
    for row in 0..<batch.count {
      let time = batch.timestamps[row]
      clock.see(time)
      let pane = self.pane(of: time)
      let arrival = max(pane, arrivalFloor(clock, time))
      guard range.contains(time), arrival <= lastArrival else {
        leftOut += 1
        continue
      }
      let isServed = batch.served[row] != RecordBatch.Served.nothing
      if joinsIDs, isServed {
        if join.holds(batch.ids[row], arrival: arrival) {
          counts.duplicatePredictions += 1
          continue
        }
        join.add(
          id: batch.ids[row], score: batch.scores[row], pane: pane, arrival: arrival, stratum: strata[row],
          servedPositive: batch.served[row] == RecordBatch.Served.positive, counts: &counts)
      }
      if arrival > pane { counts.late += 1 }
      rows.append(row)
      keys.append(OpenPanes.Key(arrival: arrival, pane: pane))
    }
    counts.records += rows.count
    open.count(batch, rows: rows, keys: keys, strata: strata, registry: registry)
    return leftOut
  }

  /// The first pane with which anything can still arrive from a source: what belongs to an earlier one is late.
  func arrivalFloor(_ clock: SourceClock, _ time: Int64) -> Int {
    max(pane(of: (clock.newest ?? time) - plan.lateness.microseconds), nextPane ?? .min)
  }

  func pane(of time: Int64) -> Int {
    let step = plan.pane.microseconds
    return Int(time >= 0 ? time / step : (time - step + 1) / step)
  }

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
    if let last = open.keys.last { advance(to: start(of: last.arrival + 1), body) }
    join.apply(through: .max, registry: registry, counts: &counts, change: changeLabels)
    guard let pane = nextPane else { return }
    body(Evaluation(time: start(of: pane), series: labelSeries(now: pane, isOver: true)))
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
    for (key, parts) in open.close(through: pane) {
      for (part, counts) in parts {
        appeared.insert(part)
        for window in plan.windows.indices where key.pane > pane - plan.windows[window].paneCount {
          trafficSums[window].add(counts, part: registry.parts[part], sign: 1, registry: registry)
        }
        let served = LabelDelta(position: CellLayout.predictions, amount: counts[CellLayout.served])
        changeLabels(key.pane, [part], [served])
      }
      traffic[key.pane, default: []] += parts
      changedTraffic.insert(key.pane)
    }
    join.apply(through: pane, registry: registry, counts: &counts, change: changeLabels)
    for window in agendas.indices where joinsLabels {
      agendas[window].add(end: pane + 1)
      coverageWindows[window].advance(to: pane + 1, panes: labelPanes, registry: registry)
    }
    let series = trafficSeries(end: pane + 1) + (joinsLabels ? labelSeries(now: pane + 1, isOver: false) : [])
    forget(now: pane + 1)
    return Evaluation(time: start(of: pane + 1), series: series)
  }

  private func forget(now: Int) {
    let longest = plan.windows.map(\.paneCount).max() ?? 1
    traffic = traffic.filter { $0.key >= now - longest }
    guard joinsLabels else { return }
    join.expire(before: now - horizonPanes, counts: &counts)
    var earliest = min(agendas.compactMap(\.earliestPane).min() ?? now, now - longest)
    for index in labelWindows.indices {
      guard let start = labelWindows[index].start, start < earliest else { continue }
      // Where it stands it needs its panes to move on; too far back it starts afresh in any case.
      if start > earliest - longest { earliest = start } else { labelWindows[index].leave() }
    }
    labelPanes = labelPanes.filter { $0.key >= earliest }
    totals = totals.filter { $0.key >= earliest }
  }
}
