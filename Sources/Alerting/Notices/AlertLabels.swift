import Readings

/// What matchers, groups and receivers know an alert by: texts by name.
///
/// The names are `alert`, `model`, `version` (also `model_version`), `segment`, `feature`, `metric`, `window`, `level`
/// and `owner`; each dimension of the segment (`region` is `apac` in `region=apac`); and the rule's own labels. Of two
/// of one name the first of these counts.
package struct AlertLabels: Equatable, Sendable {
  package let values: [String: String]

  /// - Parameter level: of the alert at this moment.
  package init(_ identity: AlertIdentity, rule: Rule, level: Level) {
    let key = identity.key
    var values = rule.labels
    for part in key.segment.split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1)
      if pair.count == 2 { values[String(pair[0])] = String(pair[1]) }
    }
    values["alert"] = identity.rule
    values["model"] = identity.model
    values["version"] = key.version
    values["model_version"] = key.version
    values["segment"] = key.segment
    values["feature"] = key.metric == .kpi ? nil : key.feature
    values["metric"] = key.metricName
    values["window"] = key.window
    values["level"] = level.rawValue
    values["owner"] = rule.owner
    self.values = values
  }

  /// Empty where there is no such label, as Prometheus has it.
  package subscript(_ name: String) -> String { values[name] ?? "" }
}
