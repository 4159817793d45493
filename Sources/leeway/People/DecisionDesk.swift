import Alerting
import Configuration
import Engine

/// Where decisions of people go, from commands and from the dashboard.
enum DecisionDesk {
  /// Has a decision carried out: by the agent that runs on the store, else on the store itself.
  ///
  /// - Parameter configuration: asked for where no agent runs.
  static func carryOut(
    _ decision: Decision, directory: String, configuration: () throws -> WatchConfiguration
  ) throws -> DecisionReceipt {
    if let receipt = try ControlClient.decide(decision, directory: directory) { return receipt }
    do {
      return try PeopleDesk.decide(
        decision, configuration: try configuration(), stateDirectory: directory, now: wallClock())
    } catch let error as EngineError where error.code == .runtime {
      // An agent may have been started meanwhile and have the store now; otherwise this is `nil` again.
      guard let receipt = try ControlClient.decide(decision, directory: directory) else { throw error }
      return receipt
    }
  }
}
