import Notation
import Readings

/// What carries a change of all traffic: how much of it goes away when the rows of one cell are left out, and which
/// features have moved.
extension RollingWindows {
  /// - Parameters:
  ///   - key: a series of all traffic and all versions. A distribution's change is measured by its PSI, whatever the
  ///     metric; any other by the distance from the reference's figure.
  ///   - windowEnd: of the reading to explain.
  /// - Returns: `nil` for a series of another cell, of an attribute, or of the whole model, and for a window that is over:
  ///   of traffic that is any but the one that ended last, of labels any but the newest that can be judged. Not to be
  ///   asked for while a pane is closed.
  ///
  /// Cost: an evaluation of one cell for every cell.
  package func rootCause(of key: SeriesKey, windowEnd: Instant) -> RootCause? {
    guard key.segment == "all", key.version == "*", let subject = roster.subject(of: key, registry: registry),
      let index = plan.windows.firstIndex(where: { $0.name == key.window })
    else { return nil }
    let end = pane(of: windowEnd.microseconds)
    let figure = Figure(key, windows: self)
    let counts: (WindowSums.Target) -> [Int64]
    if figure.needsLabels {
      guard end == currentLabelEnds[index], let sums = currentLabelSums(index) else { return nil }
      counts = { sums.counts(of: $0) }
    } else {
      guard end == nextPane else { return nil }
      let (coverage, sums) = (coverageWindows[index], trafficSums[index])
      counts = { key.metric == .labelCoverage ? coverage.counts(of: $0) : sums.counts(of: $0) }
    }
    return RootCause(
      segments: segments(figure, subject, counts),
      features: traffic(of: subject.target, window: index, end: end).map { movedFeatures($0, subject) })
  }

  /// The counts of a window that ended before pane `end`, now or a while ago; `nil` if its panes are no longer held.
  private func traffic(of target: WindowSums.Target, window index: Int, end: Int) -> [Int64]? {
    if end == nextPane { return trafficSums[index].counts(of: target) }
    let panes = end - plan.windows[index].paneCount..<end
    guard panes.lowerBound >= heldFrom else { return nil }
    var sums = [Int64](repeating: 0, count: layout.trafficWidth)
    forEachPane(panes, .traffic, target) { counts in
      for position in sums.indices { sums[position] &+= counts[position] }
    }
    return sums
  }

  /// The cells of single dimensions, as a share of what goes away without each of them.
  private func segments(
    _ figure: Figure, _ subject: SeriesRoster.Subject, _ counts: (WindowSums.Target) -> [Int64]
  ) -> [RootCause.Contribution] {
    let all = counts(subject.target)
    guard let whole = figure.distance(all, subject.reference), whole > 0 else { return [] }
    // Predictions are where the rows are, so that is it for coverage, too.
    let size = figure.needsLabels ? CellLayout.labelled : CellLayout.rows
    var result: [RootCause.Contribution] = []
    for cell in roster.cells where registry.plan.segments[registry.cells[cell].segment].count == 1 {
      let own = counts(WindowSums.Target(version: -1, cell: cell))
      // A cell of all rows leaves nothing to compare.
      guard own[size] > 0, own[size] < all[size] else { continue }
      let rest = zip(all, own).map { $0 &- $1 }
      let name = registry.cells[cell].name
      let reference = ReferenceCell(baseline: baseline, without: name)
      guard let remaining = figure.distance(rest, reference) else { continue }
      result.append(
        RootCause.Contribution(
          name: name, share: 1 - remaining / whole, weight: Double(own[size]) / Double(all[size]),
          value: figure.value(rest, reference)))
    }
    return result.sorted { ($0.share, $1.name) > ($1.share, $0.name) }
  }

  /// The features that have moved by more than chance, as shares of the PSI of all of them.
  private func movedFeatures(_ traffic: [Int64], _ subject: SeriesRoster.Subject) -> [RootCause.Contribution] {
    var room = DriftRoom()
    var moved: [(name: String, psi: Double)] = []
    for (position, feature) in baseline.columns.features.enumerated() {
      DriftMeasures(
        reference: subject.reference, column: subject.reference.columns[position], critical: roster.criticalValues
      )
      .measure(traffic.span, room: &room) { slot, measurement in
        guard slot == 0, case .test(isBeyondChance: true) = measurement.evidence, let psi = measurement.value else {
          return
        }
        moved.append((feature.name, psi))
      }
    }
    let sum = moved.reduce(0) { $0 + $1.psi }
    guard sum > 0 else { return [] }
    return moved.sorted { ($0.psi, $1.name) > ($1.psi, $0.name) }
      .map { RootCause.Contribution(name: $0.name, share: $0.psi / sum, value: $0.psi) }
  }

  /// How one series' figure follows from a row of counts.
  private struct Figure {
    let key: SeriesKey
    let needsLabels: Bool
    private let windows: RollingWindows
    private let metric: Metric

    init(_ key: SeriesKey, windows: RollingWindows) {
      self.key = key
      self.windows = windows
      needsLabels =
        key.needsLabels || (key.metric == .kpi && windows.layout.labelKPIs.contains { $0.name == key.feature })
      let isOfADistribution = [.psi, .ks, .js, .wasserstein, .chi2, .meanShift].contains(key.metric)
      metric = isOfADistribution ? .psi : key.metric
    }

    func value(_ row: [Int64], _ reference: ReferenceCell) -> Double? { measurement(row, reference)?.value }

    /// How far the figure is from the reference's, on its bad side.
    func distance(_ row: [Int64], _ reference: ReferenceCell) -> Double? {
      guard let measurement = measurement(row, reference), let value = measurement.value, value.isFinite else {
        return nil
      }
      let change = value - (measurement.baseline ?? 0)
      switch metric.direction {
      case .higherIsWorse: return change
      case .lowerIsWorse: return -change
      case .eitherWay: return abs(change)
      }
    }

    private func measurement(_ row: [Int64], _ reference: ReferenceCell) -> Measurement? {
      let (layout, critical) = (windows.layout, windows.roster.criticalValues)
      var found: Measurement?
      func take(_ metrics: [Metric]) -> (Int, Measurement) -> Void {
        let wanted = metrics.firstIndex(of: metric)
        return { if $0 == wanted { found = $1 } }
      }
      var room = DriftRoom()
      switch metric.family {
      case .drift where needsLabels:
        let wanted = LabelDriftMeasures.slots(layout).firstIndex { $0.metric == metric && $0.feature == key.feature }
        LabelDriftMeasures(layout: layout, reference: reference, critical: critical)
          .measure(row.span, room: &room) { if $0 == wanted { found = $1 } }
      case .drift:
        let names = layout.columnNames(features: windows.baseline.columns.features.map(\.name))
        guard let position = key.feature.flatMap(names.firstIndex) else { return nil }
        let metrics = DriftMeasures.metrics(
          of: layout.columns[position], isPrediction: key.feature == ModelColumn.prediction, task: layout.task)
        let emit = take(metrics)
        DriftMeasures(reference: reference, column: reference.columns[position], critical: critical)
          .measure(row.span, room: &room) { emit($0, $1) }
      case .performance, .calibration:
        let emit = take(PerformanceMeasures.metrics(layout: layout, plan: windows.registry.plan))
        PerformanceMeasures(layout: layout, plan: windows.registry.plan, reference: reference, critical: critical)
          .measure(row.span) { emit($0, $1) }
      case .estimation:
        let emit = take(EstimationMeasures.metrics(layout: layout))
        EstimationMeasures(layout: layout, reference: reference, critical: critical).measure(row.span) { emit($0, $1) }
      case .service:
        guard metric != .throughput, metric != .freshness else { return nil }
        let emit = take(ServiceMeasures.metrics)
        ServiceMeasures(layout: layout, reference: reference, critical: critical)
          .measure(row.span, seconds: 1, age: nil) { emit($0, $1) }
      case .labels where metric == .labelCoverage:
        found = ServiceMeasures.labelCoverage(labels: row)
        found?.baseline = 1
      case .labels:
        let emit = take(LabelLagMeasures.metrics)
        LabelLagMeasures(layout: layout, reference: reference, critical: critical).measure(row.span) { emit($0, $1) }
      case .business:
        let kpis = needsLabels ? layout.labelKPIs : layout.kpis
        let wanted = kpis.firstIndex { $0.name == key.feature }
        KPIMeasures(kpis: kpis, critical: critical).measure(
          row.span, reference: (needsLabels ? reference.labels : reference.traffic).span,
          isOverall: reference.isOverall
        ) { if $0 == wanted { found = $1 } }
      case .fairness, .health: return nil
      }
      return found
    }
  }
}
