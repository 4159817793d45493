import Alerting

/// The rules files: rules and actions of all of them together.
struct RulesSection {
  private(set) var rules: [Rule] = []
  private(set) var actions: [String: Action] = [:]

  /// Where rules are looked for if the configuration does not say.
  static let defaultPattern = "AlertRules/*.yaml"

  init(
    _ root: YAMLMapping, names: WatchedNames, gradient: Gradient, paths: ConfigurationPaths,
    environment: [String: String]
  ) {
    let diagnostics = root.value.diagnostics
    let documents = Self.files(root, paths: paths).compactMap { file in
      YAMLDocument.read(
        path: file.path, shownAs: file.shown, purpose: "rules file", hint: "check 'rules'", into: diagnostics)
    }
    let sections = documents.compactMap { document in
      document.mapping(
        keys: ["groups", "actions"], unsupported: ["inhibit": ""],
        example: "groups: [{name: credit-risk, rules: […]}]")
    }
    let actionNames = readActions(sections, reader: ActionReader(paths: paths, environment: environment))
    let reader = RuleReader(names: names, gradient: gradient, actionNames: actionNames)
    readRules(sections, reader: reader)
  }

  private static func files(_ root: YAMLMapping, paths: ConfigurationPaths) -> [(path: String, shown: String)] {
    guard let given = root.value("rules") else { return paths.files(matching: defaultPattern) }
    var found: [(path: String, shown: String)] = []
    for value in given.oneOrMany() {
      guard let pattern = value.string(example: defaultPattern) else { continue }
      let files = paths.files(matching: pattern)
      if files.isEmpty {
        value.error("'\(pattern)' matches no file", remedy: "a path is relative to the configuration file")
      }
      found += files.filter { file in !found.contains { $0.path == file.path } }
    }
    return found
  }

  /// Reads all actions; returns the names of all that are declared, rightly or wrongly.
  private mutating func readActions(_ sections: [YAMLMapping], reader: ActionReader) -> [String] {
    var places: [String: SourceLocation] = [:]
    var names: [String] = []
    for section in sections {
      for entry in section.value("actions")?.freeMapping(example: "hook: {type: log}")?.entries ?? [] {
        let action = reader.action(entry)
        if let first = places[entry.key] {
          section.value.diagnostics.error(
            "action '\(entry.key)' is declared twice (first at \(first.text))", at: entry.location,
            remedy: "rename one of them")
          continue
        }
        places[entry.key] = entry.location
        names.append(entry.key)
        actions[entry.key] = action
      }
    }
    return names
  }

  private mutating func readRules(_ sections: [YAMLMapping], reader: RuleReader) {
    var groupPlaces: [String: SourceLocation] = [:]
    var rulePlaces: [String: SourceLocation] = [:]
    for section in sections {
      for element in section.list("groups", example: "[{name: credit-risk, rules: […]}]") {
        guard let group = element.mapping(keys: ["name", "rules"], example: "{name: credit-risk, rules: […]}") else {
          continue
        }
        let nameValue = group.required("name", example: "credit-risk")
        let name = nameValue?.string(example: "credit-risk")
        if let name, let nameValue {
          Self.checkUnique("group", name, at: nameValue, places: &groupPlaces)
        }
        for value in group.list("rules", example: "[{alert: FeatureDrift, metric: psi}]") {
          let rule = reader.rule(value, group: name ?? "")
          if let alert = value.node.mapping?["alert"]?.scalar?.string, let place = alertValue(value) {
            Self.checkUnique("alert", alert, at: place, places: &rulePlaces)
          }
          if let rule { rules.append(rule) }
        }
      }
    }
  }

  private func alertValue(_ rule: YAMLValue) -> YAMLValue? { rule.freeMapping()?.value("alert") }

  private static func checkUnique(
    _ kind: String, _ name: String, at value: YAMLValue, places: inout [String: SourceLocation]
  ) {
    if let first = places[name] {
      value.error("\(kind) '\(name)' is defined twice (first at \(first.text))", remedy: "rename one of them")
    } else {
      places[name] = value.location
    }
  }
}
