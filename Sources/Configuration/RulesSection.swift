import Alerting
import Notation

/// The rules files: rules, actions and inhibitions of all of them together.
struct RulesSection {
  private(set) var rules: [Rule] = []
  private(set) var actions: [String: Action] = [:]
  private(set) var inhibitions: [Inhibition] = []

  private var outlines: [RuleOutline] = []
  /// Each declared action that could be read, where it stands first.
  private var actionEntries: [YAMLMapping.Entry] = []

  /// Where rules are looked for if the configuration does not say.
  static let defaultPattern = "AlertRules/*.yaml"

  /// - Parameters:
  ///   - patterns: globs in the place of those of `rules`, absolute.
  ///   - pane: the step of time.
  init(
    _ root: YAMLMapping, patterns: [String]? = nil, names: WatchedNames, gradient: Gradient, pane: TimeSpan,
    paths: ConfigurationPaths, environment: [String: String], needsSecrets: Bool
  ) {
    let diagnostics = root.value.diagnostics
    let documents = Self.files(root, patterns: patterns, paths: paths).compactMap { file in
      YAMLDocument.read(
        path: file.path, shownAs: file.shown, purpose: "rules file", hint: "check 'rules'", into: diagnostics)
    }
    let sections = documents.compactMap { document in
      document.mapping(
        keys: ["groups", "inhibit", "actions"], example: "groups: [{name: credit-risk, rules: […]}]")
    }
    let declared = readActions(
      sections, reader: ActionReader(paths: paths, environment: environment, needsSecrets: needsSecrets))
    let reader = RuleReader(names: names, gradient: gradient, pane: pane, paths: paths, actions: declared)
    readRules(sections, reader: reader)
    let labels = LabelNames(dimensions: names.dimensions, labels: outlines.flatMap(\.labels))
    readInhibitions(sections, labels: labels)
    checkGroups(labels)
    checkUse(declared)
  }

  private static func files(
    _ root: YAMLMapping, patterns: [String]?, paths: ConfigurationPaths
  ) -> [(path: String, shown: String)] {
    if let patterns { return patterns.flatMap { paths.files(matching: $0) } }
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

  private mutating func readActions(_ sections: [YAMLMapping], reader: ActionReader) -> DeclaredActions {
    var places: [String: SourceLocation] = [:]
    var declared = DeclaredActions()
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
        declared.names.append(entry.key)
        if let action {
          declared.known[entry.key] = action
          actionEntries.append(entry)
        }
      }
    }
    actions = declared.known
    return declared
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
          outlines.append(RuleOutline(value))
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

  // MARK: What goes across rules and files

  private mutating func readInhibitions(_ sections: [YAMLMapping], labels: LabelNames) {
    let reader = InhibitionReader(alerts: outlines.compactMap(\.alert), labels: labels)
    let example = "[{when: 'alert = \"SchemaBroken\"', mutes: 'alert = \"FeatureDrift\"'}]"
    for section in sections {
      for element in section.list("inhibit", example: example) {
        if let inhibition = reader.inhibition(element) { inhibitions.append(inhibition) }
      }
    }
  }

  /// Warns of labels to group by that no alert has.
  private func checkGroups(_ labels: LabelNames) {
    for entry in actionEntries {
      guard let group = entry.value.freeMapping()?.value("group"), group.isMapping else { continue }
      for name in group.freeMapping()?.value("by")?.oneOrMany() ?? [] where name.isScalar {
        if let text = name.scalarText { labels.check(text, at: name) }
      }
    }
  }

  /// Warns of actions that no rule refers to. Where a rule refers to one that is not declared, that is mended first.
  private func checkUse(_ declared: DeclaredActions) {
    let used = Set(outlines.flatMap(\.actions))
    guard used.allSatisfy(declared.names.contains) else { return }
    for entry in actionEntries where !used.contains(entry.key) {
      entry.value.diagnostics.warning(
        "no rule refers to action '\(entry.key)'", at: entry.location, remedy: "name it under a rule's 'actions'")
    }
  }
}
