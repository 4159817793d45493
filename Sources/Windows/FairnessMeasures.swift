import Readings
import Records
import Statistics

/// Gaps between the groups of one attribute, for binary tasks: Fairlearn's `between_groups` differences and ratio.
///
/// Groups of fewer than `min_samples` rows are left out, and so are those whose figure is undefined. A gap is held
/// against none at all, at an error probability that is shared out over the pairs of groups.
struct FairnessMeasures {
  let comparison: SeriesRoster.Comparison
  let layout: CellLayout
  let plan: CellPlan
  let critical: CriticalValues
  /// The gaps of the reference, by position in the metrics of the traffic and then of the labels; empty if not known.
  var baselines: [Double?] = []

  /// What the traffic alone tells; none unless the task is binary.
  static func trafficMetrics(_ layout: CellLayout) -> [Metric] {
    isBinary(layout) ? [.demographicParityDifference, .demographicParityRatio] : []
  }

  /// All of them: what the traffic tells, then what needs labels.
  static func metrics(_ layout: CellLayout) -> [Metric] { trafficMetrics(layout) + labelMetrics(layout) }

  /// What needs labels; none unless the task is binary.
  static func labelMetrics(_ layout: CellLayout) -> [Metric] {
    guard isBinary(layout) else { return [] }
    let rates: [Metric] = [.equalOpportunityDifference, .fnrDifference, .fprDifference, .equalizedOddsDifference]
    return layout.score == nil ? rates : rates + [.rocAUCDifference, .eceDifference]
  }

  private static func isBinary(_ layout: CellLayout) -> Bool {
    if case .binary = layout.task { true } else { false }
  }

  /// Calls `emit` with each figure and its position in ``trafficMetrics(_:)``.
  ///
  /// - Parameter traffic: the window's traffic counts.
  func measure(traffic: WindowSums, _ emit: (Int, Measurement) -> Void) {
    for (position, metric) in Self.trafficMetrics(layout).enumerated() {
      emit(position, measurement(of: metric, baseline: position) { groups($0, in: traffic) })
    }
  }

  /// Calls `emit` with each figure and its position in ``labelMetrics(_:)``.
  ///
  /// - Parameter labels: the window's label counts.
  func measure(labels: WindowSums, _ emit: (Int, Measurement) -> Void) {
    let first = Self.trafficMetrics(layout).count
    for (position, metric) in Self.labelMetrics(layout).enumerated() {
      emit(position, measurement(of: metric, baseline: first + position) { groups($0, in: labels) })
    }
  }

  /// The gaps of the reference, as ``baselines`` has them.
  ///
  /// - Parameter cells: the reference's part of each group, in the order of the comparison; `nil` for those without.
  func baselines(of cells: [Baseline.Cell?]) -> [Double?] {
    Self.metrics(layout).map { metric in
      measurement(of: metric, baseline: nil) { kind in
        cells.compactMap { $0 }.map { cell in
          let row = metric.needsLabels ? cell.labels : cell.traffic
          return group(kind.counts(layout: layout, { row[$0] }, row: { row }))
        }
      }.value
    }
  }

  /// Each group's own value, in order of name, with its own 95 % interval and the rows that it rests on. For
  /// `equalized_odds_difference` it is the rate of which the groups differ more.
  ///
  /// - Parameter sums: the window's traffic counts, or its label counts if the metric needs labels.
  func comparison(of metric: Metric, in sums: WindowSums) -> GroupComparison {
    let candidates = Self.kinds(of: metric).map { groups($0, in: sums) }
    let gaps = candidates.map { gap($0, confidence: PerformanceFigures.confidence, greatestDifference)?.value ?? 0 }
    var widest = 0
    for index in gaps.indices where gaps[index] > gaps[widest] { widest = index }
    guard widest < candidates.count else { return GroupComparison(groups: []) }
    let rows = zip(comparison.groups, candidates[widest]).map { named, group in
      let interval = group.counts.interval(confidence: PerformanceFigures.confidence)
      return GroupComparison.Group(
        name: named.name, value: group.counts.value, low: interval?.low, high: interval?.high,
        n: Int(group.counts.rows), isLeftOut: !group.isCompared)
    }
    return GroupComparison(groups: rows.sorted { $0.name < $1.name })
  }

  private struct Group {
    let counts: GroupCounts
    let isCompared: Bool
  }

  /// What is compared for a metric; the larger gap counts.
  private static func kinds(of metric: Metric) -> [GroupFigureKind] {
    switch metric {
    case .demographicParityDifference, .demographicParityRatio: [.selectionRate]
    case .equalOpportunityDifference: [.truePositiveRate]
    case .fnrDifference: [.falseNegativeRate]
    case .fprDifference: [.falsePositiveRate]
    case .equalizedOddsDifference: [.truePositiveRate, .falsePositiveRate]
    case .rocAUCDifference: [.areaUnderROC]
    case .eceDifference: [.calibrationError]
    default: []
    }
  }

  private func groups(_ kind: GroupFigureKind, in sums: WindowSums) -> [Group] {
    comparison.groups.map { _, target in
      group(kind.counts(layout: layout, { sums.count($0, of: target) }, row: { sums.counts(of: target) }))
    }
  }

  private func group(_ found: (rows: Int64, counts: GroupCounts)) -> Group {
    Group(
      counts: found.counts,
      isCompared: found.rows >= Int64(plan.minSamples) && found.counts.rows > 0 && found.counts.value != nil)
  }

  private func measurement(
    of metric: Metric, baseline: Int?, _ groups: (GroupFigureKind) -> [Group]
  ) -> Measurement {
    let compared = Self.kinds(of: metric).map(groups)
    let isRatio = metric == .demographicParityRatio
    func widest(confidence: Double) -> (value: Double, low: Double, high: Double)? {
      var widest: (value: Double, low: Double, high: Double)?
      for groups in compared {
        let found = gap(
          groups, confidence: confidence, figures: compared.count, isRatio ? leastRatio : greatestDifference)
        // Of two figures neither may be missing.
        guard let found else { return nil }
        widest = (
          max(found.value, widest?.value ?? found.value), max(found.low, widest?.low ?? found.low),
          max(found.high, widest?.high ?? found.high)
        )
      }
      return widest
    }
    let shown = widest(confidence: PerformanceFigures.confidence)
    let tested = shown == nil ? nil : widest(confidence: 1 - critical.alpha)
    let isBeyondChance = tested.map { isRatio ? $0.high < 1 : $0.low > 0 } ?? false
    // Without two groups to compare there is nothing that the figure could rest on.
    let n = compared.reduce(0) { $0 + $1.reduce(0) { $0 + ($1.isCompared ? $1.counts.rows : 0) } }
    return Measurement(
      value: shown?.value, n: shown == nil ? 0 : Int(n), low: shown?.low, high: shown?.high,
      evidence: .interval(isBeyondChance: isBeyondChance),
      baseline: baseline.flatMap { $0 < baselines.count ? baselines[$0] : nil })
  }

  private func gap(
    _ groups: [Group], confidence: Double, figures: Int = 1, _ relation: ([GroupFigure]) -> GroupGap?
  ) -> GroupGap? {
    let compared = groups.filter(\.isCompared)
    let each = simultaneousConfidence(confidence, groups: compared.count, figures: figures)
    return relation(compared.compactMap { $0.counts.figure(confidence: each) })
  }
}
