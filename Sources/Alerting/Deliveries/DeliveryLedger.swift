import Notation
import Readings

/// What the guards of `exec` actions need to know of earlier deliveries.
///
/// Only the newest episode of each alert and the runs of the last 24 hours are kept, so its size does not grow with
/// time.
package struct DeliveryLedger: Equatable, Sendable {
  private struct Runs: Equatable {
    /// When runs were planned, or approved, oldest first; always the newest, and every one of the 24 hours before it.
    var times: [Instant] = []
    /// The newest episode of each alert for which the action was planned.
    var episodes: [AlertIdentity: Int] = [:]
  }

  private var runs: [String: Runs] = [:]

  package init() {}

  /// From stored deliveries, in any order.
  package init(_ deliveries: some Sequence<Delivery>) {
    for delivery in deliveries.sorted(by: { $0.countedAt < $1.countedAt }) { record(delivery) }
  }

  /// Takes note of a delivery. Those that were suppressed before they ran, and those that run no program, do not count;
  /// dry runs do, so that a replay shows what the guards would have held back.
  package mutating func record(_ delivery: Delivery) {
    guard delivery.runsProgram, delivery.state.suppression == nil || delivery.hasBegun else { return }
    var entry = runs[delivery.action] ?? Runs()
    entry.times.append(delivery.countedAt)
    entry.times.removeAll { delivery.countedAt - $0 >= .days(1) }
    entry.episodes[delivery.identity] = max(entry.episodes[delivery.identity] ?? 0, delivery.episode)
    runs[delivery.action] = entry
  }

  /// Forgets a delivery that was recorded and then, before it ran, suppressed.
  package mutating func withdraw(_ delivery: Delivery) {
    guard delivery.runsProgram, var entry = runs[delivery.action] else { return }
    if let index = entry.times.lastIndex(of: delivery.countedAt) { entry.times.remove(at: index) }
    if entry.episodes[delivery.identity] == delivery.episode { entry.episodes[delivery.identity] = nil }
    runs[delivery.action] = entry
  }

  /// Whether an action's own guards forbid a run now, and why.
  package func objection(
    to exec: Action.Exec, action: String, identity: AlertIdentity, episode: Int, now: Instant
  ) -> Delivery.Suppression? {
    if let newest = runs[action]?.episodes[identity], newest >= episode { return .oncePerEpisode }
    return objection(to: exec, action: action, now: now)
  }

  /// Whether other runs of the action, whatever they were for, forbid one now.
  package func objection(to exec: Action.Exec, action: String, now: Instant) -> Delivery.Suppression? {
    guard let entry = runs[action] else { return exec.maxPerDay == 0 ? .maxPerDay : nil }
    if let last = entry.times.last, now - last < exec.cooldown { return .cooldown }
    if let bound = exec.maxPerDay, entry.times.count(where: { now - $0 < .days(1) }) >= bound { return .maxPerDay }
    return nil
  }
}

extension Delivery {
  /// When it counts against its action's guards.
  fileprivate var countedAt: Instant { approvedAt ?? plannedAt }

  /// Whether it may have run, if not to its end.
  var hasBegun: Bool { attempts > 0 }
}
