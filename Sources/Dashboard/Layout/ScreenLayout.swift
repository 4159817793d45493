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
  case .feature: return featureDrillDown(area)
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

private func featureDrillDown(_ area: Rectangle) -> [PlacedPane] {
  let (top, history) = area.splitTop(area.height - max(8, area.height * 2 / 5))
  let statsWidth = area.width < 100 ? 34 : max(50, min(72, area.width * 38 / 100))
  let (histogram, stats) = top.splitLeft(area.width - statsWidth)
  return [
    PlacedPane(pane: .histogram, area: histogram), PlacedPane(pane: .stats, area: stats),
    PlacedPane(pane: .driftHistory, area: history),
  ]
}
