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

  /// Features as ``sort`` asks. Cost: a look-up per cell of the heat-map.
  func orderedFeatures() -> [String] {
    guard let snapshot else { return [] }
    let names = snapshot.features.map(\.name)
    switch sort {
    case .configured: return names
    case .name: return names.sorted()
    case .worst:
      let ranks = names.map { rank(of: $0, segments: snapshot.segments) }
      let order = names.indices.sorted { a, b in
        if ranks[a].severity != ranks[b].severity { return ranks[a].severity > ranks[b].severity }
        if ranks[a].grade != ranks[b].grade { return ranks[a].grade > ranks[b].grade }
        return a < b
      }
      return order.map { names[$0] }
    }
  }

  /// A feature that the metric is not computed of comes last.
  private func rank(of feature: String, segments: [String]) -> (severity: Int, grade: Double) {
    var severity = -1
    var grade = 0.0
    for segment in segments {
      guard let reading = reading(metric, feature: feature, segment: segment) else { continue }
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
  package func levelCounts() -> [Level: Int] {
    guard let snapshot else { return [:] }
    let window = window
    let version = version
    var counts: [Level: Int] = [:]
    for (key, reading) in snapshot.readings where key.window == window {
      if key.version == version {
        counts[reading.level, default: 0] += 1
      } else if version == "*", reading.level == .yellow || reading.level == .red {
        var total = key
        total.version = "*"
        if reading.level.severity > snapshot.readings[total]?.level.severity ?? 0 {
          counts[reading.level, default: 0] += 1
        }
      }
    }
    return counts
  }

  /// The worst level of each version's readings in the window on show; `*` for all together.
  package func worstLevels() -> [String: Level] {
    guard let snapshot else { return [:] }
    let window = window
    var worst: [String: Level] = [:]
    for (key, reading) in snapshot.readings where key.window == window {
      if reading.level.severity > worst[key.version]?.severity ?? -1 { worst[key.version] = reading.level }
    }
    return worst
  }
}
