import Notation
import Readings

/// The figures of the selected segment that come from labels, and their estimated counterparts.
extension DashboardState {
  /// Figures from labels, most telling first; this is their order while nothing is wrong.
  static let labelledMetrics: [Metric] = [
    .rocAUC, .rocAUCOneVersusRest, .averagePrecision, .f1, .f1Macro, .f1Weighted, .fbeta, .accuracy, .precision,
    .precisionMacro, .precisionWeighted, .recall, .recallMacro, .recallWeighted, .specificity, .logLoss, .brier, .cost,
    .mae, .rmse, .bias, .r2, .ece, .mce, .calibrationBias, .overrideAccuracy, .overrideWinRate,
  ]

  private static let estimates = Dictionary(uniqueKeysWithValues: estimatedPairs.map { ($0.realised, $0.estimated) })

  /// The series of the cell that come from labels; an estimated one where its realised counterpart is missing. Cost: a
  /// look-up a metric of the catalogue.
  func performanceRows() -> [RowID] {
    guard let readings = snapshot?.readings, let segment = selectedSegment else { return [] }
    let (window, version) = (window, version)
    func reading(_ metric: Metric) -> Reading? {
      readings[SeriesKey(metric: metric, version: version, segment: segment, window: window)]
    }
    let filter = filter.withoutSegments
    var found = Self.labelledMetrics.compactMap(reading)
    let realised = Set(found.map(\.key.metric))
    found += Self.estimatedPairs.compactMap { realised.contains($0.realised) ? nil : reading($0.estimated) }
    let shown = found.filter { reading in
      let metric = reading.key.metric
      return filter.allows([metric.title, metric.rawValue, segment], level: reading.level)
    }
    return performanceOrder(shown).map { .series($0.key) }
  }

  /// What is past a threshold first, worst first; the rest keeps its order, so that it stays put.
  private func performanceOrder(_ readings: [Reading]) -> [Reading] {
    switch sort {
    case .configured: return readings
    case .name: return readings.sorted { $0.key.title < $1.key.title }
    case .worst:
      func rank(_ reading: Reading) -> Int {
        reading.level == .yellow || reading.level == .red ? reading.level.severity : 0
      }
      // Stable by hand: the standard sort does not promise it.
      return readings.enumerated().sorted { a, b in
        let (first, second) = (rank(a.element), rank(b.element))
        return first != second ? first > second : a.offset < b.offset
      }.map(\.element)
    }
  }

  /// The series under the cursor: what the chart shows.
  package var performanceKey: SeriesKey? {
    guard case .series(let key)? = selection(in: .performanceFigures).id else { return nil }
    return key
  }

  /// What the figure was expected to be without labels.
  func estimateKey(of key: SeriesKey) -> SeriesKey? {
    guard let metric = Self.estimates[key.metric] else { return nil }
    var key = key
    key.metric = metric
    return key
  }

  /// The chosen figure over time, beside its estimated counterpart.
  func performanceSubject(_ key: SeriesKey) -> ChartSubject {
    var subject = subject(key)
    // Calibration errors are distances from zero; the others never come near it.
    subject.scale = key.metric == .ece || key.metric == .mce ? .fromZero : .close
    subject.hasReference = true
    subject.estimate = estimateKey(of: key).flatMap { snapshot?.histories[$0] }
    return subject
  }
}
