/// Where the panes of the view go, from 80 columns and 20 rows on: the files above, what became of their lines below.
func ingestLayout(_ visit: ScreenVisit, _ area: Rectangle) -> [PlacedPane] {
  let (files, below) = area.splitTop(max(9, min(26, area.height * 9 / 20)))
  var placed = [PlacedPane(pane: .sources, area: files)]
  guard area.width >= 100 else { return placed + [shared([.badLines, .labelProgress, .lanes], below, visit)] }
  let (bad, right) = below.splitLeft(area.width / 2)
  placed.append(PlacedPane(pane: .badLines, area: bad))
  guard right.height >= 14 else { return placed + [shared([.labelProgress, .lanes], right, visit)] }
  let (labels, lanes) = right.splitTop((right.height + 1) / 2)
  return placed + [PlacedPane(pane: .labelProgress, area: labels), PlacedPane(pane: .lanes, area: lanes)]
}
