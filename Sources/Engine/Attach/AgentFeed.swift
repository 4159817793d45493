import Feed
import Foundation
import Notation

/// The agent's side of the dashboards that are attached: takes them in, and serves each on its connection's thread.
struct AgentFeed: Sendable {
  let hub: SnapshotHub
  let greeting: AttachGreeting
  /// The agent's clock.
  let now: @Sendable () -> Instant

  /// The form of its frames.
  static let form = FeedFormat.version

  /// Serves a dashboard until it is gone or the agent ends.
  ///
  /// - Returns: why it cannot be served; `nil` when it was.
  func serve(_ feed: Int, on channel: LineChannel) -> ControlReply? {
    guard feed == FeedFormat.version else {
      return .failed(
        EngineError(
          .configuration,
          "this agent is leeway \(greeting.release) and sends pictures of form \(FeedFormat.version), the dashboard "
            + "reads form \(feed): run the same leeway on both sides"))
    }
    guard let viewer = hub.attach() else {
      return .failed(
        EngineError(
          .runtime, hub.isClosed ? "the agent is ending" : "\(SnapshotHub.viewerLimit) dashboards are attached already")
      )
    }
    defer { hub.detach(viewer) }
    guard let line = try? ControlLine.bytes(ControlReply.attached(greeting)),
      (try? channel.write(line, within: FeedSession.patience)) != nil
    else { return nil }
    var session = FeedSession(hub: hub, viewer: viewer, channel: channel, now: now)
    session.run()
    return nil
  }
}
