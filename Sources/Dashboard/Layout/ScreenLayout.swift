/// A pane with its place. Panes that share the place are its tabs; the one drawn is among them.
package struct PlacedPane: Equatable, Sendable {
  package var pane: Pane
  package var area: Rectangle
  package var tabs: [Pane] = []
}

/// Where the panes of a view go, by the room there is.
///
/// From 100 columns on side by side, below that stacked, and below 80x24 one pane at a time with the others as tabs.
package func arrange(_ visit: ScreenVisit, in area: Rectangle) -> [PlacedPane] {
  if visit.isZoomed { return [PlacedPane(pane: visit.focus, area: area)] }
  if area.width < 80 || area.height < 20 {
    return [PlacedPane(pane: visit.focus, area: area, tabs: visit.screen.panes)]
  }
  switch visit.screen {
  case .overview: return area.width < 100 ? stackedOverview(visit, area) : wideOverview(visit, area)
  case .feature: return featureDrillDown(visit, area)
  case .cell: return cellDrillDown(visit, area)
  case .alert: return alertDrillDown(visit, area)
  case .performance: return performanceLayout(visit, area)
  case .fairness: return fairnessLayout(visit, area)
  case .alerts: return alertsLayout(visit, area)
  case .versions: return versionsLayout(visit, area)
  case .ingest: return ingestLayout(visit, area)
  case .log: return [PlacedPane(pane: .log, area: area)]
  }
}

private func wideOverview(_ visit: ScreenVisit, _ area: Rectangle) -> [PlacedPane] {
  let hasOwnLog = area.height >= 27
  let (top, below) = area.splitTop(max(6, min(16, area.height / 4)))
  let (models, trend) = top.splitLeft(max(46, min(66, area.width * 46 / 100)))
  let logHeight = hasOwnLog ? max(5, min(12, area.height / 6)) : 0
  let (middle, log) = below.splitTop(below.height - logHeight)
  let (heatMap, alerts) = middle.splitLeft(area.width - max(36, min(76, area.width * 32 / 100)))
  var placed = [
    PlacedPane(pane: .models, area: models), PlacedPane(pane: .heatMap, area: heatMap),
    PlacedPane(pane: .trend, area: trend),
  ]
  if hasOwnLog {
    placed.append(PlacedPane(pane: .alerts, area: alerts))
    placed.append(PlacedPane(pane: .log, area: log))
  } else {
    placed.append(PlacedPane(pane: visit.focus == .log ? .log : .alerts, area: alerts, tabs: [.alerts, .log]))
  }
  return placed
}

private func stackedOverview(_ visit: ScreenVisit, _ area: Rectangle) -> [PlacedPane] {
  let (top, below) = area.splitTop(max(6, min(10, area.height / 4)))
  let (models, trend) = top.splitLeft(area.width * 48 / 100)
  let hasOwnLog = area.height >= 36
  let (heatMap, bottom) = below.splitTop(below.height - (hasOwnLog ? 14 : max(5, area.height / 4)))
  var placed = [
    PlacedPane(pane: .models, area: models), PlacedPane(pane: .heatMap, area: heatMap),
    PlacedPane(pane: .trend, area: trend),
  ]
  if hasOwnLog {
    let (alerts, log) = bottom.splitTop(8)
    placed.append(PlacedPane(pane: .alerts, area: alerts))
    placed.append(PlacedPane(pane: .log, area: log))
  } else {
    placed.append(PlacedPane(pane: visit.focus == .log ? .log : .alerts, area: bottom, tabs: [.alerts, .log]))
  }
  return placed
}

private func featureDrillDown(_ visit: ScreenVisit, _ area: Rectangle) -> [PlacedPane] {
  let (top, history) = area.splitTop(area.height - max(8, area.height * 2 / 5))
  let statsWidth = area.width < 100 ? 34 : max(50, min(76, area.width * 47 / 100))
  let (histogram, right) = top.splitLeft(area.width - statsWidth)
  var placed = [PlacedPane(pane: .histogram, area: histogram), PlacedPane(pane: .driftHistory, area: history)]
  if right.height >= 30 {
    let (stats, causes) = right.splitTop(right.height - 11)
    placed += [PlacedPane(pane: .stats, area: stats), PlacedPane(pane: .causes, area: causes)]
  } else {
    placed.append(shared([.stats, .causes], right, visit))
  }
  return placed
}

private func cellDrillDown(_ visit: ScreenVisit, _ area: Rectangle) -> [PlacedPane] {
  if area.width >= 160, area.height >= 48 {
    let (figures, right) = area.splitLeft(area.width * 3 / 5)
    let (expectation, belowExpectation) = right.splitTop(14)
    let (outcomes, belowReliability) = belowExpectation.splitTop(13)
    let (causes, groups) = belowReliability.splitTop(12)
    return [
      PlacedPane(pane: .cellFigures, area: figures), PlacedPane(pane: .expectation, area: expectation),
      PlacedPane(pane: .outcomes, area: outcomes), PlacedPane(pane: .causes, area: causes),
      PlacedPane(pane: .groups, area: groups),
    ]
  }
  let (figures, bottom) = area.splitTop(area.height - max(8, min(13, area.height * 2 / 5)))
  var placed = [PlacedPane(pane: .cellFigures, area: figures)]
  guard area.width >= 100 else {
    return placed + [shared([.expectation, .outcomes, .groups, .causes], bottom, visit)]
  }
  let (expectation, rest) = bottom.splitLeft(area.width / 3)
  let (outcomes, groups) = rest.splitLeft(rest.width / 2)
  placed += [
    shared([.expectation, .causes], expectation, visit), PlacedPane(pane: .outcomes, area: outcomes),
    PlacedPane(pane: .groups, area: groups),
  ]
  return placed
}

private func alertDrillDown(_ visit: ScreenVisit, _ area: Rectangle) -> [PlacedPane] {
  guard area.width >= 100 else {
    let (top, runbook) = area.splitTop(max(8, area.height * 2 / 5))
    return [shared([.alertFacts, .actions, .alertHistory], top, visit), PlacedPane(pane: .runbook, area: runbook)]
  }
  let (left, runbook) = area.splitLeft(area.width * 11 / 20)
  let (facts, actions) = left.splitTop(max(8, area.height / 2))
  return [
    PlacedPane(pane: .alertFacts, area: facts), shared([.actions, .alertHistory], actions, visit),
    PlacedPane(pane: .runbook, area: runbook),
  ]
}

/// One place for several panes: the focused one of them, else the first.
func shared(_ tabs: [Pane], _ area: Rectangle, _ visit: ScreenVisit) -> PlacedPane {
  PlacedPane(pane: tabs.contains(visit.focus) ? visit.focus : tabs[0], area: area, tabs: tabs)
}
