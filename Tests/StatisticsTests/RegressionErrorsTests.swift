import Testing

@testable import Statistics

extension RegressionErrors {
  /// - Parameter center: subtracted from the truth.
  init(truths: [Double], predictions: [Double], center: Double = 0) {
    self.init()
    for (truth, prediction) in zip(truths, predictions) { add(truth: truth, prediction: prediction, center: center) }
  }

  mutating func add(truth: Double, prediction: Double, center: Double) {
    let (e, d) = (prediction - truth, truth - center)
    count += 1
    errors += e
    absoluteErrors += abs(e)
    squares += e * e
    fourths += e * e * e * e
    deviations += d
    deviationSquares += d * d
    deviationCubes += d * d * d
    deviationFourths += d * d * d * d
    squaresByDeviation += e * e * d
    squaresByDeviationSquare += e * e * d * d
  }
}

@Suite struct RegressionErrorsTests {
  static let truths = [3, -0.5, 2, 7, 4.2]
  static let predictions = [2.5, 0, 2, 8, 4.0]

  // sklearn.metrics mean_absolute_error, root_mean_squared_error, r2_score, scikit-learn 1.9
  @Test("The figures are scikit-learn's, wherever the truth is centred", arguments: [0, 3.14, -20])
  func golden(center: Double) {
    let errors = RegressionErrors(truths: Self.truths, predictions: Self.predictions, center: center)
    #expect(near(errors.mae, 0.44))
    #expect(near(errors.rmse, 0.5549774770204643))
    #expect(near(errors.bias, 0.16))
    #expect(near(errors.r2, 0.9496600418410042, within: 1e-11))
  }

  // Normal and delta intervals in NumPy 2.4
  @Test("The intervals are the documented ones, wherever the truth is centred", arguments: [0, 3.14, -20])
  func intervals(center: Double) {
    let errors = RegressionErrors(truths: Self.truths, predictions: Self.predictions, center: center)
    #expect(near(errors.maeInterval(confidence: 0.95)?.low, 0.10854001407130315))
    #expect(near(errors.maeInterval(confidence: 0.95)?.high, 0.771459985928697))
    #expect(near(errors.biasInterval(confidence: 0.95)?.low, -0.36077537647339414))
    #expect(near(errors.biasInterval(confidence: 0.95)?.high, 0.6807753764733941))
    #expect(near(errors.rmseInterval(confidence: 0.95)?.low, 0.2360846353592594))
    #expect(near(errors.rmseInterval(confidence: 0.95)?.high, 0.8738703186816692))
    #expect(near(errors.r2Interval(confidence: 0.95)?.low, 0.9102364857303225, within: 1e-9))
    #expect(near(errors.r2Interval(confidence: 0.95)?.high, 0.9890835979516859, within: 1e-9))
  }

  @Test("Without rows there is nothing, of one row no interval and no R²")
  func ends() {
    let none = RegressionErrors()
    #expect(none.mae == nil && none.rmse == nil && none.bias == nil && none.r2 == nil)
    #expect(none.maeInterval(confidence: 0.95) == nil && none.r2Interval(confidence: 0.95) == nil)
    let one = RegressionErrors(truths: [3], predictions: [2])
    #expect(one.mae == 1 && one.rmse == 1 && one.bias == -1 && one.r2 == nil)
    #expect(one.rmseInterval(confidence: 0.95) == nil && one.biasInterval(confidence: 0.95) == nil)
  }

  @Test("A truth that does not vary has no R², also where rounding leaves a little")
  func constant() {
    var errors = RegressionErrors(truths: [3, 3, 3], predictions: [2, 3, 4])
    #expect(errors.r2 == nil && errors.r2Interval(confidence: 0.95) == nil && errors.mae == 2.0 / 3)
    errors.deviationSquares += 1e-7
    errors.leastVariance = 1e-6
    #expect(errors.r2 == nil)
  }

  @Test("Predictions without an error have none, and an R² of 1")
  func perfect() {
    let errors = RegressionErrors(truths: [1, 2, 4], predictions: [1, 2, 4])
    #expect(errors.rmse == 0 && errors.r2 == 1)
    #expect(errors.rmseInterval(confidence: 0.95) == ConfidenceInterval(low: 0, high: 0))
    #expect(errors.r2Interval(confidence: 0.95)?.high == 1)
  }

  @Test("Sums that are not finite give no figure")
  func damaged() {
    var errors = RegressionErrors(truths: [1, 2], predictions: [2, 2])
    errors.squares = .infinity
    #expect(errors.rmse == nil && errors.r2 == nil && errors.maeInterval(confidence: 0.95) == nil)
  }
}
