import Records

/// A dotted path as a person configured it: what it is for and where it stands in the file.
package struct ConfiguredField: Equatable, Sendable {
  package enum Log: String, Sendable {
    case predictions = "prediction log"
    case labels = "label log"
  }

  /// The key that names it: `fields.timestamp`, `features.age`.
  package var key: String
  package var path: FieldPath
  package var log: Log
  package var content: Content
  package var location: SourceLocation

  /// What makes sense at a path.
  package enum Content: Equatable, Sendable {
    case any
    case number
    /// A number or a boolean.
    case quantity
    /// A value that most lines do without.
    case rarity
    /// An object with a number for each of these classes.
    case scores(of: [String])
  }

  package init(key: String, path: FieldPath, log: Log, content: Content = .any, location: SourceLocation) {
    self.key = key
    self.path = path
    self.log = log
    self.content = content
    self.location = location
  }
}

/// Reads dotted paths and remembers where each of them was configured.
struct FieldReader {
  private(set) var fields: [ConfiguredField] = []

  /// The path in `value`; `nil` if there is none or it is not a path, which is reported.
  mutating func path(
    _ value: YAMLValue?, in log: ConfiguredField.Log = .predictions,
    holds content: ConfiguredField.Content = .any
  ) -> FieldPath? {
    guard let value, let text = value.string(example: "features.age") else { return nil }
    return path(text, of: value, in: log, holds: content)
  }

  /// The path with the given text, reported at `value` if it is none.
  mutating func path(
    _ text: String, of value: YAMLValue, in log: ConfiguredField.Log = .predictions,
    holds content: ConfiguredField.Content = .any
  ) -> FieldPath? {
    guard let path = FieldPath(text) else {
      value.error("'\(text)' is not a dotted path", remedy: "for example features.age")
      return nil
    }
    fields.append(
      ConfiguredField(key: value.name, path: path, log: log, content: content, location: value.location))
    return path
  }
}
