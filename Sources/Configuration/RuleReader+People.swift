import Alerting
import Foundation
import Notation

/// What people read of a rule, who they are, and what is done.
extension RuleReader {
  struct People {
    var owner: String?
    var approvers: [String] = []
    var runbook: String?
    var labels: [String: String] = [:]
    var annotations: [String: Template] = [:]
    var actions = Rule.Actions()
  }

  func peopleSection(_ mapping: YAMLMapping) -> People {
    var people = People()
    people.owner = mapping.value("owner")?.nameText(example: "risk-oncall")
    people.runbook = runbook(mapping)
    people.labels = labels(mapping)
    people.annotations = annotations(mapping, labels: Set(people.labels.keys))
    people.actions = actions(mapping)
    people.approvers = approvers(mapping, actions: people.actions)
    checkReachable(people.actions, in: mapping)
    checkEnds(people.actions, in: mapping)
    return people
  }

  private func approvers(_ mapping: YAMLMapping, actions: Rule.Actions) -> [String] {
    guard let given = mapping.value("approvers") else { return [] }
    var found: [String] = []
    for value in given.oneOrMany() {
      guard let name = value.nameText(example: "owner") else { continue }
      if name == Rule.ownerAsApprover, mapping.value("owner") == nil {
        value.error("the rule has no owner who could approve", remedy: "give 'owner', or name the person")
      } else if name.lowercased() == AuditEntry.system {
        value.error("'\(name)' is what the product calls itself on the record", remedy: "name a person")
      } else if found.contains(name) {
        value.error("'\(name)' is listed twice", remedy: "remove one of them")
      } else {
        found.append(name)
      }
    }
    if given.isList, given.list()?.isEmpty == true {
      given.error("'\(given.name)' is empty", remedy: "remove it to let anybody approve, or name somebody")
    }
    let used = [actions.yellow, actions.red, actions.resolved].joined().map { self.actions.known[$0] }
    // Of an action that could not be read nobody knows what it is.
    if !used.contains(where: { $0?.runsProgram ?? true }) {
      given.warning("the rule runs no program, so there is nothing to approve", remedy: "remove 'approvers'")
    }
    return found
  }

  private func runbook(_ mapping: YAMLMapping) -> String? {
    guard let value = mapping.value("runbook"), let text = value.string(example: "runbooks/feature-drift.md") else {
      return nil
    }
    if text.contains("://") {
      if WebAddress(text) != nil { return text }
      value.error("'\(text)' is not an http or https address", remedy: "for example https://wiki.example/drift")
      return nil
    }
    let path = paths.absolute(text)
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory.boolValue else {
      value.error("there is no runbook '\(text)' (\(path))", remedy: "the path is relative to the configuration file")
      return nil
    }
    guard FileManager.default.isReadableFile(atPath: path) else {
      value.error("the runbook '\(text)' cannot be read by this user", remedy: "chmod a+r \(path)")
      return nil
    }
    // Without `..`, unless a link on the way makes that another place.
    let plain = URL(fileURLWithPath: path).standardizedFileURL.path
    return FileManager.default.isReadableFile(atPath: plain) ? plain : path
  }

  private func labels(_ mapping: YAMLMapping) -> [String: String] {
    var found: [String: String] = [:]
    for entry in mapping.value("labels")?.freeMapping(example: "{team: risk}")?.entries ?? [] {
      if !LabelNames.isValid(entry.key) {
        mapping.value.diagnostics.error(
          "'\(entry.key)' is not a label's name", at: entry.location,
          remedy: "letters, digits and _, not beginning with a digit; for example team")
      } else if LabelNames.builtIn.contains(entry.key) {
        mapping.value.diagnostics.error(
          "every alert has a label '\(entry.key)' already", at: entry.location, remedy: "give it another name")
      } else if names.dimensions.contains(entry.key) {
        mapping.value.diagnostics.warning(
          "the label '\(entry.key)' gives way to the dimension of that name", at: entry.location,
          remedy: "give it another name")
      }
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
        if !actions.names.contains(name) {
          value.error(
            "there is no action '\(name)'",
            remedy: suggestion(for: name, among: actions.names, kind: "declared actions"))
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

extension RuleReader {
  /// An incident that nobody is told the end of stays open until a person closes it.
  private func checkEnds(_ actions: Rule.Actions, in mapping: YAMLMapping) {
    var seen: Set<String> = []
    for name in actions.yellow + actions.red where !actions.resolved.contains(name) && seen.insert(name).inserted {
      guard case .pagerduty = self.actions.known[name]?.kind else { continue }
      mapping.value.diagnostics.warning(
        "'\(name)' opens incidents that the rule never resolves", at: mapping.location(of: "actions"),
        remedy: "name '\(name)' under 'actions.resolved', too")
    }
  }
}

extension Rule {
  /// Among the approvers it stands for the rule's owner.
  static let ownerAsApprover = "owner"
}
