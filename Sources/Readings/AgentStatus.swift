import Notation

/// The agent that a dashboard is attached to.
package struct AgentStatus: Equatable, Sendable {
  /// Its process id.
  package var process: Int
  package var version: String
  package var started: Instant
  /// When it last stored everything; `nil` before the first time.
  package var storedAt: Instant?
  /// Where it keeps its state.
  package var stateDirectory: String

  package init(process: Int, version: String, started: Instant, storedAt: Instant? = nil, stateDirectory: String) {
    self.process = process
    self.version = version
    self.started = started
    self.storedAt = storedAt
    self.stateDirectory = stateDirectory
  }
}
