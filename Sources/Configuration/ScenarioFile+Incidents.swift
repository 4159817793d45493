import Notation
import Simulation

extension ScenarioFile {
  /// The keys of each kind of incident, beside those that all have.
  private static let kindKeys: [(kind: String, keys: [String])] = [
    ("covariate_shift", ["feature"] + ScenarioPopulation.shiftKeys),
    ("concept_shift", riskKeys.filter { $0 != "unexplained" }),
    ("miscalibration", ["slope", "bias"]),
    ("fairness_gap", ["bias"]),
    ("null_burst", ["feature", "share"]),
    ("unseen_category", ["feature", "category", "share"]),
    ("latency_spike", ["factor"]),
    ("error_burst", ["rate"]),
    ("label_delay", ["delay"]),
    ("label_outage", ["catch_up", "lost"]),
    ("traffic_drop", ["share"]),
    ("new_version", ["version", "share"]),
  ]

  /// - Parameters:
  ///   - start, duration: of the scenario; `nil` where the file has none that can be read.
  static func readIncidents(
    _ file: YAMLMapping, population: ScenarioPopulation, versions: [String], start: Instant?, duration: TimeSpan?
  ) -> [Incident] {
    file.list("incidents", example: "[{kind: traffic_drop, from: 1h, until: 2h, share: 0.5}]").compactMap { value in
      guard
        let kind = value.freeMapping()?.required("kind", example: "covariate_shift")?.choice(kindKeys.map(\.kind)),
        let own = kindKeys.first(where: { $0.kind == kind })?.keys,
        let mapping = value.mapping(keys: ["kind", "from", "until", "ramp", "where"] + own)
      else { return nil }
      let condition = population.condition(mapping.value("where"))
      let period = readPeriod(mapping, start: start, duration: duration)
      let content = readKind(kind, mapping, population: population, versions: versions)
      guard let period, let content else { return nil }
      return Incident(
        kind: content, from: period.from, until: period.until, ramp: period.ramp, condition: condition)
    }
  }

  private static func readPeriod(
    _ mapping: YAMLMapping, start: Instant?, duration: TimeSpan?
  ) -> (from: TimeSpan, until: TimeSpan, ramp: TimeSpan)? {
    let beginning = mapping.required("from", example: "14h")
    let end = mapping.required("until", example: "20h")
    guard let duration, let beginning, let end,
      let from = readMoment(beginning, start: start, duration: duration),
      let until = readMoment(end, start: start, duration: duration)
    else { return nil }
    guard from < until else {
      end.error("\(end.subject) is not after 'from'", remedy: "an incident lasts from 'from' until 'until'")
      return nil
    }
    let ramp = mapping.timeSpan("ramp") ?? .zero
    if ramp > until - from {
      mapping.value("ramp")?.error(
        "the ramp (\(ramp.text)) is longer than the incident (\((until - from).text))", remedy: "shorten it")
    }
    return (from, until, ramp)
  }

  /// A moment inside the scenario, as time since its start or as RFC 3339.
  private static func readMoment(_ value: YAMLValue, start: Instant?, duration: TimeSpan) -> TimeSpan? {
    let text = value.scalarText ?? ""
    let moment: TimeSpan
    if let offset = TimeSpan(text) {
      moment = offset
    } else if let instant = Instant(rfc3339: text) {
      guard let start else { return nil }
      moment = instant - start
    } else {
      return value.mismatch("a time since the scenario's start, or a date and time", example: "14h or 1d6h30m")
    }
    guard moment >= .zero, moment <= duration else {
      value.error(
        "\(value.subject) lies outside the scenario, which lasts \(duration.text)",
        remedy: "times count from the scenario's start")
      return nil
    }
    return moment
  }

  private static func readKind(
    _ kind: String, _ mapping: YAMLMapping, population: ScenarioPopulation, versions: [String]
  ) -> Incident.Kind? {
    switch kind {
    case "covariate_shift":
      guard let feature = readFeature(mapping, population) else { return nil }
      return ScenarioPopulation.shift(in: mapping, of: feature.name, kind: feature.kind)
        .map { .covariateShift(feature: feature.name, shift: $0) }
    case "concept_shift":
      let risk = readRisk(mapping, population: population)
      if risk.intercept == 0, risk.terms.isEmpty {
        mapping.value.error("the concept shift changes nothing", remedy: "give an intercept or weights to add")
      }
      return .conceptShift(risk)
    case "miscalibration":
      let slope = mapping.double("slope", in: -100...100)
      let bias = mapping.double("bias", in: -100...100)
      if mapping.value("slope") == nil, mapping.value("bias") == nil {
        mapping.value.error("the miscalibration changes nothing", remedy: "give a slope, a bias or both")
      }
      return .miscalibration(slope: slope ?? 1, bias: bias ?? 0)
    case "fairness_gap":
      guard mapping.required("where", example: "{sex: f}") != nil else { return nil }
      return mapping.required("bias", example: "0.8")?.double(in: -100...100).map { .fairnessGap(bias: $0) }
    case "null_burst":
      guard let feature = readFeature(mapping, population), let share = readShare(mapping) else { return nil }
      return .nullBurst(feature: feature.name, share: share)
    case "unseen_category": return readUnseenCategory(mapping, population)
    case "latency_spike":
      return mapping.required("factor", example: "2.5")?.double(in: 0...1e6).map { .latencySpike(factor: $0) }
    case "error_burst":
      return mapping.required("rate", example: "0.05")?.double(in: 0...1).map { .errorBurst(rate: $0) }
    case "label_delay":
      return mapping.required("delay", example: "4h")?.timeSpan(in: .zero ... .days(3650)).map { .labelDelay($0) }
    case "label_outage":
      let catchUp = mapping.timeSpan("catch_up", in: .zero ... .days(3650)) ?? .minutes(15)
      return .labelOutage(catchUp: catchUp, lost: mapping.bool("lost") ?? false)
    case "traffic_drop": return readShare(mapping).map { .trafficDrop(share: $0) }
    case "new_version": return readRollout(mapping, versions: versions)
    default: return nil
    }
  }

  private static func readFeature(_ mapping: YAMLMapping, _ population: ScenarioPopulation) -> Feature? {
    mapping.required("feature", example: population.features.first?.name ?? "age").flatMap(population.feature(named:))
  }

  private static func readShare(_ mapping: YAMLMapping) -> Double? {
    mapping.required("share", example: "0.3")?.double(in: 0...1)
  }

  private static func readUnseenCategory(
    _ mapping: YAMLMapping, _ population: ScenarioPopulation
  ) -> Incident.Kind? {
    let category = mapping.required("category", example: "partner")
    guard let feature = readFeature(mapping, population), let share = readShare(mapping), let name = category?.string()
    else { return nil }
    guard case .categorical(let weights) = feature.kind else {
      mapping.value("feature")?.error("'\(feature.name)' is numeric", remedy: "name a categorical feature")
      return nil
    }
    if weights.contains(where: { $0.value == name }) {
      category?.error("'\(feature.name)' has the category '\(name)' already", remedy: "name one that it does not have")
    }
    return .unseenCategory(feature: feature.name, category: name, share: share)
  }

  private static func readRollout(_ mapping: YAMLMapping, versions: [String]) -> Incident.Kind? {
    let version = mapping.required("version", example: versions.last ?? "v2")
    guard let share = readShare(mapping), let version, let name = version.string() else { return nil }
    if !versions.contains(name) {
      version.error(
        "there is no version '\(name)'", remedy: suggestion(for: name, among: versions, kind: "versions"))
    }
    return .versionRollout(version: name, share: share)
  }
}
