@testable import Statistics

// The expectation macros cannot take a `Span`, which may not escape; these take arrays in its place.

func populationStabilityIndex(reference: [Int64], current: [Int64]) -> Double? {
  PopulationStability(reference: reference.span, current: current.span)?.index
}

func smoothedPopulationStabilityIndex(reference: [Int64], current: [Int64]) -> Double? {
  PopulationStability(reference: reference.span, current: current.span)?.smoothedIndex
}

func populationStabilityIndexInterval(
  reference: [Int64], current: [Int64], confidence: Double
) -> ConfidenceInterval? {
  PopulationStability(reference: reference.span, current: current.span)?.interval(confidence: confidence)
}

func kolmogorovSmirnov(reference: [Int64], current: [Int64], isExact: Bool) -> KolmogorovSmirnov? {
  KolmogorovSmirnov(
    reference: CumulativeShares(reference.span), current: CumulativeShares(current.span), isExact: isExact)
}

func areaUnderROC(positives: [Int64], negatives: [Int64], isExact: Bool = false) -> AreaUnderROC? {
  areaUnderROC(positives: positives.span, negatives: negatives.span, isExact: isExact)
}

extension FineGrid {
  func bins(ofCells counts: [Int64]) -> [Int64] { bins(ofCells: counts.span) }
}
