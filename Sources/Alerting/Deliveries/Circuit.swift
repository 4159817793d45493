import Notation

/// Spares an endpoint that fails again and again, and the attempts of what waits for it.
///
/// Closed, everything may be tried. After ``failureLimit`` failures in a row it opens: nothing is tried for a minute,
/// then one attempt is made. If that fails, too, the pause doubles, up to half an hour; the first success closes it.
/// Only failures that may pass count: an endpoint that refuses a message is not out of order.
package struct Circuit: Equatable, Sendable {
  package enum State: Equatable, Sendable {
    case closed
    /// Nothing is tried before.
    case open(until: Instant)
    /// The pause is over, and the outcome of one attempt decides.
    case trial
  }

  package static let failureLimit = 5
  package static let firstPause = TimeSpan.minutes(1)
  package static let longestPause = TimeSpan.minutes(30)

  package private(set) var state = State.closed
  /// In a row, counted up to ``failureLimit``.
  package private(set) var failures = 0
  private var pause = TimeSpan.zero
  private var pauseEnd = Instant.distantPast

  package init() {}

  /// Whether an attempt may be made. An end of the pause that lies further ahead than any pause lasts comes from a clock
  /// that has been set since, and does not count.
  package func permits(at now: Instant) -> Bool {
    guard case .open(let until) = state else { return true }
    return until <= now || until > now + Self.longestPause
  }

  /// When the pause ends; `nil` if there is none.
  package var pausesUntil: Instant? { if case .open(let until) = state { until } else { nil } }

  /// An attempt is made.
  package mutating func begin() {
    if case .open = state { state = .trial }
  }

  /// The attempt was not made after all.
  package mutating func withdraw() {
    if state == .trial { state = .open(until: pauseEnd) }
  }

  /// The endpoint answered.
  package mutating func succeed() { self = Circuit() }

  /// The attempt failed in a way that may pass.
  package mutating func fail(now: Instant) {
    failures = min(failures + 1, Self.failureLimit)
    guard state != .closed || failures == Self.failureLimit else { return }
    pause = pause == .zero ? Self.firstPause : min(pause * 2, Self.longestPause)
    pauseEnd = now + pause
    state = .open(until: pauseEnd)
  }
}
