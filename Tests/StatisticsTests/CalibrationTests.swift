import Testing

@testable import Statistics

@Suite struct ExpectedCalibrationErrorTests {
  // Hand-computed: scores 0.1, 0.4, 0.35, 0.8 with labels 0, 0, 1, 1 in ten bins of equal width.
  @Test("The error of four rows is the hand-computed one")
  func golden() {
    let bins: ReliabilityBins = [
      CalibrationBin(count: 1, positives: 0, scoreSum: 0.1), CalibrationBin(count: 1, positives: 1, scoreSum: 0.35),
      CalibrationBin(count: 1, positives: 0, scoreSum: 0.4), CalibrationBin(count: 1, positives: 1, scoreSum: 0.8),
      CalibrationBin(count: 0, positives: 0, scoreSum: 0),
    ]
    #expect(near(expectedCalibrationError(bins), 0.3375))
    // Five rows, three of one bin: scores 0.5 ×3 (one positive), 0.7 and 0.2 (positive both)
    let five: ReliabilityBins = [
      CalibrationBin(count: 3, positives: 1, scoreSum: 1.5), CalibrationBin(count: 1, positives: 1, scoreSum: 0.7),
      CalibrationBin(count: 1, positives: 1, scoreSum: 0.2),
    ]
    #expect(near(expectedCalibrationError(five), 0.32))
  }

  @Test("Without rows there is no error, and sure scores that come true are no miscalibration")
  func empty() {
    #expect(maximumCalibrationError([]) == nil)
    #expect(maximumCalibrationErrorInterval([], confidence: 0.95) == nil)
    #expect(!isMiscalibrated([], alpha: 0.01))
    #expect(!isMiscalibrated([CalibrationBin(count: 5, positives: 5, scoreSum: 5)], alpha: 0.01))
    #expect(isMiscalibrated([CalibrationBin(count: 5, positives: 4, scoreSum: 5)], alpha: 0.01))
  }

  @Test("A tiny bin neither hides a miscalibrated one nor passes for one")
  func tiny() throws {
    let tiny = CalibrationBin(count: 1, positives: 0, scoreSum: 0.95)
    let hidden: ReliabilityBins = [CalibrationBin(count: 2000, positives: 1000, scoreSum: 100), tiny]
    #expect(maximumCalibrationError(hidden) == 0.95)
    #expect(isMiscalibrated(hidden, alpha: 1e-5))
    #expect(try #require(maximumCalibrationErrorInterval(hidden, confidence: 0.95)).low > 0.42)
    let calm: ReliabilityBins = [CalibrationBin(count: 2000, positives: 100, scoreSum: 100), tiny]
    #expect(!isMiscalibrated(calm, alpha: 1e-5))
    #expect(try #require(maximumCalibrationErrorInterval(calm, confidence: 0.95)).low < 0.2)
  }

  @Test(
    "A calibrated model is called miscalibrated no more often than alpha, also with tiny bins",
    arguments: [[40, 3, 1, 1, 2], [200, 20, 10, 5, 1], [8, 8, 8, 8, 8]] as [[Int64]])
  func exceedance(sizes: [Int64]) {
    let seed: UInt64 = 11
    var generator = SplitMix64(seed: seed)
    let scores = [0.02, 0.1, 0.3, 0.6, 0.97]
    let draws = 20_000
    var passed = 0
    for _ in 0..<draws {
      var bins = ReliabilityBins()
      for (size, score) in zip(sizes, scores) {
        var positives: Int64 = 0
        for _ in 0..<size where generator.uniform() < score { positives += 1 }
        bins.append(CalibrationBin(count: size, positives: positives, scoreSum: Double(size) * score))
      }
      if isMiscalibrated(bins, alpha: 0.01) { passed += 1 }
    }
    #expect(Double(passed) <= 0.01 * Double(draws), "seed \(seed)")
  }
}

@Suite struct CalibrationBiasTests {
  // NumPy 2.4, of the scores 0.1, 0.4, 0.35, 0.8, 0, 1 with labels 0, 0, 1, 1, 0, 1
  @Test("The bias is the mean score less the share of positives, signed")
  func golden() {
    let bins: ReliabilityBins = [
      CalibrationBin(count: 3, positives: 1, scoreSum: 0.45), CalibrationBin(count: 3, positives: 2, scoreSum: 2.2),
    ]
    #expect(near(calibrationBias(bins), -0.05833333333333333))
    let interval = calibrationBiasInterval(bins, squareSum: 0.6325, confidence: 0.95)
    #expect(near(interval?.low, -0.4427259702492319))
    #expect(near(interval?.high, 0.3260593035825652))
    #expect(calibrationBias([]) == nil)
    #expect(calibrationBiasInterval([], squareSum: 0, confidence: 0.95) == nil)
  }
}

@Suite struct LogLossTests {
  // sklearn.metrics.log_loss of the same rows (0 and 1 clipped to 1e-15), scikit-learn 1.9; the interval in NumPy 2.4
  @Test("The log loss is scikit-learn's")
  func golden() {
    let (sum, squareSum) = (1.8891518152367046, 1.4239631937356314)
    #expect(near(logLoss(count: 6, sum: sum), 0.3148586358727842))
    let interval = logLossInterval(count: 6, sum: sum, squareSum: squareSum, classes: 2, confidence: 0.95)
    #expect(near(interval?.low, 0.02004595470190834))
    #expect(near(interval?.high, 0.6096713170436598))
  }

  @Test("No rows lose nothing that is known, and a single one is not certain")
  func ends() throws {
    #expect(logLoss(count: 0, sum: 0) == nil)
    #expect(logLoss(count: 1, sum: .nan) == nil)
    #expect(logLossInterval(count: 0, sum: 0, squareSum: 0, classes: 2, confidence: 0.95) == nil)
    let one = try #require(logLossInterval(count: 1, sum: 0, squareSum: 0, classes: 3, confidence: 0.95))
    #expect(one.low == 0 && one.high > 1)
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

  // The documented formula in NumPy 2.4, of the scores 0.1, 0.4, 0.35, 0.8, 0, 1 with labels 0, 0, 1, 1, 0, 1
  @Test("Its interval is the normal one of a mean, with half a row at either end")
  func interval() {
    let squareSum = 0.01 + 0.16 + 0.1225 + 0.64 + 1
    let interval = brierInterval(
      count: 6, squareSum: squareSum, crossSum: 2.15, fourthSum: 0.20580625, positives: 3, confidence: 0.95)
    #expect(interval?.low == 0)
    #expect(near(interval?.high, 0.3286466073974562))
  }

  @Test("Scores that all come true are not certain")
  func perfect() throws {
    let few = try #require(
      brierInterval(count: 5, squareSum: 2, crossSum: 2, fourthSum: 0, positives: 2, confidence: 0.95))
    #expect(few.low == 0 && few.high > 0.2)
    let many = try #require(
      brierInterval(count: 10_000, squareSum: 2, crossSum: 2, fourthSum: 0, positives: 2, confidence: 0.95))
    #expect(many.high < 0.001)
    #expect(
      brierInterval(count: 0, squareSum: 0, crossSum: 0, fourthSum: 0, positives: 0, confidence: 0.95) == nil)
  }
}
