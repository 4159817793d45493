import Alerting
import Readings
import Records
import Windows

/// What there is to watch, by name: what the globs of rules and exceptions are checked against.
struct WatchedNames {
  /// `nil` where the task is not known.
  var task: TaskKind?
  /// The features, and the model's own columns.
  var columns: [WatchedColumn]
  /// The fairness attributes; crossed ones as `sex,age_band`.
  var attributes: [String]
  /// Every kind of cell, a star for each value: `all`, `region=*`, `region=*,sex=*`.
  var cells: [String]
  var windows: [String]
  /// The names of the business figures.
  var kpis: [String]
  /// Those of them that the label log has.
  var labelKPIs: Set<String>
  /// Ground truth is read as it comes in.
  var hasLabels: Bool
  /// It is known how ground truth is written, so that the reference can have it.
  var hasLabelFields: Bool
  var hasScore: Bool
  var hasLatency: Bool
  var hasStatus: Bool
  var hasOverride: Bool
  var hasCosts: Bool
  var hasBeta: Bool
  var hasHealth: Bool
  /// Metrics that are not measured by wish.
  var leftOut: Set<Metric>

  init(
    _ schema: SchemaSection, _ dimensions: DimensionsSection, costs: CostSection, leftOut: Set<Metric>,
    windows: [WindowPlan.Window],
    hasLabels: Bool, hasLabelFields: Bool, hasHealth: Bool
  ) {
    task = schema.task.kind
    columns = WatchedColumn.all(schema, hasLabels: hasLabels)
    let names = dimensions.dimensions.map(\.name)
    attributes = dimensions.fairness.map { $0.map { names[$0] }.joined(separator: ",") }
    cells = dimensions.segments.map { indices in
      indices.isEmpty ? "all" : indices.map { names[$0] + "=*" }.joined(separator: ",")
    }
    self.leftOut = leftOut
    self.windows = windows.map(\.name)
    kpis = schema.kpis.names
    labelKPIs = Set(schema.kpis.kpis.filter { $0.source == .labels }.map(\.name))
    self.hasLabels = hasLabels
    self.hasLabelFields = hasLabelFields
    hasScore = schema.score != nil
    hasLatency = schema.latency != nil
    hasStatus = schema.status != nil
    hasOverride = schema.override != nil
    hasCosts = costs.costs != nil
    hasBeta = costs.beta != nil
    self.hasHealth = hasHealth
  }

  /// Reports a feature pattern under which `metric` has no series.
  func check(feature: Glob, of metric: MetricName, at place: YAMLValue) {
    guard metric.metric.isPerFeature else {
      checkAttribute(feature, of: metric, at: place)
      return
    }
    let measured = columns.filter { metric.metric.isMeasured(of: $0.kind) }.map(\.name)
    guard !measured.isEmpty, !measured.contains(where: feature.matches) else { return }
    if columns.contains(where: { feature.matches($0.name) }) {
      place.error(
        "metric '\(metric.text)' is not measured of '\(feature.pattern)'",
        remedy: "it is of \(measured.joined(separator: ", "))")
    } else {
      place.error(
        "'\(feature.pattern)' matches none of the features",
        remedy: suggestion(for: feature.pattern, among: columns.map(\.name), kind: "features"))
    }
  }

  private func checkAttribute(_ pattern: Glob, of metric: MetricName, at place: YAMLValue) {
    guard metric.metric.isPerAttribute else {
      if !pattern.matches("") {
        place.error("metric '\(metric.text)' has no features, so '\(pattern.pattern)' matches nothing")
      }
      return
    }
    guard !attributes.isEmpty, !attributes.contains(where: pattern.matches) else { return }
    place.error(
      "'\(pattern.pattern)' matches none of the fairness attributes",
      remedy: suggestion(for: pattern.pattern, among: attributes, kind: "fairness attributes"))
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
