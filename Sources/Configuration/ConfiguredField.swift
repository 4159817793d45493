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
  /// Whether only numbers make sense there.
  package var isNumeric: Bool
  package var location: SourceLocation

  package init(key: String, path: FieldPath, log: Log, isNumeric: Bool = false, location: SourceLocation) {
    self.key = key
    self.path = path
    self.log = log
    self.isNumeric = isNumeric
    self.location = location
  }
}

/// Reads dotted paths and remembers where each of them was configured.
struct FieldReader {
  private(set) var fields: [ConfiguredField] = []

  /// The path in `value`; `nil` if there is none or it is not a path, which is reported.
  mutating func path(
    _ value: YAMLValue?, in log: ConfiguredField.Log = .predictions, isNumeric: Bool = false
  ) -> FieldPath? {
    guard let value, let text = value.string(example: "features.age") else { return nil }
    return path(text, of: value, in: log, isNumeric: isNumeric)
  }

  /// The path with the given text, reported at `value` if it is none.
  mutating func path(
    _ text: String, of value: YAMLValue, in log: ConfiguredField.Log = .predictions, isNumeric: Bool = false
  ) -> FieldPath? {
    guard let path = FieldPath(text) else {
      value.error("'\(text)' is not a dotted path", remedy: "for example features.age")
      return nil
    }
    fields.append(
      ConfiguredField(key: value.name, path: path, log: log, isNumeric: isNumeric, location: value.location))
    return path
  }
}
