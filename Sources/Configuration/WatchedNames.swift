import Alerting
import Readings
import Records
import Windows

/// What there is to watch, by name: what the globs of rules and exceptions are checked against.
struct WatchedNames {
  /// The features, and `@score` where there is a score.
  var features: [String]
  /// The fairness attributes.
  var attributes: [String]
  /// Every kind of cell, a star for each value: `all`, `region=*`, `region=*,sex=*`.
  var cells: [String]
  var windows: [String]
  var hasLabels: Bool
  var hasScore: Bool
  var hasLatency: Bool
  var hasStatus: Bool

  init(_ schema: SchemaSection, _ dimensions: DimensionsSection, windows: [WindowPlan.Window], hasLabels: Bool) {
    features = schema.features.map(\.name) + (schema.score == nil ? [] : ["@score"])
    attributes = dimensions.fairness.map { dimensions.dimensions[$0].name }
    cells = dimensions.segments.map { indices in
      indices.isEmpty ? "all" : indices.map { dimensions.dimensions[$0].name + "=*" }.joined(separator: ",")
    }
    self.windows = windows.map(\.name)
    self.hasLabels = hasLabels
    hasScore = schema.score != nil
    hasLatency = schema.latency != nil
    hasStatus = schema.status != nil
  }

  /// Reports a feature pattern under which `metric` has no series.
  func check(feature: Glob, of metric: Metric, at place: YAMLValue) {
    let candidates = metric.isPerFeature ? features : attributes
    guard metric.isPerFeature || metric.isPerAttribute else {
      if !feature.matches("") {
        place.error("metric '\(metric.rawValue)' has no features, so '\(feature.pattern)' matches nothing")
      }
      return
    }
    guard !candidates.isEmpty, !candidates.contains(where: feature.matches) else { return }
    let kind = metric.isPerFeature ? "features" : "fairness attributes"
    place.error(
      "'\(feature.pattern)' matches none of the \(kind)",
      remedy: suggestion(for: feature.pattern, among: candidates, kind: kind))
  }

  /// Reports a segment pattern that no cell can ever match.
  func check(segment: Glob, at place: YAMLValue) {
    guard !cells.contains(where: { matchesSomeCell(segment.pattern, of: $0) }) else { return }
    place.error("'\(segment.pattern)' matches no segment", remedy: segmentRemedy(segment.pattern))
  }

  private func segmentRemedy(_ pattern: String) -> String {
    let dimensions = cells.filter { $0.hasSuffix("=*") && !$0.contains(",") }.map { String($0.dropLast(2)) }
    let parts = pattern.split(separator: "=", maxSplits: 1)
    if let name = parts.first.map(String.init), !pattern.contains(","),
      let near = dimensions.contains(name) ? name : nearestName(to: name, among: dimensions)
    {
      return "did you mean '\(near)=\(parts.count > 1 ? String(parts[1]) : "*")'?"
    }
    return suggestion(for: pattern, among: cells, kind: "segments")
  }

  /// Reports at `place` what the configuration lacks for `metric` to be computed at all.
  func checkInputs(of metric: Metric, at place: YAMLValue) {
    let missing: (what: String, remedy: String)?
    switch metric {
    case _ where (metric.needsLabels || metric == .labelCoverage) && !hasLabels:
      missing = ("labels", "give 'inputs.labels' and 'labels'")
    case .rocAUC, .brier, .ece:
      missing = hasScore ? nil : ("a score", "give 'fields.score'")
    case .latencyP50, .latencyP99:
      missing = hasLatency ? nil : ("latencies", "give 'fields.latency_ms'")
    case .errorRate:
      missing = hasStatus ? nil : ("the status", "give 'fields.status'")
    case _ where metric.isPerAttribute:
      missing = attributes.isEmpty ? ("attributes to compare", "give 'fairness'") : nil
    case _ where metric.isPerFeature:
      missing = features.isEmpty ? ("features", "give 'features'") : nil
    default:
      missing = nil
    }
    if let missing {
      place.error(
        "metric '\(metric.rawValue)' needs \(missing.what), which the configuration does not have",
        remedy: missing.remedy)
    }
  }
}

/// Whether a pattern (`*` for any characters, `?` for one) matches some cell of a kind (`region=*,sex=*`, where a star
/// stands for a value, which has no `=`). Complexity: O(pattern · kind).
func matchesSomeCell(_ pattern: String, of kind: String) -> Bool {
  let kind = Array(kind)
  /// `reachable[j]`: the pattern so far and the first `j` characters of the kind have a text in common.
  var reachable = [Bool](repeating: false, count: kind.count + 1)
  reachable[0] = true
  for (j, y) in kind.enumerated() { reachable[j + 1] = reachable[j] && y == "*" }
  for x in pattern {
    var next = [Bool](repeating: false, count: kind.count + 1)
    next[0] = reachable[0] && x == "*"
    for (j, y) in kind.enumerated() {
      if x == "*" {
        next[j + 1] = next[j] || reachable[j + 1]
      } else if y == "*" {
        next[j + 1] = next[j] || (x != "=" && reachable[j + 1])
      } else {
        next[j + 1] = reachable[j] && (x == y || x == "?")
      }
    }
    reachable = next
  }
  return reachable[kind.count]
}
