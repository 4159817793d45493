import Alerting
import Notation
import Readings

extension RuleTestReader {
  private static let seriesKeys = [
    "metric", "feature", "segment", "version", "window", "values", "n", "baseline", "margin", "coverage",
  ]
  /// Rows where a test does not say how many: enough for any rule.
  private static let standardCount = 1_000_000

  func series(_ value: YAMLValue) -> RuleTestSeries? {
    guard
      let mapping = value.mapping(
        keys: Self.seriesKeys, example: "{metric: psi, feature: age, window: 1h, values: \"0.05x10 0.3x5\"}")
    else { return nil }
    let key = seriesKey(mapping)
    let values = mapping.required("values", example: "\"0.05x10 0.3x5\"").flatMap { given in
      notation(given) { text throws(RuleTestNotationError) in try RuleTestNotation.values(text) }
    }
    let counts = mapping.value("n").flatMap { given in
      notation(given) { text throws(RuleTestNotationError) in try RuleTestNotation.counts(text) }
    }
    let baseline = mapping.double("baseline")
    let margin = mapping.value("margin").flatMap(margin)
    let coverage = mapping.double("coverage", in: 0...1)
    guard let key, let values else { return nil }
    if coverage != nil, !key.needsLabels, let place = mapping.value("coverage") {
      place.error("metric '\(key.metricName)' does not rest on labels", remedy: "remove 'coverage'")
    }
    if baseline == nil, mapping.value("baseline") == nil, let threshold = relativeThreshold(of: key) {
      value.error(
        "'\(threshold.text)' of \(key.metricName) goes by the baseline, which is missing",
        remedy: "for example baseline: 0.57")
    }
    return RuleTestSeries(
      key: key, values: values, counts: counts ?? [Self.standardCount], baseline: baseline, margin: margin,
      coverage: coverage ?? 1)
  }

  /// A text in the compact notation; a plain number is one, too.
  private func notation<Result>(
    _ value: YAMLValue, _ read: (String) throws(RuleTestNotationError) -> Result
  ) -> Result? {
    guard let text = value.string(example: RuleTestNotation.forms) else { return nil }
    do throws(RuleTestNotationError) {
      return try read(text)
    } catch {
      value.error("\(value.subject): \(error.description)", remedy: "for example \(RuleTestNotation.forms)")
      return nil
    }
  }

  /// One distance for both sides, or one for each.
  private func margin(_ value: YAMLValue) -> (below: Double, above: Double)? {
    let elements = value.oneOrMany()
    guard (1...2).contains(elements.count) else {
      return value.mismatch("a distance, or one below and one above", example: "0.02 or [0.02, 0.03]")
    }
    let distances = elements.compactMap { $0.double(in: 0...1e15, example: "0.02") }
    guard let first = distances.first, distances.count == elements.count else { return nil }
    return (first, distances[distances.count - 1])
  }

  // MARK: - Which series

  private func seriesKey(_ mapping: YAMLMapping) -> SeriesKey? {
    let name = mapping.required("metric", example: "psi").flatMap { value in
      value.string(example: "psi").flatMap {
        MetricName($0, kpis: kpis, at: value.location, into: value.diagnostics)
      }
    }
    let window = window(mapping)
    let segment = segment(mapping)
    let version = mapping.string("version", example: "v1")
    guard let name, let window, let segment else { return nil }
    let feature = feature(mapping, of: name)
    if feature == nil, name.kpi != nil || name.metric.isPerFeature || name.metric.isPerAttribute { return nil }
    return SeriesKey(metric: name.metric, version: version ?? "*", segment: segment, feature: feature, window: window)
  }

  private var kpis: [String] {
    (configuration.schema.kpis + (configuration.labelSchema?.kpis ?? [])).map(\.name)
  }

  private func window(_ mapping: YAMLMapping) -> String? {
    let names = configuration.windowPlan.windows.map(\.name)
    if mapping.value("window") == nil, names.count == 1 { return names[0] }
    return mapping.required("window", example: names.first ?? "1h")?.choice(names)
  }

  /// `nil` after reporting a dimension that is not configured.
  private func segment(_ mapping: YAMLMapping) -> String? {
    guard let value = mapping.value("segment") else { return "all" }
    guard let text = value.string(example: "all") else { return nil }
    let dimensions = configuration.schema.dimensions.map(\.name)
    guard text != "all" else { return text }
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard pair.count == 2, dimensions.contains(pair[0]) else {
        value.error(
          "'\(text)' is no segment",
          remedy: "all, or NAME=VALUE; \(suggestion(for: pair.first ?? "", among: dimensions, kind: "dimensions"))")
        return nil
      }
    }
    return text
  }

  /// The feature that a metric needs; `nil` where it needs none, or after reporting what does not fit.
  private func feature(_ mapping: YAMLMapping, of metric: MetricName) -> String? {
    guard metric.metric.isPerFeature || metric.metric.isPerAttribute else {
      mapping.value("feature")?.error("metric '\(metric.text)' has no features", remedy: "remove 'feature'")
      return metric.kpi
    }
    let dimensions = configuration.schema.dimensions
    let columns = [ModelColumn.score, ModelColumn.prediction, ModelColumn.label, ModelColumn.residual]
    let names =
      metric.metric.isPerAttribute
      ? configuration.cellPlan.fairness.map { $0.map { dimensions[$0].name }.joined(separator: ",") }
      : configuration.schema.features.map(\.name) + columns
    guard let value = mapping.required("feature", example: names.first ?? "age"), let text = value.string() else {
      return nil
    }
    guard names.contains(text) else {
      let kind = metric.metric.isPerAttribute ? "fairness attributes" : "features"
      value.error("'\(text)' is none of the \(kind)", remedy: suggestion(for: text, among: names, kind: kind))
      return nil
    }
    return text
  }

  /// A threshold that is in force for the series and cannot be resolved without the baseline's value.
  private func relativeThreshold(of key: SeriesKey) -> Threshold? {
    let band = SeriesGradient(configuration.gradient, key: key).band
    let own = configuration.rules.filter { $0.against == nil && $0.matches(key) }.flatMap { rule in
      [rule.yellow?.at, rule.yellow?.clear, rule.red?.at, rule.red?.clear]
    }
    return ([band?.yellow, band?.red] + own).lazy.compactMap(\.self).first(where: \.isRelative)
  }
}
