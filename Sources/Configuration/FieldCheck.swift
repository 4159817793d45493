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
    if let found = sample.fields[path] {
      guard field.isNumeric, !found.valueTypes.isEmpty, !found.valueTypes.contains(.number) else { return nil }
      let example = found.values.first.map { ", such as \"\($0)\"" } ?? ""
      return Diagnostic(
        .warning, "'\(field.key)' wants numbers, but '\(path)' holds none in the \(field.log.rawValue)\(example)",
        at: field.location, remedy: "check the path; a feature of texts is of kind categorical")
    }
    let paths = sample.paths
    let members = paths.filter { $0.hasPrefix(path + ".") }
    if !members.isEmpty {
      return Diagnostic(
        .error, "path '\(path)' of '\(field.key)' is an object in the \(field.log.rawValue), not a value",
        at: field.location, remedy: "name one of its members: \(members.prefix(10).joined(separator: ", "))")
    }
    return Diagnostic(
      .error, "path '\(path)' of '\(field.key)' matches nothing in the \(field.log.rawValue)", at: field.location,
      remedy: remedy(path: path, paths: paths))
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
