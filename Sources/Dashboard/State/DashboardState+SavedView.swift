import Readings

extension DashboardState {
  /// The view as it stands, to be taken up at the next start.
  package var savedView: SavedView {
    var entries: [(key: SavedView.Key, value: String)] = visits.map { visit in
      (.view, "\(visit.screen.rawValue) \(visit.focus.rawValue)\(visit.isZoomed ? " zoomed" : "")")
    }
    // Where the overview goes by itself is not kept: it shall open on what is worst then.
    let isAway = visits.count > 1
    let hasMetric = isAway || chosen.contains(.metric)
    let hasFeature = isAway || chosen.contains(.feature)
    entries += [
      (.window, chosenWindow ?? ""), (.version, chosenVersion == "*" ? "" : chosenVersion),
      (.against, chosenComparison ?? ""), (.metric, hasMetric ? metric.rawValue : ""), (.sort, sort.rawValue),
      (.alertSort, alertSort.rawValue), (.filter, filter.text), (.theme, theme.rawValue),
      (.mouse, isMouseOn ? "on" : "off"), (.feature, hasFeature ? selectedFeature ?? "" : ""),
      (.segment, selectedSegment ?? ""),
    ]
    entries += commandHistory.map { (.command, $0) }
    return SavedView(entries)
  }

  /// Takes up the view as it was left. What is not known any more is passed over; names are held against the first
  /// snapshot that comes.
  ///
  /// - Parameter kept: What stays as it is, because the user asked for it at this start. A view that was asked for stays
  ///   in any case.
  package mutating func restore(_ view: SavedView, except kept: Set<SavedView.Key> = []) {
    var way: [ScreenVisit] = []
    var history: [String] = []
    for (key, value) in view.entries where !kept.contains(key) {
      switch key {
      case .view: if let visit = ScreenVisit(saved: value) { way.append(visit) }
      case .window: chosenWindow = value
      case .version: chosenVersion = value
      case .against: chosenComparison = value
      case .metric:
        if let saved = Metric(rawValue: value), Self.heatMapMetrics.contains(saved) {
          metric = saved
          chosen.insert(.metric)
        }
      case .sort: sort = FeatureSort(rawValue: value) ?? sort
      case .alertSort: alertSort = AlertSort(rawValue: value) ?? alertSort
      case .filter: filter = Filter(value)
      case .theme: theme = Theme(rawValue: value) ?? theme
      case .mouse: if value == "on" || value == "off" { isMouseOn = value == "on" }
      case .feature:
        selectedFeature = value
        chosen.insert(.feature)
      case .segment: selectedSegment = value
      case .command: history.append(value)
      }
    }
    if visits.count == 1, screen == .overview { visits = Self.way(way) }
    commandHistory = []
    for line in history { remember(line) }
  }

  /// A way that begins with the overview and passes no view twice.
  private static func way(_ saved: [ScreenVisit]) -> [ScreenVisit] {
    var way = [ScreenVisit(.overview)]
    for visit in saved {
      if let index = way.firstIndex(where: { $0.screen == visit.screen }) { way.removeSubrange(index...) }
      if way.isEmpty, visit.screen != .overview { way.append(ScreenVisit(.overview)) }
      way.append(visit)
    }
    return way
  }
}

extension ScreenVisit {
  /// Reads `performance outcomes zoomed`; `nil` for a view that there is not. A pane that the view does not have is
  /// passed over. What an alert's view was about is not kept, so it cannot be taken up either.
  fileprivate init?(saved: String) {
    let words = saved.split(separator: " ").map(String.init)
    guard let name = words.first, let screen = Screen(rawValue: name), screen != .alert else { return nil }
    self.init(screen)
    if words.count > 1, let pane = Pane(rawValue: words[1]), screen.panes.contains(pane) { focus = pane }
    isZoomed = words.last == "zoomed"
  }
}
