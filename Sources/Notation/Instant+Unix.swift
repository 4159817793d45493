extension Instant {
  /// Reads a Unix time whose unit follows from its magnitude: seconds below 1e11, then milliseconds,
  /// microseconds and nanoseconds in steps of a thousand. `nil` if not finite, before the year 0 (which RFC 3339 cannot
  /// write) or beyond the year 5138.
  package init?(unixTime value: Double) {
    guard value.isFinite else { return nil }
    let magnitude = abs(value)
    let scaled: Double
    if magnitude < 1e11 {
      scaled = value * 1e6
    } else if magnitude < 1e14 {
      scaled = value * 1e3
    } else if magnitude < 1e17 {
      scaled = value
    } else if magnitude < 1e20 {
      scaled = value / 1e3
    } else {
      return nil
    }
    guard scaled >= -62_167_219_200e6 else { return nil }
    self.init(microseconds: Int64(scaled.rounded()))
  }
}
