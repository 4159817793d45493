import Notation
import Readings

/// What an Alertmanager has to hear again and again: it forgets what it does not keep hearing of.
///
/// A plain value for each action, asked every `resend`. What stood at one round and no longer does at the next has
/// ended, whether or not the message that said so arrived; ends are repeated for ``memory``.
package struct AlertmanagerKeeper: Equatable, Sendable {
  private struct Ended: Equatable {
    var alert: AlertmanagerAlert
    /// On the engine's clock.
    var since: Instant
  }

  /// For how long an end is repeated.
  package static let memory = TimeSpan.minutes(15)
  /// Alerts in one request.
  package static let requestLimit = 500

  /// By ``AlertmanagerAlert/key``, as are the ended.
  private var standing: [String: AlertmanagerAlert] = [:]
  private var ended: [String: Ended] = [:]

  package init() {}

  /// A message was sent: its ends are repeated from now on.
  package mutating func note(_ sent: [AlertmanagerAlert], now: Instant) {
    for alert in sent where alert.endsAt != nil {
      standing[alert.key] = nil
      ended[alert.key] = Ended(alert: alert, since: now)
    }
  }

  /// The alerts to be posted now, in a fixed order, with the end of each; empty if there is nothing to say.
  ///
  /// - Parameters:
  ///   - items: those that were told to the action and still fire.
  ///   - holding: how long a firing alert is to hold without being told again.
  package mutating func round(_ items: [Notice.Item], holding: TimeSpan, now: Instant) -> [AlertmanagerAlert] {
    let firing = items.map(AlertmanagerAlert.firing)
    let present = Dictionary(firing.map { ($0.key, $0) }) { first, _ in first }
    for (key, alert) in standing where present[key] == nil {
      ended[key] = Ended(alert: alert.holding(until: now), since: now)
    }
    standing = present
    ended = ended.filter { key, entry in
      present[key] == nil && now - entry.since < Self.memory && entry.since <= now
    }
    let all = present.map { ($0, $1.holding(until: now + holding)) } + ended.map { ($0, $1.alert) }
    return all.sorted { $0.0 < $1.0 }.map(\.1)
  }
}
