import ArgumentParser
import Engine
import Foundation

/// The command line: each subcommand has a file of its own.
@main
struct Leeway: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "leeway",
    abstract: "Watch machine-learning models in production: drift, performance, fairness, alerts.",
    discussion: """
      Start with 'leeway init LOG…', then 'leeway baseline', then 'leeway watch'.

      Exit codes: 0 fine, 1 findings (a red level, a failed check), 2 usage or configuration, 3 runtime.
      """,
    version: "leeway \(Agent.version)",
    subcommands: [
      InitCommand.self, CheckCommand.self, BaselineCommand.self, WatchCommand.self, AgentCommand.self,
      ReplayCommand.self, SimulateCommand.self, TestCommand.self, AlertsCommand.self, AcknowledgeCommand.self,
      SilenceCommand.self,
      ApproveCommand.self, RejectCommand.self, OverrideCommand.self, AuditCommand.self, StateCommand.self,
    ])

  /// The one place that turns errors into text and exit codes.
  static func main() {
    // A reader that goes away (`leeway replay | head`) is no reason to die by signal.
    signal(SIGPIPE, SIG_IGN)
    Descriptors.prepare()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let error as EngineError {
      fail("leeway: \(error.description)", code: error.code == .configuration ? 2 : 3)
    } catch let error as ExitCode {
      Foundation.exit(error.rawValue)
    } catch {
      let code = exitCode(for: error)
      if code == .success {
        print(fullMessage(for: error))
        Foundation.exit(0)
      }
      if code == .validationFailure { fail(fullMessage(for: error), code: 2) }
      fail("leeway: \(error)", code: 3)
    }
  }

  private static func fail(_ message: String, code: Int32) -> Never {
    StandardError.write(message + "\n")
    Foundation.exit(code)
  }
}
