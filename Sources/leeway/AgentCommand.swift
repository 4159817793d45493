import ArgumentParser
import Configuration
import Engine
import Foundation
import Logging

/// `leeway agent`: the daemon.
struct AgentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agent",
    abstract: "Run headless: follow the logs, keep state, fire webhooks and scripts.",
    discussion: """
      Reads the logs that the configuration's inputs match and follows them as they grow. Everything it knows is in \
      the state directory, so it takes up where it was left, however it ended. Alerts about anything older than \
      action_max_age are recorded and not acted on.

      Writes structured lines (key=value) to standard error. SIGTERM and SIGINT end it cleanly. --once processes what \
      there is, delivers what is due, and ends: for cron.

      Exit codes: 0 fine, 2 usage or configuration, 3 runtime.
      """)

  @OptionGroup var options: ConfigurationOptions

  @Option(
    name: .long, help: ArgumentHelp("Where to keep the state; .leeway beside the configuration.", valueName: "dir"))
  var state: String?

  @Flag(name: .long, help: "Process what there is and end.")
  var once = false

  @Option(name: .long, help: "Least severity that is logged.")
  var logLevel = LogThreshold.info

  func run() throws {
    let configuration = try options.load(needsSecrets: true)
    let baseline = try BaselineFile.read(from: configuration.baseline)
    var logger = Logger(label: "leeway") { _ in KeyValueLog() }
    logger.logLevel = logLevel.level
    StopSignal.install()
    let agent = try Agent(
      configuration: configuration, baseline: baseline,
      stateDirectory: state ?? configuration.paths.absolute(".leeway"), logger: logger, now: { wallClock() })
    if once {
      try agent.runOnce(shouldStop: { StopSignal.isRequested })
    } else {
      try agent.run(shouldStop: { StopSignal.isRequested })
    }
  }
}

/// What `--log-level` takes.
enum LogThreshold: String, CaseIterable, ExpressibleByArgument {
  case debug
  case info
  case notice
  case warning
  case error

  var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}
