import Readings

/// A bound that a figure may pass: `> 0.10`, `< baseline - 3%`, `> baseline + 0.02`.
package struct Threshold: Equatable, Sendable {
  package enum Comparison: String, Sendable {
    case above = ">"
    case below = "<"

    /// The side on which a figure degrades if it is compared this way.
    package var direction: Metric.Direction { self == .above ? .higherIsWorse : .lowerIsWorse }
  }

  package enum Bound: Equatable, Sendable {
    /// A plain number; `0.8%` is 0.008.
    case absolute(Double)
    /// The baseline's value plus a signed distance in the metric's own unit.
    case offset(Double)
    /// The baseline's value plus a signed share of it, in percent: −3 is `baseline - 3%`.
    case percent(Double)
  }

  package var comparison: Comparison
  package var bound: Bound

  package init(_ comparison: Comparison, _ bound: Bound) {
    self.comparison = comparison
    self.bound = bound
  }

  /// The bound as a plain number; `nil` if it needs a baseline and there is none, or if it is not finite.
  package func limit(baseline: Double?) -> Double? {
    let limit: Double
    switch bound {
    case .absolute(let value):
      limit = value
    case .offset(let distance):
      guard let baseline else { return nil }
      limit = baseline + distance
    case .percent(let percent):
      guard let baseline else { return nil }
      limit = baseline + abs(baseline) * percent / 100
    }
    return limit.isFinite ? limit : nil
  }

  /// Whether a figure lies strictly past a limit on this threshold's side.
  package func isPassed(by value: Double, limit: Double) -> Bool {
    comparison == .above ? value > limit : value < limit
  }
}
