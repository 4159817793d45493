import Alerting

/// What a rule says of itself and of actions, whether or not the rest of it can be used. So that one mistake does not
/// look like several.
struct RuleOutline {
  var alert: String?
  /// The names of its labels.
  var labels: [String]
  /// The names of the actions that it refers to, declared or not.
  var actions: [String]

  init(_ rule: YAMLValue) {
    func mapping(_ value: YAMLValue?) -> YAMLMapping? { value.flatMap { $0.isMapping ? YAMLMapping($0) : nil } }
    let open = mapping(rule)
    alert = open?.value("alert")?.scalarText
    labels = mapping(open?.value("labels"))?.keys ?? []
    actions = (mapping(open?.value("actions"))?.entries ?? []).flatMap { entry in
      entry.value.oneOrMany().compactMap(\.scalarText)
    }
  }
}

/// The actions of all rules files.
struct DeclaredActions {
  /// In the order of the files, also of those that are declared wrongly.
  var names: [String] = []
  /// Those that could be read.
  var known: [String: Action] = [:]
}
