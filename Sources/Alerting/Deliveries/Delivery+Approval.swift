import Notation

extension Delivery {
  /// A person says that it is to be done: now, or once more if nobody knows how far it came.
  mutating func approve(now: Instant) {
    state = .planned
    approvedAt = now
    expiresAt = nil
    nextAttempt = now
    lastError = nil
    updatedAt = now
  }

  /// Whether it is too late to do it, since its transition or its approval is too long ago.
  ///
  /// - Parameters:
  ///   - now: the engine's clock.
  ///   - maxAge: `action_max_age`.
  package func isStale(now: Instant, maxAge: TimeSpan) -> Bool { now - (approvedAt ?? at) > maxAge }
}
