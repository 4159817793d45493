import Notation
import Readings
import Statistics

/// The measured series of the windows, in an order that depends on names alone.
extension RollingWindows {
  /// Every series that there may be, by number. Grows as cells and versions appear; what is in it stays as it is.
  package var seriesKeys: [SeriesKey] { roster.keys }

  /// The number of the health series of a window; `nil` before the first evaluation.
  package func healthSeries(window name: String) -> Int? {
    guard let index = plan.windows.firstIndex(where: { $0.name == name }), index < roster.modelSeries.count,
      let slot = SeriesRoster.modelMetrics.firstIndex(of: .health)
    else { return nil }
    return roster.modelSeries[index] + slot
  }

  /// Brings the roster up to date with what has had rows.
  func updateRoster() {
    roster.update(appeared: appeared, registry: registry, windows: plan.windows, baseline: baseline)
  }

  /// Appends what the traffic of the windows that end before pane `end` tells.
  func addTrafficSeries(end: Int, to result: inout [MeasuredSeries]) {
    updateRoster()
    result.reserveCapacity(result.count + roster.keys.count)
    guard let slots = roster.slots else { return }
    let (layout, critical, keys) = (layout, roster.criticalValues, roster.keys)
    let leftOut = registry.plan.leftOut
    var room = DriftRoom()
    for (index, window) in plan.windows.enumerated() {
      let first = max(end - window.paneCount, firstPane ?? end)
      let seconds = Double(end - first) * plan.pane.seconds
      let (windowStart, windowEnd) = (start(of: end - window.paneCount), start(of: end))
      func append(_ number: Int, _ measurement: Measurement) {
        guard !leftOut.contains(keys[number].metric) else { return }
        result.append(
          MeasuredSeries(
            key: keys[number], number: number, windowStart: windowStart, windowEnd: windowEnd,
            measurement: measurement, labels: nil, isCurrent: true))
      }
      for subject in roster.subjects {
        let (reference, firstSeries) = (subject.reference, subject.firstSeries[index])
        let counts = trafficSums[index].counts(of: subject.target)
        let traffic = counts.span
        for (position, column) in reference.columns.enumerated() {
          let first = firstSeries + slots.columns[position]
          DriftMeasures(reference: reference, column: column, critical: critical)
            .measure(traffic, room: &room) { append(first + $0, $1) }
        }
        let age = age(of: subject.target, window: index, end: end)
        ServiceMeasures(layout: layout, reference: reference, critical: critical)
          .measure(traffic, seconds: seconds, age: age) { append(firstSeries + slots.service + $0, $1) }
        let expected = reference.traffic
        KPIMeasures(kpis: layout.kpis, critical: critical)
          .measure(traffic, reference: expected.span, isOverall: reference.isOverall) {
            append(firstSeries + slots.kpis + $0, $1)
          }
        EstimationMeasures(layout: layout, reference: reference, critical: critical)
          .measure(traffic) { append(firstSeries + slots.estimation + $0, $1) }
      }
      for comparison in roster.comparisons {
        FairnessMeasures(
          comparison: comparison, layout: layout, plan: registry.plan, critical: critical,
          baselines: comparison.baselines
        )
        .measure(traffic: trafficSums[index]) { append(comparison.firstSeries[index] + $0, $1) }
      }
      append(roster.modelSeries[index], parseErrorRate(window: index, end: end))
    }
  }

  /// Appends what the labels tell: of the windows that are due, the current ones, and how many labels there are.
  func addLabelSeries(now: Int, isOver: Bool, to result: inout [MeasuredSeries]) {
    updateRoster()
    let totals = runningTotals()
    for (index, window) in plan.windows.enumerated() {
      let (items, current) = agendas[index].due(totals: totals) { end in
        isOver || end + horizonPanes <= now
      }
      currentLabelEnds[index] = current?.end
      var isCurrentDone = false
      for item in items {
        let isCurrent = item.end == current?.end
        addLabelSeries(index, window, end: item.end, isFinal: item.isFinal, isCurrent: isCurrent, to: &result)
        isCurrentDone = isCurrentDone || isCurrent
      }
      if let current, !isCurrentDone {
        addLabelSeries(index, window, end: current.end, isFinal: current.isFinal, isCurrent: true, to: &result)
      }
      if !isOver { addCoverageSeries(index, window, end: now, to: &result) }
    }
  }

  /// Predictions and labels of any range of panes at the cost of two binary searches.
  private func runningTotals() -> (Range<Int>) -> (predictions: Int64, labelled: Int64) {
    let panes = totals.keys.sorted()
    var sums: [(predictions: Int64, labelled: Int64)] = [(0, 0)]
    sums.reserveCapacity(panes.count + 1)
    for pane in panes {
      let (predictions, labelled) = totals[pane] ?? (0, 0)
      let before = sums[sums.count - 1]
      sums.append((before.predictions + predictions, before.labelled + labelled))
    }
    func below(_ pane: Int) -> (predictions: Int64, labelled: Int64) {
      var low = 0
      var high = panes.count
      while low < high {
        let middle = (low + high) / 2
        if panes[middle] < pane { low = middle + 1 } else { high = middle }
      }
      return sums[low]
    }
    return { range in
      let (first, last) = (below(range.lowerBound), below(range.upperBound))
      return (last.predictions - first.predictions, last.labelled - first.labelled)
    }
  }

  private func addLabelSeries(
    _ index: Int, _ window: WindowPlan.Window, end: Int, isFinal: Bool, isCurrent: Bool,
    to result: inout [MeasuredSeries]
  ) {
    labelWindows[index].seek(to: end, panes: labelPanes, registry: registry)
    let sums = labelWindows[index].sums
    guard let slots = roster.slots else { return }
    let (layout, critical, keys) = (layout, roster.criticalValues, roster.keys)
    let leftOut = registry.plan.leftOut
    let (windowStart, windowEnd) = (start(of: end - window.paneCount), start(of: end))
    func append(_ number: Int, coverage: Double, _ measurement: Measurement) {
      guard !leftOut.contains(keys[number].metric) else { return }
      result.append(
        MeasuredSeries(
          key: keys[number], number: number, windowStart: windowStart, windowEnd: windowEnd,
          measurement: measurement, labels: (coverage, isFinal), isCurrent: isCurrent))
    }
    var room = DriftRoom()
    for subject in roster.subjects {
      let (reference, first) = (subject.reference, subject.firstSeries[index])
      let counts = sums.counts(of: subject.target)
      let labels = counts.span
      let coverage = Self.coverage(
        predictions: counts[CellLayout.predictions], labelled: counts[CellLayout.labelled])
      LabelDriftMeasures(layout: layout, reference: reference, critical: critical)
        .measure(labels, room: &room) { append(first + slots.labelColumns + $0, coverage: coverage, $1) }
      PerformanceMeasures(layout: layout, plan: registry.plan, reference: reference, critical: critical)
        .measure(labels) { append(first + slots.performance + $0, coverage: coverage, $1) }
      let expected = reference.labels
      KPIMeasures(kpis: layout.labelKPIs, critical: critical)
        .measure(labels, reference: expected.span, isOverall: reference.isOverall) {
          append(first + slots.labelKPIs + $0, coverage: coverage, $1)
        }
      LabelLagMeasures(layout: layout, reference: reference, critical: critical)
        .measure(labels) { append(first + slots.lag + $0, coverage: coverage, $1) }
    }
    let labelMetrics = FairnessMeasures.trafficMetrics(layout).count
    for comparison in roster.comparisons {
      let coverage = Self.coverage(
        predictions: sums.count(CellLayout.predictions, of: comparison.overall),
        labelled: sums.count(CellLayout.labelled, of: comparison.overall))
      FairnessMeasures(
        comparison: comparison, layout: layout, plan: registry.plan, critical: critical,
        baselines: comparison.baselines
      )
      .measure(labels: sums) { append(comparison.firstSeries[index] + labelMetrics + $0, coverage: coverage, $1) }
    }
  }

  /// Share of the predictions that have their label; 0 without predictions.
  private static func coverage(predictions: Int64, labelled: Int64) -> Double {
    predictions > 0 ? Double(labelled) / Double(predictions) : 0
  }

  /// Label coverage of the window that ends now, whatever its labels allow to say.
  private func addCoverageSeries(
    _ index: Int, _ window: WindowPlan.Window, end: Int, to result: inout [MeasuredSeries]
  ) {
    guard let slot = roster.slots?.labelCoverage, !registry.plan.leftOut.contains(.labelCoverage) else { return }
    let keys = roster.keys
    for subject in roster.subjects {
      let number = subject.firstSeries[index] + slot
      result.append(
        MeasuredSeries(
          key: keys[number], number: number, windowStart: start(of: end - window.paneCount),
          windowEnd: start(of: end),
          measurement: ServiceMeasures.labelCoverage(labels: coverageWindows[index].counts(of: subject.target)),
          labels: nil, isCurrent: true))
    }
  }
}
