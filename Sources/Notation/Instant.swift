/// A point in time: microseconds since the Unix epoch, UTC.
///
/// Event time throughout the product is this type; a 64-bit count keeps it exact and cheap in columns.
package struct Instant: Hashable, Comparable, Sendable {
  package var microseconds: Int64

  package init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  package init(seconds: Int64) {
    self.microseconds = seconds * 1_000_000
  }

  package static let distantPast = Instant(microseconds: Int64.min / 4)
  package static let distantFuture = Instant(microseconds: Int64.max / 4)

  package static func < (a: Instant, b: Instant) -> Bool { a.microseconds < b.microseconds }
  package static func + (a: Instant, b: TimeSpan) -> Instant {
    Instant(microseconds: a.microseconds + b.microseconds)
  }
  package static func - (a: Instant, b: TimeSpan) -> Instant {
    Instant(microseconds: a.microseconds - b.microseconds)
  }
  package static func - (a: Instant, b: Instant) -> TimeSpan {
    TimeSpan(microseconds: a.microseconds - b.microseconds)
  }

  /// The start of the slice of width `step` (counted from the epoch) that holds this instant.
  package func floored(to step: TimeSpan) -> Instant {
    let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: step.microseconds)
    return Instant(microseconds: (remainder < 0 ? quotient - 1 : quotient) * step.microseconds)
  }
}

/// A length of time in microseconds, written `90s`, `5m`, `1h`, `7d`.
package struct TimeSpan: Hashable, Comparable, Sendable {
  package var microseconds: Int64

  package init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  package init(seconds: Int64) {
    self.microseconds = seconds * 1_000_000
  }

  package static func minutes(_ count: Int64) -> TimeSpan { TimeSpan(seconds: count * 60) }
  package static func hours(_ count: Int64) -> TimeSpan { TimeSpan(seconds: count * 3600) }
  package static func days(_ count: Int64) -> TimeSpan { TimeSpan(seconds: count * 86_400) }
  package static let zero = TimeSpan(microseconds: 0)

  /// In seconds, for display and for arithmetic that is not about event time.
  package var seconds: Double { Double(microseconds) / 1e6 }

  package static func < (a: TimeSpan, b: TimeSpan) -> Bool { a.microseconds < b.microseconds }
  package static func + (a: TimeSpan, b: TimeSpan) -> TimeSpan {
    TimeSpan(microseconds: a.microseconds + b.microseconds)
  }
  package static func - (a: TimeSpan, b: TimeSpan) -> TimeSpan {
    TimeSpan(microseconds: a.microseconds - b.microseconds)
  }
  package static func * (a: TimeSpan, n: Int64) -> TimeSpan { TimeSpan(microseconds: a.microseconds * n) }
}
