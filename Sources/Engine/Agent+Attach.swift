import Foundation
import Notation
import Readings

/// Dashboards that are attached.
extension Agent {
  /// Points of the past per series, and bytes of all of them.
  static let past = (points: 288, bytes: 64 << 20)
  /// The engine spends no more than this share of its time on pictures.
  private static let share = 0.02

  /// What takes dashboards on the agent's socket.
  func attachment() -> AgentFeed {
    let greeting = AttachGreeting(
      feed: AgentFeed.form, process: Int(getpid()), release: Agent.version, model: configuration.model,
      started: startedAt)
    return AgentFeed(hub: hub, greeting: greeting, now: now)
  }

  /// Leaves a picture for those who look, if it is time. Costs nothing while nobody does.
  func showPicture() {
    let time = now()
    hub.noteMove(at: time)
    for delivery in news.take() { engine.pipeline.series.note(delivery) }
    if let past = recollection.take() {
      engine.pipeline.series.recall(past.histories, readings: past.readings)
    }
    guard hub.hasViewers else { return }
    let start = ContinuousClock.now
    guard hub.isAwaited || start >= nextPicture else { return }
    var snapshot = engine.snapshot(now: time, actions: deliveries.status.map(ActionStatus.init))
    snapshot.agent = AgentStatus(
      process: Int(getpid()), version: Agent.version, started: startedAt,
      storedAt: savedAt == startedAt ? nil : savedAt, stateDirectory: stateDirectory)
    hub.publish(snapshot)
    let cost = ContinuousClock.now - start
    nextPicture = start + max(SnapshotHub.interval, min(cost / Self.share, .seconds(5)))
  }

  /// How the alerts that are not green came to where they stand, and what was done about them, from before a restart.
  static func recallAlerts(_ pipeline: Pipeline, from inspection: StateInspection) {
    pipeline.recallTrail(from: inspection)
    let past = (try? inspection.past(of: pipeline.alerts.shown.map(\.identity))) ?? [:]
    for delivery in past.values.flatMap(\.deliveries) { pipeline.series.note(delivery) }
  }
}
