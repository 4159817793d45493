/// A non-decreasing map from a model's score to the probability of the positive class, linear between its knots and
/// constant beyond them.
package struct IsotonicCalibration: Equatable, Sendable {
  /// Scores, ascending and distinct, and the probabilities there, non-decreasing. Both of the same length, at least 1.
  package let scores: [Double]
  package let probabilities: [Double]

  /// `nil` unless the knots are as they have to be.
  package init?(scores: [Double], probabilities: [Double]) {
    guard !scores.isEmpty, scores.count == probabilities.count,
      scores.allSatisfy(\.isFinite), probabilities.allSatisfy({ (0...1).contains($0) }),
      zip(scores, scores.dropFirst()).allSatisfy({ $0 < $1 }),
      zip(probabilities, probabilities.dropFirst()).allSatisfy({ $0 <= $1 })
    else { return nil }
    self.scores = scores
    self.probabilities = probabilities
  }

  /// The probability at a score; NaN for a score that is not a number. Between two knots it never passes either of
  /// their probabilities, whatever rounding does. Cost: a binary search; ``CalibrationLookup`` is for many scores.
  package func probability(of score: Double) -> Double {
    guard !score.isNaN else { return .nan }
    var above = 0
    var end = scores.count
    while above < end {
      let middle = (above + end) / 2
      if scores[middle] < score { above = middle + 1 } else { end = middle }
    }
    guard above > 0 else { return probabilities[0] }
    guard above < scores.count else { return probabilities[scores.count - 1] }
    let (low, high) = (probabilities[above - 1], probabilities[above])
    let share = (score - scores[above - 1]) / (scores[above] - scores[above - 1])
    return min(low + share * (high - low), high)
  }
}

extension IsotonicCalibration {
  /// Scores closer than this count as the same in fitting, as in scikit-learn (NumPy's `resolution` of a double).
  private static let resolution = 1e-15

  /// The least-squares fit of labels by a non-decreasing function of the score, as
  /// `sklearn.isotonic.IsotonicRegression(out_of_bounds="clip")`: rows of one score are pooled, then neighbouring pools
  /// whose shares of positives do not ascend, until all do (pool adjacent violators; Barlow et al. 1972). The knots are
  /// the first and the last score of each pool.
  ///
  /// Whole numbers of rows decide what is pooled, so the fit does not depend on the order of the rows. Rows whose score
  /// is not finite are left out. Complexity: O(n log n) time, O(n) memory.
  /// - Returns: nil without rows of both classes, or if there are not as many labels as scores.
  package init?(scores: [Double], labels: [Bool]) {
    guard scores.count == labels.count else { return nil }
    var positives: [Double] = []
    var negatives: [Double] = []
    for (score, label) in zip(scores, labels) where score.isFinite {
      // −0 as 0.
      if label { positives.append(score + 0) } else { negatives.append(score + 0) }
    }
    guard !positives.isEmpty, !negatives.isEmpty else { return nil }
    positives.sort()
    negatives.sort()

    var pools: [Pool] = []
    var (positive, negative) = (0, 0)
    while positive < positives.count || negative < negatives.count {
      let first = min(
        positive < positives.count ? positives[positive] : .infinity,
        negative < negatives.count ? negatives[negative] : .infinity)
      let (positivesBefore, negativesBefore) = (positive, negative)
      while positive < positives.count, positives[positive] - first < Self.resolution { positive += 1 }
      while negative < negatives.count, negatives[negative] - first < Self.resolution { negative += 1 }
      let hits = positive - positivesBefore
      var pool = Pool(first: first, last: first, positives: hits, rows: hits + negative - negativesBefore)
      while let before = pools.last, !before.isBelow(pool) {
        pools.removeLast()
        pool = before.joined(with: pool)
      }
      pools.append(pool)
    }

    var knots: (scores: [Double], probabilities: [Double]) = ([], [])
    for pool in pools {
      let share = Double(pool.positives) / Double(pool.rows)
      knots.scores.append(pool.first)
      knots.probabilities.append(share)
      guard pool.last > pool.first else { continue }
      knots.scores.append(pool.last)
      knots.probabilities.append(share)
    }
    self.init(scores: knots.scores, probabilities: knots.probabilities)
  }

  /// Rows of neighbouring scores that share one probability.
  private struct Pool {
    var first: Double
    var last: Double
    var positives: Int
    var rows: Int

    /// Whether its share of positives is the smaller one.
    func isBelow(_ other: Pool) -> Bool {
      positives.multipliedFullWidth(by: other.rows) < other.positives.multipliedFullWidth(by: rows)
    }

    func joined(with next: Pool) -> Pool {
      Pool(first: first, last: next.last, positives: positives + next.positives, rows: rows + next.rows)
    }
  }
}
