import Testing

@testable import Statistics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Windows of simulated rows: how often does the 95 % interval hold the population's figure?
@Suite struct IntervalCoverageTests {
  static let windows = 2000

  /// A model whose score s is the square of a uniform number and whose positives have the probability `slope·s + floor`.
  struct Population {
    let slope: Double
    let floor: Double
    let rows: Int
    let threshold = 0.4
    let cells = 300

    func probability(_ score: Double) -> Double { slope * score + floor }
  }

  /// Rows (or their expected number) summed up as a window's counts are.
  struct Sums {
    var matrix = [0.0, 0, 0, 0]
    var rows = 0.0
    var positives = 0.0
    var squareSum = 0.0
    var crossSum = 0.0
    var fourthSum = 0.0
    var loss = 0.0
    var lossSquare = 0.0
    var scoreSums = [Double](repeating: 0, count: 10)
    var binRows = [Double](repeating: 0, count: 10)
    var binPositives = [Double](repeating: 0, count: 10)
    var cellPositives: [Double]
    var cellNegatives: [Double]

    init(cells: Int) {
      cellPositives = [Double](repeating: 0, count: cells)
      cellNegatives = cellPositives
    }

    mutating func add(_ weight: Double, draw: Double, score: Double, isPositive: Bool, isServed: Bool) {
      matrix[isServed ? (isPositive ? 0 : 1) : (isPositive ? 3 : 2)] += weight
      let label = isPositive ? 1.0 : 0
      let square = (score - label) * (score - label)
      rows += weight
      positives += weight * label
      squareSum += weight * score * score
      crossSum += weight * score * label
      fourthSum += weight * square * square
      let logLoss = -log(isPositive ? max(score, 1e-15) : max(1 - score, 1e-15))
      loss += weight * logLoss
      lossSquare += weight * logLoss * logLoss
      let bin = min(Int(score * 10), 9)
      scoreSums[bin] += weight * score
      binRows[bin] += weight
      binPositives[bin] += weight * label
      let cell = min(Int(draw * Double(cellPositives.count)), cellPositives.count - 1)
      if isPositive { cellPositives[cell] += weight } else { cellNegatives[cell] += weight }
    }

    var confusion: ConfusionMatrix {
      ConfusionMatrix(
        truePositives: Int64(matrix[0].rounded()), falsePositives: Int64(matrix[1].rounded()),
        trueNegatives: Int64(matrix[2].rounded()), falseNegatives: Int64(matrix[3].rounded()))
    }

    var bins: ReliabilityBins {
      var bins = ReliabilityBins()
      for bin in 0..<10 {
        bins.append(
          CalibrationBin(
            count: Int64(binRows[bin].rounded()), positives: Int64(binPositives[bin].rounded()),
            scoreSum: scoreSums[bin]))
      }
      return bins
    }

    /// Value and interval of every figure by name.
    var figures: [(name: String, value: Double?, interval: ConfidenceInterval?)] {
      let (n, ones) = (Int64(rows.rounded()), Int64(positives.rounded()))
      let (matrix, bins, confidence) = (confusion, self.bins, 0.95)
      func share(_ part: Int64, _ whole: Int64) -> ConfidenceInterval? {
        wilsonInterval(successes: part, of: whole, confidence: confidence)
      }
      let (tp, fp) = (matrix.truePositives, matrix.falsePositives)
      let (tn, fn) = (matrix.trueNegatives, matrix.falseNegatives)
      let positiveCounts = cellPositives.map { Int64($0.rounded()) }
      let negativeCounts = cellNegatives.map { Int64($0.rounded()) }
      let area = areaUnderROC(positives: positiveCounts, negatives: negativeCounts)
      let average = averagePrecision(positives: positiveCounts, negatives: negativeCounts)
      return [
        ("accuracy", matrix.accuracy, share(tp + tn, n)), ("precision", matrix.precision, share(tp, tp + fp)),
        ("recall", matrix.recall, share(tp, tp + fn)), ("specificity", matrix.specificity, share(tn, tn + fp)),
        ("f1", matrix.f1, matrix.f1Interval(confidence: confidence)),
        ("fbeta", matrix.fbeta(2), matrix.fbetaInterval(2, confidence: confidence)),
        (
          "cost", matrix.cost(falsePositive: 1, falseNegative: 5),
          matrix.costInterval(falsePositive: 1, falseNegative: 5, confidence: confidence)
        ),
        ("roc_auc", area?.value, area?.interval(confidence: confidence)),
        ("average_precision", average?.value, average?.interval(confidence: confidence)),
        (
          "log_loss", logLoss(count: n, sum: loss),
          logLossInterval(count: n, sum: loss, squareSum: lossSquare, classes: 2, confidence: confidence)
        ),
        (
          "brier", brierScore(count: n, squareSum: squareSum, crossSum: crossSum, positives: ones),
          brierInterval(
            count: n, squareSum: squareSum, crossSum: crossSum, fourthSum: fourthSum, positives: ones,
            confidence: confidence)
        ),
        (
          "calibration_bias", calibrationBias(bins),
          calibrationBiasInterval(
            bins, squareSum: squareSum - 2 * crossSum + positives, confidence: confidence)
        ),
        ("ece", expectedCalibrationError(bins), expectedCalibrationErrorInterval(bins, confidence: confidence)),
      ]
    }
  }

  // Above the usual 97 %: ece, whose low end allows for the bias of small samples.
  @Test(
    "Intervals of binary figures cover 93 to 97 % of 2,000 windows",
    arguments: [
      Population(slope: 0.9, floor: 0.05, rows: 400), Population(slope: 0.4, floor: 0.02, rows: 800),
      Population(slope: 1, floor: 0, rows: 200),
    ])
  func binary(population: Population) {
    let seed: UInt64 = 17
    var generator = SplitMix64(seed: seed)
    var whole = Sums(cells: population.cells)
    let draws = 30_000
    for index in 0..<draws {
      let draw = (Double(index) + 0.5) / Double(draws)
      let score = draw * draw
      let probability = population.probability(score)
      for isPositive in [true, false] {
        whole.add(
          1000 * (isPositive ? probability : 1 - probability), draw: draw, score: score, isPositive: isPositive,
          isServed: score > population.threshold)
      }
    }
    let truth = whole.figures
    var covered = [Int](repeating: 0, count: truth.count)
    for _ in 0..<Self.windows {
      var sums = Sums(cells: population.cells)
      for _ in 0..<population.rows {
        let draw = generator.uniform()
        let score = draw * draw
        sums.add(
          1, draw: draw, score: score, isPositive: generator.uniform() < population.probability(score),
          isServed: score > population.threshold)
      }
      for (index, figure) in sums.figures.enumerated() {
        guard let interval = figure.interval, let value = truth[index].value else { continue }
        if interval.low <= value, value <= interval.high { covered[index] += 1 }
      }
    }
    for (index, figure) in truth.enumerated() {
      let share = Double(covered[index]) / Double(Self.windows)
      let greatest = figure.name == "ece" ? 1 : 0.97
      #expect(share >= 0.93 && share <= greatest, "\(figure.name) \(share), \(population), seed \(seed)")
    }
  }

  @Test("Intervals of regression figures cover 93 to 97 % of 2,000 windows")
  func regression() throws {
    let seed: UInt64 = 23
    var generator = SplitMix64(seed: seed)
    // Errors 0.3 + 0.2·(truth − 2) + 0.5·noise: a bias of 0.3, a mean square of 0.09 + 0.04 + 0.25.
    let size = 20_000
    let normal = (0..<size).map { NormalDistribution.quantile((Double($0) + 0.5) / Double(size)) }
    let spread = 0.29.squareRoot()
    let folded =
      spread * (2 / Double.pi).squareRoot() * exp(-0.09 / (2 * 0.29))
      + 0.3 * (2 * NormalDistribution.cumulative(0.3 / spread) - 1)
    let truth = [folded, 0.38.squareRoot(), 0.3, 1 - 0.38]
    var covered = [0, 0, 0, 0]
    for _ in 0..<Self.windows {
      var errors = RegressionErrors()
      for _ in 0..<400 {
        let deviation = normal[Int(generator.uniform() * Double(size))]
        let noise = normal[Int(generator.uniform() * Double(size))]
        errors.add(
          truth: 2 + deviation, prediction: 2 + deviation + 0.3 + 0.2 * deviation + 0.5 * noise, center: 1.5)
      }
      let intervals = [
        errors.maeInterval(confidence: 0.95), errors.rmseInterval(confidence: 0.95),
        errors.biasInterval(confidence: 0.95), errors.r2Interval(confidence: 0.95),
      ]
      for (index, interval) in intervals.enumerated() {
        let interval = try #require(interval)
        if interval.low <= truth[index], truth[index] <= interval.high { covered[index] += 1 }
      }
    }
    for (name, count) in zip(["mae", "rmse", "bias", "r2"], covered) {
      let share = Double(count) / Double(Self.windows)
      #expect(share >= 0.93 && share <= 0.97, "\(name) \(share), seed \(seed)")
    }
  }

  @Test("Intervals of averages over classes cover 93 to 97 % of 2,000 windows")
  func multiclass() throws {
    let seed: UInt64 = 29
    var generator = SplitMix64(seed: seed)
    let shares = [0.42, 0.06, 0.02, 0.05, 0.22, 0.03, 0.03, 0.05, 0.12]
    let whole = try #require(multiclassConfusion([shares.map { Int64(($0 * 1e6).rounded()) }]))
    func averages(_ confusion: MulticlassConfusion) -> [MulticlassConfusion.Average] {
      [
        confusion.precisionMacro, confusion.recallMacro, confusion.f1Macro, confusion.precisionWeighted,
        confusion.recallWeighted, confusion.f1Weighted,
      ]
    }
    let truth = averages(whole)
    var covered = [Int](repeating: 0, count: truth.count)
    for _ in 0..<Self.windows {
      var square = [Int64](repeating: 0, count: 9)
      for _ in 0..<400 {
        var (rest, cell) = (generator.uniform(), 0)
        while cell < 8, rest >= shares[cell] {
          rest -= shares[cell]
          cell += 1
        }
        square[cell] += 1
      }
      let confusion = try #require(multiclassConfusion([square]))
      for (index, average) in averages(confusion).enumerated() {
        let interval = average.interval(confidence: 0.95)
        if interval.low <= truth[index].value, truth[index].value <= interval.high { covered[index] += 1 }
      }
    }
    for (index, count) in covered.enumerated() {
      let share = Double(count) / Double(Self.windows)
      #expect(share >= 0.93 && share <= 0.97, "average \(index) \(share), seed \(seed)")
    }
  }
}
