import ArgumentParser
import Configuration
import Engine
import Foundation

/// `leeway state`: what the agent's store holds.
struct StateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "state",
    abstract: "Look at what the agent's store holds; check, export or compact it.",
    discussion: """
      All but 'compact' only read, and do so while an agent runs, too. With --state they need no configuration.
      """,
    subcommands: [Show.self, Check.self, Export.self, Compact.self])

  /// Which store.
  struct Options: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config = "leeway.yaml"

    @Option(
      name: .long,
      help: ArgumentHelp("Where the state is kept; .leeway beside the configuration.", valueName: "dir"))
    var state: String?

    /// The store, wherever the configuration is: what is in it matters to none of these commands.
    var inspection: StateInspection {
      StateInspection(directory: state ?? ConfigurationPaths(file: config).absolute(".leeway"))
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "What was read and counted, in all and per file.",
      discussion: "Exit codes: 0 fine, 2 usage or no store, 3 runtime.")

    @OptionGroup var options: Options

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    func run() throws {
      let report = try options.inspection.report()
      print(json ? report.json : report.text, terminator: "")
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Read every row and hold it against its checksum.",
      discussion: "Exit codes: 0 fine, 1 findings, 2 usage or no store, 3 runtime.")

    @OptionGroup var options: Options

    func run() throws {
      let inspection = options.inspection
      let verdict = try inspection.check()
      for note in verdict.notes { print(note) }
      for finding in verdict.findings { print("finding: \(finding)") }
      print("\(inspection.path): \(verdict.findings.isEmpty ? "fine" : "\(verdict.findings.count) findings")")
      if !verdict.findings.isEmpty { throw ExitCode(1) }
    }
  }

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export",
      abstract: "Write readings, alerts, deliveries and panes as JSON lines.",
      discussion: "Exit codes: 0 fine, 2 usage or no store, 3 runtime.")

    @OptionGroup var options: Options

    @Option(name: .long, help: ArgumentHelp("The directory to write to.", valueName: "dir"))
    var out: String

    func run() throws {
      for (file, lines) in try options.inspection.export(to: out) { print("\(out)/\(file): \(lines) lines") }
    }
  }

  struct Compact: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "compact",
      abstract: "Remove history that is past its time and make the file small; no agent may run.",
      discussion: """
        How much is kept, the configuration says (state: {keep, keep_size}).

        Exit codes: 0 fine, 2 usage or configuration, 3 runtime, or an agent is running.
        """)

    @OptionGroup var options: Options

    func run() throws {
      var source = ConfigurationOptions()
      source.config = options.config
      let outcome = try options.inspection.compact(try source.load().state)
      print(
        "\(options.inspection.path): \(outcome.removed) rows removed, \(outcome.before >> 10) KiB before, "
          + "\(outcome.after >> 10) KiB now")
    }
  }
}
