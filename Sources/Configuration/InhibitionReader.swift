import Alerting
import Notation
import Readings

/// Reads the elements of `inhibit`.
struct InhibitionReader {
  /// The names of all alerts, also of those whose rules are wrong.
  let alerts: [String]
  let labels: LabelNames

  /// `nil` after reporting what is wrong.
  func inhibition(_ value: YAMLValue) -> Inhibition? {
    let example = "{when: 'alert = \"SchemaBroken\"', mutes: 'alert = \"FeatureDrift\"', equal: [model_version]}"
    guard let mapping = value.mapping(keys: ["when", "mutes", "equal"], example: example) else { return nil }
    let when = mapping.required("when", example: "'alert = \"SchemaBroken\"'").flatMap(matchers)
    let mutes = mapping.required("mutes", example: "'alert = \"FeatureDrift\"'").flatMap(matchers)
    var equal: [String] = []
    for element in mapping.value("equal")?.oneOrMany() ?? [] {
      guard let name = element.string(example: "model_version") else { continue }
      labels.check(name, at: element)
      if !equal.contains(name) { equal.append(name) }
    }
    guard let when, let mutes else { return nil }
    return Inhibition(when: when, mutes: mutes, equal: equal)
  }

  private func matchers(_ value: YAMLValue) -> LabelMatchers? {
    guard let text = value.string(example: "'alert = \"FeatureDrift\"'") else { return nil }
    let matchers: LabelMatchers
    do {
      matchers = try LabelMatchers(parsing: text)
    } catch {
      value.error("in '\(value.name)', \(error)")
      return nil
    }
    for matcher in matchers.list {
      switch matcher.name {
      case "alert": check(alert: matcher, at: value)
      case "level": check(level: matcher, at: value)
      default: labels.check(matcher.name, at: value)
      }
    }
    return matchers
  }

  private func check(level matcher: LabelMatcher, at place: YAMLValue) {
    let levels = Level.allCases.map(\.rawValue)
    guard matcher.comparison == .equal || matcher.comparison == .notEqual, !levels.contains(matcher.value) else {
      return
    }
    place.error(
      "there is no level '\(matcher.value)'", remedy: suggestion(for: matcher.value, among: levels, kind: "levels"))
  }

  private func check(alert matcher: LabelMatcher, at place: YAMLValue) {
    switch matcher.comparison {
    case .equal, .notEqual:
      guard !alerts.contains(matcher.value) else { return }
      place.error(
        "there is no alert '\(matcher.value)'", remedy: suggestion(for: matcher.value, among: alerts, kind: "alerts"))
    case .fits:
      guard let expression = try? RegularExpression(matcher.value), !alerts.contains(where: expression.matches) else {
        return
      }
      place.error(
        "no alert fits '\(matcher.value)'", remedy: suggestion(for: matcher.value, among: alerts, kind: "alerts"))
    case .doesNotFit:
      break
    }
  }
}
