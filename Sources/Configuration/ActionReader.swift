import Alerting
import Foundation
import Notation

/// Reads the `actions` of a rules file.
struct ActionReader {
  let paths: ConfigurationPaths
  /// Where secrets and the search path are looked up.
  let environment: [String: String]
  /// Whether the content of secrets is checked: only who sends has to be able to read them.
  let needsSecrets: Bool

  private static let types = [
    "webhook", "slack", "pagerduty", "alertmanager", "exec", "retrain", "rollback", "log", "bell",
  ]

  var secrets: SecretReferenceReader {
    SecretReferenceReader(paths: paths, environment: environment, isNeeded: needsSecrets)
  }

  /// The action declared by an entry of `actions`; `nil` after reporting what is wrong.
  func action(_ entry: YAMLMapping.Entry) -> Action? {
    let errorCount = entry.value.diagnostics.errorCount
    let action = readAction(entry)
    // What was left out for being wrong may be a guard, so none of the action is used.
    return entry.value.diagnostics.errorCount == errorCount ? action : nil
  }

  private func readAction(_ entry: YAMLMapping.Entry) -> Action? {
    let example = "{type: webhook, url: \"https://ops.example/hook\"}"
    guard let open = entry.value.freeMapping(example: example),
      let typeValue = open.required("type", example: "webhook"), let type = typeValue.string(example: "webhook")
    else { return nil }
    if let purpose = Action.Exec.Purpose(rawValue: type) {
      return program(entry.value, purpose: purpose).map { Action(name: entry.key, kind: .exec($0)) }
    }
    let kind: Action.Kind?
    switch type {
    case "webhook": kind = webhook(entry.value)
    case "slack": kind = slack(entry.value)
    case "pagerduty": kind = pagerDuty(entry.value)
    case "alertmanager": kind = alertmanager(entry.value)
    case "log": kind = entry.value.mapping(keys: ["type", "group"]).map { _ in .log }
    case "bell": kind = entry.value.mapping(keys: ["type", "group"]).map { _ in .bell }
    default:
      typeValue.error("unknown action type '\(type)'", remedy: suggestion(for: type, among: Self.types, kind: "types"))
      return nil
    }
    let grouping = open.value("group").flatMap(GroupingReader.grouping)
    return kind.map { Action(name: entry.key, kind: $0, grouping: grouping) }
  }
}

/// Reads `group`: how several alerts are put into one message.
enum GroupingReader {
  private static let longest = TimeSpan.days(366)

  static func grouping(_ value: YAMLValue) -> Grouping? {
    let example = "{by: [alert, segment], wait: 30s, interval: 5m, repeat: 4h}"
    guard let section = value.mapping(keys: ["by", "wait", "interval", "repeat"], example: example) else { return nil }
    guard let by = section.value("by") else { return ungrouped(section, example: example) }
    let names = by.oneOrMany().compactMap { $0.string(example: "alert") }
    if by.isList, by.list()?.isEmpty == true {
      by.error("'\(by.name)' is empty", remedy: "by: [model] puts all alerts into one group")
      return nil
    }
    var grouping = Grouping(by: names)
    grouping.wait = section.timeSpan("wait", in: .zero...Self.longest) ?? grouping.wait
    grouping.interval = section.timeSpan("interval", in: .zero...Self.longest) ?? grouping.interval
    grouping.repeatAfter = repetition(section)
    if let repeatAfter = grouping.repeatAfter, repeatAfter < grouping.interval, let place = section.value("repeat") {
      place.error(
        "'\(place.name)' is \(repeatAfter.text), but two messages of a group are at least \(grouping.interval.text) apart",
        remedy: "make 'repeat' longer, or 'interval' shorter")
    }
    return grouping
  }

  /// Every alert by itself; only what repeats can be said of it.
  private static func ungrouped(_ section: YAMLMapping, example: String) -> Grouping? {
    for key in ["wait", "interval"] {
      section.value(key)?.error(
        "'\(section.value.name).\(key)' needs 'by'; without it every alert is told by itself and at once",
        remedy: "for example by: [alert, segment]")
    }
    guard section.value("repeat") != nil else {
      if section.entries.isEmpty {
        section.value.error("'\(section.value.name)' says nothing", remedy: "for example \(example)")
      }
      return nil
    }
    return Grouping(by: [], wait: .zero, interval: .zero, repeatAfter: repetition(section))
  }

  private static func repetition(_ section: YAMLMapping) -> TimeSpan? {
    section.timeSpan("repeat", in: .minutes(1)...Self.longest)
  }
}
