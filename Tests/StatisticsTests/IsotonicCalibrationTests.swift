import Testing

@testable import Statistics

@Suite struct IsotonicCalibrationTests {
  struct Golden: CustomTestStringConvertible {
    var name: String
    var scores: [Double]
    var labels: [Int]
    var knots: [Double]
    var probabilities: [Double]
    var at: [Double]
    var predictions: [Double]
    var testDescription: String { name }
  }

  // sklearn.isotonic.IsotonicRegression(out_of_bounds="clip"): X_thresholds_, y_thresholds_ and predict,
  // scikit-learn 1.9
  static let golden = [
    Golden(
      name: "ties and violators", scores: [0.1, 0.2, 0.2, 0.3, 0.4, 0.5, 0.6, 0.6, 0.7, 0.9],
      labels: [0, 0, 1, 0, 1, 0, 1, 1, 1, 1], knots: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.9],
      probabilities: [0, 0.3333333333333333, 0.3333333333333333, 0.5, 0.5, 1, 1],
      at: [0, 0.1, 0.15, 0.2, 0.25, 0.35, 0.45, 0.55, 0.6, 0.8, 1],
      predictions: [
        0, 0, 0.1666666666666666, 0.3333333333333333, 0.3333333333333333, 0.41666666666666663, 0.5,
        0.7500000000000002, 1, 1, 1,
      ]),
    Golden(
      name: "unsorted", scores: [0.9, 0.1, 0.5, 0.5, 0.5, 0.3], labels: [1, 0, 1, 0, 0, 1],
      knots: [0.1, 0.3, 0.5, 0.9], probabilities: [0, 0.5, 0.5, 1], at: [0, 0.2, 0.4, 0.5, 0.7, 0.95],
      predictions: [0, 0.25, 0.5, 0.5, 0.75, 1]),
    Golden(
      name: "all scores equal", scores: [0.4, 0.4, 0.4], labels: [1, 0, 1], knots: [0.4],
      probabilities: [0.6666666666666666], at: [0, 0.4, 1],
      predictions: [0.6666666666666666, 0.6666666666666666, 0.6666666666666666]),
    Golden(
      name: "the wrong way round", scores: [0.1, 0.2, 0.3, 0.4], labels: [1, 1, 0, 0], knots: [0.1, 0.4],
      probabilities: [0.5, 0.5], at: [0, 0.25, 1], predictions: [0.5, 0.5, 0.5]),
    Golden(
      name: "scores within 1e-15 of each other", scores: [0.3, 0.3 + 5e-16, 0.7], labels: [0, 1, 1],
      knots: [0.3, 0.7], probabilities: [0.5, 1], at: [0.3, 0.5, 0.7], predictions: [0.5, 0.75, 1]),
    Golden(
      name: "forty rows",
      scores: [
        0.13, 0.5, 0.6, 0.03, 0.15, 0.93, 0.07, 0.13, 0.95, 0.62, 0.37, 0.51, 0.66, 0.28, 0.14, 0.79, 0.67, 0.51, 0.82,
        0.55, 0.98, 0.2, 0.55, 0.48, 0.35, 0.59, 0.24, 0.8, 0.87, 0.13, 0.47, 0.28, 0.08, 0.9, 0.43, 0.15, 0.67, 0.2,
        0.9, 0.22,
      ],
      labels: [
        0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 0, 1, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 0, 0, 1,
        0, 1, 0,
      ],
      knots: [0.03, 0.08, 0.13, 0.22, 0.24, 0.47, 0.48, 0.55, 0.59, 0.62, 0.66, 0.98],
      probabilities: [
        0, 0, 0.1111111111111111, 0.1111111111111111, 0.2857142857142857, 0.2857142857142857, 0.5, 0.5,
        0.6666666666666666, 0.6666666666666666, 1, 1,
      ],
      at: [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1],
      predictions: [
        0, 0.09999999999999998, 0.2857142857142857, 0.2857142857142857, 0.5, 0.7083333333333333, 1, 1, 1,
      ]),
  ]

  @Test("The fit and its predictions are scikit-learn's", arguments: golden)
  func scikitLearn(golden: Golden) throws {
    let fit = try #require(IsotonicCalibration(scores: golden.scores, labels: golden.labels.map { $0 == 1 }))
    #expect(fit.scores == golden.knots)
    #expect(fit.probabilities.count == golden.probabilities.count)
    for (ours, theirs) in zip(fit.probabilities, golden.probabilities) { #expect(near(ours, theirs, within: 1e-15)) }
    for (score, prediction) in zip(golden.at, golden.predictions) {
      #expect(near(fit.probability(of: score), prediction, within: 1e-15))
    }
  }

  @Test("Without both classes, without rows, or with too few labels there is no fit")
  func undefined() {
    #expect(IsotonicCalibration(scores: [], labels: []) == nil)
    #expect(IsotonicCalibration(scores: [0.2, 0.4], labels: [true, true]) == nil)
    #expect(IsotonicCalibration(scores: [0.2, 0.4], labels: [false, false]) == nil)
    #expect(IsotonicCalibration(scores: [0.2, 0.4], labels: [true]) == nil)
    #expect(IsotonicCalibration(scores: [0.2, .nan], labels: [true, false]) == nil)
    #expect(IsotonicCalibration(scores: [.infinity, 0.3], labels: [true, false]) == nil)
  }

  @Test("Rows whose score is not a number are left out, and −0 is 0")
  func leftOut() {
    let fit = IsotonicCalibration(scores: [.nan, -0.0, 0, 0.5, .infinity], labels: [true, false, true, true, false])
    #expect(fit?.scores == [0, 0.5])
    #expect(fit?.probabilities == [0.5, 1])
    #expect(fit?.scores.first?.sign == .plus)
  }

  @Test("Knots that are none are refused")
  func refused() {
    #expect(IsotonicCalibration(scores: [], probabilities: []) == nil)
    #expect(IsotonicCalibration(scores: [0.1, 0.1], probabilities: [0, 1]) == nil)
    #expect(IsotonicCalibration(scores: [0.1, 0.2], probabilities: [0.5, 0.4]) == nil)
    #expect(IsotonicCalibration(scores: [0.1, 0.2], probabilities: [0.5, 1.5]) == nil)
    #expect(IsotonicCalibration(scores: [0.1, .nan], probabilities: [0, 1]) == nil)
  }

  @Test("Beyond the knots the probability is that of the last one, and of nothing it is nothing")
  func ends() throws {
    let map = try #require(IsotonicCalibration(scores: [0.2, 0.6], probabilities: [0.1, 0.9]))
    #expect(map.probability(of: -.infinity) == 0.1)
    #expect(map.probability(of: .infinity) == 0.9)
    #expect(map.probability(of: .nan).isNaN)
    #expect(near(map.probability(of: 0.4), 0.5))
    let step = try #require(
      IsotonicCalibration(scores: [0, .leastNonzeroMagnitude], probabilities: [0.1, 0.9]))
    #expect(step.probability(of: .leastNonzeroMagnitude) == 0.9)
  }

  @Test(
    "The fit is monotone, within 0 … 1, keeps the sum of positives, and does not depend on order", arguments: 0..<40)
  func properties(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let rows = 2 + Int(random.uniform() * 3000)
    let steps = [7.0, 50, 1e9][seed % 3]
    let scores = (0..<rows).map { _ in (random.uniform() * steps).rounded() / steps }
    var labels = scores.map { random.uniform() < $0 * $0 }
    (labels[0], labels[1]) = (true, false)
    let fit = try #require(IsotonicCalibration(scores: scores, labels: labels), "seed \(seed)")

    let order = scores.indices.shuffled(using: &random)
    #expect(
      IsotonicCalibration(scores: order.map { scores[$0] }, labels: order.map { labels[$0] }) == fit, "seed \(seed)")

    let expected = scores.reduce(0) { $0 + fit.probability(of: $1) }
    #expect(near(expected, Double(labels.count { $0 }), within: 1e-9), "seed \(seed)")

    let probes = (scores + (0..<2000).map { _ in random.uniform() * 1.2 - 0.1 } + fit.scores).sorted()
    let results = probes.map { fit.probability(of: $0) }
    #expect(results.allSatisfy { (0...1).contains($0) }, "seed \(seed)")
    #expect(zip(results, results.dropFirst()).allSatisfy { $0 <= $1 }, "seed \(seed)")
  }
}
