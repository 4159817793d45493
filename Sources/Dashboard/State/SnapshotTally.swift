import Readings

/// What the readings of a snapshot add up to, by window and version: counted once for each snapshot.
struct SnapshotTally: Equatable, Sendable {
  private var windows: [String] = []
  /// `*` first.
  private var versions: [String] = []
  /// By window, version and ``Level/severity``, in this order of weight.
  private var counts: [Int] = []
  /// The worst series of each version's own readings, by window and version.
  private var worst: [SeriesKey?] = []
  /// The level of each metric that is past a threshold somewhere, by window and version.
  private var metricLevels: [[Metric: Level]] = []
  /// Metrics of which there are readings of all versions together.
  private(set) var metrics: Set<Metric> = []
  /// Names of business figures of which there are readings.
  private(set) var kpiNames: Set<String> = []

  init() {}

  /// Cost: one look at every reading, and one or two more for those that are past a threshold.
  init(_ snapshot: Snapshot) {
    windows = snapshot.windows
    versions = ["*"] + snapshot.versions
    let levels = Level.allCases.count
    counts = [Int](repeating: 0, count: windows.count * versions.count * levels)
    worst = [SeriesKey?](repeating: nil, count: windows.count * versions.count)
    metricLevels = [[Metric: Level]](repeating: [:], count: worst.count)
    var ranks = [(severity: Int, grade: Double)](repeating: (-1, 0), count: worst.count)
    let readings = snapshot.readings
    // Walked by index: a loop over the pairs would copy every reading.
    var index = readings.startIndex
    while index != readings.endIndex {
      defer { readings.formIndex(after: &index) }
      let key = readings.keys[index]
      guard let window = windows.firstIndex(of: key.window), let version = versions.firstIndex(of: key.version) else {
        continue
      }
      if version == 0 {
        metrics.insert(key.metric)
        if key.metric == .kpi, let name = key.feature { kpiNames.insert(name) }
      }
      let level = readings.values[index].level
      let severity = level.severity
      let group = window * versions.count + version
      counts[group * levels + severity] += 1
      guard level == .yellow || level == .red else {
        if severity > ranks[group].severity { (ranks[group], worst[group]) = ((severity, 0), key) }
        continue
      }
      if level.severity > metricLevels[group][key.metric]?.severity ?? 0 { metricLevels[group][key.metric] = level }
      let grade = readings.values[index].grade.flatMap { $0.isNaN ? nil : $0 } ?? 0
      // Of two that are as bad the first in the order of series, so that the choice depends on nothing else.
      if (severity, grade) > ranks[group]
        || ((severity, grade) == ranks[group] && worst[group].map { key < $0 } ?? true)
      {
        (ranks[group], worst[group]) = ((severity, grade), key)
      }
      // A bad version must not hide in the total: it counts there, too, where it is worse.
      guard version > 0 else { continue }
      var total = key
      total.version = "*"
      if severity > readings[total]?.level.severity ?? 0 { counts[window * versions.count * levels + severity] += 1 }
    }
  }

  private func group(_ window: String, _ version: String) -> Int? {
    guard let window = windows.firstIndex(of: window), let version = versions.firstIndex(of: version) else {
      return nil
    }
    return window * versions.count + version
  }

  /// Series on each level. Those of a version count for `*`, too, where they are past a threshold and worse than the
  /// total.
  func counts(window: String, version: String) -> [Level: Int] {
    guard let group = group(window, version) else { return [:] }
    var result: [Level: Int] = [:]
    for level in Level.allCases {
      let count = counts[group * Level.allCases.count + level.severity]
      if count > 0 { result[level] = count }
    }
    return result
  }

  /// The series of each version that deserves the first look: by level, then by how far it is past its thresholds. While
  /// none is past one, any of those on the worst level.
  func worstSeries(window: String) -> [String: SeriesKey] {
    guard let first = group(window, "*") else { return [:] }
    var result: [String: SeriesKey] = [:]
    for (index, version) in versions.enumerated() { result[version] = worst[first + index] }
    return result
  }

  /// The metric with the worst level, if that is past a threshold; of several the first one.
  func worstMetric(of metrics: [Metric], window: String, version: String) -> (metric: Metric, level: Level)? {
    guard let group = group(window, version) else { return nil }
    var worst: (metric: Metric, level: Level)?
    for metric in metrics {
      guard let level = metricLevels[group][metric], level.severity > worst?.level.severity ?? 0 else { continue }
      worst = (metric, level)
    }
    return worst
  }

  /// The window with the worst readings, if they are past a threshold and worse than those of the window given.
  func worse(than window: String, version: String) -> (window: String, level: Level)? {
    var worst = (window: window, level: worstCounted(window: window, version: version) ?? .nodata)
    for other in windows where other != window {
      guard let level = worstCounted(window: other, version: version), level == .yellow || level == .red else {
        continue
      }
      if level.severity > worst.level.severity { worst = (other, level) }
    }
    return worst.window == window ? nil : worst
  }

  private func worstCounted(window: String, version: String) -> Level? {
    counts(window: window, version: version).keys.max { $0.severity < $1.severity }
  }
}

extension Snapshot {
  /// Whether two snapshots have the same figures of the same things, so that what was derived from them still holds.
  ///
  /// Cost: nothing to speak of for readings that share their storage, as those between two evaluations do, and for
  /// those of two evaluations, which differ in the first one looked at; else a look at every reading.
  func hasSameFigures(as other: Snapshot) -> Bool {
    readings == other.readings && features == other.features && segments == other.segments
      && versions == other.versions && windows == other.windows && attributes == other.attributes
  }
}
