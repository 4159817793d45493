import Alerting
import Notation
import Readings

extension Gradient {
  /// Reads `gradient` and `exceptions` over the built-in bands; what is wrong is reported and left out.
  init(_ root: YAMLMapping, names: WatchedNames) {
    self = .standard
    var figures: [GradientException] = []
    if let section = root.value("gradient")?.freeMapping(example: "psi: {yellow: \"> 0.10\", red: \"> 0.20\"}") {
      for entry in section.entries {
        if entry.key == "confidence" {
          let choices = Confidence.allCases.map(\.rawValue)
          confidence = entry.value.choice(choices).flatMap(Confidence.init(rawValue:)) ?? confidence
        } else if let name = MetricName(
          entry.key, kpis: names.kpis, at: entry.location, into: section.value.diagnostics),
          Self.check(name, entry, names: names), let band = ThresholdReader.band(entry.value, metric: name)
        {
          // The figures of one metric have bands of their own.
          if let kpi = name.kpi {
            figures.append(GradientException(feature: .glob(Glob(kpi)), metric: .kpi, band: band))
          } else {
            bands[name.metric] = band
          }
        }
      }
    }
    for element in root.list("exceptions", example: "[{feature: age, psi: {red: \"> 0.30\"}}]") {
      exceptions += Self.exceptions(element, names: names)
    }
    exceptions += figures
  }

  /// Reports a metric that there cannot be, whatever the inputs.
  private static func check(_ name: MetricName, _ entry: YAMLMapping.Entry, names: WatchedNames) -> Bool {
    if name.metric == .health { names.checkInputs(of: name, at: entry.value) }
    return names.checkTask(of: name, at: entry.location, into: entry.value.diagnostics)
  }

  /// The bands that series of a metric can have.
  func bands(of name: MetricName) -> [GradientBand] {
    exceptions.filter { exception in
      exception.metric == name.metric && name.kpi.map { exception.feature?.matches($0) ?? true } ?? true
    }.map(\.band) + (bands[name.metric].map { [$0] } ?? [])
  }

  /// The band of a metric where no exception for some cells or features holds.
  func band(of name: MetricName) -> GradientBand? {
    guard let kpi = name.kpi else { return bands[name.metric] }
    return exceptions.first { $0.metric == .kpi && $0.segment == nil && $0.feature?.matches(kpi) ?? true }?.band
  }

  private static func exceptions(_ element: YAMLValue, names: WatchedNames) -> [GradientException] {
    let example = "{feature: age, segment: \"region=apac\", psi: {red: \"> 0.30\"}}"
    guard let mapping = element.freeMapping(example: example) else { return [] }
    let feature = mapping.value("feature").flatMap { PatternReader.pattern($0, example: "age") }
    let segment = mapping.value("segment").flatMap { PatternReader.pattern($0, example: "\"region=apac\"") }
    if let segment, let place = mapping.value("segment") { names.check(segment: segment, at: place) }

    var found: [GradientException] = []
    for entry in mapping.entries where entry.key != "feature" && entry.key != "segment" {
      guard let name = name(entry, in: mapping, names: names), check(name, entry, names: names) else { continue }
      if let feature, let place = mapping.value("feature") { names.check(feature: feature, of: name, at: place) }
      if let band = ThresholdReader.band(entry.value, metric: name) {
        let feature = name.kpi.map { Pattern.glob(Glob($0)) } ?? feature
        found.append(GradientException(feature: feature, segment: segment, metric: name.metric, band: band))
      }
    }
    if !mapping.keys.contains(where: { $0 != "feature" && $0 != "segment" }) {
      element.error("'\(element.name)' names no metric", remedy: "for example \(example)")
    }
    return found
  }

  /// The metric of an exception; an unknown name may be meant for one of the other keys.
  private static func name(_ entry: YAMLMapping.Entry, in mapping: YAMLMapping, names: WatchedNames) -> MetricName? {
    let diagnostics = mapping.value.diagnostics
    if Metric(rawValue: entry.key) == nil, let near = nearestName(to: entry.key, among: ["feature", "segment"]) {
      diagnostics.error(
        "unknown key '\(entry.key)' in '\(mapping.value.name)'", at: entry.location, remedy: "did you mean '\(near)'?")
      return nil
    }
    return MetricName(entry.key, kpis: names.kpis, at: entry.location, into: diagnostics)
  }
}
