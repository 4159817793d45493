import Alerting
import Notation
import Readings

/// Reads the rules of a group, checked against what the configuration watches.
struct RuleReader {
  let names: WatchedNames
  let gradient: Gradient
  let pane: TimeSpan
  let paths: ConfigurationPaths
  let actions: DeclaredActions

  private static let keys = [
    "alert", "metric", "features", "segments", "versions", "window", "yellow", "red", "min_samples", "no_data",
    "against", "owner", "approvers", "runbook", "labels", "annotations", "actions",
  ]
  private static let longest = TimeSpan.zero...TimeSpan.days(3650)
  private static let longestPast = TimeSpan.days(366)

  private var conditionReader: ConditionReader { ConditionReader(names: names, gradient: gradient) }

  /// The rule; `nil` after reporting why it cannot be used.
  func rule(_ value: YAMLValue, group: String) -> Rule? {
    guard let mapping = value.mapping(keys: Self.keys, example: "{alert: FeatureDrift, metric: psi}") else {
      return nil
    }
    let alert = mapping.required("alert", example: "FeatureDrift")?.nameText(example: "FeatureDrift")
    let minSamples = mapping.int("min_samples", in: 1...1_000_000_000)
    let noData = noData(mapping)
    let people = peopleSection(mapping)
    let versions = patterns(mapping, "versions", default: "*") { _, _ in }
    let segments = patterns(mapping, "segments", default: "all") { names.check(segment: $0, at: $1) }

    let metricValue = metricValue(mapping)
    let metric = metricValue.flatMap { place in
      place.string(example: "psi").flatMap {
        MetricName($0, kpis: names.kpis, at: place.location, into: value.diagnostics)
      }
    }
    let needsMetric = !ConditionReader.needsNoMetric(mapping)
    let features = patterns(mapping, "features", default: "*") { pattern, place in
      if needsMetric, let metric { names.check(feature: pattern, of: metric, at: place) }
    }
    if needsMetric, metric == nil {
      _ = window(mapping, conditions: nil)
      return nil
    }

    var subject: ConditionReader.Subject?
    if let metric, let metricValue {
      names.checkInputs(of: metric, at: metricValue)
      subject = .init(metric: metric, place: metricValue, features: features, segments: segments)
    }
    let conditions = conditionReader.conditions(mapping, subject: subject)
    if needsMetric, let metric {
      checkSegments(segments, versions, of: metric, in: mapping)
      conditionReader.checkThresholds(conditions, metric: metric, in: mapping)
    } else {
      check(conditions.terms, features: features, segments: segments, versions: versions, in: mapping)
    }
    let window = window(mapping, conditions: conditions)
    let against = against(mapping, conditions, metric: metric, window: window)
    guard let alert, let window, let metric = metric ?? conditions.terms.first?.name else { return nil }
    return Rule(
      alert: alert, group: group, metric: metric.metric,
      features: needsMetric ? metric.kpi.map { [.glob(Glob($0))] } ?? features : features, segments: segments,
      versions: versions, window: window, yellow: conditions.yellow?.condition, red: conditions.red?.condition,
      minSamples: minSamples, noData: noData, against: against, owner: people.owner, approvers: people.approvers,
      runbook: people.runbook, labels: people.labels, annotations: people.annotations, actions: people.actions)
  }

  // MARK: What is watched

  private func metricValue(_ mapping: YAMLMapping) -> YAMLValue? {
    ConditionReader.needsNoMetric(mapping) ? mapping.value("metric") : mapping.required("metric", example: "psi")
  }

  private func window(_ mapping: YAMLMapping, conditions: ReadConditions?) -> String? {
    if mapping.value("window") == nil {
      if names.windows.count == 1 { return names.windows[0] }
      if let conditions, conditions.isBurn { return conditions.burnWindow }
    }
    return mapping.required("window", example: names.windows.first ?? "1h").flatMap(names.window)
  }

  private func patterns(
    _ mapping: YAMLMapping, _ key: String, default pattern: String, check: (Pattern, YAMLValue) -> Void
  ) -> [Pattern] {
    guard let given = mapping.value(key) else { return [.glob(Glob(pattern))] }
    let found = given.oneOrMany().compactMap { value -> Pattern? in
      guard let pattern = PatternReader.pattern(value) else { return nil }
      check(pattern, value)
      return pattern
    }
    if given.isList, given.list()?.isEmpty == true {
      given.error("'\(given.name)' is empty, so the rule watches nothing", remedy: "for example [\"\(pattern)\"]")
    }
    return found
  }

  /// Fairness metrics compare the groups of all traffic; some figures are of the whole model. They have no cells.
  ///
  /// - Parameter place: where that is reported; `nil` for `segments` and `versions` themselves.
  private func checkSegments(
    _ segments: [Pattern], _ versions: [Pattern], of metric: MetricName, in mapping: YAMLMapping,
    at place: YAMLValue? = nil
  ) {
    guard metric.metric.isPerAttribute || metric.metric.isOfWholeModel else { return }
    if let given = mapping.value("segments"), !segments.contains(where: { $0.matches("all") }) {
      let isGap = metric.metric.isPerAttribute
      (place ?? given).error(
        "metric '\(metric.text)' \(isGap ? "compares the groups of all traffic" : "is of the whole model"), "
          + "so its only segment is 'all'",
        remedy: isGap ? "name the attribute under '\(place == nil ? "features" : "feature")'" : "remove 'segments'")
    }
    if metric.metric.isOfWholeModel, let given = mapping.value("versions"),
      !versions.contains(where: { $0.text == "*" })
    {
      (place ?? given).error(
        "metric '\(metric.text)' is of the whole model, not of single versions", remedy: "remove 'versions'")
    }
  }

  /// Whether the terms of `all` and `any` go together with each other and with what the rule is about.
  private func check(
    _ terms: [CriterionReader.ReadTerm], features: [Pattern], segments: [Pattern], versions: [Pattern],
    in mapping: YAMLMapping
  ) {
    for term in terms { checkSegments(segments, versions, of: term.name, in: mapping, at: term.place) }
    let open = terms.filter(\.isOpen)
    if let first = open.first,
      let other = open.first(where: { $0.name.metric.isPerFeature != first.name.metric.isPerFeature })
    {
      other.place.error(
        "'\(first.name.text)' and '\(other.name.text)' have no feature in common",
        remedy: "name the 'feature' of one of them")
    }
    guard let given = mapping.value("features"), !terms.isEmpty else { return }
    guard let first = open.first else {
      given.error("every term names its feature, so 'features' has no effect", remedy: "remove it")
      return
    }
    for value in given.oneOrMany() where value.isScalar {
      guard let pattern = value.scalarText.flatMap({ try? Pattern($0) }),
        !open.contains(where: { names.hasSeries(of: $0.name, feature: pattern) })
      else { continue }
      names.check(feature: pattern, of: first.name, at: value)
    }
  }

  // MARK: When it says something

  private func noData(_ mapping: YAMLMapping) -> Rule.NoData? {
    guard let section = mapping.mapping("no_data", keys: ["after", "state"]) else { return nil }
    let states = Rule.NoData.State.allCases.map(\.rawValue)
    let state = section.choice("state", states).flatMap(Rule.NoData.State.init(rawValue:)) ?? .nodata
    guard let after = section.required("after", example: "30m")?.timeSpan(in: Self.longest) else { return nil }
    return Rule.NoData(after: after, state: state)
  }

  private func against(
    _ mapping: YAMLMapping, _ read: ReadConditions, metric: MetricName?, window: String?
  ) -> TimeSpan? {
    guard let value = mapping.value("against"), let span = value.timeSpan(in: pane...max(pane, Self.longestPast)) else {
      return nil
    }
    guard span.microseconds % pane.microseconds == 0 else {
      value.error(
        "'\(value.name)' is \(span.text), which is not a whole number of panes of \(pane.text)",
        remedy: "for example 1d or 7d")
      return nil
    }
    guard !read.isComposite, let metric else {
      value.error("'against' is for rules about one figure", remedy: "remove it")
      return nil
    }
    checkEffect(of: value, read, metric: metric)
    if let window, let length = TimeSpan(window), span < length {
      value.warning(
        "'against' is shorter than the window \(window), so the two share rows", remedy: "make it \(window) or longer")
    }
    return span
  }

  /// `against` moves what `baseline` stands for in the rule's own thresholds; the gradient keeps to the baseline.
  private func checkEffect(of against: YAMLValue, _ read: ReadConditions, metric: MetricName) {
    guard !read.all.isEmpty, !read.all.contains(where: \.isBroken) else { return }
    let own = read.all.flatMap { [$0.condition.at, $0.condition.clear] }.compactMap(\.self)
    guard own.contains(where: \.isRelative) else {
      let sign = metric.metric.direction == .lowerIsWorse ? "< baseline -" : "> baseline +"
      against.error(
        "'against' has no effect: no threshold that the rule itself gives is relative to the baseline",
        remedy: "for example at: \"\(sign) 20%\"")
      return
    }
    for condition in read.all where condition.at == nil {
      condition.place.warning(
        "'against' is not for this level, whose threshold is the gradient's", remedy: "give 'at' here")
    }
  }
}
