import Notation
import Readings

/// What can happen to the dashboard.
package enum DashboardEvent: Sendable {
  case key(Key)
  case mouse(MouseEvent)
  case resize(width: Int, height: Int)
  /// The engine published something newer.
  case snapshot(Snapshot)
  /// Where snapshots come from, when that changes.
  case link(Link)
  /// What became of something that the user asked for.
  case answer(Answer)
  /// The wall clock, about once a second; only ages depend on it.
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
  /// Whether clicks are the dashboard's; without it the terminal selects text with them.
  case setMouse(Bool)
  /// Put a text on the clipboard.
  case copy(String)
  /// Write a file.
  case export(ViewExport)
  /// Have a decision of the user carried out. An ``Answer`` follows.
  case decide(DecisionRequest)
  /// Call the user, in the way that they wish for.
  case notify(String)
}

/// Where snapshots come from.
package enum Link: Equatable, Sendable {
  /// An engine within this process.
  case own
  /// Looking for the agent.
  case connecting(since: Instant)
  /// An agent, named by its state directory or address.
  case attached(to: String)
  /// The agent was there and is not any more; the picture is the last one that it sent.
  case lost(since: Instant, reason: String)
}

/// What became of something that the user asked for.
package struct Answer: Equatable, Sendable {
  package var text: String
  package var isRefusal: Bool

  package init(_ text: String, isRefusal: Bool = false) {
    self.text = text
    self.isRefusal = isRefusal
  }
}
