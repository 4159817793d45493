import Alerting
import Readings

extension Gradient {
  /// Reads `gradient` and `exceptions` over the built-in bands; what is wrong is reported and left out.
  init(_ root: YAMLMapping, names: WatchedNames) {
    self = .standard
    if let section = root.value("gradient")?.freeMapping(example: "psi: {yellow: \"> 0.10\", red: \"> 0.20\"}") {
      for entry in section.entries {
        if entry.key == "confidence" {
          let choices = Confidence.allCases.map(\.rawValue)
          confidence = entry.value.choice(choices).flatMap(Confidence.init(rawValue:)) ?? confidence
        } else if let metric = Metric.named(entry.key, at: entry.location, into: section.value.diagnostics),
          let band = ThresholdReader.band(entry.value, metric: metric)
        {
          bands[metric] = band
        }
      }
    }
    for element in root.list("exceptions", example: "[{feature: age, psi: {red: \"> 0.30\"}}]") {
      exceptions += Self.exceptions(element, names: names)
    }
  }

  private static func exceptions(_ element: YAMLValue, names: WatchedNames) -> [GradientException] {
    let example = "{feature: age, segment: \"region=apac\", psi: {red: \"> 0.30\"}}"
    guard let mapping = element.freeMapping(example: example) else { return [] }
    let feature = mapping.value("feature")?.string(example: "age").map { Glob($0) }
    let segment = mapping.value("segment")?.string(example: "\"region=apac\"").map { Glob($0) }
    if let segment, let place = mapping.value("segment") { names.check(segment: segment, at: place) }

    var found: [GradientException] = []
    for entry in mapping.entries where entry.key != "feature" && entry.key != "segment" {
      guard let metric = Metric(rawValue: entry.key) else {
        reportUnknown(entry, in: mapping)
        continue
      }
      if let feature, let place = mapping.value("feature") { names.check(feature: feature, of: metric, at: place) }
      if let band = ThresholdReader.band(entry.value, metric: metric) {
        found.append(GradientException(feature: feature, segment: segment, metric: metric, band: band))
      }
    }
    if !mapping.keys.contains(where: { $0 != "feature" && $0 != "segment" }) {
      element.error("'\(element.name)' names no metric", remedy: "for example \(example)")
    }
    return found
  }

  private static func reportUnknown(_ entry: YAMLMapping.Entry, in mapping: YAMLMapping) {
    let diagnostics = mapping.value.diagnostics
    if let near = nearestName(to: entry.key, among: ["feature", "segment"]) {
      diagnostics.error(
        "unknown key '\(entry.key)' in '\(mapping.value.name)'", at: entry.location, remedy: "did you mean '\(near)'?")
    } else {
      _ = Metric.named(entry.key, at: entry.location, into: diagnostics)
    }
  }
}
