/// What stops a command, as a text for the person who gave it.
package struct EngineError: Error, Equatable, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// The configuration, or a file that belongs to it, cannot be used: exit code 2.
    case configuration
    /// Something went wrong while running: exit code 3.
    case runtime
  }

  package var code: Code
  /// What is wrong, where, and what to do.
  package var description: String

  package init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
