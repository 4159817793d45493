/// How often each class was served for each true class, and the averages over classes computed from that.
///
/// The averages are those of `sklearn.metrics.precision_recall_fscore_support(zero_division=0)` with its own choice of
/// labels: a class counts that occurs as truth or as served; one that occurs as neither is left out. A class that was
/// never served has a precision of 0, one that was never true a recall of 0.
package struct MulticlassConfusion: Equatable, Sendable {
  /// An average over classes of a rate of each, 0 … 1.
  package struct Average: Equatable, Sendable {
    package let value: Double
    /// By the delta method on the multinomial of all counts; 0 where no error was made.
    package let standardError: Double
    /// Rows that a single share of that spread would rest on.
    fileprivate let rows: Double

    /// The normal interval within 0 … 1; Wilson's where the standard error is 0.
    package func interval(confidence: Double) -> ConfidenceInterval {
      guard standardError > 0 else {
        return scoreInterval(successes: value * rows, count: rows, confidence: confidence)
      }
      let halfWidth = normalCriticalValue(confidence: confidence) * standardError
      return ConfidenceInterval(around: value, halfWidth: halfWidth, within: 0...1)
    }
  }

  package let total: Int64
  /// Rows that were served their true class.
  package let right: Int64
  package let precisionMacro: Average
  package let recallMacro: Average
  package let f1Macro: Average
  /// The weights are the rows of each true class.
  package let precisionWeighted: Average
  package let recallWeighted: Average
  package let f1Weighted: Average

  package var accuracy: Double { Double(right) / Double(total) }

  /// - Parameter square: rows by true class, and within it by served class. Negative counts are taken as 0.
  /// - Returns: nil without rows, or if the counts are not those of a square.
  ///
  /// Complexity: O(classes²).
  package init?(_ square: Span<Int64>) {
    var side = 0
    while side * side < square.count { side += 1 }
    guard side * side == square.count else { return nil }
    var margins = ClassMargins(side: side)
    var total: Int64 = 0
    var right: Int64 = 0
    for truth in 0..<side {
      for served in 0..<side {
        let rows = max(square[truth * side + served], 0)
        total = total.addingSaturated(rows)
        if truth == served { right = right.addingSaturated(rows) }
        margins.add(Double(rows), truth: truth, served: served)
      }
    }
    guard total > 0 else { return nil }
    self.total = total
    self.right = right
    precisionMacro = margins.average(of: .precision, isWeighted: false, square)
    recallMacro = margins.average(of: .recall, isWeighted: false, square)
    f1Macro = margins.average(of: .f1, isWeighted: false, square)
    precisionWeighted = margins.average(of: .precision, isWeighted: true, square)
    recallWeighted = margins.average(of: .recall, isWeighted: true, square)
    f1Weighted = margins.average(of: .f1, isWeighted: true, square)
  }
}

/// The counts of each class on its own, and room to work out how an average depends on each entry of the square.
private struct ClassMargins {
  enum Rate {
    case precision
    case recall
    case f1
  }

  private let side: Int
  private var truth: [Double]
  private var served: [Double]
  private var right: [Double]
  private var total = 0.0
  /// What one more row of a true class, of a served class, and of both being the same adds to an average.
  private var ofTruth: [Double]
  private var ofServed: [Double]
  private var ofRight: [Double]

  init(side: Int) {
    self.side = side
    truth = [Double](repeating: 0, count: side)
    served = truth
    right = truth
    ofTruth = truth
    ofServed = truth
    ofRight = truth
  }

  mutating func add(_ rows: Double, truth: Int, served: Int) {
    self.truth[truth] += rows
    self.served[served] += rows
    if truth == served { right[truth] += rows }
    total += rows
  }

  mutating func average(of rate: Rate, isWeighted: Bool, _ square: Span<Int64>) -> MulticlassConfusion.Average {
    var classes = 0.0
    for index in 0..<side where truth[index] + served[index] > 0 { classes += 1 }
    var value = 0.0
    // Of a share with the same spread in every class.
    var inverseRows = 0.0
    for index in 0..<side {
      let weight = isWeighted ? truth[index] / total : truth[index] + served[index] > 0 ? 1 / classes : 0
      let (hits, rows) = counts(of: rate, index)
      let own = rows > 0 ? hits / rows : 0
      let slope = rows > 0 ? weight / rows : 0
      value += weight * own
      inverseRows += slope * weight
      ofTruth[index] = (rate == .precision ? 0 : -own * slope * (rate == .f1 ? 0.5 : 1))
      ofServed[index] = (rate == .recall ? 0 : -own * slope * (rate == .f1 ? 0.5 : 1))
      ofRight[index] = slope
    }
    if isWeighted {
      for index in 0..<side {
        let (hits, rows) = counts(of: rate, index)
        ofTruth[index] += ((rows > 0 ? hits / rows : 0) - value) / total
      }
    }
    return MulticlassConfusion.Average(
      value: min(value, 1), standardError: variance(square).squareRoot(),
      rows: inverseRows > 0 ? 1 / inverseRows : total)
  }

  /// The rate of one class as hits of rows; for F1 the rows are the mean of the true and the served.
  private func counts(of rate: Rate, _ index: Int) -> (hits: Double, rows: Double) {
    switch rate {
    case .precision: (right[index], served[index])
    case .recall: (right[index], truth[index])
    case .f1: (right[index], (truth[index] + served[index]) / 2)
    }
  }

  /// `Σ rows · slope²`; the slopes' mean is 0, as an average stays the same when all counts grow alike.
  private func variance(_ square: Span<Int64>) -> Double {
    var sum = 0.0
    for truth in 0..<side {
      for served in 0..<side {
        let rows = square.count(at: truth * side + served)
        let slope = ofTruth[truth] + ofServed[served] + (truth == served ? ofRight[truth] : 0)
        sum += rows * slope * slope
      }
    }
    // What rounding leaves of nothing.
    return sum > 1e-24 ? sum : 0
  }
}
