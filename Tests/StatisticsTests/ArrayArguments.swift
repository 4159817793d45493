@testable import Statistics

// The expectation macros cannot take a `Span`, which may not escape; these take arrays in its place.

func populationStabilityIndex(reference: [Int64], current: [Int64]) -> Double? {
  populationStabilityIndex(reference: reference.span, current: current.span)
}

func smoothedPopulationStabilityIndex(reference: [Int64], current: [Int64]) -> Double? {
  smoothedPopulationStabilityIndex(reference: reference.span, current: current.span)
}

func populationStabilityIndexInterval(
  reference: [Int64], current: [Int64], confidence: Double
) -> ConfidenceInterval? {
  populationStabilityIndexInterval(reference: reference.span, current: current.span, confidence: confidence)
}

func kolmogorovSmirnov(reference: [Int64], current: [Int64], isExact: Bool) -> KolmogorovSmirnov? {
  kolmogorovSmirnov(reference: reference.span, current: current.span, isExact: isExact)
}

func areaUnderROC(positives: [Int64], negatives: [Int64], isExact: Bool = false) -> AreaUnderROC? {
  areaUnderROC(positives: positives.span, negatives: negatives.span, isExact: isExact)
}

extension FineGrid {
  func bins(ofCells counts: [Int64]) -> [Int64] { bins(ofCells: counts.span) }
}

extension LogLinearBuckets {
  static func quantile(_ counts: [Int64], at probability: Double) -> Double? {
    quantile(counts.span, at: probability)
  }

  static func quantileInterval(
    _ counts: [Int64], at probability: Double, confidence: Double
  ) -> ConfidenceInterval? {
    quantileInterval(counts.span, at: probability, confidence: confidence)
  }
}
