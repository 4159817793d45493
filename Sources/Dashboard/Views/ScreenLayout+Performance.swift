/// Where the panes of the view go, from 80 columns and 20 rows on: all of them on a large screen, figures and outcomes
/// above the chart on a middling one, figures above the chart on a small one.
func performanceLayout(_ visit: ScreenVisit, _ area: Rectangle) -> [PlacedPane] {
  if area.width >= 150, area.height >= 44 {
    let (left, right) = area.splitLeft(area.width * 3 / 5)
    let (figures, history) = left.splitTop(min(22, area.height * 2 / 5))
    let (outcomes, below) = right.splitTop(area.height * 11 / 20)
    let (labels, expectation) = below.splitTop(11)
    return [
      PlacedPane(pane: .performanceFigures, area: figures), PlacedPane(pane: .performanceHistory, area: history),
      PlacedPane(pane: .outcomes, area: outcomes), PlacedPane(pane: .labelProgress, area: labels),
      PlacedPane(pane: .expectation, area: expectation),
    ]
  }
  guard area.width >= 100 else {
    let (top, history) = area.splitTop(area.height / 2)
    return [
      shared([.performanceFigures, .outcomes, .labelProgress, .expectation], top, visit),
      PlacedPane(pane: .performanceHistory, area: history),
    ]
  }
  let (top, history) = area.splitTop(area.height * 11 / 20)
  let (figures, outcomes) = top.splitLeft(area.width * 29 / 50)
  return [
    PlacedPane(pane: .performanceFigures, area: figures),
    shared([.outcomes, .labelProgress, .expectation], outcomes, visit),
    PlacedPane(pane: .performanceHistory, area: history),
  ]
}
