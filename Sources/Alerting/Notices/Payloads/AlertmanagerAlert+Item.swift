import Notation
import Readings

/// Alerts of an Alertmanager from ours. The severity is one of the labels, so that receivers can be chosen by it: a
/// change of level ends one alert there and begins another.
extension AlertmanagerAlert {
  /// What a message tells of its alerts. Of one that fires again, under the labels of an episode that the message says
  /// is over, only that it fires: by the other it would be ended as well.
  static func told(_ items: [Notice.Item]) -> [AlertmanagerAlert] {
    let alerts = items.flatMap { told($0) }
    let firing = Set(alerts.filter { $0.endsAt == nil }.map(\.key))
    return alerts.filter { $0.endsAt == nil || !firing.contains($0.key) }
  }

  /// What a message tells of one alert: how the alert stands and, if it was told at another level before, the end of that.
  static func told(_ item: Notice.Item) -> [AlertmanagerAlert] {
    let end = item.transition.at
    guard item.transition.to != .resolved else {
      let levels = [item.toldLevel, item.transition.previousLevel].compactMap { $0 }.filter(\.isAlert)
      return (levels.first.map { [$0] } ?? [.yellow, .red]).map { AlertmanagerAlert(item, level: $0, end: end) }
    }
    let present = firing(item)
    guard let old = item.toldLevel, old.isAlert else { return [present] }
    let ended = AlertmanagerAlert(item, level: old, end: end)
    return ended.labels == present.labels ? [present] : [present, ended]
  }

  /// The alert as it stands, whatever was told before.
  static func firing(_ item: Notice.Item) -> AlertmanagerAlert {
    AlertmanagerAlert(item, level: item.transition.level, end: nil)
  }

  /// - Parameter end: `nil` for an alert that fires.
  private init(_ item: Notice.Item, level: Level, end: Instant?) {
    labels = Self.labels(of: item, level: level)
    annotations = Self.annotations(of: item)
    startsAt = end.map { min($0, item.startedAt) } ?? item.startedAt
    endsAt = end
  }

  /// The alert's own names win over dimensions of the segment, and those over the rule's labels.
  private static func labels(of item: Notice.Item, level: Level) -> [String: String] {
    let identity = item.transition.identity
    let key = identity.key
    var own = [
      "alertname": identity.rule, "model": identity.model, "version": key.version, "segment": key.segment,
      "metric": key.metricName, "window": key.window, "severity": level == .red ? "critical" : "warning",
    ]
    own["feature"] = key.metric == .kpi ? nil : key.feature
    if !level.isGraded { own["state"] = level.rawValue }
    var labels = sanitised(item.rule.labels)
    for part in key.segment.split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1)
      if pair.count == 2 { labels[labelName(String(pair[0]))] = String(pair[1]) }
    }
    labels.merge(own) { $1 }
    return labels.filter { !$0.value.isEmpty }
  }

  /// The rule's, filled in, and the figures beside them.
  private static func annotations(of item: Notice.Item) -> [String: String] {
    let figures = item.transition.figures
    let facts = TemplateFacts(item.transition, rule: item.rule)
    var own = ["n": String(figures.n), "summary": item.summary]
    own["value"] = figures.value.map(shortestText)
    own["threshold"] = figures.threshold.map(shortestText)
    own["because"] = figures.because
    own["owner"] = item.rule.owner
    own[item.runbookURL == nil ? "runbook" : "runbook_url"] = item.rule.runbook
    return sanitised(item.rule.annotations.mapValues { $0.rendered(with: facts) }).merging(own) { first, _ in first }
      .filter { !$0.value.isEmpty }
  }

  /// Under names that are allowed; of several that become one, the first in the order of their names counts.
  private static func sanitised(_ texts: [String: String]) -> [String: String] {
    Dictionary(texts.sorted { $0.key < $1.key }.map { (labelName($0.key), $0.value) }) { first, _ in first }
  }

  /// A name that Prometheus allows: letters, digits and `_`, not beginning with a digit.
  private static func labelName(_ name: String) -> String {
    let text = String(
      String.UnicodeScalarView(
        name.unicodeScalars.map { scalar in
          let isAllowed = scalar == "_" || scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9") ~= scalar)
          return isAllowed ? scalar : "_"
        }))
    return text.first.map { $0.isNumber } ?? true ? "_" + text : text
  }
}
