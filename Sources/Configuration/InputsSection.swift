/// Which logs are read: `inputs` for the live traffic, `reference` for the baseline.
package struct InputFiles: Equatable, Sendable {
  /// Absolute globs of prediction logs; `-` is standard input.
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
    if predictions.contains("-"), labels.contains("-") {
      section.error("standard input can be read only once", remedy: "give a file for one of them")
    }
    guard !predictions.isEmpty else { return nil }
    self.init(predictions: predictions, labels: labels)
  }
}
