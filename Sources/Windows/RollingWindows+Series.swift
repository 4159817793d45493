import Notation
import Readings
import Statistics

/// The measured series of the windows, in an order that depends on names alone.
extension RollingWindows {
  func reference(of cell: Int) -> ReferenceCell {
    references.reference(of: cell, named: registry.cells[cell].name, in: baseline)
  }

  /// Error probability of one test: the plan's, shared out over all the tests of one evaluation.
  private var alpha: Double {
    let columns = layout.features.count + (layout.score == nil ? 0 : 1)
    return registry.plan.alpha / Double(max(1, columns * shown.cells.count))
  }

  /// The cells and versions that have had rows, in display order.
  var shown: (cells: [Int], versions: [(id: Int, name: String)]) {
    let parts = appeared.map { registry.parts[$0] }
    let cells = Set(parts.map(\.cell))
    let versions = Set(parts.map(\.version)).map { (id: $0, name: registry.versions[$0]) }
    return (
      registry.cellsInOrder.filter(cells.contains),
      versions.filter { $0.name != CellRegistry.missingValue }.sorted { $0.name < $1.name }
    )
  }

  /// What readings are made for, in order: all versions by cell, then each version on its own.
  private func targets() -> [(target: WindowSums.Target, version: String, segment: String)] {
    let (cells, versions) = shown
    return cells.map { (WindowSums.Target(version: -1, cell: $0), "*", registry.cells[$0].name) }
      + versions.map { (WindowSums.Target(version: $0.id, cell: 0), $0.name, "all") }
  }

  func trafficSeries(end: Int) -> [MeasuredSeries] {
    var result: [MeasuredSeries] = []
    let alpha = self.alpha
    let evidence = IntervalEvidence(alpha: alpha)
    if criticalValues.alpha != alpha { criticalValues = CriticalValues(alpha: alpha) }
    let targets = targets()
    let attributes = attributes()
    for (index, window) in plan.windows.enumerated() {
      let first = max(end - window.paneCount, firstPane ?? end)
      let seconds = Double(end - first) * plan.pane.seconds
      func emit(_ version: String, _ segment: String, _ feature: String?) -> (Metric, Measurement) -> Void {
        { [self] metric, measurement in
          result.append(
            MeasuredSeries(
              key: SeriesKey(
                metric: metric, version: version, segment: segment, feature: feature, window: window.name),
              windowStart: start(of: end - window.paneCount), windowEnd: start(of: end), measurement: measurement,
              labels: nil, isCurrent: true))
        }
      }
      for (target, version, segment) in targets {
        let reference = reference(of: target.cell)
        let counts = trafficSums[index].counts(of: target)
        for (position, feature) in layout.features.enumerated() {
          DriftMeasures(
            feature: feature, reference: reference, column: reference.features[position], critical: criticalValues
          )
          .measure(counts, emit(version, segment, baseline.columns.features[position].name))
        }
        if let score = layout.score, let column = reference.score {
          DriftMeasures(feature: .numeric(score), reference: reference, column: column, critical: criticalValues)
            .measure(counts, emit(version, segment, "@score"))
        }
        ServiceMeasures(layout: layout, reference: reference, alpha: alpha, evidence: evidence)
          .measure(counts, seconds: seconds, emit(version, segment, nil))
      }
      for (attribute, version, name) in attributes {
        let measures = fairness(attribute, version: version, traffic: trafficSums[index], labels: nil)
        let emit = emit(name, "all", registry.dimensionNames[attribute])
        emit(.demographicParityDifference, measures.demographicParityDifference)
      }
    }
    return result
  }

  private func attributes() -> [(attribute: Int, version: Int, name: String)] {
    let versions = shown.versions
    return registry.plan.fairness.flatMap { attribute in
      [(attribute, -1, "*")] + versions.map { (attribute, $0.id, $0.name) }
    }
  }

  private func fairness(_ attribute: Int, version: Int, traffic: WindowSums?, labels: WindowSums?) -> FairnessMeasures {
    let known = Set(shown.cells)
    let groups = registry.groups(of: attribute).filter(known.contains).map { cell in
      let target = WindowSums.Target(version: version, cell: cell)
      return FairnessMeasures.Group(
        name: registry.cells[cell].values.joined(), traffic: traffic?.counts(of: target) ?? [],
        labels: labels?.counts(of: target) ?? [])
    }
    return FairnessMeasures(
      groups: groups, minSamples: registry.plan.minSamples, evidence: IntervalEvidence(alpha: alpha))
  }

  func labelSeries(now: Int, isOver: Bool) -> [MeasuredSeries] {
    var result: [MeasuredSeries] = []
    for (index, window) in plan.windows.enumerated() {
      let (items, current) = agendas[index].due(totals: runningTotals()) { end in
        isOver || end + horizonPanes <= now
      }
      var isCurrentDone = false
      for item in items {
        let isCurrent = item.end == current?.end
        result += labelSeries(index, window, end: item.end, isFinal: item.isFinal, isCurrent: isCurrent)
        isCurrentDone = isCurrentDone || isCurrent
      }
      if let current, !isCurrentDone {
        result += labelSeries(index, window, end: current.end, isFinal: current.isFinal, isCurrent: true)
      }
      if !isOver { result += coverageSeries(index, window, end: now) }
    }
    return result
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

  private func labelSeries(
    _ index: Int, _ window: WindowPlan.Window, end: Int, isFinal: Bool, isCurrent: Bool
  ) -> [MeasuredSeries] {
    labelWindows[index].seek(to: end, panes: labelPanes, registry: registry)
    let sums = labelWindows[index].sums
    var result: [MeasuredSeries] = []
    func append(
      _ metric: Metric, _ version: String, _ segment: String, _ feature: String?, coverage: Double,
      _ measurement: Measurement
    ) {
      result.append(
        MeasuredSeries(
          key: SeriesKey(metric: metric, version: version, segment: segment, feature: feature, window: window.name),
          windowStart: start(of: end - window.paneCount), windowEnd: start(of: end), measurement: measurement,
          labels: (coverage, isFinal), isCurrent: isCurrent))
    }
    let alpha = self.alpha
    let evidence = IntervalEvidence(alpha: alpha)
    for (target, version, segment) in targets() {
      let reference = reference(of: target.cell)
      let figures = PerformanceFigures(layout: layout, labels: sums.counts(of: target))
      PerformanceMeasures(
        figures: figures, reference: reference.performance, usesOverallBaseline: reference.isOverall, alpha: alpha,
        evidence: evidence
      ).measure { append($0, version, segment, nil, coverage: figures.coverage, $1) }
    }
    for (attribute, version, name) in attributes() {
      let overall = sums.counts(of: WindowSums.Target(version: version, cell: 0))
      let predictions = overall[CellLayout.predictions]
      let coverage = predictions > 0 ? Double(overall[CellLayout.labelled]) / Double(predictions) : 0
      append(
        .fnrDifference, name, "all", registry.dimensionNames[attribute], coverage: coverage,
        fairness(attribute, version: version, traffic: nil, labels: sums).fnrDifference)
    }
    return result
  }

  /// Label coverage of the window that ends now, whatever its labels allow to say.
  private func coverageSeries(_ index: Int, _ window: WindowPlan.Window, end: Int) -> [MeasuredSeries] {
    targets().map { target, version, segment in
      MeasuredSeries(
        key: SeriesKey(metric: .labelCoverage, version: version, segment: segment, window: window.name),
        windowStart: start(of: end - window.paneCount), windowEnd: start(of: end),
        measurement: ServiceMeasures.labelCoverage(labels: coverageWindows[index].counts(of: target)), labels: nil,
        isCurrent: true)
    }
  }
}

/// The reference per cell, worked out once.
struct ReferenceCache {
  private var cells: [Int: ReferenceCell] = [:]

  mutating func reference(of cell: Int, named name: String, in baseline: Baseline) -> ReferenceCell {
    if let known = cells[cell] { return known }
    let reference = ReferenceCell(baseline: baseline, cellName: name)
    cells[cell] = reference
    return reference
  }
}
