import Alerting
import ArgumentParser
import Configuration
import Engine
import Foundation
import Notation

/// What every command takes by which somebody decides something.
struct DecisionOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("Who decides this: goes on record.", valueName: "name"))
  var by: String

  @Option(name: .long, help: ArgumentHelp("Why: goes on record.", valueName: "text"))
  var reason: String

  func validate() throws {
    if let objection = decision(.endSilence(id: "")).objection { throw ValidationError(objection) }
  }

  private func decision(_ kind: Decision.Kind) -> Decision {
    Decision(
      kind, by: by.trimmingCharacters(in: .whitespacesAndNewlines),
      reason: reason.trimmingCharacters(in: .whitespacesAndNewlines), account: PeerAccount.own)
  }

  /// Has it carried out: by the agent that runs on the store, else on the store itself.
  func carryOut(_ kind: Decision.Kind, in store: StateCommand.Options) throws -> DecisionReceipt {
    try DecisionDesk.carryOut(decision(kind), directory: store.directory, configuration: store.configuration)
  }
}

extension DecisionReceipt {
  /// What was done, and the head of the audit log with it: to be noted, and given to `leeway audit verify`.
  func print() {
    Swift.print(printable(text))
    Swift.print("audit log \(AuditChain.Head(count: sequence, hash: hash))")
  }
}

extension StateCommand.Options {
  var directory: String { state ?? ConfigurationPaths(file: config).absolute(".leeway") }

  /// The configuration, checked; its mistakes are printed before the command ends with exit code 2.
  func configuration() throws -> WatchConfiguration {
    var options = ConfigurationOptions()
    options.config = config
    return try options.load()
  }

  /// As these options were given, to be given again: ` --config 'the model/leeway.yaml'`; empty if they were not.
  var again: String {
    let given = [("--config", config == "leeway.yaml" ? nil : config), ("--state", state)]
    return given.map { name, value in value.map { " \(name) \(shellWord($0))" } ?? "" }.joined()
  }
}

/// A text as a shell takes it for one word.
func shellWord(_ text: String) -> String {
  let isPlain =
    !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./=:,@%+".contains($0)) }
  return isPlain
    ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
}
