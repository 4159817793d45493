import Notation
import Readings

extension DashboardState {
  /// Takes in what happened and says what is to be done about it outside. Pure: no clock, no I/O.
  package mutating func update(_ event: DashboardEvent) -> [DashboardEffect] {
    switch event {
    case .key(let key): return press(key)
    case .resize(let width, let height):
      self.width = max(0, width)
      self.height = max(0, height)
      return []
    case .tick(let now):
      self.now = now
      return []
    case .snapshot(let snapshot):
      if isFrozen {
        heldBack = snapshot
      } else {
        show(snapshot)
      }
      return []
    }
  }

  private mutating func show(_ snapshot: Snapshot) {
    self.snapshot = snapshot
    heldBack = nil
    takeStock()
    reorder()
    keepSelectionValid()
    if screen == .cell { refreshFigures() }
  }

  private mutating func press(_ key: Key) -> [DashboardEffect] {
    notice = nil
    guard let action = keyMap.action(for: key, in: screen) else {
      if isHelpOpen { isHelpOpen = false }
      return []
    }
    if isHelpOpen {
      // The help covers the view: any key closes it, and only these do more.
      isHelpOpen = false
      guard action == .quit || action == .redraw else { return [] }
    }
    let effects = perform(action)
    if screen == .cell { refreshFigures() }
    return effects
  }

  package mutating func perform(_ action: Action) -> [DashboardEffect] {
    switch action {
    case .quit: return [.quit]
    case .redraw: return [.redraw]
    case .help: isHelpOpen = true
    case .move(let direction): move(direction)
    case .focusPane(let number):
      let panes = screen.panes
      if number >= 1, number <= panes.count { visit.focus = panes[number - 1] }
    case .nextPane: cycleFocus(by: 1)
    case .previousPane: cycleFocus(by: -1)
    case .zoom: visit.isZoomed.toggle()
    case .nextMetric:
      metric = measuredMetrics.following(metric) ?? metric
      reorder()
    case .nextWindow:
      chosenWindow = snapshot?.windows.following(window)
      reorder()
    case .nextVersion:
      chosenVersion = (["*"] + (snapshot?.versions ?? [])).following(version) ?? "*"
      reorder()
    case .nextSort:
      sort = FeatureSort.allCases.following(sort) ?? sort
      reorder()
    case .open: open()
    case .openCell:
      if selectedSegment != nil { enter(.cell) } else { notice = "no cell yet" }
    case .openAlert:
      if currentAlert != nil { enter(.alert) } else { notice = "no alert is selected" }
    case .back:
      if visit.isZoomed {
        visit.isZoomed = false
      } else if visits.count > 1 {
        visits.removeLast()
      }
    case .previousFeature: selectFeature(at: featureIndex - 1)
    case .nextFeature: selectFeature(at: featureIndex + 1)
    case .previousSegment: selectSegment(at: segmentIndex - 1)
    case .nextSegment: selectSegment(at: segmentIndex + 1)
    case .freeze: return freeze()
    case .faster: return changeSpeed(by: 1)
    case .slower: return changeSpeed(by: -1)
    }
    return []
  }

  private mutating func cycleFocus(by step: Int) {
    let panes = screen.panes
    guard let index = panes.firstIndex(of: focus) else { return }
    visit.focus = panes[(index + step + panes.count) % panes.count]
  }

  private mutating func freeze() -> [DashboardEffect] {
    if case .replay(_, let isPaused) = snapshot?.mode { return [.setReplayPaused(!isPaused)] }
    isFrozen.toggle()
    if !isFrozen, let heldBack { show(heldBack) }
    return []
  }

  /// The steps of `+` and `-`, in seconds of event time per second; beyond the last one is "as fast as possible".
  package static let replaySpeeds: [Double] = [1, 10, 60, 150, 300, 600, 1200, 2400, 3600, 7200, 14_400, 28_800]

  private mutating func changeSpeed(by step: Int) -> [DashboardEffect] {
    guard case .replay(let speed, _) = snapshot?.mode else {
      notice = "speed can be changed in a replay only"
      return []
    }
    let speeds = Self.replaySpeeds
    if step > 0 {
      guard let speed else { return [] }
      return [.setReplaySpeed(speeds.first { $0 > speed })]
    }
    guard let speed else { return [.setReplaySpeed(speeds.last)] }
    return [.setReplaySpeed(speeds.last { $0 < speed } ?? speeds[0])]
  }

  private mutating func open() {
    switch focus {
    case .heatMap:
      if selectedFeature != nil { enter(.feature) } else { notice = "no feature yet" }
    case .alerts:
      guard let alert = currentAlert else {
        notice = "no alert is selected"
        return
      }
      openSeries(alert.key)
    case .models:
      let versions = ["*"] + (snapshot?.versions ?? [])
      chosenVersion = versions[min(max(0, selectedVersionRow), versions.count - 1)]
      reorder()
    case .trend:
      if let key = currentTrend?.current(in: self)?.key { openSeries(key) } else { notice = "no figure yet" }
    case .cellFigures: openFigure()
    case .alertFacts, .actions, .runbook:
      if let alert = currentAlert { openSeries(alert.key) } else { notice = "the alert is over" }
    default: notice = "nothing to open here"
    }
  }

  /// Drift opens its feature, other figures lead to the pane that tells more of them.
  private mutating func openFigure() {
    guard let key = currentFigure?.key else {
      notice = "no figure yet"
      return
    }
    switch key.metric.family {
    case .drift: openSeries(key)
    case .performance, .estimation: visit.focus = .expectation
    case .calibration: visit.focus = .outcomes
    case .fairness: visit.focus = .groups
    case .service, .labels, .business, .health: notice = "\(key.title) has no view of its own"
    }
  }

  /// Shows a series: drift in the view of its feature, everything else in that of its cell.
  private mutating func openSeries(_ key: SeriesKey) {
    let isDrift = key.metric.isPerFeature
    guard !isDrift || featureOrder.contains(key.feature ?? "") else {
      notice = "\(key.feature ?? "the feature") is not on show"
      return
    }
    guard isDrift || snapshot?.segments.contains(key.segment) == true else {
      notice = "\(key.segment) is not on show"
      return
    }
    if isDrift { metric = key.metric } else { selectedFigure = key }
    chosenWindow = key.window
    chosenVersion = key.version
    reorder()
    if isDrift, let feature = key.feature { select(feature: feature) }
    if let index = snapshot?.segments.firstIndex(of: key.segment) { selectSegment(at: index) }
    enter(isDrift ? .feature : .cell)
  }

  /// Opens a view above the one on show, or goes back to it if that is where the user came from: the way back never
  /// goes round in circles.
  private mutating func enter(_ screen: Screen) {
    selectedBin = nil
    historyCursor = nil
    if let index = visits.firstIndex(where: { $0.screen == screen }) { visits.removeSubrange(index...) }
    visits.append(ScreenVisit(screen))
  }
}

extension Array where Element: Equatable {
  /// The element after the given one, the first after the last; the first if it is not there, `nil` without any.
  func following(_ element: Element) -> Element? {
    guard let index = firstIndex(of: element) else { return first }
    return self[(index + 1) % count]
  }
}
