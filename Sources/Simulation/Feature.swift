#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// One input of the model.
package struct Feature: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case numeric(NumericFeature)
    case categorical([WeightedValue])
  }

  package var name: String
  package var kind: Kind
  /// Share of rows without a value in ordinary times.
  package var nullShare: Double
  /// How the feature depends on the segment.
  package var adjustments: [Adjustment]

  package init(name: String, kind: Kind, nullShare: Double = 0, adjustments: [Adjustment] = []) {
    self.name = name
    self.kind = kind
    self.nullShare = nullShare
    self.adjustments = adjustments
  }

  package struct Adjustment: Hashable, Sendable {
    package var condition: SegmentCondition
    package var shift: Shift

    package init(condition: SegmentCondition, shift: Shift) {
      self.condition = condition
      self.shift = shift
    }
  }
}

/// A value and its weight; the share is the weight over the sum of all weights.
package struct WeightedValue: Hashable, Sendable {
  package var value: String
  package var weight: Double

  package init(_ value: String, _ weight: Double) {
    self.value = value
    self.weight = weight
  }
}

extension [WeightedValue] {
  /// The value at `u` in [0, 1) of the cumulative shares; `nil` if there are no values.
  func value(at u: Double) -> String? {
    let possible = filter { $0.weight > 0 }
    var rest = u * possible.reduce(0) { $0 + $1.weight }
    for item in possible {
      rest -= item.weight
      if rest < 0 { return item.value }
    }
    return possible.last?.value ?? first?.value
  }
}

/// A change to a feature's distribution, by a condition on the segment or by an incident.
package enum Shift: Hashable, Sendable {
  /// Adds so many units of the feature.
  case add(Double)
  case multiply(Double)
  /// Draws the category from other weights.
  case weights([WeightedValue])

  /// A numeric value under the shift at `strength` 0 (none) to 1 (full).
  func applied(to value: Double, strength: Double) -> Double {
    switch self {
    case .add(let amount): value + strength * amount
    case .multiply(let factor): value * (1 + strength * (factor - 1))
    case .weights: value
    }
  }
}

/// A numeric feature: where its values come from, and how they are written.
package struct NumericFeature: Hashable, Sendable {
  package enum Distribution: Hashable, Sendable {
    case normal(mean: Double, deviation: Double)
    /// `spread` is the standard deviation of the logarithm.
    case lognormal(median: Double, spread: Double)
    case uniform(low: Double, high: Double)
    /// A whole number, both ends included.
    case integer(low: Int, high: Int)
    case poisson(mean: Double)
  }

  package var distribution: Distribution
  /// Values outside are set to the nearer end.
  package var range: ClosedRange<Double>?
  /// Decimal places kept; negative ones round to tens, hundreds and so on.
  package var digits: Int

  package init(distribution: Distribution, range: ClosedRange<Double>? = nil, digits: Int = 2) {
    self.distribution = distribution
    self.range = range
    self.digits = digits
  }

  func draw(from stream: inout RandomStream) -> Double {
    switch distribution {
    case .normal(let mean, let deviation): mean + deviation * stream.normal()
    case .lognormal(let median, let spread): median * exp(spread * stream.normal())
    case .uniform(let low, let high): low + (high - low) * stream.uniform()
    case .integer(let low, let high):
      (Double(low) + (Double(high) - Double(low) + 1) * stream.uniform()).rounded(.down)
    case .poisson(let mean): Double(stream.poisson(mean: mean))
    }
  }

  /// The value as it is logged: inside the range, rounded.
  func written(_ value: Double) -> Double {
    let held = range.map { min(max(value, $0.lowerBound), $0.upperBound) } ?? value
    return rounded(held, digits: digits)
  }

  /// How many standard deviations of the base distribution a value lies from its centre, on the logarithm for a
  /// lognormal feature; held to ±6. This is what risk weights multiply.
  func standardised(_ value: Double) -> Double {
    let score: Double
    switch distribution {
    case .normal(let mean, let deviation): score = (value - mean) / deviation
    case .lognormal(let median, let spread): score = log(max(value, median * 1e-6) / median) / spread
    case .uniform(let low, let high): score = (value - (low + high) / 2) / ((high - low) / 12.0.squareRoot())
    case .integer(let low, let high):
      let count = Double(high) - Double(low) + 1
      score = (value - (Double(low) + Double(high)) / 2) / ((count * count - 1) / 12).squareRoot()
    case .poisson(let mean): score = (value - mean) / mean.squareRoot()
    }
    return score.isFinite ? min(max(score, -6), 6) : 0
  }
}

/// `value` to so many decimal places, half away from zero; the result reads back as the same short decimal.
func rounded(_ value: Double, digits: Int) -> Double {
  let scale = pow(10, Double(min(abs(digits), 12)))
  return digits >= 0 ? (value * scale).rounded() / scale : (value / scale).rounded() * scale
}
