import Testing

@testable import Statistics

@Suite struct ExpectedCalibrationErrorTests {
  // Hand-computed: scores 0.1, 0.4, 0.35, 0.8 with labels 0, 0, 1, 1 in ten bins of equal width.
  @Test("The error of four rows is the hand-computed one")
  func golden() {
    let bins = [
      CalibrationBin(count: 1, positives: 0, scoreSum: 0.1), CalibrationBin(count: 1, positives: 1, scoreSum: 0.35),
      CalibrationBin(count: 1, positives: 0, scoreSum: 0.4), CalibrationBin(count: 1, positives: 1, scoreSum: 0.8),
      CalibrationBin(count: 0, positives: 0, scoreSum: 0),
    ]
    #expect(near(expectedCalibrationError(bins), 0.3375))
    // Five rows, three of one bin: scores 0.5 ×3 (one positive), 0.7 and 0.2 (positive both)
    let five = [
      CalibrationBin(count: 3, positives: 1, scoreSum: 1.5), CalibrationBin(count: 1, positives: 1, scoreSum: 0.7),
      CalibrationBin(count: 1, positives: 1, scoreSum: 0.2),
    ]
    #expect(near(expectedCalibrationError(five), 0.32))
  }

  @Test("Without rows there is no error and nothing rises above the noise")
  func empty() {
    let none = [CalibrationBin(count: 0, positives: 0, scoreSum: 0)]
    #expect(expectedCalibrationError(none) == nil)
    #expect(expectedCalibrationError([]) == nil)
    #expect(expectedCalibrationErrorInterval(none, confidence: 0.95) == nil)
    #expect(expectedCalibrationErrorNoiseFloor(none, alpha: 0.01) == .infinity)
    #expect(
      expectedCalibrationErrorNoiseFloor([CalibrationBin(count: 5, positives: 5, scoreSum: 5)], alpha: 0.01) == 0)
  }

  // Upper quantiles of Σ|Binomial(n_b, s_b) − n_b·s_b|/n over 4 million draws, NumPy 2.4
  @Test(
    "The noise floor is the simulated quantile of a calibrated model",
    arguments: [
      ([500, 500, 500, 500, 500, 500, 500, 500, 500, 500], nil, 0.05, 0.0202),
      ([500, 500, 500, 500, 500, 500, 500, 500, 500, 500], nil, 1e-3, 0.0264),
      ([500, 500, 500, 500, 500, 500, 500, 500, 500, 500], nil, 1e-4, 0.0292),
      ([5000, 100, 100], [0.1, 0.5, 0.9], 0.05, 0.009423), ([5000, 100, 100], [0.1, 0.5, 0.9], 1e-3, 0.014808),
      ([5000, 100, 100], [0.1, 0.5, 0.9], 1e-4, 0.017308), ([2000], [0.3], 0.05, 0.02),
      ([2000], [0.3], 1e-3, 0.0335), ([2000], [0.3], 1e-4, 0.0395),
    ] as [([Int64], [Double]?, Double, Double)])
  func floor(sizes: [Int64], scores: [Double]?, alpha: Double, expected: Double) {
    let scores = scores ?? (0..<10).map { (Double($0) + 0.5) / 10 }
    let bins = zip(sizes, scores).map { CalibrationBin(count: $0, positives: 0, scoreSum: Double($0) * $1) }
    // The approximation is at its worst for a single bin, 4 %.
    #expect(agree(expectedCalibrationErrorNoiseFloor(bins, alpha: alpha), expected, within: 0.04))
  }

  // The documented formula in NumPy 2.4; its coverage in 4,000 draws of three bins and 2,000 rows was 94.8 %
  @Test("The interval is the documented one")
  func interval() {
    let bins = [
      CalibrationBin(count: 100, positives: 12, scoreSum: 8.5),
      CalibrationBin(count: 200, positives: 90, scoreSum: 101),
      CalibrationBin(count: 50, positives: 47, scoreSum: 44),
    ]
    #expect(near(expectedCalibrationError(bins), 0.05))
    let interval = expectedCalibrationErrorInterval(bins, confidence: 0.95)
    #expect(near(interval?.low, 0.005348809020161417))
    #expect(near(interval?.high, 0.0946511909798386))
  }

  @Test("A single row is not certain")
  func oneRow() throws {
    let bins = [CalibrationBin(count: 1, positives: 0, scoreSum: 0.5)]
    let interval = try #require(expectedCalibrationErrorInterval(bins, confidence: 0.95))
    #expect(interval.low == 0 && interval.high == 1)
  }
}

@Suite struct BrierScoreTests {
  // sklearn.metrics.brier_score_loss([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]), scikit-learn 1.9
  @Test("The Brier score is scikit-learn's")
  func golden() {
    let squareSum = 0.01 + 0.16 + 0.1225 + 0.64
    #expect(near(brierScore(count: 4, squareSum: squareSum, crossSum: 1.15, positives: 2), 0.158125))
    #expect(brierScore(count: 0, squareSum: 0, crossSum: 0, positives: 0) == nil)
    #expect(brierScore(count: 1, squareSum: .nan, crossSum: 0, positives: 0) == nil)
  }

  @Test("Its interval is Wilson's for a share of that size, and never narrower than the real variance asks")
  func interval() throws {
    // All scores 0: the score is the share of positives, and Wilson's interval is right as it stands.
    let share = brierInterval(count: 10, squareSum: 0, crossSum: 0, positives: 7, confidence: 0.95)
    #expect(share == wilsonInterval(successes: 7, of: 10, confidence: 0.95))
    let seed: UInt64 = 5
    var generator = SplitMix64(seed: seed)
    var (squareSum, crossSum, errors, errorSquares) = (0.0, 0.0, 0.0, 0.0)
    var positives: Int64 = 0
    for _ in 0..<500 {
      let score = generator.uniform()
      let label = generator.uniform() < score ? 1.0 : 0
      let error = (score - label) * (score - label)
      squareSum += score * score
      crossSum += score * label
      positives += Int64(label)
      errors += error
      errorSquares += error * error
    }
    let real = try #require(meanInterval(sum: errors, sumOfSquares: errorSquares, count: 500, confidence: 0.95))
    let wide = try #require(
      brierInterval(
        count: 500, squareSum: squareSum, crossSum: crossSum, positives: positives, confidence: 0.95))
    #expect(wide.low < real.low && real.high < wide.high, "seed \(seed)")
  }
}
