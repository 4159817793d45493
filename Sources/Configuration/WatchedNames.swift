import Alerting
import Notation
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
  func check(feature: Pattern, of metric: MetricName, at place: YAMLValue) {
    guard metric.metric.isPerFeature else {
      checkAttribute(feature, of: metric, at: place)
      return
    }
    let measured = columns.filter { metric.metric.isMeasured(of: $0.kind) }.map(\.name)
    guard !measured.isEmpty, !measured.contains(where: feature.matches) else { return }
    if columns.contains(where: { feature.matches($0.name) }) {
      place.error(
        "metric '\(metric.text)' is not measured of '\(feature.text)'",
        remedy: "it is of \(measured.joined(separator: ", "))")
    } else {
      place.error(
        "'\(feature.text)' matches none of the features",
        remedy: suggestion(for: feature.text, among: columns.map(\.name), kind: "features"))
    }
  }

  private func checkAttribute(_ pattern: Pattern, of metric: MetricName, at place: YAMLValue) {
    guard metric.metric.isPerAttribute else {
      if !pattern.matches("") {
        place.error("metric '\(metric.text)' has no features, so '\(pattern.text)' matches nothing")
      }
      return
    }
    guard !attributes.isEmpty, !attributes.contains(where: pattern.matches) else { return }
    place.error(
      "'\(pattern.text)' matches none of the fairness attributes",
      remedy: suggestion(for: pattern.text, among: attributes, kind: "fairness attributes"))
  }

  /// Whether the metric has a series under this feature pattern; true where nothing is known of that.
  func hasSeries(of metric: MetricName, feature: Pattern) -> Bool {
    if metric.metric.isPerFeature {
      let measured = columns.filter { metric.metric.isMeasured(of: $0.kind) }
      return measured.isEmpty || measured.contains { feature.matches($0.name) }
    }
    if metric.metric.isPerAttribute { return attributes.isEmpty || attributes.contains(where: feature.matches) }
    return feature.matches("")
  }

  /// The features, or attributes, that the metric is measured of and one of the patterns fits.
  func features(of metric: MetricName, fitting patterns: [Pattern]) -> [String] {
    let all =
      metric.metric.isPerAttribute
      ? attributes : columns.filter { metric.metric.isMeasured(of: $0.kind) }.map(\.name)
    return all.filter { name in patterns.contains { $0.matches(name) } }
  }

  /// The names of the dimensions, in the order of the cells.
  var dimensions: [String] {
    var names: [String] = []
    for part in cells.flatMap({ $0.split(separator: ",") }) where part.hasSuffix("=*") {
      let name = String(part.dropLast(2))
      if !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// The configured window that a text names or is as long as; any other is reported.
  func window(_ value: YAMLValue) -> String? {
    guard let text = value.string(example: windows.first ?? "1h") else { return nil }
    if windows.contains(text) { return text }
    if let span = TimeSpan(text), let same = windows.first(where: { TimeSpan($0) == span }) { return same }
    value.error("window '\(text)' is not configured", remedy: "'time.windows' has \(windows.joined(separator: ", "))")
    return nil
  }
}
