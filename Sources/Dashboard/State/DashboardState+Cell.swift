import Notation
import Readings

/// What the view of a cell shows of the selected segment, in the window and version on show.
extension DashboardState {
  /// The families in the order of the view; drift of the model's own columns comes last.
  static let cellFamilies: [Metric.Family] = [
    .performance, .calibration, .estimation, .fairness, .service, .labels, .business, .health, .drift,
  ]

  /// The realised figures that have an estimated counterpart.
  static let estimatedPairs: [(realised: Metric, estimated: Metric)] = [
    (.accuracy, .estimatedAccuracy), (.precision, .estimatedPrecision), (.recall, .estimatedRecall),
    (.specificity, .estimatedSpecificity), (.f1, .estimatedF1), (.rocAUC, .estimatedROCAUC),
  ]

  /// In the order of their names.
  private static let modelColumns = [
    ModelColumn.score, ModelColumn.prediction, ModelColumn.label, ModelColumn.residual,
  ].sorted()

  package var currentFigure: Reading? {
    figureOrder.indices.contains(figureIndex) ? snapshot?.readings[figureOrder[figureIndex]] : nil
  }

  package var verdict: Verdict? {
    guard let selectedSegment else { return nil }
    return snapshot?.verdicts[VerdictKey(segment: selectedSegment, version: version, window: window)]
  }

  /// Reliability and confusions; of all versions together.
  package var cellDetail: CellDetail? {
    guard let selectedSegment else { return nil }
    return snapshot?.details[VerdictKey(segment: selectedSegment, version: "*", window: window)]
  }

  /// The groups behind the fairness figures of all traffic, the selected figure's first, then in catalogue order.
  package var comparisons: [(key: SeriesKey, comparison: GroupComparison)] {
    guard let snapshot else { return [] }
    let (window, version) = (window, version)
    let chosen = selectedFigure
    return snapshot.comparisons.filter { $0.key.window == window && $0.key.version == version }
      .sorted { a, b in
        let (isFirst, isSecond) = (chosen?.isSameFigure(as: a.key) == true, chosen?.isSameFigure(as: b.key) == true)
        return isFirst != isSecond ? isFirst : a.key < b.key
      }
      .map { (key: $0.key, comparison: $0.value) }
  }

  /// What carries the red reading that the view is about: the selected figure of all traffic, else the first one of the
  /// view that has an explanation.
  package var shownCause: (key: SeriesKey, cause: RootCause)? {
    let candidates: [SeriesKey]
    if screen == .cell {
      candidates = (currentFigure.map { [$0.key] } ?? []) + figureOrder
    } else {
      candidates = ([metric] + Self.heatMapMetrics).map {
        SeriesKey(metric: $0, version: version, feature: selectedFeature, window: window)
      }
    }
    for candidate in candidates {
      var key = candidate
      key.segment = "all"
      if let cause = snapshot?.causes[key] { return (key, cause) }
    }
    return nil
  }

  /// Lines of a pane of text that can be scrolled.
  ///
  /// - Parameter width: columns for its text.
  func lineCount(of pane: Pane, width: Int) -> Int {
    switch pane {
    case .groups where screen == .fairness:
      return Renderer(self, capabilities: Capabilities(isUnicode: true, color: .monochrome)).groupLineCount(
        width: width)
    case .groups: return comparisons.reduce(0) { $0 + 1 + $1.comparison.groups.count }
    case .causes: return shownCause.map { 2 + $0.cause.segments.count + ($0.cause.features?.count ?? 0) } ?? 0
    case .outcomes:
      let residuals = selectedSegment.flatMap { segment in
        snapshot?.histograms[HistogramKey(feature: ModelColumn.residual, segment: segment, window: window)]
      }
      let detail = max(cellDetail?.reliability.count ?? 0, cellDetail?.confusions.count ?? 0)
      return max(1 + detail, residuals.map { $0.bins.count + 9 } ?? 0)
    case .labelProgress: return max(1, snapshot?.ingest.labelProgress.count ?? 0) + 5
    case .expectation:
      let reason = verdict?.reason.wrapped(width, glyphs: Glyphs(isUnicode: true)).count ?? 0
      let pairs = Self.estimatedPairs.count { pair in
        selectedSegment.map { reading(pair.estimated, feature: nil, segment: $0) != nil } ?? false
      }
      return 3 + reason + pairs
    case .alertFacts, .actions, .runbook, .alertHistory, .badLines, .lanes:
      let renderer = Renderer(self, capabilities: Capabilities(isUnicode: true, color: .monochrome))
      return renderer.textLines(of: pane, width: width).count
    default: return 0
    }
  }

  mutating func scroll(_ direction: Action.Direction, page: Int) {
    let body = Rectangle(x: 0, y: 1, width: width, height: height - 3)
    let area = arrange(visit, in: body).first { $0.pane == focus }?.area ?? body
    let rows = max(1, area.height - 2)
    let last = max(0, lineCount(of: focus, width: area.width - 4) - rows)
    let first = visit.offsets[focus] ?? (focus.startsAtEnd ? last : 0)
    visit.offsets[focus] = direction.applied(to: first, count: last + 1, page: page) ?? visit.offsets[focus]
  }

  /// Lists the series of the cell anew; the selection stays on its figure, or moves to what now stands in its place.
  mutating func refreshFigures() {
    let figures = cellFigures()
    figureCount = figures.count
    figureOrder = filtered(figures)
    if let selectedFigure, let index = figureOrder.firstIndex(where: { $0.isSameFigure(as: selectedFigure) }) {
      figureIndex = index
    }
    selectFigure(at: figureIndex)
  }

  mutating func selectFigure(at index: Int) {
    figureIndex = min(max(0, index), max(0, figureOrder.count - 1))
    selectedFigure = figureOrder.indices.contains(figureIndex) ? figureOrder[figureIndex] : nil
  }

  private func filtered(_ figures: [SeriesKey]) -> [SeriesKey] {
    guard !filter.isEmpty else { return figures }
    let filter = filter.withoutSegments
    return figures.filter { key in
      filter.allows(
        [key.metricName, key.title, key.subject ?? "", key.metric.family.title],
        level: snapshot?.readings[key]?.level)
    }
  }

  /// Every series of the cell that has a reading, by family, then in catalogue order; drift column by column. Cost: a look-up per metric of the catalogue and what it can be of.
  private func cellFigures() -> [SeriesKey] {
    guard let snapshot, let segment = selectedSegment else { return [] }
    let (window, version) = (window, version)
    var keys: [SeriesKey] = []
    func add(_ metric: Metric, _ feature: String?) {
      let key = SeriesKey(metric: metric, version: version, segment: segment, feature: feature, window: window)
      if snapshot.readings[key] != nil { keys.append(key) }
    }
    for family in Self.cellFamilies {
      let metrics = Self.metricsByFamily[family] ?? []
      if family == .drift {
        for column in Self.modelColumns { for metric in metrics { add(metric, column) } }
        continue
      }
      for metric in metrics {
        if metric == .kpi {
          for name in kpiNames { add(metric, name) }
        } else if metric.isPerAttribute {
          for attribute in snapshot.attributes.sorted() { add(metric, attribute) }
        } else {
          add(metric, nil)
        }
      }
    }
    return keys
  }

  private static let metricsByFamily = Dictionary(grouping: Metric.allCases, by: \.family)
}

extension SeriesKey {
  /// Whether both are the same figure, whatever the cell.
  func isSameFigure(as other: SeriesKey) -> Bool { metric == other.metric && feature == other.feature }
}
