import Readings

extension DashboardState {
  package var currentAlert: AlertStatus? {
    guard let selectedAlert else { return nil }
    return snapshot?.alerts.first { AlertIdentity($0) == selectedAlert }
  }

  /// The row of the trend pane under the cursor.
  package var currentTrend: TrendSeries? {
    let series = TrendSeries.shown(in: self)
    return series.isEmpty ? nil : series[min(max(0, selectedTrendRow), series.count - 1)]
  }

  /// The kind of the selected feature, while the snapshot knows it.
  package var selectedKind: FeatureProfile.Kind? {
    snapshot?.features.first { $0.name == selectedFeature }?.kind
  }

  mutating func select(feature: String) {
    if let index = featureOrder.firstIndex(of: feature) { selectFeature(at: index) }
  }

  mutating func selectFeature(at index: Int) {
    guard !featureOrder.isEmpty else { return }
    featureIndex = min(max(0, index), featureOrder.count - 1)
    if selectedFeature != featureOrder[featureIndex] {
      selectedBin = nil
      historyCursor = nil
    }
    selectedFeature = featureOrder[featureIndex]
  }

  mutating func selectSegment(at index: Int) {
    guard let segments = snapshot?.segments, !segments.isEmpty else { return }
    segmentIndex = min(max(0, index), segments.count - 1)
    selectedSegment = segments[segmentIndex]
  }

  private mutating func selectAlert(at index: Int) {
    guard let alerts = snapshot?.alerts, !alerts.isEmpty else { return }
    alertIndex = min(max(0, index), alerts.count - 1)
    selectedAlert = AlertIdentity(alerts[alertIndex])
  }

  /// Notes what the snapshot has figures of. Cost: one look at every reading.
  mutating func takeStock() {
    guard let snapshot else { return }
    var metrics: Set<Metric> = []
    var names: Set<String> = []
    for key in snapshot.readings.keys {
      metrics.insert(key.metric)
      if key.metric == .kpi, let name = key.feature { names.insert(name) }
    }
    measuredMetrics = Self.heatMapMetrics.filter(metrics.contains)
    kpiNames = names.sorted()
  }

  /// Sorts the features anew; the selection stays on its feature.
  mutating func reorder() {
    featureOrder = orderedFeatures()
    if let selectedFeature, let index = featureOrder.firstIndex(of: selectedFeature) { featureIndex = index }
  }

  /// After new data: every selection stays on what it named, or moves to what now stands in its place.
  mutating func keepSelectionValid() {
    guard let snapshot else { return }
    if let index = featureOrder.firstIndex(where: { $0 == selectedFeature }) {
      featureIndex = index
    } else {
      selectedFeature = nil
      selectFeature(at: featureIndex)
    }
    if let index = snapshot.segments.firstIndex(where: { $0 == selectedSegment }) {
      segmentIndex = index
    } else {
      selectedSegment = nil
      selectSegment(at: segmentIndex)
    }
    if let index = snapshot.alerts.firstIndex(where: { AlertIdentity($0) == selectedAlert }) {
      alertIndex = index
    } else if screen != .alert {
      // Who reads one alert's runbook must not find another's under his eyes.
      selectedAlert = nil
      selectAlert(at: alertIndex)
    }
    selectedVersionRow = min(selectedVersionRow, snapshot.versions.count)
    logOffset = min(logOffset, max(0, snapshot.log.count - 1))
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
      let count = TrendSeries.shown(in: self).count
      selectedTrendRow = direction.applied(to: selectedTrendRow, count: count, page: page) ?? selectedTrendRow
      if direction == .left || direction == .right {
        selectSegment(at: segmentIndex + (direction == .left ? -1 : 1))
      }
    case .alerts:
      let count = snapshot?.alerts.count ?? 0
      if let row = direction.applied(to: alertIndex, count: count, page: page) { selectAlert(at: row) }
    case .log:
      let count = snapshot?.log.count ?? 0
      let fromTop = max(0, count - 1 - logOffset)
      if let row = direction.applied(to: fromTop, count: count, page: page) { logOffset = max(0, count - 1 - row) }
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
    case .causes, .outcomes, .groups, .expectation, .alertFacts, .actions, .runbook: scroll(direction, page: page)
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

  private mutating func moveCursor(_ direction: Action.Direction) {
    let count = max(history(metric)?.points.count ?? 0, history(.ks)?.points.count ?? 0)
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
