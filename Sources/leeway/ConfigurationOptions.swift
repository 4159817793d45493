import ArgumentParser
import Configuration
import Engine
import Foundation

/// What every command that reads a configuration takes.
struct ConfigurationOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("The configuration file.", valueName: "file"))
  var config = "leeway.yaml"

  /// The checked configuration; every mistake is printed before the command ends with exit code 2.
  ///
  /// - Parameter needsSecrets: whether secrets of actions have to be there: for who sends.
  func load(needsSecrets: Bool = false) throws -> WatchConfiguration {
    let diagnostics = Diagnostics()
    let draft = ConfigurationDraft.read(file: config, needsSecrets: needsSecrets, into: diagnostics)
    _ = CheckedDashboard(draft.dashboard, into: diagnostics)
    diagnostics.printToStandardError()
    guard let configuration = draft.configuration, !diagnostics.hasErrors else { throw ExitCode(2) }
    return configuration
  }
}
