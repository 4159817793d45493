/// Which logs are read: `inputs` for the live traffic, `reference` for the baseline.
package struct InputFiles: Equatable, Sendable {
  /// Absolute globs of prediction logs.
  package var predictions: [String]
  /// Absolute globs of label logs; empty where the ground truth is not known.
  package var labels: [String]

  package init(predictions: [String], labels: [String]) {
    self.predictions = predictions
    self.labels = labels
  }
}

extension InputFiles {
  private static let example = "[logs/predictions-*.jsonl]"

  /// Reads `{predictions: …, labels: …}`; `nil` after reporting what is missing or wrong.
  init?(_ section: YAMLValue, paths: ConfigurationPaths) {
    guard let mapping = section.mapping(keys: ["predictions", "labels"], example: "predictions: \(Self.example)") else {
      return nil
    }
    func globs(_ key: String) -> [String] {
      let values = mapping.value(key)?.oneOrMany() ?? []
      var seen: Set<String> = []
      return values.compactMap { value in
        guard let text = value.string(example: "logs/\(key)-*.jsonl") else { return nil }
        guard text != "-" else {
          value.error("standard input is not supported by this version", remedy: "give a file, or a glob of files")
          return nil
        }
        let path = paths.absolute(text)
        guard seen.insert(path).inserted else {
          value.error("'\(text)' is listed twice in '\(section.name).\(key)'", remedy: "remove one of them")
          return nil
        }
        return path
      }
    }
    let predictions = globs("predictions")
    let labels = globs("labels")
    guard let given = mapping.required("predictions", example: Self.example) else { return nil }
    if given.isList, given.list()?.isEmpty == true {
      given.error("'\(given.name)' is empty", remedy: "for example predictions: \(Self.example)")
    }
    guard !predictions.isEmpty else { return nil }
    self.init(predictions: predictions, labels: labels)
  }
}
