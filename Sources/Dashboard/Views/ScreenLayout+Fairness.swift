/// Where the panes of the view go, from 80 columns and 20 rows on.
func fairnessLayout(_ visit: ScreenVisit, _ area: Rectangle) -> [PlacedPane] {
  guard area.width >= 100 else {
    let hasOwnHistory = area.height >= 34
    let (top, below) = area.splitTop(hasOwnHistory ? area.height / 3 : max(9, area.height * 2 / 5))
    guard hasOwnHistory else {
      return [PlacedPane(pane: .fairnessFigures, area: top), shared([.groups, .gapHistory], below, visit)]
    }
    let (groups, history) = below.splitTop(below.height - max(9, area.height / 4))
    return [
      PlacedPane(pane: .fairnessFigures, area: top), PlacedPane(pane: .groups, area: groups),
      PlacedPane(pane: .gapHistory, area: history),
    ]
  }
  let (top, history) = area.splitTop(area.height - max(8, min(16, area.height / 3)))
  let (figures, groups) = top.splitLeft(max(52, area.width * 46 / 100))
  return [
    PlacedPane(pane: .fairnessFigures, area: figures), PlacedPane(pane: .groups, area: groups),
    PlacedPane(pane: .gapHistory, area: history),
  ]
}
