/// A place in a file, for people to go to: `leeway.yaml:12:5`.
package struct SourceLocation: Hashable, Sendable {
  /// The path as it is shown.
  package var file: String
  /// From 1; `nil` if the finding is about the file as a whole.
  package var line: Int?
  /// From 1, in Unicode scalars; `nil` if the finding is about the whole line or file.
  package var column: Int?

  package init(file: String, line: Int? = nil, column: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// `leeway.yaml:12:5`, `leeway.yaml:12` or `leeway.yaml`.
  package var text: String {
    ([file] + [line, column].compactMap { $0.map(String.init) }).joined(separator: ":")
  }
}

/// One finding about what a person wrote: what is wrong, where, and what to do about it.
package struct Diagnostic: Hashable, Sendable {
  package enum Severity: String, Sendable {
    /// The configuration can be used, though probably not as meant.
    case warning
    /// The configuration cannot be used.
    case error
  }

  package var severity: Severity
  package var location: SourceLocation
  /// What is wrong, in lower case and without a full stop.
  package var message: String
  /// What to do about it, in the same form.
  package var remedy: String?

  package init(_ severity: Severity, _ message: String, at location: SourceLocation, remedy: String? = nil) {
    self.severity = severity
    self.location = location
    self.message = message
    self.remedy = remedy
  }

  /// `leeway.yaml:12:5: error: unknown key 'colour'; did you mean 'color'?`
  package var text: String {
    let finding = "\(location.text): \(severity.rawValue): \(message)"
    return Self.printable(remedy.map { "\(finding); \($0)" } ?? finding)
  }

  private static let longestText = 2000

  /// On one line and of a length that can be read, whatever a person wrote: a finding repeats parts of that.
  private static func printable(_ text: String) -> String {
    var shown = ""
    for scalar in text.unicodeScalars.prefix(longestText) {
      if scalar.properties.generalCategory == .control {
        shown += scalar.escaped(asASCII: true)
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return text.unicodeScalars.count > longestText ? shown + "…" : shown
  }
}
