import Readings

/// Which series a rule looks at, and what it has an alert for.
extension Rule {
  /// Whether one of its levels is about more than the rule's own series.
  package var isComposite: Bool { yellow?.criterion != nil || red?.criterion != nil }

  /// Whether the rule looks at a series: at its own, or at one of a criterion's terms.
  package func matches(_ key: SeriesKey) -> Bool {
    guard isComposite else {
      return key.metric == metric && key.window == window && fits(version: key.version) && fits(segment: key.segment)
        && fits(feature: key.feature ?? "")
    }
    return fits(version: key.version) && fits(segment: key.segment) && parts.contains { $0.fits(key, rule: self) }
  }

  /// What the alert is about that a series calls for; `nil` if the rule does not look at the series, or if the series
  /// leaves open to which of several alerts it belongs (`f1` in a rule that goes by feature).
  ///
  /// For a plain rule that is the series itself. For a composite one it is a version and segment, with a feature where a
  /// condition leaves its feature open; of a rule that only counts segments the segment is `*`. Its metric and window
  /// are the rule's.
  package func scope(of key: SeriesKey) -> SeriesKey? {
    guard isComposite else { return matches(key) ? key : nil }
    guard fits(version: key.version), fits(segment: key.segment) else { return nil }
    let calls = parts.contains { part in
      (part.isOpen || !goesByFeature) && (!part.countsSegments || !goesBySegment) && part.fits(key, rule: self)
    }
    guard calls else { return nil }
    return SeriesKey(
      metric: metric, version: key.version, segment: goesBySegment ? key.segment : "*",
      feature: goesByFeature ? key.feature : figureName, window: window)
  }

  /// Whether the rule could have an alert of this name.
  func hasAlert(about scope: SeriesKey) -> Bool {
    guard isComposite else { return matches(scope) }
    guard scope.metric == metric, scope.window == window, fits(version: scope.version) else { return false }
    guard goesBySegment ? fits(segment: scope.segment) : scope.segment == "*" else { return false }
    return goesByFeature ? scope.feature.map(fits(feature:)) ?? false : scope.feature == figureName
  }

  /// The metrics and windows of the series that it looks at.
  var subjects: Set<Subject> {
    guard isComposite else { return [Subject(metric: metric, window: window)] }
    return Set(parts.flatMap { part in part.windows.map { Subject(metric: part.metric, window: $0) } })
  }

  struct Subject: Hashable {
    var metric: Metric
    var window: String
  }

  /// Whether two features have alerts of their own.
  private var goesByFeature: Bool { parts.contains { $0.isOpen && !$0.countsFeatures } }

  /// The business figure that the alert goes by, where its features are no other: it is part of the metric's name.
  private var figureName: String? { metric == .kpi ? parts.first { $0.metric == .kpi }?.feature : nil }

  private var goesBySegment: Bool { parts.contains { !$0.countsSegments } }

  private var parts: [Part] { [yellow, red].compactMap(\.self).flatMap { parts(of: $0) } }

  private func parts(of condition: Condition) -> [Part] {
    func own(_ windows: [String], counts: Criterion.Count.Things? = nil) -> Part {
      Part(metric: metric, windows: windows, feature: nil, counts: counts)
    }
    switch condition.criterion {
    case nil: return [own([window])]
    case .count(let count): return [own([window], counts: count.things)]
    case .burn(let burn): return [own(burn.windows)]
    case .all(let terms), .any(let terms):
      return terms.map { Part(metric: $0.metric, windows: [$0.window ?? window], feature: $0.feature, counts: nil) }
    }
  }

  /// Whether a count is about a series.
  func counts(_ key: SeriesKey, _ count: Criterion.Count) -> Bool {
    fits(version: key.version) && fits(segment: key.segment)
      && Part(metric: metric, windows: [window], feature: nil, counts: count.things).fits(key, rule: self)
  }

  private func fits(version: String) -> Bool {
    versions.contains { $0.text == "*" ? version == "*" : version != "*" && $0.matches(version) }
  }

  private func fits(segment: String) -> Bool { segments.contains { $0.matches(segment) } }

  private func fits(feature: String) -> Bool { features.contains { $0.matches(feature) } }

  /// Series that a condition looks at, but for version and segment.
  private struct Part {
    var metric: Metric
    var windows: [String]
    /// The only one; `nil` for those that the rule's patterns fit.
    var feature: String?
    var counts: Criterion.Count.Things?

    /// Whether its series are told apart by features that the part does not name.
    var isOpen: Bool { feature == nil && metric.hasFeature }
    var countsFeatures: Bool { counts == .features }
    var countsSegments: Bool { counts == .segments }

    func fits(_ key: SeriesKey, rule: Rule) -> Bool {
      guard key.metric == metric, windows.contains(key.window), !countsSegments || key.segment != "all" else {
        return false
      }
      guard metric.hasFeature else { return key.feature == nil }
      return feature.map { key.feature == $0 } ?? rule.fits(feature: key.feature ?? "")
    }
  }
}

extension Metric {
  /// Whether its series have a feature: one of the model, a fairness attribute, or the name of a business figure.
  var hasFeature: Bool { isPerFeature || isPerAttribute || self == .kpi }
}
