/// The two thresholds of a series as plain numbers, resolved against the baseline.
///
/// For ``Metric/Direction/eitherWay`` `yellow` and `red` are the upper limits; the lower ones lie as far below ``center``
/// as these lie above it.
package struct Limits: Equatable, Sendable {
  package var yellow: Double?
  package var red: Double?
  package var direction: Metric.Direction
  /// The reference's own value, where the metric has one.
  package var baseline: Double?
  /// The middle of a band with two sides: the baseline, or 0.
  package var center: Double

  package init(
    yellow: Double?, red: Double?, direction: Metric.Direction, baseline: Double? = nil, center: Double = 0
  ) {
    self.yellow = yellow
    self.red = red
    self.direction = direction
    self.baseline = baseline
    self.center = center
  }

  /// Where yellow begins below the middle; `nil` for a band with one side.
  package var lowerYellow: Double? { lower(yellow) }

  /// Where red begins below the middle; `nil` for a band with one side.
  package var lowerRed: Double? { lower(red) }

  private func lower(_ limit: Double?) -> Double? { direction == .eitherWay ? limit.map { 2 * center - $0 } : nil }

  /// The limit of a level on the side of the band on which `value` lies; `nil` without a threshold for it.
  package func limit(_ level: Level, near value: Double?) -> Double? {
    let isBelow = direction == .eitherWay && (value.map { $0 < center } ?? false)
    return switch level {
    case .yellow: isBelow ? lowerYellow : yellow
    case .red: isBelow ? lowerRed : red
    case .green, .insufficient, .nodata, .error: nil
    }
  }

  /// Where a value stands: 0 at the baseline (or at zero without one; in the middle of a band with two sides), 1 at
  /// yellow, 2 at red, linear between and beyond, never below 0. `nil` without a yellow threshold. This is what colours
  /// are chosen by.
  package func grade(of value: Double) -> Double? {
    guard let yellow else { return nil }
    switch direction {
    case .higherIsWorse:
      return Self.grade(
        value - yellow, toYellow: yellow - (baseline ?? min(0, yellow)), band: red.map { $0 - yellow })
    case .lowerIsWorse:
      return Self.grade(
        yellow - value, toYellow: (baseline ?? max(1, yellow)) - yellow, band: red.map { yellow - $0 })
    case .eitherWay:
      return Self.grade(
        abs(value - center) - (yellow - center), toYellow: yellow - center, band: red.map { $0 - yellow })
    }
  }

  /// - Parameters:
  ///   - past: how far a value lies past yellow, negative before it.
  ///   - toYellow: how far yellow lies from grade 0.
  ///   - band: how far red lies from yellow.
  private static func grade(_ past: Double, toYellow: Double, band: Double?) -> Double {
    if past <= 0 {
      guard toYellow > 0 else { return past < 0 ? 0 : 1 }
      return max(0, min(1, 1 + past / toYellow))
    }
    let unit = band.flatMap { $0 > 0 ? $0 : nil } ?? max(toYellow, 1e-12)
    return 1 + past / unit
  }
}
