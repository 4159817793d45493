import Notation

/// Which logs are read and how: `inputs` for the live traffic, `reference` for the baseline.
package struct InputFiles: Equatable, Sendable {
  /// Absolute globs of prediction logs; `-` is standard input.
  package var predictions: [String]
  /// The same for label logs; empty where the ground truth is not known.
  package var labels: [String]
  /// How often files are looked at where nothing tells that they grew, and how often new ones are looked for.
  package var poll: TimeSpan
  /// Bytes of a line past which it is set aside.
  package var lineLimit: Int

  package init(
    predictions: [String], labels: [String], poll: TimeSpan = Self.standardPoll, lineLimit: Int = Self.standardLineLimit
  ) {
    self.predictions = predictions
    self.labels = labels
    self.poll = poll
    self.lineLimit = lineLimit
  }

  /// How standard input is named.
  package static let standardInput = "-"
  package static let standardLineLimit = 1 << 20
  package static let standardPoll = TimeSpan(seconds: 1)

  private static let lineLimits = 1 << 10...64 << 20
  private static let polls = TimeSpan(microseconds: 100_000)...TimeSpan.hours(1)
}

extension InputFiles {
  private static let example = "[logs/predictions-*.jsonl]"

  /// Reads `inputs`; `nil` after reporting what is missing or wrong.
  init?(_ section: YAMLValue, paths: ConfigurationPaths) {
    let keys = ["predictions", "labels", "poll", "line_limit"]
    guard let mapping = section.mapping(keys: keys, example: "predictions: \(Self.example)") else { return nil }
    let poll = mapping.value("poll")?.timeSpan(in: Self.polls, example: "1s") ?? Self.standardPoll
    let lineLimit = mapping.value("line_limit")?.byteCount(in: Self.lineLimits, example: "1MiB")
    guard let globs = Self.globs(mapping, paths: paths, takesStandardInput: true) else { return nil }
    self.init(
      predictions: globs.predictions, labels: globs.labels, poll: poll, lineLimit: lineLimit ?? Self.standardLineLimit)
  }

  /// Reads `reference`: files that are there to be read again, with the line limit of the `inputs`.
  init?(reference section: YAMLValue, paths: ConfigurationPaths, like inputs: InputFiles?) {
    guard let mapping = section.mapping(keys: ["predictions", "labels"], example: "predictions: \(Self.example)"),
      let globs = Self.globs(mapping, paths: paths, takesStandardInput: false)
    else { return nil }
    self.init(
      predictions: globs.predictions, labels: globs.labels, lineLimit: inputs?.lineLimit ?? Self.standardLineLimit)
  }

  private static func globs(
    _ mapping: YAMLMapping, paths: ConfigurationPaths, takesStandardInput: Bool
  ) -> (predictions: [String], labels: [String])? {
    var standardInputKey: String?
    func globs(_ key: String) -> [String] {
      let values = mapping.value(key)?.oneOrMany() ?? []
      var seen: Set<String> = []
      return values.compactMap { value in
        guard let text = value.string(example: "logs/\(key)-*.jsonl") else { return nil }
        let path = paths.absolute(text)
        guard seen.insert(path).inserted else {
          value.error("'\(text)' is listed twice in '\(mapping.value.name).\(key)'", remedy: "remove one of them")
          return nil
        }
        guard text == standardInput else { return path }
        if !takesStandardInput {
          value.error(
            "'\(mapping.value.name)' cannot come from standard input", remedy: "give a file, or a glob of files")
          return nil
        }
        if let standardInputKey {
          value.error(
            "standard input is already '\(mapping.value.name).\(standardInputKey)', and can be read only once",
            remedy: "give a file, a glob of files, or a named pipe")
          return nil
        }
        standardInputKey = key
        return path
      }
    }
    let predictions = globs("predictions")
    let labels = globs("labels")
    guard let given = mapping.required("predictions", example: example) else { return nil }
    if given.isList, given.list()?.isEmpty == true {
      given.error("'\(given.name)' is empty", remedy: "for example predictions: \(example)")
    }
    return predictions.isEmpty ? nil : (predictions, labels)
  }
}
