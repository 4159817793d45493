import Notation
import Readings

/// A measured figure of one series, not yet graded.
package struct MeasuredSeries: Sendable {
  package var key: SeriesKey
  /// The number of the series in ``RollingWindows/seriesKeys``: the same for as long as the windows live, and no two have
  /// the same.
  package var number: Int
  package var windowStart: Instant
  package var windowEnd: Instant
  package var measurement: Measurement
  /// For metrics that need labels: share of the window's predictions with a label, and whether more can come.
  package var labels: (coverage: Double, isFinal: Bool)?
  /// Belongs to the newest window that can be judged: what alerts and the dashboard go by.
  package var isCurrent: Bool
}

/// All that one step of event time brought to light.
package struct Evaluation: Sendable {
  /// The end of the pane that was closed.
  package var time: Instant
  package var series: [MeasuredSeries]
}
