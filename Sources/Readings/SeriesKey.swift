/// Names one series: the same figure, of the same cell, over the same window, as time goes on.
///
/// Its hash is worked out once, when it is made: readings are looked up far more often than keys are made.
package struct SeriesKey: Hashable, Sendable {
  package var metric: Metric { didSet { digest = makeDigest() } }
  /// `*` for all model versions together, else that version.
  package var version: String { didSet { digest = makeDigest() } }
  /// `all`, `dim=value`, or `dim=value,dim=value`.
  package var segment: String { didSet { digest = makeDigest() } }
  /// A feature's name, `@score`, or the attribute of a fairness metric; `nil` where the metric has none.
  package var feature: String? { didSet { digest = makeDigest() } }
  /// The window as written in the configuration: `1h`, `24h`.
  package var window: String { didSet { digest = makeDigest() } }
  private var digest = 0

  package init(metric: Metric, version: String = "*", segment: String = "all", feature: String? = nil, window: String) {
    self.metric = metric
    self.version = version
    self.segment = segment
    self.feature = feature
    self.window = window
    digest = makeDigest()
  }

  private func makeDigest() -> Int {
    var hasher = Hasher()
    hasher.combine(metric)
    hasher.combine(version)
    hasher.combine(segment)
    hasher.combine(feature)
    hasher.combine(window)
    return hasher.finalize()
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(digest) }
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
    let subject = feature.map { " " + $0 } ?? ""
    let scope = version == "*" ? window : "\(version), \(window)"
    return "\(metric.rawValue)\(subject) / \(segment) (\(scope))"
  }
}

extension Metric {
  /// The position in the catalogue.
  package var catalogueIndex: Int { Self.order[self] ?? 0 }

  private static let order = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
}
