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
    Limits(
      yellow: yellow?.limit(baseline: baseline), red: red?.limit(baseline: baseline),
      direction: (yellow ?? red)?.comparison.direction ?? direction, baseline: baseline)
  }
}

/// Another band for some features or cells of a metric; it takes the place of the metric's own band altogether.
package struct GradientException: Equatable, Sendable {
  /// `nil` stands for every feature.
  package var feature: Glob?
  /// `nil` stands for every cell, `all` too.
  package var segment: Glob?
  package var metric: Metric
  package var band: GradientBand

  package init(feature: Glob? = nil, segment: Glob? = nil, metric: Metric, band: GradientBand) {
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
  /// The built-in bands. Metrics that only a rule of one's own can judge (`throughput`, `label_coverage`,
  /// `latency_p50_ms`) have none.
  package static let standard = Gradient(bands: Dictionary(uniqueKeysWithValues: standardBands))

  private static var standardBands: [(Metric, GradientBand)] {
    Metric.allCases.compactMap { metric in standardBand(metric).map { (metric, $0) } }
  }

  private static func standardBand(_ metric: Metric) -> GradientBand? {
    switch metric {
    case .psi, .ks:
      GradientBand(yellow: Threshold(.above, .absolute(0.1)), red: Threshold(.above, .absolute(0.2)))
    case .nullRate, .unseenRate:
      GradientBand(yellow: Threshold(.above, .offset(0.01)), red: Threshold(.above, .offset(0.05)))
    case .accuracy, .precision, .recall, .f1, .rocAUC:
      GradientBand(yellow: Threshold(.below, .percent(-3)), red: Threshold(.below, .percent(-5)))
    case .brier:
      GradientBand(yellow: Threshold(.above, .percent(5)), red: Threshold(.above, .percent(10)))
    case .ece:
      GradientBand(yellow: Threshold(.above, .offset(0.02)), red: Threshold(.above, .offset(0.05)))
    case .demographicParityDifference:
      GradientBand(yellow: Threshold(.above, .absolute(0.03)), red: Threshold(.above, .absolute(0.05)))
    case .fnrDifference:
      GradientBand(yellow: Threshold(.above, .absolute(0.05)), red: Threshold(.above, .absolute(0.1)))
    case .latencyP99:
      GradientBand(yellow: Threshold(.above, .percent(50)), red: Threshold(.above, .percent(100)))
    case .errorRate:
      GradientBand(yellow: Threshold(.above, .absolute(0.008)), red: Threshold(.above, .absolute(0.012)))
    case .latencyP50, .throughput, .labelCoverage:
      nil
    }
  }
}
