import Notation

/// Decides when the loop looks for news and when it draws: keys at once, new data at most ten times a second. Times are
/// those of a clock that is never set.
package struct FramePacer: Sendable {
  /// Between two draws of new data.
  private static let newsInterval = TimeSpan(microseconds: 100_000)
  /// Between two looks for news where nothing tells of them.
  private static let pollInterval = TimeSpan(microseconds: 30_000)
  private static let tickInterval = TimeSpan(seconds: 1)

  /// Something changed that may not be on the screen yet.
  package var needsFrame = true
  private var nextNews: Instant?
  private var nextTick: Instant?

  package init() {}

  package func areNewsDue(at now: Instant) -> Bool { nextNews.map { now >= $0 } ?? true }

  /// The loop has looked for news.
  package mutating func looked(at now: Instant, foundSome: Bool) {
    nextNews = now + (foundSome ? Self.newsInterval : Self.pollInterval)
    if foundSome { needsFrame = true }
  }

  /// True once per second.
  package mutating func isTickDue(at now: Instant) -> Bool {
    if let nextTick, now < nextTick { return false }
    nextTick = now + Self.tickInterval
    return true
  }

  /// How long the loop may wait, in milliseconds.
  ///
  /// - Parameter awaitsNews: Whether it has to look for news by itself, because there are some or nobody tells.
  package func patience(at now: Instant, awaitsNews: Bool) -> Int {
    var until = nextTick ?? now
    if awaitsNews { until = min(until, nextNews ?? now) }
    // Rounded up, or the last fraction would be spent in looking again and again.
    return Int(max(0, (until - now).microseconds + 999) / 1000)
  }
}
