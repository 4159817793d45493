import Notation
import Simulation

extension ScenarioFile {
  private static let logits = -100.0...100.0

  static let riskKeys = ["intercept", "unexplained", "numeric", "categories", "segments"]

  static func readRisk(_ value: YAMLValue, population: ScenarioPopulation) -> RiskFunction? {
    value.mapping(keys: riskKeys).map { readRisk($0, population: population) }
  }

  /// The risk function that a mapping holds, among other keys.
  static func readRisk(_ mapping: YAMLMapping, population: ScenarioPopulation) -> RiskFunction {
    var terms: [RiskFunction.Term] = []
    for entry in mapping.value("numeric")?.freeMapping(example: "{age: -0.2}")?.entries ?? [] {
      let feature = population.feature(entry.key, at: entry.location, reportingTo: entry.value)
      if case .categorical? = feature?.kind {
        entry.value.error("'\(entry.key)' is categorical", remedy: "give its weights under 'categories'")
      }
      if let weight = entry.value.double(in: logits) {
        terms.append(.init(.numeric(feature: entry.key), weight))
      }
    }
    for entry in mapping.value("categories")?.freeMapping(example: "{channel: {web: 0.3}}")?.entries ?? [] {
      guard let feature = population.feature(entry.key, at: entry.location, reportingTo: entry.value) else { continue }
      guard case .categorical(let weights) = feature.kind else {
        entry.value.error("'\(entry.key)' is numeric", remedy: "give its weight under 'numeric'")
        continue
      }
      terms += readEffects(entry, known: weights.map(\.value), kind: "categories") {
        .category(feature: entry.key, value: $0)
      }
    }
    for entry in mapping.value("segments")?.freeMapping(example: "{region: {apac: 0.1}}")?.entries ?? [] {
      guard let dimension = population.dimension(entry.key, at: entry.location, reportingTo: entry.value) else {
        continue
      }
      terms += readEffects(entry, known: dimension.values, kind: "values of \(entry.key)") {
        .segment(dimension: entry.key, value: $0)
      }
    }
    return RiskFunction(
      intercept: mapping.double("intercept", in: logits) ?? 0, terms: terms,
      unexplained: mapping.double("unexplained", in: 0...10) ?? 0)
  }

  private static func readEffects(
    _ entry: YAMLMapping.Entry, known: [String], kind: String, source: (String) -> RiskFunction.Term.Source
  ) -> [RiskFunction.Term] {
    var terms: [RiskFunction.Term] = []
    for effect in entry.value.freeMapping(example: "{\(known.first ?? "value"): 0.3}")?.entries ?? [] {
      if !known.contains(effect.key) {
        entry.value.diagnostics.error(
          "'\(entry.key)' has no '\(effect.key)'", at: effect.location,
          remedy: suggestion(for: effect.key, among: known, kind: kind))
      }
      if let weight = effect.value.double(in: logits) { terms.append(.init(source(effect.key), weight)) }
    }
    return terms
  }

  /// The versions in the order of the file; `v1` with a calibrated score if the file names none.
  static func readVersions(_ file: YAMLMapping, population: ScenarioPopulation) -> [ModelVersion] {
    guard let value = file.value("versions") else { return [ModelVersion(name: "v1")] }
    var versions: [ModelVersion] = []
    for element in value.list(example: "[{name: v1, threshold: 0.3}]") ?? [] {
      let keys = ["name", "slope", "bias", "noise", "groups", "threshold"]
      guard let mapping = element.mapping(keys: keys),
        let name = mapping.required("name", example: "v1")?.string()
      else { continue }
      if versions.contains(where: { $0.name == name }) {
        mapping.value("name")?.error("version '\(name)' is given twice", remedy: "rename one of them")
      }
      let groups = mapping.list("groups", example: "[{where: {sex: f}, bias: 0.5}]").compactMap { group in
        group.mapping(keys: ["where", "bias"]).flatMap { group -> ModelVersion.GroupBias? in
          let condition = population.condition(group.required("where", example: "{sex: f}"))
          return group.required("bias", example: "0.5")?.double(in: logits)
            .map { ModelVersion.GroupBias(condition: condition, bias: $0) }
        }
      }
      versions.append(
        ModelVersion(
          name: name, slope: mapping.double("slope", in: -100...100) ?? 1,
          bias: mapping.double("bias", in: logits) ?? 0, noise: mapping.double("noise", in: 0...100) ?? 0,
          groups: groups, threshold: mapping.double("threshold", in: 0...1) ?? 0.5))
    }
    if versions.isEmpty { value.error("there are no versions", remedy: "name one or remove the key") }
    return versions
  }
}
