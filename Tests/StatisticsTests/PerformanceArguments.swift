@testable import Statistics

// As in ArrayArguments.swift: what the expectation macros can take.

func averagePrecision(positives: [Int64], negatives: [Int64], isExact: Bool = false) -> AveragePrecision? {
  averagePrecision(positives: positives.span, negatives: negatives.span, isExact: isExact)
}

func multiclassConfusion(_ square: [[Int64]]) -> MulticlassConfusion? {
  let counts = square.flatMap { $0 }
  return MulticlassConfusion(counts.span)
}

extension ReliabilityBins: ExpressibleByArrayLiteral {
  public init(arrayLiteral bins: CalibrationBin...) {
    self.init()
    for bin in bins { append(bin) }
  }

  /// Bins of these sizes in which every row has the same score.
  init(sizes: [Int64], scores: [Double]) {
    self.init()
    for (size, score) in zip(sizes, scores) {
      append(CalibrationBin(count: size, positives: 0, scoreSum: Double(size) * score))
    }
  }
}
