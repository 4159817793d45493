import Notation

/// Lines a second of wall time over the last ten seconds, from the running total at some moments of it.
struct RateMeter {
  private static let span = TimeSpan(seconds: 10)
  private static let spacing = TimeSpan(microseconds: 100_000)

  /// Oldest first; the first may be older than the span, so that there is always something to compare with.
  private var samples: [(time: Instant, total: Int)] = []

  /// The rate at a moment, by when `total` lines had been read; 0 before there is a second moment.
  mutating func rate(total: Int, at time: Instant) -> Double {
    if let last = samples.last, time < last.time { samples.removeAll() }  // The clock was set back.
    while samples.count > 1, samples[1].time <= time - Self.span { samples.removeFirst() }
    defer {
      if samples.last.map({ time - $0.time >= Self.spacing }) ?? true { samples.append((time, total)) }
    }
    guard let first = samples.first, time > first.time else { return 0 }
    return Double(total - first.total) / (time - first.time).seconds
  }
}
