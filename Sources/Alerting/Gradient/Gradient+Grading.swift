import Readings

/// What a figure has to rest on before it is graded at all, and before it may be red.
package struct GradingContext: Equatable, Sendable {
  /// Fewer rows than this are `insufficient`.
  package var minSamples: Int
  /// Share of labels, 0…1, below which a reading that is not final never exceeds yellow.
  package var minCoverage: Double

  package init(minSamples: Int, minCoverage: Double = 0.5) {
    self.minSamples = minSamples
    self.minCoverage = minCoverage
  }
}

/// The gradient as it stands for one series, its exceptions resolved.
package struct SeriesGradient: Equatable, Sendable {
  /// `nil` for a series that is never graded above green.
  package let band: GradientBand?
  private let direction: Metric.Direction
  private let confidence: Gradient.Confidence

  package init(_ gradient: Gradient, key: SeriesKey) {
    band = gradient.exceptions.first { $0.matches(key) }?.band ?? gradient.bands[key.metric]
    direction = key.metric.direction
    confidence = gradient.confidence
  }

  /// Where a figure stands, and against which bounds.
  ///
  /// - No rows are `nodata`; too few, or a figure that is undefined (0/0), `insufficient`; one that is not finite,
  ///   `error`.
  /// - A level above green needs the value past the threshold *and* past chance: a test that was made has to have been
  ///   passed, an interval's near end has to be past the threshold too, and the change from the baseline beyond what
  ///   chance explains at alpha (unless ``Gradient/confidence`` is `point`; a figure that should have an interval and has none
  ///   stays green).
  /// - Early labels are a biased sample, so a reading below `minCoverage` that is not final never exceeds yellow.
  ///
  /// `limits` are there if the metric has a band or a baseline; `grade` (see ``Limits/grade(of:)``) if the figure was
  /// graded and the band has a yellow side.
  package func grade(
    _ measurement: Measurement, labels: LabelState?, context: GradingContext
  ) -> (level: Level, limits: Limits?, grade: Double?) {
    let baseline = measurement.baseline.flatMap { $0.isFinite ? $0 : nil }
    let limits =
      band == nil && baseline == nil
      ? nil : (band ?? GradientBand(yellow: nil, red: nil)).limits(direction: direction, baseline: baseline)

    guard measurement.n > 0 else { return (.nodata, limits, nil) }
    guard measurement.n >= context.minSamples, let value = measurement.value else {
      return (.insufficient, limits, nil)
    }
    guard value.isFinite else { return (.error, limits, nil) }

    let evidence = Evidence(
      value: value, low: measurement.low, high: measurement.high, kind: measurement.evidence, confidence: confidence)
    var level = Level.green
    if let yellow = band?.yellow, evidence.isPast(yellow, baseline: baseline) { level = .yellow }
    if let red = band?.red, evidence.isPast(red, baseline: baseline) { level = .red }
    if level == .red, let labels, !labels.isFinal, labels.coverage < context.minCoverage { level = .yellow }
    return (level, limits, limits?.grade(of: value))
  }
}

/// A finite figure, held against thresholds with what speaks for or against chance.
struct Evidence {
  var value: Double
  var low: Double?
  var high: Double?
  var kind: Measurement.Evidence
  var confidence: Gradient.Confidence

  /// Whether the figure counts as past the threshold; never so where the threshold cannot be resolved.
  func isPast(_ threshold: Threshold, baseline: Double?) -> Bool {
    guard let edges = threshold.edges(baseline: baseline), edges.isPassed(by: value) else { return false }
    switch kind {
    case .test(let isBeyondChance): return isBeyondChance
    case .value: return true
    case .interval(let isBeyondChance):
      guard confidence == .interval else { return true }
      return isBeyondChance && edges.isPassed(by: value, low: low, high: high)
    }
  }
}
