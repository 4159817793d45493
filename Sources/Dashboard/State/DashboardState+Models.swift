import Readings

/// What the models' pane shows of each version.
extension DashboardState {
  /// The worst reading of each version in the window on show, `*` for all together: by level, then by how far it is past
  /// its thresholds. Counted once per snapshot.
  package func worstReadings() -> [String: Reading] {
    tally.worstSeries(window: window).compactMapValues { snapshot?.readings[$0] }
  }
}
