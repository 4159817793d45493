import Notation

extension ConfigurationDraft {
  /// Compares the configured paths with those found in a sample of the logs.
  ///
  /// A path that matches nothing is an error; a path with nothing but text where numbers are wanted is a warning.
  /// Both are reported where the path stands in the configuration. A log without a sample, or without lines, says nothing.
  package func unmatchedPaths(predictions: SampledFields?, labels: SampledFields?) -> [Diagnostic] {
    fields.compactMap { field in
      let sample = field.log == .labels ? labels : predictions
      guard let sample, sample.lineCount > 0 else { return nil }
      return Self.finding(for: field, in: sample)
    }
  }

  private static func finding(for field: ConfiguredField, in sample: SampledFields) -> Diagnostic? {
    let path = field.path.description
    let paths = sample.paths
    let members = paths.filter { $0.hasPrefix(path + ".") }
    if case .scores(let classes) = field.content {
      if !members.isEmpty { return finding(for: field, in: sample, classes: classes, members: members) }
      if sample.fields[path].map({ !$0.valueTypes.isSubset(of: [.object]) }) == true {
        return Diagnostic(
          .error,
          "path '\(path)' of '\(field.key)' is one value in the \(field.log.rawValue), not an object {class: p}",
          at: field.location, remedy: "for several classes log the score of each of them, or leave 'score' out")
      }
    } else if !members.isEmpty, sample.fields[path] == nil {
      return Diagnostic(
        .error, "path '\(path)' of '\(field.key)' is an object in the \(field.log.rawValue), not a value",
        at: field.location, remedy: "name one of its members: \(members.prefix(10).joined(separator: ", "))")
    }
    guard let found = sample.fields[path] else {
      return Diagnostic(
        field.content == .rarity ? .warning : .error,
        "path '\(path)' of '\(field.key)' matches nothing in the \(field.log.rawValue)", at: field.location,
        remedy: remedy(path: path, paths: paths))
    }
    return mismatch(of: field, with: found)
  }

  /// A warning where there are only texts and numbers are wanted.
  private static func mismatch(of field: ConfiguredField, with found: SampledFields.Field) -> Diagnostic? {
    let wanted: Set<SampledFields.JSONType>
    switch field.content {
    case .number: wanted = [.number]
    case .quantity: wanted = [.number, .boolean]
    case .any, .rarity, .scores: return nil
    }
    guard !found.valueTypes.isEmpty, found.valueTypes.isDisjoint(with: wanted) else { return nil }
    let example = found.values.first.map { ", such as \"\($0)\"" } ?? ""
    let isFeature = field.key.hasPrefix("features.")
    return Diagnostic(
      .warning,
      "'\(field.key)' wants \(field.content == .number ? "numbers" : "numbers or booleans"), but '\(field.path)' holds "
        + "none in the \(field.log.rawValue)\(example)",
      at: field.location, remedy: "check the path" + (isFeature ? "; a feature of texts is of kind categorical" : ""))
  }

  /// What is wrong with an object of scores: only lines with a score for each class have one.
  private static func finding(
    for field: ConfiguredField, in sample: SampledFields, classes: [String], members: [String]
  ) -> Diagnostic? {
    let path = field.path.description
    let names = members.map { String($0.dropFirst(path.count + 1)) }
    let missing = classes.filter { !names.contains($0) }
    guard !missing.isEmpty else { return nil }
    return Diagnostic(
      .error,
      "'\(path)' of '\(field.key)' has no score for \(missing.map { "'\($0)'" }.joined(separator: ", "))"
        + " in the \(field.log.rawValue)",
      at: field.location, remedy: "it has \(names.prefix(10).joined(separator: ", "))")
  }

  /// Names the nearest path; one whose last member is near is near too, wherever it is nested.
  private static func remedy(path: String, paths: [String]) -> String {
    if nearestName(to: path, among: paths) == nil {
      let member = lastMember(of: path)
      let members = paths.map(lastMember)
      let near = members.contains(member) ? member : nearestName(to: member, among: members)
      if let index = near.flatMap(members.firstIndex) { return "did you mean '\(paths[index])'?" }
    }
    return suggestion(for: path, among: paths, kind: "paths in the log")
  }

  private static func lastMember(of path: String) -> String {
    path.split(separator: ".").last.map(String.init) ?? path
  }
}
