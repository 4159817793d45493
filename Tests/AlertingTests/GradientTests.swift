import Readings
import Testing

@testable import Alerting

@Suite("Gradient")
struct GradientTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var metric: Metric
    var measurement: Measurement
    var labels: LabelState?
    var feature: String?
    var confidence = Gradient.Confidence.interval
    var level: Level
    var testDescription: String { name }

    init(
      _ name: String, _ metric: Metric, _ measurement: Measurement, labels: LabelState? = nil,
      feature: String? = nil, confidence: Gradient.Confidence = .interval, _ level: Level
    ) {
      self.feature = feature
      self.name = name
      self.metric = metric
      self.measurement = measurement
      self.labels = labels
      self.confidence = confidence
      self.level = level
    }
  }

  private static let beyond = Measurement.Evidence.test(isBeyondChance: true)

  private static func f1(_ value: Double, _ low: Double?, _ high: Double?) -> Measurement {
    Measurement(value: value, n: 1000, low: low, high: high, evidence: .interval(isBeyondChance: true), baseline: 0.8)
  }

  /// With a band of 0.27…0.33, and 0.255…0.345.
  private static func positiveRate(_ value: Double, _ low: Double?, _ high: Double?) -> Measurement {
    Measurement(value: value, n: 1000, low: low, high: high, evidence: .interval(isBeyondChance: true), baseline: 0.3)
  }

  static let cases: [Case] = [
    Case("no rows", .psi, Measurement(value: nil, n: 0, evidence: .value), .nodata),
    Case("no rows, yet a value", .throughput, Measurement(value: 0, n: 0, evidence: .value), .nodata),
    Case("too few rows", .psi, Measurement(value: 0.9, n: 99, evidence: beyond), .insufficient),
    Case("just enough rows", .psi, Measurement(value: 0.9, n: 100, evidence: beyond), .red),
    Case(
      "undefined", .precision, Measurement(value: nil, n: 500, evidence: .interval(isBeyondChance: true)), .insufficient
    ),
    Case("not a number", .psi, Measurement(value: .nan, n: 500, evidence: beyond), .error),
    Case("infinite", .psi, Measurement(value: .infinity, n: 500, evidence: beyond), .error),
    Case("at yellow is green", .psi, Measurement(value: 0.1, n: 500, evidence: beyond), .green),
    Case("past yellow", .psi, Measurement(value: 0.100_001, n: 500, evidence: beyond), .yellow),
    Case("past red", .psi, Measurement(value: 0.21, n: 500, evidence: beyond), .red),
    Case("within chance", .psi, Measurement(value: 0.9, n: 500, evidence: .test(isBeyondChance: false)), .green),
    Case(
      "within chance, point confidence", .psi,
      Measurement(value: 0.9, n: 500, evidence: .test(isBeyondChance: false)), confidence: .point, .green),
    Case("interval reaches back over yellow", .f1, f1(0.77, 0.75, 0.79), .green),
    Case("interval past yellow", .f1, f1(0.765, 0.755, 0.775), .yellow),
    Case("value past red, interval past yellow", .f1, f1(0.755, 0.74, 0.77), .yellow),
    Case("interval past red", .f1, f1(0.74, 0.73, 0.75), .red),
    Case("point confidence", .f1, f1(0.755, 0.74, 0.79), confidence: .point, .red),
    Case("no interval where one is needed", .f1, f1(0.5, nil, nil), .green),
    Case(
      "no baseline", .f1, Measurement(value: 0.1, n: 500, high: 0.2, evidence: .interval(isBeyondChance: true)), .green),
    Case(
      "early labels", .f1, f1(0.7, 0.69, 0.71), labels: LabelState(coverage: 0.49, revision: 1, isFinal: false), .yellow
    ),
    Case(
      "enough labels", .f1, f1(0.7, 0.69, 0.71), labels: LabelState(coverage: 0.5, revision: 1, isFinal: false), .red),
    Case(
      "few labels, but no more to come", .f1, f1(0.7, 0.69, 0.71),
      labels: LabelState(coverage: 0.1, revision: 1, isFinal: true), .red),
    Case(
      "relative to the baseline", .latencyP99,
      Measurement(value: 151, n: 500, evidence: .value, baseline: 100), .yellow),
    Case("inside a band around the baseline", .positiveRate, positiveRate(0.33, 0.32, 0.34), .green),
    Case("above a band, its interval too", .positiveRate, positiveRate(0.34, 0.331, 0.349), .yellow),
    Case("above a band, its interval not", .positiveRate, positiveRate(0.34, 0.329, 0.351), .green),
    Case("below a band, its interval too", .positiveRate, positiveRate(0.26, 0.25, 0.269), .yellow),
    Case("below a band, its interval not", .positiveRate, positiveRate(0.26, 0.249, 0.271), .green),
    Case("far below a band", .positiveRate, positiveRate(0.2, 0.19, 0.21), .red),
    Case("far above a band", .positiveRate, positiveRate(0.4, 0.39, 0.41), .red),
    Case(
      "far below a band, without an upper end", .positiveRate, positiveRate(0.2, 0.19, nil), .green),
    Case(
      "drift of the truth, from early labels", .psi, Measurement(value: 0.9, n: 500, evidence: beyond),
      labels: LabelState(coverage: 0.2, revision: 1, isFinal: false), feature: ModelColumn.label, .yellow),
    Case(
      "drift of the residual, from early labels", .ks, Measurement(value: 0.9, n: 500, evidence: beyond),
      labels: LabelState(coverage: 0.2, revision: 1, isFinal: false), feature: ModelColumn.residual, .yellow),
    Case(
      "share of positives in early labels", .positiveRate, positiveRate(0.9, 0.8, 0.95),
      labels: LabelState(coverage: 0.2, revision: 1, isFinal: false), feature: ModelColumn.label, .yellow),
    Case("no band", .throughput, Measurement(value: 0.001, n: 500, evidence: .value, baseline: 9), .green),
  ]

  @Test("A figure gets its level", arguments: cases)
  func grades(_ test: Case) {
    var gradient = Gradient.standard
    gradient.confidence = test.confidence
    let key = SeriesKey(metric: test.metric, feature: test.feature, window: "1h")
    let (level, _, _) = SeriesGradient(gradient, key: key).grade(
      test.measurement, labels: test.labels, context: GradingContext(minSamples: 100))
    #expect(level == test.level)
  }

  @Test("Bounds and grade come with the level")
  func boundsAndGrade() throws {
    let gradient = SeriesGradient(.standard, key: SeriesKey(metric: .f1, window: "1h"))
    let (level, limits, grade) = gradient.grade(
      Self.f1(0.76, 0.755, 0.765), labels: nil, context: GradingContext(minSamples: 1))
    #expect(level == .yellow)
    #expect(limits?.direction == .lowerIsWorse)
    #expect(limits?.baseline == 0.8)
    #expect(abs(try #require(limits?.yellow) - 0.776) < 1e-12)
    #expect(abs(try #require(limits?.red) - 0.76) < 1e-12)
    #expect(abs(try #require(grade) - 2) < 1e-9)
  }

  @Test("A metric without a band keeps its baseline, so that rules can refer to it")
  func baselineWithoutBand() {
    let gradient = SeriesGradient(.standard, key: SeriesKey(metric: .throughput, window: "1h"))
    let context = GradingContext(minSamples: 1)
    let with = gradient.grade(
      Measurement(value: 3, n: 5, evidence: .value, baseline: 9), labels: nil, context: context)
    #expect(with.limits == Limits(yellow: nil, red: nil, direction: .lowerIsWorse, baseline: 9))
    let without = gradient.grade(Measurement(value: 3, n: 5, evidence: .value), labels: nil, context: context)
    #expect(without.limits == nil)
    #expect(without.grade == nil)
  }

  @Test("The standard gradient has a sound band for every metric that has a usual one")
  func standard() {
    #expect(Gradient.standard.problems().isEmpty)
    let missing = Metric.allCases.filter { Gradient.standard.bands[$0] == nil }
    #expect(
      missing == [
        .wasserstein, .chi2, .meanShift, .bias, .r2, .mce, .calibrationBias, .eceDifference, .latencyP50, .latencyP95,
        .throughput, .freshness, .lateRate, .parseErrorRate, .overrideRate, .labelCoverage, .labelLagP50, .labelLagP95,
        .kpi, .health, .overrideAccuracy, .overrideWinRate,
      ])
  }

  @Test(
    "The standard bands are those of the table",
    arguments: [
      ([.psi, .ks, .js], "> 0.1", "> 0.2"),
      ([.nullRate, .unseenRate, .outOfRangeRate], "> baseline + 0.01", "> baseline + 0.05"),
      (
        [
          .accuracy, .precision, .recall, .specificity, .f1, .fbeta, .rocAUC, .averagePrecision, .precisionMacro,
          .recallMacro, .f1Macro, .precisionWeighted, .recallWeighted, .f1Weighted, .rocAUCOneVersusRest,
          .estimatedAccuracy, .estimatedPrecision, .estimatedRecall, .estimatedSpecificity, .estimatedF1,
          .estimatedROCAUC,
        ], "< baseline - 3%", "< baseline - 5%"
      ),
      ([.brier, .logLoss, .mae, .rmse, .cost], "> baseline + 5%", "> baseline + 10%"),
      ([.ece], "> baseline + 0.02", "> baseline + 0.05"),
      ([.demographicParityDifference], "> 0.03", "> 0.05"),
      ([.demographicParityRatio], "< 0.85", "< 0.8"),
      (
        [.fnrDifference, .fprDifference, .equalOpportunityDifference, .equalizedOddsDifference], "> 0.05", "> 0.1"
      ),
      ([.rocAUCDifference], "> 0.02", "> 0.05"),
      ([.latencyP99], "> baseline + 50%", "> baseline + 100%"),
      ([.errorRate], "> 0.008", "> 0.012"),
      ([.positiveRate], "baseline ± 10%", "baseline ± 15%"),
    ] as [([Metric], String, String)])
  func standardBands(metrics: [Metric], yellow: String, red: String) {
    for metric in metrics {
      #expect(Gradient.standard.bands[metric]?.yellow?.text == yellow, "\(metric)")
      #expect(Gradient.standard.bands[metric]?.red?.text == red, "\(metric)")
    }
  }

  @Test("The first exception that matches takes the place of the band")
  func exceptions() throws {
    var gradient = Gradient.standard
    func band(_ yellow: Double) -> GradientBand {
      GradientBand(yellow: Threshold(.above, .absolute(yellow)), red: nil)
    }
    gradient.exceptions = [
      GradientException(feature: "age", segment: "region=*", metric: .psi, band: band(0.5)),
      GradientException(feature: "a*", metric: .psi, band: band(0.6)),
    ]
    func yellow(_ feature: String?, _ segment: String, _ metric: Metric = .psi) -> Threshold.Bound? {
      let key = SeriesKey(metric: metric, segment: segment, feature: feature, window: "1h")
      return SeriesGradient(gradient, key: key).band?.yellow?.bound
    }
    #expect(yellow("age", "region=apac") == .absolute(0.5))
    #expect(yellow("age", "all") == .absolute(0.6))
    #expect(yellow("income", "region=apac") == .absolute(0.1))
    #expect(yellow("age", "region=apac", .ks) == .absolute(0.1))
    #expect(yellow(nil, "region=apac") == .absolute(0.1))
  }

  @Test(
    "Bounds on the wrong side are found",
    arguments: [
      (.psi, "> 0.1", "> 0.2", []),
      (.psi, "> 0.1", "> 0.1", []),
      (.psi, "> 0.3", "> 0.2", ["before yellow"]),
      (.f1, "< baseline - 5%", "< baseline - 3%", ["before yellow"]),
      (.f1, "< baseline - 3%", "< baseline - 5%", []),
      (.f1, "< baseline - 3%", "< 0.99", []),
      (.psi, "< 0.1", "< 0.05", ["should begin with >", "should begin with >"]),
      (.accuracy, "> 0.9", "< 0.8", ["should begin with <", "different directions"]),
      (.throughput, "< baseline - 20%", "< baseline - 50%", []),
      (.meanShift, "± 0.25", "± 0.5", []),
      (.meanShift, "± 0.5", "± 0.25", ["before yellow"]),
      (.meanShift, "> 0.25", "> 0.5", []),
      (.meanShift, "± 0.25", "> 0.5", ["different directions"]),
      (.meanShift, "± 0.25", "baseline ± 0.5", ["different middles"]),
      (.bias, "baseline ± 0.25", "baseline ± 0.5", []),
      (.positiveRate, "baseline ± 10%", "baseline ± 15%", []),
      (.positiveRate, "baseline ± 15%", "baseline ± 10%", ["before yellow"]),
      (.positiveRate, "baseline ± 15%", "baseline ± 0.1", []),
      (.positiveRate, "± 0.1", "baseline ± 10%", ["lies around 0", "different middles"]),
      (.kpi, "< baseline - 5%", "< baseline - 10%", []),
      (.kpi, "± 1", "± 2", ["lies around 0", "lies around 0"]),
      (.psi, "± 0.1", "± 0.2", ["should begin with >", "should begin with >"]),
    ] as [(Metric, String, String, [String])])
  func problems(metric: Metric, yellow: String, red: String, expected: [String]) throws {
    let band = GradientBand(yellow: try Threshold(parsing: yellow), red: try Threshold(parsing: red))
    let found = band.problems(for: metric).map(\.description)
    #expect(found.count == expected.count, "\(found)")
    for (found, expected) in zip(found, expected) { #expect(found.contains(expected)) }
  }

  @Test("A band with two sides gives limits on both, and grades both alike")
  func twoSides() throws {
    let gradient = SeriesGradient(
      .standard, key: SeriesKey(metric: .positiveRate, feature: ModelColumn.prediction, window: "1h"))
    let (_, found, _) = gradient.grade(
      Self.positiveRate(0.3, 0.29, 0.31), labels: nil, context: GradingContext(minSamples: 1))
    let limits = try #require(found)
    #expect(limits.direction == .eitherWay)
    #expect(limits.baseline == 0.3)
    #expect(limits.center == 0.3)
    let expected: [(Double?, Double)] = [
      (limits.yellow, 0.33), (limits.red, 0.345), (limits.lowerYellow, 0.27), (limits.lowerRed, 0.255),
      (limits.grade(of: 0.3), 0), (limits.grade(of: 0.315), 0.5), (limits.grade(of: 0.285), 0.5),
      (limits.grade(of: 0.33), 1), (limits.grade(of: 0.27), 1), (limits.grade(of: 0.345), 2),
      (limits.grade(of: 0.255), 2), (limits.grade(of: 0.24), 3), (limits.grade(of: 0.36), 3),
      (limits.limit(.red, near: 0.2), 0.255), (limits.limit(.yellow, near: 0.9), 0.33),
      (limits.limit(.yellow, near: nil), 0.33),
    ]
    for (index, pair) in expected.enumerated() {
      #expect(abs(try #require(pair.0) - pair.1) < 1e-9, "figure \(index)")
    }
  }

  @Test("The middle of a band around 0 is 0, whatever the baseline")
  func aroundZero() {
    let band = GradientBand(yellow: Threshold(.outside, .absolute(0.2)), red: Threshold(.outside, .absolute(0.5)))
    let limits = band.limits(direction: .eitherWay, baseline: 0.1)
    #expect(limits == Limits(yellow: 0.2, red: 0.5, direction: .eitherWay, baseline: 0.1, center: 0))
    #expect(limits.lowerRed == -0.5)
    #expect(limits.grade(of: -0.1) == 0.5)
    #expect(limits.grade(of: 0) == 0)
  }

  @Test("A metric that may be bad on either side can have a band with one")
  func oneSideOfTwo() {
    let band = GradientBand(yellow: Threshold(.below, .percent(-5)), red: nil)
    let limits = band.limits(direction: .eitherWay, baseline: 40)
    #expect(limits.direction == .lowerIsWorse)
    #expect(limits.lowerYellow == nil)
    #expect(limits.grade(of: 44) == 0)
    #expect(limits.grade(of: 38) == 1)
  }
}
