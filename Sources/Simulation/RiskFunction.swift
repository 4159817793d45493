#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The true risk of the positive class: a logistic function of features and segments, and of a part that no feature
/// tells.
package struct RiskFunction: Hashable, Sendable {
  package struct Term: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
      /// The weight is for one standard deviation of the feature's base distribution (of its logarithm, if lognormal).
      case numeric(feature: String)
      case category(feature: String, value: String)
      case segment(dimension: String, value: String)
    }

    package var source: Source
    /// In logits.
    package var weight: Double

    package init(_ source: Source, _ weight: Double) {
      self.source = source
      self.weight = weight
    }
  }

  /// In logits.
  package var intercept: Double
  package var terms: [Term]
  /// Standard deviation, in logits, of the normal part of the risk that no feature tells. The larger it is, the less
  /// even a perfect model can rank.
  package var unexplained: Double

  package init(intercept: Double, terms: [Term], unexplained: Double = 0) {
    self.intercept = intercept
    self.terms = terms
    self.unexplained = unexplained
  }
}

/// A risk function whose names are found by position.
struct ResolvedRisk {
  private enum Term {
    case numeric(Int, NumericFeature, Double)
    case category(Int, String, Double)
    case segment(Int, String, Double)
  }

  private let intercept: Double
  private let terms: [Term]

  init(_ risk: RiskFunction, features: [Feature], dimensions: [SegmentDimension]) {
    intercept = risk.intercept
    terms = risk.terms.compactMap { term in
      switch term.source {
      case .numeric(let name):
        guard let position = features.firstIndex(where: { $0.name == name }),
          case .numeric(let feature) = features[position].kind
        else { return nil }
        return .numeric(position, feature, term.weight)
      case .category(let name, let value):
        guard let position = features.firstIndex(where: { $0.name == name }) else { return nil }
        return .category(position, value, term.weight)
      case .segment(let name, let value):
        guard let position = dimensions.firstIndex(where: { $0.name == name }) else { return nil }
        return .segment(position, value, term.weight)
      }
    }
  }

  /// The explained part, in logits. A missing value counts as the centre of its distribution, an unknown category as
  /// one without a weight.
  func logit(features: [FeatureValue], segment: [String]) -> Double {
    var sum = intercept
    for term in terms {
      switch term {
      case .numeric(let position, let feature, let weight):
        if case .number(let value) = features[position] { sum += weight * feature.standardised(value) }
      case .category(let position, let value, let weight):
        if features[position] == .category(value) { sum += weight }
      case .segment(let position, let value, let weight):
        if segment[position] == value { sum += weight }
      }
    }
    return sum
  }
}

func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

/// Inverse of `logistic`, for probabilities strictly between 0 and 1.
func logit(_ p: Double) -> Double { log(p / (1 - p)) }

/// The mean of `logistic(x + u)` over `u` normal with mean 0 and the given deviation: the calibrated probability of
/// someone who knows `x` but not `u`. Simpson's rule on 33 points over ±5 deviations; error below 1e-6.
func marginalProbability(logit x: Double, deviation: Double) -> Double {
  guard deviation > 0 else { return logistic(x) }
  let intervals = 32
  let step = 10 / Double(intervals)
  var sum = 0.0
  var mass = 0.0
  for index in 0...intervals {
    let z = -5 + Double(index) * step
    let simpson: Double = index == 0 || index == intervals ? 1 : (index.isMultiple(of: 2) ? 2 : 4)
    let weight = simpson * exp(-z * z / 2)
    sum += weight * logistic(x + deviation * z)
    mass += weight
  }
  return sum / mass
}
