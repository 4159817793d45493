import Readings

extension DashboardState {
  /// The row of the trend pane under the cursor.
  package var currentTrend: TrendSeries? {
    trendRows.isEmpty ? nil : trendRows[min(max(0, selectedTrendRow), trendRows.count - 1)]
  }

  /// The kind of the selected feature, while the snapshot knows it.
  package var selectedKind: FeatureProfile.Kind? {
    snapshot?.features.first { $0.name == selectedFeature }?.kind
  }

  mutating func select(feature: String) {
    if let index = featureOrder.firstIndex(of: feature) { placeFeature(at: index) }
  }

  mutating func selectFeature(at index: Int) {
    chosen.insert(.feature)
    placeFeature(at: index)
  }

  private mutating func placeFeature(at index: Int) {
    guard !featureOrder.isEmpty else { return }
    featureIndex = min(max(0, index), featureOrder.count - 1)
    if selectedFeature != featureOrder[featureIndex] {
      selectedBin = nil
      historyCursor = nil
    }
    selectedFeature = featureOrder[featureIndex]
  }

  mutating func select(segment: String) {
    if let index = segmentOrder.firstIndex(of: segment) { selectSegment(at: index) }
  }

  mutating func selectSegment(at index: Int) {
    guard !segmentOrder.isEmpty else { return }
    segmentIndex = min(max(0, index), segmentOrder.count - 1)
    selectedSegment = segmentOrder[segmentIndex]
  }

  /// Drops the filter if it hides a feature or segment that is to be shown, and says so.
  mutating func drop(filterHiding feature: String?, in segment: String?) {
    guard !filter.isEmpty else { return }
    let isHidden =
      feature.map { !featureOrder.contains($0) } ?? false || segment.map { !segmentOrder.contains($0) } ?? false
    guard isHidden else { return }
    notice = Notice("dropped the filter /\(filter.text)")
    filter = Filter()
    reorder()
  }

  /// Notes what the snapshot has figures of. Cost: one look at every reading.
  mutating func takeStock() {
    guard let snapshot else { return }
    tally = SnapshotTally(snapshot)
    measuredMetrics = Self.heatMapMetrics.filter(tally.metrics.contains)
    kpiNames = tally.kpiNames.sorted()
  }

  /// The drift metric that is past a threshold while the one on show is not, or less far.
  package var worseMetric: (metric: Metric, level: Level)? {
    guard let worst = tally.worstMetric(of: measuredMetrics, window: window, version: version) else { return nil }
    let own = tally.worstMetric(of: [metric], window: window, version: version)?.level.severity ?? 0
    return worst.level.severity > own ? worst : nil
  }

  /// Puts the overview on what is worst, where the user has not chosen.
  mutating func followWorst() {
    guard screen == .overview, !chosen.contains(.metric), let first = measuredMetrics.first else { return }
    metric = tally.worstMetric(of: measuredMetrics, window: window, version: version)?.metric ?? first
  }

  /// Sorts and filters features and segments anew; the selection stays on what it names.
  mutating func reorder() {
    let map = orderedMap()
    featureOrder = map.features
    segmentOrder = map.segments
    segmentLevels = map.levels
    keepSelectionValid()
  }

  /// After new data: every selection stays on what it named, or moves to what now stands in its place.
  private mutating func keepSelectionValid() {
    guard let snapshot else { return }
    if screen == .overview, sort == .worst, !chosen.contains(.feature), !featureOrder.isEmpty {
      placeFeature(at: 0)
    } else if let index = featureOrder.firstIndex(where: { $0 == selectedFeature }) {
      featureIndex = index
    } else {
      selectedFeature = nil
      placeFeature(at: featureIndex)
    }
    if let index = segmentOrder.firstIndex(where: { $0 == selectedSegment }) {
      segmentIndex = index
    } else {
      selectedSegment = nil
      selectSegment(at: segmentIndex)
    }
    selectedVersionRow = min(selectedVersionRow, snapshot.versions.count)
  }

  mutating func move(_ direction: Action.Direction) {
    let page = max(1, height / 3)
    switch focus {
    case .heatMap:
      if let row = direction.applied(to: featureIndex, count: featureOrder.count, page: page) {
        selectFeature(at: row)
      } else if direction == .left || direction == .right {
        selectSegment(at: segmentIndex + (direction == .left ? -1 : 1))
      }
    case .models:
      let count = 1 + (snapshot?.versions.count ?? 0)
      selectedVersionRow = direction.applied(to: selectedVersionRow, count: count, page: page) ?? selectedVersionRow
    case .trend:
      let count = trendRows.count
      selectedTrendRow = direction.applied(to: selectedTrendRow, count: count, page: page) ?? selectedTrendRow
      if direction == .left || direction == .right {
        selectSegment(at: segmentIndex + (direction == .left ? -1 : 1))
      }
    case .alerts, .log, .sources:
      let row = selection(in: focus).index
      if let row = direction.applied(to: row, count: rows[focus]?.count ?? 0, page: page) { selectRow(row, in: focus) }
    case .histogram: moveBin(direction, page: page)
    case .stats:
      if direction == .up || direction == .left { selectFeature(at: featureIndex - 1) }
      if direction == .down || direction == .right { selectFeature(at: featureIndex + 1) }
    case .driftHistory: moveCursor(direction)
    case .cellFigures:
      if let row = direction.applied(to: figureIndex, count: figureOrder.count, page: page) {
        selectFigure(at: row)
      } else if direction == .left || direction == .right {
        selectSegment(at: segmentIndex + (direction == .left ? -1 : 1))
      }
    case .performanceFigures, .fairnessFigures, .versionFigures:
      let row = selection(in: focus).index
      if let row = direction.applied(to: row, count: rows[focus]?.count ?? 0, page: page) {
        selectRow(row, in: focus)
      } else if direction == .left || direction == .right {
        selectSegment(at: segmentIndex + (direction == .left ? -1 : 1))
      }
    case .performanceHistory, .gapHistory, .versionHistory: moveCursor(direction)
    case .causes, .outcomes, .groups, .expectation, .alertFacts, .actions, .runbook, .alertHistory, .labelProgress,
      .badLines, .lanes:
      scroll(direction, page: page)
    }
  }

  private mutating func moveBin(_ direction: Action.Direction, page: Int) {
    let count = histogram?.bins.count ?? 0
    guard count > 0 else { return }
    let isHorizontal = direction == .left || direction == .right
    guard let selectedBin else {
      selectedBin = direction == .left || direction == .up || direction == .last ? count - 1 : 0
      return
    }
    let vertical: Action.Direction = direction == .left ? .up : direction == .right ? .down : direction
    self.selectedBin = (isHorizontal ? vertical : direction).applied(to: selectedBin, count: count, page: page)
  }

  /// Points of the chart in focus.
  private var shownPointCount: Int {
    let key: SeriesKey?
    switch focus {
    case .performanceHistory: key = performanceKey
    case .gapHistory: key = selectedGap
    case .versionHistory: key = selectedVersionFigure
    default: return max(history(metric)?.points.count ?? 0, history(.ks)?.points.count ?? 0)
    }
    return key.flatMap { snapshot?.histories[$0]?.points.count } ?? 0
  }

  private mutating func moveCursor(_ direction: Action.Direction) {
    let count = shownPointCount
    guard count > 0 else { return }
    let step = max(1, count / 60)
    let now = historyCursor ?? 0
    let moved: Int
    switch direction {
    case .left: moved = now + step
    case .right: moved = historyCursor == nil ? 0 : now - step
    case .pageUp, .up: moved = now + 10 * step
    case .pageDown, .down: moved = now - 10 * step
    case .first: moved = count - 1
    case .last: moved = 0
    }
    historyCursor = moved < 0 ? nil : min(moved, count - 1)
  }
}

extension Action.Direction {
  /// The row this leads to in a list, within its bounds; `nil` for the sideways directions and for an empty list.
  func applied(to row: Int, count: Int, page: Int) -> Int? {
    guard count > 0 else { return nil }
    let moved: Int
    switch self {
    case .up: moved = row - 1
    case .down: moved = row + 1
    case .pageUp: moved = row - page
    case .pageDown: moved = row + page
    case .first: moved = 0
    case .last: moved = count - 1
    case .left, .right: return nil
    }
    return min(max(0, moved), count - 1)
  }
}
