import Alerting
import Notation
import Readings

/// Reads the rules of a group, checked against what the configuration watches.
struct RuleReader {
  let names: WatchedNames
  let gradient: Gradient
  /// The names of all actions of all rules files, also of those that are declared wrongly.
  let actionNames: [String]

  private static let keys = [
    "alert", "metric", "features", "segments", "versions", "window", "yellow", "red", "min_samples", "no_data", "owner",
    "runbook", "labels", "annotations", "actions",
  ]
  private static let longest = TimeSpan.zero...TimeSpan.days(3650)

  /// The rule; `nil` after reporting why it cannot be used.
  func rule(_ value: YAMLValue, group: String) -> Rule? {
    guard let mapping = value.mapping(keys: Self.keys, example: "{alert: FeatureDrift, metric: psi}") else {
      return nil
    }
    let alert = mapping.required("alert", example: "FeatureDrift")?.string(example: "FeatureDrift")
    let metricValue = mapping.required("metric", example: "psi")
    let metric = metricValue?.string(example: "psi").flatMap {
      MetricName($0, kpis: names.kpis, at: metricValue?.location ?? value.location, into: value.diagnostics)
    }
    let window = window(mapping)
    let minSamples = mapping.int("min_samples", in: 1...1_000_000_000)
    let noData = noData(mapping)
    let labels = texts(mapping, "labels")
    let annotations = annotations(mapping, labels: Set(labels.keys))
    let actions = actions(mapping)
    let versions = globs(mapping, "versions", default: "*") { _, _ in }
    let segments = globs(mapping, "segments", default: "all") { names.check(segment: $0, at: $1) }
    let features = globs(mapping, "features", default: "*") { glob, place in
      if let metric { names.check(feature: glob, of: metric, at: place) }
    }
    guard let metric, let metricValue else { return nil }
    names.checkInputs(of: metric, at: metricValue)
    checkSegments(segments, versions, of: metric, in: mapping)

    let yellow = condition(mapping, "yellow", metric: metric)
    let red = condition(mapping, "red", metric: metric)
    checkConditions(yellow: yellow, red: red, metric: metric, in: mapping)
    checkReachable(actions, in: mapping)
    guard let alert, let window else { return nil }
    return Rule(
      alert: alert, group: group, metric: metric.metric, features: metric.kpi.map { [Glob($0)] } ?? features,
      segments: segments, versions: versions, window: window, yellow: yellow?.condition,
      red: red?.condition, minSamples: minSamples, noData: noData,
      owner: mapping.string("owner"), runbook: mapping.string("runbook"), labels: labels, annotations: annotations,
      actions: actions)
  }

  // MARK: What is watched

  private func window(_ mapping: YAMLMapping) -> String? {
    if mapping.value("window") == nil, names.windows.count == 1 { return names.windows[0] }
    let example = names.windows.first ?? "1h"
    guard let value = mapping.required("window", example: example), let text = value.string(example: example) else {
      return nil
    }
    if names.windows.contains(text) { return text }
    if let span = TimeSpan(text), let same = names.windows.first(where: { TimeSpan($0) == span }) { return same }
    value.error(
      "window '\(text)' is not configured", remedy: "'time.windows' has \(names.windows.joined(separator: ", "))")
    return nil
  }

  private func globs(
    _ mapping: YAMLMapping, _ key: String, default pattern: String, check: (Glob, YAMLValue) -> Void
  ) -> [Glob] {
    guard let given = mapping.value(key) else { return [Glob(pattern)] }
    let found = given.oneOrMany().compactMap { value -> Glob? in
      guard let text = value.string(example: "\"*\"") else { return nil }
      check(Glob(text), value)
      return Glob(text)
    }
    if given.isList, given.list()?.isEmpty == true {
      given.error("'\(given.name)' is empty, so the rule watches nothing", remedy: "for example [\"\(pattern)\"]")
    }
    return found
  }

  /// Fairness metrics compare the groups of all traffic; some figures are of the whole model. They have no cells.
  private func checkSegments(_ segments: [Glob], _ versions: [Glob], of metric: MetricName, in mapping: YAMLMapping) {
    guard metric.metric.isPerAttribute || metric.metric.isOfWholeModel else { return }
    if let place = mapping.value("segments"), !segments.contains(where: { $0.matches("all") }) {
      let isGap = metric.metric.isPerAttribute
      place.error(
        "metric '\(metric.text)' \(isGap ? "compares the groups of all traffic" : "is of the whole model"), "
          + "so its only segment is 'all'",
        remedy: isGap ? "name the attribute under 'features'" : "remove 'segments'")
    }
    if metric.metric.isOfWholeModel, let place = mapping.value("versions"),
      !versions.contains(where: { $0.pattern == "*" })
    {
      place.error(
        "metric '\(metric.text)' is of the whole model, not of single versions", remedy: "remove 'versions'")
    }
  }

  // MARK: Conditions

  private struct ReadCondition {
    var condition: Rule.Condition
    var place: YAMLValue
    var at: YAMLValue?
    var clear: YAMLValue?

    /// A threshold was given, but could not be read.
    var isBroken: Bool { at != nil && condition.at == nil }
  }

  private func condition(_ mapping: YAMLMapping, _ key: String, metric: MetricName) -> ReadCondition? {
    let keys = ["at", "clear", "for", "keep_firing_for"]
    guard let place = mapping.value(key),
      let section = place.mapping(keys: keys, example: "{at: \"> 0.25\", clear: \"< 0.20\", for: 5m}")
    else { return nil }
    let condition = Rule.Condition(
      at: section.value("at").flatMap { ThresholdReader.threshold($0, metric: metric) },
      clear: section.value("clear").flatMap { ThresholdReader.clearance($0) },
      holdFor: section.timeSpan("for", in: Self.longest) ?? .zero,
      keepFiringFor: section.timeSpan("keep_firing_for", in: Self.longest) ?? .zero)
    return ReadCondition(condition: condition, place: place, at: section.value("at"), clear: section.value("clear"))
  }

  private func checkConditions(
    yellow: ReadCondition?, red: ReadCondition?, metric: MetricName, in mapping: YAMLMapping
  ) {
    let band = gradient.band(of: metric)
    let bands = gradient.bands(of: metric)
    for (key, read, side) in [("yellow", yellow, \GradientBand.yellow), ("red", red, \GradientBand.red)] {
      guard let read, read.at == nil, !bands.contains(where: { $0[keyPath: side] != nil }) else { continue }
      read.place.error(
        "metric '\(metric.text)' has no \(key) threshold, neither here nor in the gradient",
        remedy: "give 'at' here, or 'gradient.\(metric.text).\(key)'")
    }

    let hasBroken = [yellow, red].contains { $0?.isBroken == true }
    let isUnread = [(yellow, "yellow"), (red, "red")].contains { $0.0 == nil && mapping.value($0.1) != nil }
    guard !hasBroken, !isUnread else { return }
    func placed(_ threshold: Threshold?, _ place: YAMLValue?) -> (threshold: Threshold, place: YAMLValue)? {
      guard let threshold, let place else { return nil }
      return (threshold, place)
    }
    let bare = Rule(
      alert: "", group: "", metric: metric.metric, window: "", yellow: yellow?.condition, red: red?.condition)
    ThresholdReader.report(
      bare.problems(band: band),
      places: ThresholdPlaces(
        yellow: placed(yellow?.condition.at, yellow?.at), red: placed(red?.condition.at, red?.at),
        clear: [placed(yellow?.condition.clear, yellow?.clear), placed(red?.condition.clear, red?.clear)]
          .compactMap(\.self), whole: mapping.value))
  }

  private func noData(_ mapping: YAMLMapping) -> Rule.NoData? {
    guard let section = mapping.mapping("no_data", keys: ["after", "state"]) else { return nil }
    let states = Rule.NoData.State.allCases.map(\.rawValue)
    let state = section.choice("state", states).flatMap(Rule.NoData.State.init(rawValue:)) ?? .nodata
    guard let after = section.required("after", example: "30m")?.timeSpan(in: Self.longest) else { return nil }
    return Rule.NoData(after: after, state: state)
  }

  // MARK: What people read and what is done

  private func texts(_ mapping: YAMLMapping, _ key: String) -> [String: String] {
    var found: [String: String] = [:]
    for entry in mapping.value(key)?.freeMapping(example: "{team: risk}")?.entries ?? [] {
      found[entry.key] = entry.value.string(example: "risk")
    }
    return found
  }

  private func annotations(_ mapping: YAMLMapping, labels: Set<String>) -> [String: Template] {
    var found: [String: Template] = [:]
    let example = "\"{{feature}} in {{segment}}: {{value}}\""
    for entry in mapping.value("annotations")?.freeMapping(example: "{summary: \(example)}")?.entries ?? [] {
      found[entry.key] = TemplateReader.template(entry.value, example: example, labels: labels)
    }
    return found
  }

  private func actions(_ mapping: YAMLMapping) -> Rule.Actions {
    guard let section = mapping.mapping("actions", keys: ["yellow", "red", "resolved"]) else { return Rule.Actions() }
    func list(_ key: String) -> [String] {
      var found: [String] = []
      for value in section.value(key)?.oneOrMany() ?? [] {
        guard let name = value.string(example: "pager") else { continue }
        if !actionNames.contains(name) {
          value.error(
            "there is no action '\(name)'", remedy: suggestion(for: name, among: actionNames, kind: "declared actions"))
        } else if found.contains(name) {
          value.error("action '\(name)' is listed twice", remedy: "remove one of them")
        } else {
          found.append(name)
        }
      }
      return found
    }
    return Rule.Actions(yellow: list("yellow"), red: list("red"), resolved: list("resolved"))
  }

  /// Actions for a level on which the rule does not alert are never done.
  private func checkReachable(_ actions: Rule.Actions, in mapping: YAMLMapping) {
    for (key, names) in [("yellow", actions.yellow), ("red", actions.red)] {
      guard !names.isEmpty, mapping.value(key) == nil, let section = mapping.value("actions")?.freeMapping() else {
        continue
      }
      mapping.value.diagnostics.warning(
        "the rule has actions for \(key), but does not alert on it", at: section.location(of: key),
        remedy: "add \(key): {for: 5m} or remove the actions")
    }
  }
}
