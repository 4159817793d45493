import Readings

/// A bound that a figure may pass: `> 0.10`, `< baseline - 3%`, `> baseline + 0.02`, `baseline ± 10%`, `± 0.25`.
package struct Threshold: Equatable, Sendable {
  package enum Comparison: String, Sendable {
    case above = ">"
    case below = "<"
    /// Further from the middle of a band than its edges, on either side.
    case outside = "±"

    /// The side on which a figure degrades if it is compared this way.
    package var direction: Metric.Direction {
      switch self {
      case .above: .higherIsWorse
      case .below: .lowerIsWorse
      case .outside: .eitherWay
      }
    }
  }

  /// Where the bound lies; for ``Comparison/outside`` how far its edges are from the middle, a positive number.
  package enum Bound: Equatable, Sendable {
    /// A plain number; `0.8%` is 0.008. The middle of a band is 0.
    case absolute(Double)
    /// The baseline's value plus a signed distance in the metric's own unit. The middle of a band is the baseline.
    case offset(Double)
    /// The baseline's value plus a signed share of it, in percent: −3 is `baseline - 3%`. Likewise.
    case percent(Double)
  }

  package var comparison: Comparison
  package var bound: Bound

  package init(_ comparison: Comparison, _ bound: Bound) {
    self.comparison = comparison
    self.bound = bound
  }

  /// The bound as a plain number, of a band the upper edge; `nil` if it needs a baseline and there is none, or if it is
  /// not finite.
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

  /// Whether the bound is relative to the baseline.
  package var isRelative: Bool { if case .absolute = bound { false } else { true } }

  /// The middle of a band; 0 for a bound with one side.
  package func center(baseline: Double?) -> Double {
    comparison == .outside && isRelative ? baseline ?? 0 : 0
  }

  /// The bound as plain numbers; `nil` as for ``limit(baseline:)``.
  package func edges(baseline: Double?) -> Edges? {
    guard let limit = limit(baseline: baseline) else { return nil }
    switch comparison {
    case .above: return Edges(lower: nil, upper: limit)
    case .below: return Edges(lower: limit, upper: nil)
    case .outside:
      let center = center(baseline: baseline)
      return Edges(lower: 2 * center - limit, upper: limit)
    }
  }

  /// The bound that a figure is nearer to, as a plain number.
  package func limit(baseline: Double?, near value: Double?) -> Double? {
    guard let edges = edges(baseline: baseline) else { return nil }
    guard let lower = edges.lower, let upper = edges.upper else { return edges.lower ?? edges.upper }
    return (value.map { $0 < center(baseline: baseline) } ?? false) ? lower : upper
  }

  /// Whether a figure is back past this bound, given as the one at which a level ends: below `< 0.20`, above `> 0.20`,
  /// within `± 0.20`. `nil` if the bound cannot be resolved.
  package func isCleared(by value: Double, baseline: Double?) -> Bool? {
    guard let edges = edges(baseline: baseline) else { return nil }
    return comparison == .outside ? edges.hasInside(value) : edges.isPassed(by: value)
  }

  /// A threshold in plain numbers: a figure is past it above `upper` or below `lower`.
  package struct Edges: Equatable, Sendable {
    package var lower: Double?
    package var upper: Double?

    package func isPassed(by value: Double) -> Bool {
      (upper.map { value > $0 } ?? false) || (lower.map { value < $0 } ?? false)
    }

    /// Whether a figure is past, and the near end of its interval as well; never so without that end.
    package func isPassed(by value: Double, low: Double?, high: Double?) -> Bool {
      if let upper, value > upper { return low.map { $0 > upper } ?? false }
      if let lower, value < lower { return high.map { $0 < lower } ?? false }
      return false
    }

    fileprivate func hasInside(_ value: Double) -> Bool {
      (upper.map { value < $0 } ?? true) && (lower.map { value > $0 } ?? true)
    }
  }
}

extension Metric {
  /// Of the metrics that may be bad on either side: whether 0 is where they should be, rather than the baseline.
  package var isCenteredOnZero: Bool { self == .meanShift || self == .calibrationBias || self == .bias }
}
