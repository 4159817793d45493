import Notation
import Readings
import Statistics

/// Since when a figure has been changed.
extension RollingWindows {
  /// The onset of the change that a series shows in the window that ends at `windowEnd`, as the panes that are still held
  /// tell; `nil` where they show none, and for figures that are not counted by pane (throughput, age, coverage, health).
  ///
  /// Cost: a pass over those panes.
  package func onset(of key: SeriesKey, windowEnd: Instant) -> Onset? {
    if key.metric.isPerAttribute { return gapOnset(key, end: pane(of: windowEnd.microseconds)) }
    guard let subject = roster.subject(of: key, registry: registry) else { return nil }
    let end = pane(of: windowEnd.microseconds)
    if key.metric == .kpi { return kpiOnset(key, subject, end: end) }
    let names = layout.columnNames(features: baseline.columns.features.map(\.name))
    let position = key.metric.isPerFeature ? key.feature.flatMap(names.firstIndex) : nil
    guard
      let categories = ChangeCategories(
        key.metric, feature: key.feature, position: position, layout: layout, reference: subject.reference)
    else { return nil }
    let reference = categories.row == .traffic ? subject.reference.traffic : subject.reference.labels
    var search = ChangeSearch(reference: categories.counts(reference), strata: categories.strata)
    let range = heldPanes(categories.row, end: end)
    forEachPane(range, categories.row, subject.target) { search.add(categories.counts($0)) }
    return search.onset(recent: recentPanes(key)).map { onset($0, in: range) }
  }

  /// Of a change within the groups of an attribute, each of them a stratum (or two).
  private func gapOnset(_ key: SeriesKey, end: Int) -> Onset? {
    guard let comparison = roster.comparison(of: key, window: plan.windows.firstIndex { $0.name == key.window }),
      let categories = ChangeCategories(gap: key.metric)
    else { return nil }
    let references = comparison.groups.map { group in
      let cell = baseline.cell(named: registry.cells[group.target.cell].name).cell
      return categories.counts(categories.row == .traffic ? cell.traffic : cell.labels)
    }
    var search = ChangeSearch(
      reference: references.flatMap(\.self), strata: references.flatMap { _ in categories.strata })
    let range = heldPanes(categories.row, end: end)
    var panes = range.map { _ in [Int64]() }
    for group in comparison.groups {
      var index = 0
      forEachPane(range, categories.row, group.target) { row in
        panes[index] += categories.counts(row)
        index += 1
      }
    }
    for pane in panes { search.add(pane) }
    return search.onset(recent: recentPanes(key)).map { onset($0, in: range) }
  }

  private func kpiOnset(_ key: SeriesKey, _ subject: SeriesRoster.Subject, end: Int) -> Onset? {
    let name = key.feature ?? ""
    let row: ChangeCategories.Row = layout.kpis.contains { $0.name == name } ? .traffic : .labels
    guard let kpi = (layout.kpis + layout.labelKPIs).first(where: { $0.name == name }) else { return nil }
    let reference = row == .traffic ? subject.reference.traffic : subject.reference.labels
    let count = Double(reference[kpi.count])
    guard count > 0 else { return nil }
    let mean = kpi.scale.decode(reference[kpi.sum]) / count
    let variance = kpi.squareScale.decode(reference[kpi.sumOfSquares]) / count - mean * mean
    var panes: [(count: Int64, sum: Double)] = []
    let range = heldPanes(row, end: end)
    forEachPane(range, row, subject.target) { panes.append(($0[kpi.count], kpi.scale.decode($0[kpi.sum]))) }
    return ChangeOnset.ofMean(panes, mean: mean, variance: variance, recent: recentPanes(key)).map {
      onset($0, in: range)
    }
  }

  /// A figure leaves green with its window: what is two windows old had not changed.
  private func recentPanes(_ key: SeriesKey) -> Int {
    2 * (plan.windows.first { $0.name == key.window }?.paneCount ?? 1)
  }

  private func onset(_ onset: ChangeOnset, in panes: Range<Int>) -> Onset {
    Onset(
      time: start(of: panes.lowerBound + onset.index), earliest: start(of: panes.lowerBound + onset.earliest),
      latest: start(of: panes.lowerBound + onset.latest))
  }

  /// The panes before `end` that are still held.
  private func heldPanes(_ row: ChangeCategories.Row, end: Int) -> Range<Int> {
    let first = max(end - heldPaneCount, firstPane ?? end, row == .traffic ? heldFrom : .min)
    return min(first, end)..<end
  }

  /// Calls `body` with the counts of a target in each pane.
  func forEachPane(
    _ panes: Range<Int>, _ row: ChangeCategories.Row, _ target: WindowSums.Target, _ body: ([Int64]) -> Void
  ) {
    let width = row == .traffic ? layout.trafficWidth : layout.labelWidth
    var counts = [Int64](repeating: 0, count: width)
    var deltas: [LabelDelta] = []
    func isPart(_ part: Int) -> Bool {
      let identity = registry.parts[part]
      return identity.cell == target.cell && (target.version < 0 || identity.version == target.version)
    }
    for pane in panes {
      counts.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
      switch row {
      case .traffic:
        for (part, added) in traffic[pane] ?? retired[pane] ?? [] where isPart(part) { added.add(to: &counts, sign: 1) }
      case .labels:
        labelPanes.forEachPart(of: pane) { part, added in
          guard isPart(part) else { return }
          added.write(to: &deltas, sign: 1)
          for delta in deltas { counts[delta.position] += delta.amount }
        }
      }
      body(counts)
    }
  }
}
