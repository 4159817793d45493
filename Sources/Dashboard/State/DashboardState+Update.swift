import Notation
import Readings

extension DashboardState {
  /// Takes in what happened and says what is to be done about it outside. Pure: no clock, no I/O.
  package mutating func update(_ event: DashboardEvent) -> [DashboardEffect] {
    switch event {
    case .key(let key):
      let effects = press(key)
      refresh()
      return effects
    case .mouse(let event):
      guard isMouseOn else { return [] }
      let effects = point(event)
      refresh()
      return effects
    case .link(let link):
      self.link = link
      return []
    case .answer(let answer):
      notice = Notice(answer.text, isRefusal: answer.isRefusal)
      // It comes at any moment, be it in the middle of other keys.
      if answer.isRefusal { notice?.hold = 3 }
      return []
    case .resize(let width, let height):
      self.width = max(0, width)
      self.height = max(0, height)
      return []
    case .tick(let now):
      self.now = now
      if prompt == nil, let hold = notice?.hold, hold > 0 { notice?.hold = hold - 1 }
      return []
    case .snapshot(let snapshot):
      let calls = callForNewAlerts(in: snapshot)
      if isFrozen {
        heldBack = snapshot
      } else {
        show(snapshot)
        refresh()
      }
      return calls
    }
  }

  private mutating func show(_ snapshot: Snapshot) {
    if self.snapshot == nil { openOnAlerts(of: snapshot) }
    countLog(in: snapshot)
    let old = self.snapshot
    self.snapshot = snapshot
    heldBack = nil
    if old?.alerts != snapshot.alerts { placeAlerts() }
    if old?.hasSameFigures(as: snapshot) != true {
      revision += 1
      takeStock()
    }
    if let first = measuredMetrics.first, !measuredMetrics.contains(metric) { metric = first }
  }

  /// Where there is room for one pane only, the overview opens with what fires.
  private mutating func openOnAlerts(of snapshot: Snapshot) {
    let isNarrow = width < 80 || height < 23
    guard isNarrow, screen == .overview, visit.focus == .heatMap, !visit.isZoomed else { return }
    if snapshot.alerts.contains(where: { $0.state == .firing }) { visit.focus = .alerts }
  }

  /// Derives what the panes list, as far as what it depends on has changed. Cost: nothing to speak of for a key that only
  /// moves a cursor, else a look-up per cell of the heat-map.
  private mutating func refresh() {
    guard snapshot != nil else { return }
    followWorst()
    var basis = Basis(
      revision: revision, window: window, version: version, metric: metric, sort: sort, filter: filter, segment: nil)
    var known = self.basis
    known.segment = nil
    if basis != known { reorder() }
    basis.segment = selectedSegment
    if basis != self.basis { trendRows = TrendSeries.shown(in: self) }
    self.basis = basis
    if screen == .cell { refreshFigures() }
    refreshRows()
  }

  private mutating func press(_ key: Key) -> [DashboardEffect] {
    dropNotice()
    if dialog != nil { return pressInDialog(key) }
    if prompt != nil { return pressInPrompt(key) }
    if isHelpOpen { return pressInHelp(key) }
    guard let action = keyMap.action(for: key, in: screen) else { return [] }
    return perform(action)
  }

  /// Takes away what has been said, unless it is to be seen yet; a prompt stands in front of it.
  mutating func dropNotice() {
    if prompt == nil, notice?.hold ?? 0 <= 0 { notice = nil }
  }

  package mutating func perform(_ action: Action) -> [DashboardEffect] {
    switch action {
    case .quit: return [.quit]
    case .redraw: return [.redraw]
    case .help: openHelp()
    case .move(let direction): move(direction)
    case .focusPane(let number):
      let panes = screen.panes
      if number >= 1, number <= panes.count { visit.focus = panes[number - 1] }
    case .nextPane: cycleFocus(by: 1)
    case .previousPane: cycleFocus(by: -1)
    case .zoom: visit.isZoomed.toggle()
    case .nextMetric:
      metric = measuredMetrics.following(metric) ?? metric
      chosen.insert(.metric)
    case .nextWindow:
      chosenWindow = snapshot?.windows.following(window)
    case .nextVersion:
      chosenVersion = (["*"] + (snapshot?.versions ?? [])).following(version) ?? "*"
    case .nextSort:
      if sortsAlerts {
        alertSort = AlertSort.allCases.following(alertSort) ?? alertSort
      } else {
        sort = FeatureSort.allCases.following(sort) ?? sort
      }
    case .open: open()
    case .openCell:
      if selectedSegment != nil { enter(.cell) } else { notice = Notice("no cell yet") }
    case .openAlert:
      if currentAlert != nil { enter(.alert) } else { notice = Notice("no alert is selected") }
    case .show(let screen): enter(screen)
    case .filter: openFilter()
    case .commandLine: openCommandLine()
    case .export: openCommandLine("export \(exportName).txt")
    case .copy:
      guard let text = selectionText() else {
        notice = Notice("nothing is selected")
        break
      }
      notice = Notice("copied: \(text)")
      return [.copy(text)]
    case .nextTheme: theme = Theme.allCases.following(theme) ?? theme
    case .toggleMouse:
      isMouseOn.toggle()
      notice = Notice(isMouseOn ? "mouse on" : "mouse off: the terminal selects text")
      return [.setMouse(isMouseOn)]
    case .nextComparedVersion:
      chosenComparison = (["*"] + (snapshot?.versions ?? [])).following(chosenComparison ?? "*")
    case .decide(let kind): openDialog(kind)
    case .back:
      if visit.isZoomed {
        visit.isZoomed = false
      } else if !filter.isEmpty {
        filter = Filter()
      } else if visits.count > 1 {
        visits.removeLast()
      } else {
        // Nowhere to go back to: the cursors return to what is worst.
        chosen.subtract([.feature, .alert])
        self.basis = Basis()
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
    guard snapshot != nil else {
      notice = Notice("there is nothing to freeze yet")
      return []
    }
    isFrozen.toggle()
    if !isFrozen, let heldBack { show(heldBack) }
    return []
  }

  /// The steps of `+` and `-`, in seconds of event time per second; beyond the last one is "as fast as possible".
  package static let replaySpeeds: [Double] = [1, 10, 60, 150, 300, 600, 1200, 2400, 3600, 7200, 14_400, 28_800]

  private mutating func changeSpeed(by step: Int) -> [DashboardEffect] {
    guard case .replay(let speed, _) = snapshot?.mode else {
      notice = Notice("speed can be changed in a replay only")
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
      if selectedFeature != nil { enter(.feature) } else { notice = Notice("no feature yet") }
    case .alerts:
      guard let alert = currentAlert else {
        notice = Notice("no alert is selected")
        return
      }
      openSeries(alert.key)
    case .models:
      let versions = ["*"] + (snapshot?.versions ?? [])
      chosenVersion = versions[min(max(0, selectedVersionRow), versions.count - 1)]
    case .trend:
      if let key = currentTrend?.current(in: self)?.key { openSeries(key) } else { notice = Notice("no figure yet") }
    case .cellFigures: openFigure()
    case .performanceFigures:
      visit.focus = performanceKey?.metric.family == .calibration ? .outcomes : .performanceHistory
    case .performanceHistory, .outcomes, .labelProgress, .expectation:
      if screen == .performance, selectedSegment != nil {
        enter(.cell)
      } else {
        notice = Notice("nothing to open here")
      }
    case .fairnessFigures: visit.focus = .groups
    case .versionFigures:
      if let key = selectedVersionFigure { openSeries(key) } else { notice = Notice("no figure yet") }
    case .alertFacts, .actions, .runbook, .alertHistory:
      if let alert = currentAlert { openSeries(alert.key) } else { notice = Notice("the alert is over") }
    default: notice = Notice("nothing to open here")
    }
  }

  /// Drift opens its feature, other figures lead to the pane that tells more of them.
  private mutating func openFigure() {
    guard let key = currentFigure?.key else {
      notice = Notice("no figure yet")
      return
    }
    switch key.metric.family {
    case .drift: openSeries(key)
    case .performance, .estimation: visit.focus = .expectation
    case .calibration: visit.focus = .outcomes
    case .fairness: visit.focus = .groups
    case .service, .labels, .business, .health: notice = Notice("\(key.title) has no view of its own")
    }
  }

  /// Shows a series: drift in the view of its feature, everything else in that of its cell.
  private mutating func openSeries(_ key: SeriesKey) {
    let isDrift = key.metric.isPerFeature
    guard !isDrift || snapshot?.features.contains(where: { $0.name == key.feature }) == true else {
      notice = Notice("\(key.feature ?? "the feature") is not on show")
      return
    }
    guard isDrift || snapshot?.segments.contains(key.segment) == true else {
      notice = Notice("\(key.segment) is not on show")
      return
    }
    if isDrift { metric = key.metric } else { selectedFigure = key }
    chosenWindow = key.window
    chosenVersion = key.version
    reorder()
    drop(filterHiding: isDrift ? key.feature : nil, in: key.segment)
    if isDrift, let feature = key.feature { select(feature: feature) }
    select(segment: key.segment)
    enter(isDrift ? .feature : .cell)
  }

  /// Opens a view above the one on show, or goes back to it if that is where the user came from: the way back never
  /// goes round in circles.
  mutating func enter(_ screen: Screen) {
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
