/// Where the panes of the view go, from 80 columns and 20 rows on.
func versionsLayout(_ visit: ScreenVisit, _ area: Rectangle) -> [PlacedPane] {
  let (figures, history) = area.splitTop(area.height - max(8, min(18, area.height / 3)))
  return [
    PlacedPane(pane: .versionFigures, area: figures), PlacedPane(pane: .versionHistory, area: history),
  ]
}
