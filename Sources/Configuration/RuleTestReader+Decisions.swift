import Alerting
import Notation
import Readings

extension RuleTestReader {
  private static let acts = [
    "acknowledge", "silence", "end_silences", "approve", "reject", "override", "end_overrides",
  ]

  func decision(_ value: YAMLValue) -> RuleTestDecision? {
    let keys = ["at", "by", "reason", "refused", "for", "level", "false_alarm"] + Self.acts
    guard let mapping = value.mapping(keys: keys, example: "{at: 30m, acknowledge: {alert: FeatureDrift}}") else {
      return nil
    }
    let at = mapping.required("at", example: "30m")?.timeSpan(in: Self.longest)
    let given = Self.acts.filter { mapping.value($0) != nil }
    guard given.count == 1, let act = given.first, let place = mapping.value(act) else {
      value.error(
        given.isEmpty ? "nothing is decided here" : "one decision at a time: \(given.joined(separator: ", "))",
        remedy: "give one of \(Self.acts.joined(separator: ", "))")
      return nil
    }
    let kind = kind(act, place, mapping)
    checkBelonging(act, mapping)
    guard let at, let kind else { return nil }
    return RuleTestDecision(
      location: value.location, at: at, kind: kind, by: mapping.string("by") ?? "tester",
      reason: mapping.string("reason") ?? "rule test", isRefused: mapping.bool("refused") ?? false)
  }

  private func kind(_ act: String, _ place: YAMLValue, _ mapping: YAMLMapping) -> RuleTestDecision.Kind? {
    switch act {
    case "acknowledge":
      let isFalse = mapping.bool("false_alarm") ?? false
      return pattern(place, .alerts).map { .acknowledge($0, isFalseAlarm: isFalse) }
    case "approve": return pattern(place, .deliveries).map { .approve($0) }
    case "reject": return pattern(place, .deliveries).map { .reject($0) }
    case "end_silences": return place.bool() == true ? .endSilences : nil
    case "end_overrides": return place.bool() == true ? .endOverrides : nil
    default:
      let matchers = matchers(place)
      let span = mapping.required("for", example: "1h")?.timeSpan(in: Self.longest)
      guard act == "override" else {
        guard let matchers, let span else { return nil }
        return .silence(matchers, span)
      }
      let levels: [Level] = [.green, .yellow, .red]
      let level = mapping.required("level", example: "green")?.choice(levels.map(\.rawValue))
      guard let matchers, let span, let level = level.flatMap(Level.init(rawValue:)) else { return nil }
      return .override(matchers, level, span)
    }
  }

  private func matchers(_ value: YAMLValue) -> LabelMatchers? {
    let example = "'alert=\"FeatureDrift\", region=\"apac\"'"
    guard let text = value.string(example: example) else { return nil }
    do throws(MatcherError) {
      return try LabelMatchers(parsing: text)
    } catch {
      value.error("\(value.subject): \(error.description)", remedy: "for example \(example)")
      return nil
    }
  }

  /// Keys that say nothing of this kind of decision.
  private func checkBelonging(_ act: String, _ mapping: YAMLMapping) {
    let owners = ["for": ["silence", "override"], "level": ["override"], "false_alarm": ["acknowledge"]]
    for entry in mapping.entries {
      guard let acts = owners[entry.key], !acts.contains(act) else { continue }
      mapping.value.diagnostics.error(
        "'\(entry.key)' does not belong to '\(act)'", at: entry.location,
        remedy: "it belongs to \(acts.joined(separator: " and "))")
    }
  }
}
