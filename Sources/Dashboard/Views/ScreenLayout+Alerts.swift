/// Where the panes of the view go, from 80 columns and 20 rows on: the list above, what it says of the selected alert
/// below.
func alertsLayout(_ visit: ScreenVisit, _ area: Rectangle) -> [PlacedPane] {
  let (list, below) = area.splitTop(max(8, min(20, area.height * 2 / 5)))
  var placed = [PlacedPane(pane: .alerts, area: list)]
  guard area.width >= 100 else { return placed + [shared([.alertFacts, .alertHistory, .actions], below, visit)] }
  let (facts, right) = below.splitLeft(area.width * 11 / 20)
  placed.append(PlacedPane(pane: .alertFacts, area: facts))
  guard right.height >= 14 else { return placed + [shared([.alertHistory, .actions], right, visit)] }
  let (history, actions) = right.splitTop((right.height + 1) / 2)
  return placed + [PlacedPane(pane: .alertHistory, area: history), PlacedPane(pane: .actions, area: actions)]
}
