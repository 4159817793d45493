import Readings

/// What the view of versions shows: two of them, of all traffic, in the window on show.
extension DashboardState {
  /// Families in the order of the table. Figures that follow from how the traffic is split are left out.
  static let versionFamilies: [Metric.Family] = [
    .performance, .calibration, .estimation, .drift, .fairness, .service, .business, .health,
  ]

  private static let versionMetrics: [Metric] = {
    // Statistics that grow with the number of rows, or that say the same as another one, are no ground for a choice.
    let drift: Set<Metric> = [.psi, .ks, .meanShift, .nullRate, .outOfRangeRate, .unseenRate, .positiveRate]
    let service: Set<Metric> = [.latencyP50, .latencyP95, .latencyP99, .errorRate, .overrideRate]
    return versionFamilies.flatMap { family in
      Metric.allCases.filter { metric in
        guard metric.family == family else { return false }
        return family == .drift ? drift.contains(metric) : family == .service ? service.contains(metric) : true
      }
    }
  }()

  /// The version on show and the one it is held against: those chosen, else the two newest. `nil` without two.
  var comparedVersions: (first: String, second: String)? {
    guard let versions = snapshot?.versions, versions.count >= 2 else { return nil }
    let chosen = chosenComparison.flatMap { versions.contains($0) ? $0 : nil }
    if version == "*" {
      let second = chosen ?? versions[versions.count - 1]
      return versions.last { $0 != second }.map { (first: $0, second: second) }
    }
    let first = version
    if let chosen, chosen != first { return (first: first, second: chosen) }
    return versions.last { $0 != first }.map { (first: first, second: $0) }
  }

  /// The figures that both versions have, of drift the feature that is furthest off in either. Cost: two look-ups per
  /// metric, and per feature for each of some drift metrics.
  func versionRows() -> [RowID] { versionKeys(isFiltered: true).map { .series($0) } }

  func versionKeys(isFiltered: Bool) -> [SeriesKey] {
    guard let (first, second) = comparedVersions, let snapshot else { return [] }
    let filter = isFiltered ? filter.withoutSegments : Filter()
    var keys: [SeriesKey] = []
    for metric in Self.versionMetrics {
      let names: [String?]
      if metric.isPerFeature {
        names = [worstFeature(of: metric, first, second)].compactMap { $0 }
      } else if metric.isPerAttribute {
        names = snapshot.attributes
      } else {
        names = metric == .kpi ? kpiNames : [nil]
      }
      for name in names {
        let key = SeriesKey(metric: metric, version: first, feature: name, window: window)
        guard let (one, other) = readings(key, second), isShown(key, one, other, filter) else { continue }
        keys.append(key)
      }
    }
    return keys
  }

  /// Whether the filter lets a row through: by the worse of the two levels.
  private func isShown(_ key: SeriesKey, _ one: Reading, _ other: Reading, _ filter: Filter) -> Bool {
    if filter.isEmpty { return true }
    let level = one.level.severity >= other.level.severity ? one.level : other.level
    return filter.allows([key.title, key.metricName, key.subject ?? "", key.metric.family.title], level: level)
  }

  /// The readings of both versions; `nil` unless both have a figure.
  func readings(_ key: SeriesKey, _ second: String) -> (first: Reading, second: Reading)? {
    var otherKey = key
    otherKey.version = second
    guard let one = snapshot?.readings[key], one.value != nil,
      let other = snapshot?.readings[otherKey], other.value != nil
    else { return nil }
    return (one, other)
  }

  /// The feature with the worst reading in either version.
  private func worstFeature(of metric: Metric, _ first: String, _ second: String) -> String? {
    var worst: (feature: String, rank: (Int, Double, Double))?
    for feature in snapshot?.features ?? [] {
      let key = SeriesKey(metric: metric, version: first, feature: feature.name, window: window)
      guard let (one, other) = readings(key, second) else { continue }
      for reading in [one, other] {
        let rank = (reading.level.severity, reading.grade ?? 0, abs(reading.value ?? 0))
        if worst.map({ rank > $0.rank }) ?? true { worst = (feature.name, rank) }
      }
    }
    return worst?.feature
  }

  /// The figure under the cursor, of the first version.
  var selectedVersionFigure: SeriesKey? {
    guard case .series(let key) = selection(in: .versionFigures).id else { return nil }
    return key
  }
}
