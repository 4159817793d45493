import Notation

/// When a change began, as a CUSUM of the pane values tells.
package struct Onset: Equatable, Sendable {
  /// The start of the first pane after the change, most likely.
  package var time: Instant
  /// The interval (95 %) in which it lies, pane starts both.
  package var earliest: Instant
  package var latest: Instant

  package init(time: Instant, earliest: Instant, latest: Instant) {
    self.time = time
    self.earliest = earliest
    self.latest = latest
  }
}
