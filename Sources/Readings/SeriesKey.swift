/// Names one series: the same figure, of the same cell, over the same window, as time goes on.
///
/// A reference to its names, so that a copy is cheap; two keys made apart are equal all the same. The hash is worked out
/// once, when the key is made: readings are looked up far more often than keys are made.
package struct SeriesKey: Sendable {
  private final class Names: Sendable {
    let metric: Metric
    let version: String
    let segment: String
    let feature: String?
    let window: String
    let digest: Int

    init(_ metric: Metric, _ version: String, _ segment: String, _ feature: String?, _ window: String) {
      self.metric = metric
      self.version = version
      self.segment = segment
      self.feature = feature
      self.window = window
      var hasher = Hasher()
      hasher.combine(metric)
      hasher.combine(version)
      hasher.combine(segment)
      hasher.combine(feature)
      hasher.combine(window)
      digest = hasher.finalize()
    }
  }

  private var names: Names

  package init(metric: Metric, version: String = "*", segment: String = "all", feature: String? = nil, window: String) {
    names = Names(metric, version, segment, feature, window)
  }

  package var metric: Metric {
    get { names.metric }
    set { names = Names(newValue, version, segment, feature, window) }
  }

  /// `*` for all model versions together, else that version.
  package var version: String {
    get { names.version }
    set { names = Names(metric, newValue, segment, feature, window) }
  }

  /// `all`, `dim=value`, or `dim=value,dim=value`.
  package var segment: String {
    get { names.segment }
    set { names = Names(metric, version, newValue, feature, window) }
  }

  /// A feature's name, a ``ModelColumn``, the attribute of a fairness metric, or the name of a business figure; `nil`
  /// where the metric has none.
  package var feature: String? {
    get { names.feature }
    set { names = Names(metric, version, segment, newValue, window) }
  }

  /// The window as written in the configuration: `1h`, `24h`.
  package var window: String {
    get { names.window }
    set { names = Names(metric, version, segment, feature, newValue) }
  }
}

extension SeriesKey: Hashable {
  package static func == (a: SeriesKey, b: SeriesKey) -> Bool {
    if a.names === b.names { return true }
    return a.names.digest == b.names.digest && a.metric == b.metric && a.version == b.version && a.segment == b.segment
      && a.feature == b.feature && a.window == b.window
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(names.digest) }
}

extension SeriesKey: Comparable {
  /// Catalogue order of metrics, then feature, segment (`all` first), version (`*` first), window.
  package static func < (a: SeriesKey, b: SeriesKey) -> Bool {
    if a.metric != b.metric { return a.metric.catalogueIndex < b.metric.catalogueIndex }
    if a.feature != b.feature { return (a.feature ?? "") < (b.feature ?? "") }
    if a.segment != b.segment { return a.segment == "all" || (b.segment != "all" && a.segment < b.segment) }
    if a.version != b.version { return a.version < b.version }
    return a.window < b.window
  }

  /// The series in words: `psi age / region=apac (v2, 1h)`.
  package var text: String {
    let subject = metric == .kpi ? "" : feature.map { " " + $0 } ?? ""
    let scope = version == "*" ? window : "\(version), \(window)"
    return "\(metricName)\(subject) / \(segment) (\(scope))"
  }
}

extension Metric {
  /// The position in the catalogue.
  package var catalogueIndex: Int { Self.order[self] ?? 0 }

  private static let order = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
}
