import Notation
import Readings

extension Renderer {
  /// The chosen drift metric of the selected cell over time, with its thresholds, and where there is room for two the
  /// first other one that has a past.
  mutating func drawHistory(_ placed: PlacedPane) {
    let inner = frame(
      placed, subtitle: "\(glyphs.yellowLine) yellow  \(glyphs.redLine) red",
      right: state.snapshot.map { "a point per \($0.pane.text)" } ?? "")
    guard inner.height > 1 else { return }
    let first = state.metric
    let second = DashboardState.heatMapMetrics.first { $0 != first && state.history($0)?.points.isEmpty == false }
    guard let second else {
      drawChart(first, in: inner)
      return
    }
    if inner.height >= 16 {
      let (top, bottom) = inner.splitTop(inner.height / 2)
      drawChart(first, in: top)
      drawChart(second, in: bottom)
    } else if inner.width >= 110 {
      let (left, right) = inner.splitLeft(inner.width / 2)
      drawChart(first, in: left)
      drawChart(second, in: right)
    } else {
      drawChart(first, in: inner)
    }
  }
}
