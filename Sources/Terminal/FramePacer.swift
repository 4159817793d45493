import Notation

/// Decides when the loop looks for a new snapshot and when it draws: keys at once, new data at most ten times a second.
package struct FramePacer: Sendable {
  /// How long the loop waits for a key before it looks for news.
  package static let pollMilliseconds = 30
  private static let snapshotInterval = TimeSpan(microseconds: 100_000)
  private static let tickInterval = TimeSpan(seconds: 1)

  /// Something changed that is not on the screen yet.
  package var needsFrame = true
  private var lastSnapshot: Instant?
  private var lastTick: Instant?

  package init() {}

  /// True once per interval; a clock that was set back counts as time gone by.
  package mutating func isSnapshotDue(at now: Instant) -> Bool {
    guard Self.isDue(since: lastSnapshot, now: now, after: Self.snapshotInterval) else { return false }
    lastSnapshot = now
    return true
  }

  package mutating func isTickDue(at now: Instant) -> Bool {
    guard Self.isDue(since: lastTick, now: now, after: Self.tickInterval) else { return false }
    lastTick = now
    return true
  }

  private static func isDue(since last: Instant?, now: Instant, after interval: TimeSpan) -> Bool {
    guard let last else { return true }
    return now < last || now - last >= interval
  }
}
