import Notation
import Readings

/// What can happen to the dashboard.
package enum DashboardEvent: Sendable {
  case key(Key)
  case resize(width: Int, height: Int)
  /// The engine published something newer.
  case snapshot(Snapshot)
  /// The wall clock, about once a second; only the age of the picture depends on it.
  case tick(Instant)
}

/// What the dashboard asks of those who run it.
package enum DashboardEffect: Equatable, Sendable {
  case quit
  /// Draw every cell again, as after noise on the line.
  case redraw
  case setReplayPaused(Bool)
  /// Seconds of event time per second; `nil` for as fast as possible.
  case setReplaySpeed(Double?)
}
