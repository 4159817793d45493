import Notation
import Readings

extension DashboardState {
  /// The newest reading of a drift metric for a cell of the heat-map, in the window and version on show.
  package func reading(_ metric: Metric, feature: String?, segment: String) -> Reading? {
    snapshot?.readings[
      SeriesKey(metric: metric, version: version, segment: segment, feature: feature, window: window)]
  }

  /// The reading of a metric for the selected feature and segment.
  package func selectedReading(_ metric: Metric) -> Reading? {
    guard let selectedSegment else { return nil }
    return reading(metric, feature: selectedFeature, segment: selectedSegment)
  }

  /// When the change of a series that is not green began, most likely.
  package func onset(of key: SeriesKey) -> Onset? { snapshot?.onsets[key] }

  /// The history of a metric for the selected feature and segment.
  package func history(_ metric: Metric) -> History? {
    guard let selectedSegment else { return nil }
    return snapshot?.histories[
      SeriesKey(metric: metric, version: version, segment: selectedSegment, feature: selectedFeature, window: window)]
  }

  /// Reference against current for the selected feature and segment; of all versions together.
  package var histogram: Histogram? {
    guard let selectedFeature, let selectedSegment else { return nil }
    return snapshot?.histograms[
      HistogramKey(feature: selectedFeature, segment: selectedSegment, window: window)]
  }

  /// The rows and columns of the heat-map as ``sort`` and ``filter`` ask, and the worst level of each column.
  ///
  /// Cost: a look-up per cell of the heat-map.
  func orderedMap() -> (features: [String], segments: [String], levels: [Level]) {
    guard let snapshot else { return ([], [], []) }
    let names = snapshot.features.map(\.name)
    let words = filter.split(features: names, segments: snapshot.segments)
    let segments = snapshot.segments.filter { $0 == "all" || words.segments.allow($0) }
    var levels = [Level](repeating: .nodata, count: segments.count)
    var rows: [(name: String, severity: Int, grade: Double)] = []
    for name in names where words.features.allow(name) {
      let readings = segments.map { reading(metric, feature: name, segment: $0) }
      guard filter.allows(Set(readings.compactMap { $0?.level })) else { continue }
      for (index, reading) in readings.enumerated() {
        if let level = reading?.level, level.severity > levels[index].severity { levels[index] = level }
      }
      let rank = Self.rank(of: readings)
      rows.append((name, rank.severity, rank.grade))
    }
    switch sort {
    case .configured: break
    case .name: rows.sort { $0.name < $1.name }
    case .worst:
      // Sorting is stable: equals stay in configured order.
      rows.sort { ($0.severity, $0.grade) > ($1.severity, $1.grade) }
    }
    return (rows.map(\.name), segments, levels)
  }

  /// A feature that the metric is not computed of comes last.
  private static func rank(of readings: [Reading?]) -> (severity: Int, grade: Double) {
    var severity = -1
    var grade = 0.0
    for case let reading? in readings {
      // What has no figure is no worse than green.
      let present = max(reading.level.severity, Level.green.severity)
      if present > severity {
        severity = present
        grade = 0
      }
      if present == severity, reading.level == .yellow || reading.level == .red, let own = reading.grade, own.isFinite {
        grade = max(grade, own)
      }
    }
    return (severity, grade)
  }

  /// How many series of the window and version on show stand on each level. While all versions are shown together, a
  /// series of one of them counts, too, where it is worse than the total: a bad version must not hide in it.
  package func levelCounts() -> [Level: Int] { tally.counts(window: window, version: version) }

  /// The worst level of each version's readings in the window on show; `*` for all together.
  package func worstLevels() -> [String: Level] {
    tally.worstSeries(window: window).compactMapValues { snapshot?.readings[$0]?.level }
  }

  /// The window with the worst readings, if they are yellow or red and worse than those of the window on show.
  package var otherWindowsWorst: (window: String, level: Level)? { tally.worse(than: window, version: version) }
}
