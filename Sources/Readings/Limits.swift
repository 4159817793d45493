/// The two thresholds of a series as plain numbers, resolved against the baseline.
package struct Limits: Equatable, Sendable {
  package var yellow: Double?
  package var red: Double?
  package var direction: Metric.Direction
  /// The reference's own value, where the metric has one.
  package var baseline: Double?

  package init(yellow: Double?, red: Double?, direction: Metric.Direction, baseline: Double? = nil) {
    self.yellow = yellow
    self.red = red
    self.direction = direction
    self.baseline = baseline
  }

  /// Where a value stands: 0 at the baseline (or at zero without one), 1 at yellow, 2 at red, linear between and
  /// beyond, never below 0. `nil` without a yellow threshold. This is what colours are chosen by.
  package func grade(of value: Double) -> Double? {
    guard let yellow else { return nil }
    let origin = baseline ?? (direction == .higherIsWorse ? min(0, yellow) : max(1, yellow))
    let sign: Double = direction == .higherIsWorse ? 1 : -1
    let toYellow = (yellow - origin) * sign
    let past = (value - yellow) * sign
    if past <= 0 {
      guard toYellow > 0 else { return past < 0 ? 0 : 1 }
      return max(0, min(1, 1 + past / toYellow))
    }
    let band = red.map { ($0 - yellow) * sign } ?? 0
    let unit = band > 0 ? band : max(toYellow, 1e-12)
    return 1 + past / unit
  }
}
