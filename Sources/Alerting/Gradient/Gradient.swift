import Readings

/// Where yellow and red begin for one metric. A side that is left out has no threshold.
package struct GradientBand: Equatable, Sendable {
  package var yellow: Threshold?
  package var red: Threshold?

  package init(yellow: Threshold?, red: Threshold?) {
    self.yellow = yellow
    self.red = red
  }

  /// The band as plain numbers.
  ///
  /// - Parameter direction: of the metric, for a band without thresholds.
  package func limits(direction: Metric.Direction, baseline: Double?) -> Limits {
    let threshold = yellow ?? red
    return Limits(
      yellow: yellow?.limit(baseline: baseline), red: red?.limit(baseline: baseline),
      direction: threshold?.comparison.direction ?? direction, baseline: baseline,
      center: threshold?.center(baseline: baseline) ?? 0)
  }
}

/// Another band for some features or cells of a metric; it takes the place of the metric's own band altogether.
package struct GradientException: Equatable, Sendable {
  /// `nil` stands for every feature.
  package var feature: Pattern?
  /// `nil` stands for every cell, `all` too.
  package var segment: Pattern?
  package var metric: Metric
  package var band: GradientBand

  package init(feature: Pattern? = nil, segment: Pattern? = nil, metric: Metric, band: GradientBand) {
    self.feature = feature
    self.segment = segment
    self.metric = metric
    self.band = band
  }

  package func matches(_ key: SeriesKey) -> Bool {
    key.metric == metric && feature?.matches(key.feature ?? "") ?? true && segment?.matches(key.segment) ?? true
  }
}

/// The degradation gradient: from figures to green, yellow and red.
package struct Gradient: Equatable, Sendable {
  /// What has to be past a threshold where a figure has an interval.
  package enum Confidence: String, CaseIterable, Sendable {
    /// The interval's near end.
    case interval
    /// The figure itself.
    case point
  }

  /// A metric without a band is never graded above green.
  package var bands: [Metric: GradientBand]
  /// The first that matches a series counts.
  package var exceptions: [GradientException]
  package var confidence: Confidence

  package init(
    bands: [Metric: GradientBand], exceptions: [GradientException] = [], confidence: Confidence = .interval
  ) {
    self.bands = bands
    self.exceptions = exceptions
    self.confidence = confidence
  }
}

extension Gradient {
  /// The built-in bands. The other metrics (`latency_p50_ms`, `throughput`, `chi2`, `kpi:…`, `health` and the rest) have
  /// none: how much of them is too much only the person can say.
  package static let standard = Gradient(bands: Dictionary(uniqueKeysWithValues: standardBands))

  private static var standardBands: [(Metric, GradientBand)] {
    Metric.allCases.compactMap { metric in standardBand(metric).map { (metric, $0) } }
  }

  private static func standardBand(_ metric: Metric) -> GradientBand? {
    func band(_ comparison: Threshold.Comparison, _ yellow: Threshold.Bound, _ red: Threshold.Bound) -> GradientBand {
      GradientBand(yellow: Threshold(comparison, yellow), red: Threshold(comparison, red))
    }
    return switch metric {
    case .psi, .ks, .js:
      band(.above, .absolute(0.1), .absolute(0.2))
    case .nullRate, .unseenRate, .outOfRangeRate:
      band(.above, .offset(0.01), .offset(0.05))
    case .positiveRate:
      band(.outside, .percent(10), .percent(15))
    case .accuracy, .precision, .recall, .specificity, .f1, .fbeta, .rocAUC, .averagePrecision, .precisionMacro,
      .recallMacro, .f1Macro, .precisionWeighted, .recallWeighted, .f1Weighted, .rocAUCOneVersusRest,
      .estimatedAccuracy, .estimatedPrecision, .estimatedRecall, .estimatedSpecificity, .estimatedF1,
      .estimatedROCAUC:
      band(.below, .percent(-3), .percent(-5))
    case .brier, .logLoss, .mae, .rmse, .cost:
      band(.above, .percent(5), .percent(10))
    case .ece:
      band(.above, .offset(0.02), .offset(0.05))
    case .demographicParityDifference:
      band(.above, .absolute(0.03), .absolute(0.05))
    case .demographicParityRatio:
      band(.below, .absolute(0.85), .absolute(0.8))
    case .fnrDifference, .fprDifference, .equalOpportunityDifference, .equalizedOddsDifference:
      band(.above, .absolute(0.05), .absolute(0.1))
    case .rocAUCDifference:
      band(.above, .absolute(0.02), .absolute(0.05))
    case .latencyP99:
      band(.above, .percent(50), .percent(100))
    case .errorRate:
      band(.above, .absolute(0.008), .absolute(0.012))
    default:
      nil
    }
  }
}
