import Notation
import Readings
import Statistics

/// The measured series of the windows, in an order that depends on names alone.
extension RollingWindows {
  /// Every series that there may be, by number. Grows as cells and versions appear; what is in it stays as it is.
  package var seriesKeys: [SeriesKey] { roster.keys }

  /// Brings the roster up to date with what has had rows.
  func updateRoster() {
    roster.update(appeared: appeared, registry: registry, windows: plan.windows, baseline: baseline)
  }

  /// Appends what the traffic of the windows that end before pane `end` tells.
  func addTrafficSeries(end: Int, to result: inout [MeasuredSeries]) {
    updateRoster()
    result.reserveCapacity(result.count + roster.keys.count)
    let (layout, critical) = (layout, roster.criticalValues)
    var bins: [Int64] = []
    let columns = layout.columns.count
    let (keys, minSamples) = (roster.keys, registry.plan.minSamples)
    for (index, window) in plan.windows.enumerated() {
      let first = max(end - window.paneCount, firstPane ?? end)
      let seconds = Double(end - first) * plan.pane.seconds
      let (windowStart, windowEnd) = (start(of: end - window.paneCount), start(of: end))
      func append(_ number: Int, _ measurement: Measurement) {
        result.append(
          MeasuredSeries(
            key: keys[number], number: number, windowStart: windowStart, windowEnd: windowEnd,
            measurement: measurement, labels: nil, isCurrent: true))
      }
      for subject in roster.subjects {
        let (reference, firstSeries) = (subject.reference, subject.firstSeries[index])
        let counts = trafficSums[index].counts(of: subject.target)
        for (position, column) in reference.columns.enumerated() {
          let (first, second, third) = DriftMeasures(reference: reference, column: column, critical: critical)
            .measure(counts.span, bins: &bins)
          append(firstSeries + 3 * position, first)
          append(firstSeries + 3 * position + 1, second)
          append(firstSeries + 3 * position + 2, third)
        }
        let service = firstSeries + SeriesSlots.service(columns: columns)
        ServiceMeasures(latency: layout.latency, reference: reference, critical: critical)
          .measure(counts, seconds: seconds) { append(service + $0, $1) }
      }
      for comparison in roster.comparisons {
        let fairness = FairnessMeasures(comparison: comparison, minSamples: minSamples, evidence: critical.evidence)
        append(comparison.firstSeries[index], fairness.demographicParityDifference(trafficSums[index]))
      }
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
    let (layout, critical) = (layout, roster.criticalValues)
    let (keys, minSamples) = (roster.keys, registry.plan.minSamples)
    let (windowStart, windowEnd) = (start(of: end - window.paneCount), start(of: end))
    func append(_ number: Int, coverage: Double, _ measurement: Measurement) {
      result.append(
        MeasuredSeries(
          key: keys[number], number: number, windowStart: windowStart, windowEnd: windowEnd,
          measurement: measurement, labels: (coverage, isFinal), isCurrent: isCurrent))
    }
    let performance = SeriesSlots.performance(columns: layout.columns.count)
    for subject in roster.subjects {
      let figures = PerformanceFigures(layout: layout, labels: sums.counts(of: subject.target))
      let firstSeries = subject.firstSeries[index] + performance
      PerformanceMeasures(
        figures: figures, reference: subject.reference.performance,
        usesOverallBaseline: subject.reference.isOverall, critical: critical
      ).measure { append(firstSeries + $0, coverage: figures.coverage, $1) }
    }
    for comparison in roster.comparisons {
      let predictions = sums.count(CellLayout.predictions, of: comparison.overall)
      let labelled = sums.count(CellLayout.labelled, of: comparison.overall)
      let fairness = FairnessMeasures(comparison: comparison, minSamples: minSamples, evidence: critical.evidence)
      append(
        comparison.firstSeries[index] + 1, coverage: predictions > 0 ? Double(labelled) / Double(predictions) : 0,
        fairness.fnrDifference(sums))
    }
  }

  /// Label coverage of the window that ends now, whatever its labels allow to say.
  private func addCoverageSeries(
    _ index: Int, _ window: WindowPlan.Window, end: Int, to result: inout [MeasuredSeries]
  ) {
    let (keys, slot) = (roster.keys, SeriesSlots.labelCoverage(columns: layout.columns.count))
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
