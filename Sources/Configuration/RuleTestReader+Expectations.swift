import Alerting
import Notation
import Readings

extension RuleTestReader {
  /// What a pattern may be about.
  enum Subjects {
    case alerts
    case deliveries
    /// Deliveries if it names an action, else alerts.
    case either
  }

  func expectation(_ value: YAMLValue) -> RuleTestExpectation? {
    let keys = ["at", "within", "alerts", "deliveries", "none", "only"]
    guard let mapping = value.mapping(keys: keys, example: "{at: 50m, alerts: [{alert: FeatureDrift}]}") else {
      return nil
    }
    let time = time(mapping)
    let alerts = mapping.value("alerts")?.list(example: "[{alert: FeatureDrift}]")?.compactMap { pattern($0, .alerts) }
    let deliveries = mapping.value("deliveries")?.list(example: "[{action: hook}]")?.compactMap {
      pattern($0, .deliveries)
    }
    let none = mapping.list("none", example: "[{alert: FeatureDrift}]").compactMap { pattern($0, .either) }
    let isComplete = mapping.bool("only") ?? false
    if !["alerts", "deliveries", "none"].contains(where: { mapping.value($0) != nil }) {
      value.error("nothing is expected here", remedy: "give 'alerts', 'deliveries' or 'none'")
    }
    if isComplete, alerts == nil, let place = mapping.value("only") {
      place.error("'only' needs 'alerts'", remedy: "give the alerts that may be open")
    }
    guard let time else { return nil }
    if case .within = time, isComplete, let place = mapping.value("only") {
      place.error("'only' needs a moment", remedy: "give 'at' instead of 'within'")
    }
    return RuleTestExpectation(
      location: value.location, time: time, alerts: alerts, deliveries: deliveries, none: none, isComplete: isComplete)
  }

  private func time(_ mapping: YAMLMapping) -> RuleTestExpectation.Time? {
    guard let within = mapping.value("within") else {
      return mapping.required("at", example: "50m")?.timeSpan(in: Self.longest).map { .at($0) }
    }
    if let at = mapping.value("at") { at.error("'at' and 'within' exclude each other", remedy: "remove one of them") }
    let elements = within.list(example: "[1h, 3h]") ?? []
    let times = elements.compactMap { $0.timeSpan(in: Self.longest) }
    guard elements.count == 2, times.count == elements.count else {
      if elements.count != 2 { within.error("'within' has two times", remedy: "for example [1h, 3h]") }
      return nil
    }
    guard times[0] <= times[1] else {
      within.error("'within' ends before it begins", remedy: "for example [1h, 3h]")
      return nil
    }
    return .within(times[0], times[1])
  }

  // MARK: - Patterns

  /// What is asked of an alert or a delivery.
  func pattern(_ value: YAMLValue, _ subjects: Subjects) -> RuleTestPattern? {
    guard let free = value.freeMapping(example: "{alert: FeatureDrift, state: firing}") else { return nil }
    let isDelivery =
      switch subjects {
      case .alerts: false
      case .deliveries: true
      case .either: free.value("action") != nil
      }
    let facts = isDelivery ? RuleTestPattern.deliveryFacts : RuleTestPattern.alertFacts
    guard let mapping = value.mapping(keys: facts.map(\.name) + ["count"]) else { return nil }
    var wishes: [(name: String, wish: RuleTestPattern.Wish)] = []
    for entry in mapping.entries {
      guard let kind = facts.first(where: { $0.name == entry.key })?.kind,
        let wish = wish(entry.value, kind)
      else { continue }
      checkName(entry, wish)
      wishes.append((entry.key, wish))
    }
    if mapping.entries.isEmpty {
      value.error("the pattern is empty", remedy: "for example {alert: FeatureDrift, state: firing}")
    }
    return RuleTestPattern(
      subject: isDelivery ? .delivery : .alert, location: value.location, wishes: wishes,
      count: mapping.int("count", in: 0...1_000_000))
  }

  private func wish(_ value: YAMLValue, _ kind: RuleTestPattern.Kind) -> RuleTestPattern.Wish? {
    switch kind {
    case .text:
      guard let text = value.string(example: "FeatureDrift") else { return nil }
      guard text.hasPrefix("=~") else { return .equal(.text(text)) }
      do {
        return .fits(try RegularExpression(String(text.dropFirst(2).drop { $0 == " " })))
      } catch {
        value.error("\(value.subject) is no regular expression: \(error)", remedy: "for example \"=~ age|income\"")
        return nil
      }
    case .choice(let names): return value.choice(names).map { .equal(.text($0)) }
    case .number: return value.double().map { .equal(.number($0)) }
    case .flag: return value.bool().map { .equal(.flag($0)) }
    case .time: return value.timeSpan(in: Self.longest).map { .equal(.time($0)) }
    }
  }

  /// A rule or an action that does not exist would never be found.
  private func checkName(_ entry: YAMLMapping.Entry, _ wish: RuleTestPattern.Wish) {
    let (names, kind) =
      switch entry.key {
      case "alert": (configuration.rules.map(\.alert), "rules")
      case "action": (configuration.actions.keys.sorted(), "actions")
      case "window": (configuration.windowPlan.windows.map(\.name), "windows")
      case "metric":
        (
          Metric.allCases.map(\.rawValue)
            + (configuration.schema.kpis + (configuration.labelSchema?.kpis ?? [])).map { "kpi:" + $0.name }, "metrics"
        )
      default: ([], "")
      }
    guard !kind.isEmpty else { return }
    let isKnown =
      switch wish {
      case .equal(let fact): names.contains(fact.text)
      case .fits(let expression): names.contains(where: expression.matches)
      }
    guard !isKnown, let text = entry.value.scalarText else { return }
    entry.value.error(
      "'\(text)' is none of the \(kind)", remedy: suggestion(for: text, among: names, kind: kind))
  }
}
