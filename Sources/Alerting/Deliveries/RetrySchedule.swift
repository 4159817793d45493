import Notation

/// When a webhook that failed is tried again: after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, the
/// schedule that the Standard Webhooks specification suggests, each stretched or cut by up to a fifth so that many
/// failed deliveries do not return at once.
package enum RetrySchedule {
  private static let delays: [TimeSpan] = [
    TimeSpan(seconds: 5), .minutes(5), .minutes(30), .hours(2), .hours(5), .hours(10), .hours(14), .hours(20),
    .hours(24),
  ]

  /// The wait after an attempt that failed (1 is the first), or `nil` if it was the last. The same seed and attempt
  /// give the same wait.
  package static func delay(afterAttempt attempt: Int, seed: UInt64) -> TimeSpan? {
    guard attempt >= 1, attempt <= delays.count else { return nil }
    let delay = delays[attempt - 1]
    // SplitMix64 (Steele, Lea, Flood 2014), one step per attempt.
    var word = seed &+ UInt64(attempt) &* 0x9e37_79b9_7f4a_7c15
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    word ^= word >> 31
    let share = Int64(word % 4001) - 2000
    return delay + TimeSpan(microseconds: delay.microseconds / 10_000 * share)
  }
}
