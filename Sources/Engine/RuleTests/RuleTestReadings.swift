import Alerting
import Configuration
import Notation
import Readings

/// A series of a test, ready to be read.
struct RuleTestReadings {
  private let series: RuleTestSeries
  private let gradient: SeriesGradient
  private let context: GradingContext
  private let width: TimeSpan

  init(_ series: RuleTestSeries, configuration: WatchConfiguration) {
    self.series = series
    gradient = SeriesGradient(configuration.gradient, key: series.key)
    context = GradingContext(
      minSamples: configuration.cellPlan.minSamples, minCoverage: configuration.cellPlan.minCoverage)
    let panes = configuration.windowPlan.windows.first { $0.name == series.key.window }?.paneCount ?? 1
    width = configuration.windowPlan.pane * Int64(panes)
  }

  /// What the series shows at a step, graded as a measured figure would be; `nil` where it is not there.
  func reading(step: Int, at moment: Instant) -> Reading? {
    guard series.values.indices.contains(step), let measurement = measurement(series.values[step], step: step) else {
      return nil
    }
    let labels =
      series.key.needsLabels
      ? LabelState(coverage: series.coverage, revision: 1, isFinal: series.coverage >= 1) : nil
    let (level, limits, grade) = gradient.grade(measurement, labels: labels, context: context)
    return Reading(
      key: series.key, windowStart: moment - width, windowEnd: moment,
      value: level.isGraded ? measurement.value : nil, n: measurement.n, low: level.isGraded ? measurement.low : nil,
      high: level.isGraded ? measurement.high : nil, evidence: measurement.evidence, level: level, limits: limits,
      grade: grade, labels: labels)
  }

  private func measurement(_ value: RuleTestValue, step: Int) -> Measurement? {
    let count = series.counts[min(step, series.counts.count - 1)]
    func bare(_ value: Double?, n: Int) -> Measurement {
      Measurement(value: value, n: n, evidence: .value, baseline: series.baseline)
    }
    switch value {
    case .ended: return nil
    case .noRows: return bare(nil, n: 0)
    case .insufficient: return bare(nil, n: max(1, min(count, context.minSamples - 1)))
    case .notComputable: return bare(.nan, n: count)
    case .number(let number):
      guard let margin = series.margin else { return bare(number, n: count) }
      let (low, high) = (number - margin.below, number + margin.above)
      let isBeyondChance = series.baseline.map { $0 < low || $0 > high } ?? true
      return Measurement(
        value: number, n: count, low: low, high: high, evidence: .interval(isBeyondChance: isBeyondChance),
        baseline: series.baseline)
    }
  }
}
