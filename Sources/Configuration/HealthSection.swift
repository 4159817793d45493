import Alerting

extension HealthWeights {
  private static let example = "{weights: {psi: 0.3, roc_auc: 0.5}}"
  private static let largest = 1e6

  /// Reads `health`; `nil` if it is absent or nothing of it can be used.
  init?(_ root: YAMLMapping, names: WatchedNames, gradient: Gradient) {
    guard let section = root.value("health")?.mapping(keys: ["weights"], example: Self.example),
      let weights = section.required("weights", example: "{psi: 0.3, roc_auc: 0.5}"),
      let mapping = weights.freeMapping(example: "{psi: 0.3, roc_auc: 0.5}")
    else { return nil }
    var entries: [Entry] = []
    for entry in mapping.entries {
      guard let name = MetricName(entry.key, kpis: names.kpis, at: entry.location, into: weights.diagnostics) else {
        continue
      }
      guard name.metric != .health else {
        weights.diagnostics.error("'health' cannot be a part of itself", at: entry.location, remedy: "remove it")
        continue
      }
      names.checkInputs(of: name, at: entry.value)
      if !gradient.bands(of: name).contains(where: { $0.yellow != nil }) {
        weights.diagnostics.error(
          "metric '\(name.text)' has no yellow threshold, so it cannot count in 'health'", at: entry.location,
          remedy: "give 'gradient.\(name.text).yellow'")
      }
      guard let weight = entry.value.double(in: 0...Self.largest) else { continue }
      guard weight > 0 else {
        entry.value.error(
          "\(entry.value.subject) must be above 0", remedy: "leave the metric out if it is not to count")
        continue
      }
      entries.append(Entry(name.metric, kpi: name.kpi, weight: weight))
    }
    if mapping.entries.isEmpty {
      weights.error("'health.weights' is empty", remedy: "for example \(Self.example)")
    }
    guard !entries.isEmpty else { return nil }
    self.init(entries)
  }
}
