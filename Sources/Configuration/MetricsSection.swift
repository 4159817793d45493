import Readings

/// `metrics`: which figures are not worth their room.
struct MetricsSection {
  private(set) var leftOut: Set<Metric> = []

  private static let example = "{leave_out: [chi2, wasserstein]}"

  init(_ root: YAMLMapping) {
    guard let section = root.value("metrics")?.mapping(keys: ["leave_out"], example: Self.example),
      let list = section.required("leave_out", example: "[chi2, wasserstein]")
    else { return }
    for element in list.oneOrMany() {
      guard let text = element.string(example: "chi2"),
        let name = MetricName(text, kpis: [], at: element.location, into: element.diagnostics)
      else { continue }
      if leftOut.contains(name.metric) {
        element.error("metric '\(text)' is listed twice", remedy: "remove one of them")
      } else if name.metric == .health {
        element.error("'health' cannot be left out", remedy: "leave out 'health' altogether to have no score")
      }
      leftOut.insert(name.metric)
    }
  }
}
