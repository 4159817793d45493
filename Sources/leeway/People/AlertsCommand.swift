import Alerting
import ArgumentParser
import Engine
import Foundation
import Notation
import Readings

/// `leeway alerts`: what is not as it should be, and who looks after it.
struct AlertsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alerts",
    abstract: "List alerts, show one with all there is about it, or put a note on it.",
    discussion: """
      Reads the agent's store, whether an agent runs or not. Alerts are named by the first digits of their id.

      Exit codes: 0 fine, 1 an open alert that is listed is red, 2 usage or no store, 3 runtime.
      """,
    subcommands: [List.self, Show.self, Note.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Open alerts, worst first.",
      discussion: """
        Open is everything but within bounds; also what somebody holds at a level, and what waits for approval.
        --filter takes matchers as silences do: 'segment=~"region=.*",level=red'.

        Exit codes: 0 fine, 1 an open alert that is listed is red, 2 usage or no store, 3 runtime.
        """)

    @OptionGroup var store: StateCommand.Options

    @Flag(name: .long, help: "Those within bounds, too.")
    var all = false

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    @Option(name: .long, help: ArgumentHelp("Only alerts with these labels.", valueName: "matchers"))
    var filter: String?

    @OptionGroup var display: DisplayOptions

    func validate() throws { _ = try matchers() }

    private func matchers() throws -> LabelMatchers? {
      guard let filter else { return nil }
      do {
        return try LabelMatchers(parsing: filter)
      } catch {
        throw ValidationError("--filter: \(error)")
      }
    }

    func run() throws {
      let overview = try AlertOverview(store)
      let matchers = try matchers()
      let shown = overview.entries.filter { (all || $0.isOpen) && (matchers?.matches($0.labels) ?? true) }
      if json {
        print(AlertListText.json(shown), terminator: "")
      } else if shown.isEmpty {
        print(matchers != nil ? "No alert fits." : all ? "No alerts." : "No open alerts.")
      } else {
        let output = TextOutput.standard(ascii: display.ascii)
        for line in AlertListText.lines(shown, now: overview.now, output: output) { print(line) }
      }
      if shown.contains(where: \.isRed) { throw ExitCode(1) }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Everything about one alert: evidence, history, actions, people, runbook.",
      discussion: "Exit codes: 0 fine, 2 usage or no such alert, 3 runtime.")

    @OptionGroup var store: StateCommand.Options

    @Argument(help: ArgumentHelp("The first digits of the alert's id.", valueName: "id"))
    var id: String

    @OptionGroup var display: DisplayOptions

    func run() throws {
      let overview = try AlertOverview(store)
      let entry = try overview.entry(id)
      let inspection = store.inspection
      let deliveries = try inspection.deliveries(of: entry.identity)
      var outputs: [String: String] = [:]
      for delivery in deliveries.suffix(AlertDetailText.deliveryLimit) where delivery.runsProgram {
        outputs[delivery.id] = try inspection.output(of: delivery.id)
      }
      let detail = AlertDetailText(
        entry: entry, deliveries: deliveries, outputs: outputs,
        transitions: try inspection.transitions(of: entry.identity, limit: AlertDetailText.historyLimit),
        now: overview.now, again: store.again, output: TextOutput.standard(ascii: display.ascii))
      for line in detail.lines() { print(line) }
    }
  }

  struct Note: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "note",
      abstract: "Put a remark on record for alerts; it changes nothing else.",
      discussion: "Exit codes: 0 fine, 2 usage or no such alert, 3 runtime.")

    @OptionGroup var store: StateCommand.Options

    @Argument(help: ArgumentHelp("The first digits of each alert's id.", valueName: "id"))
    var ids: [String]

    @OptionGroup var decision: DecisionOptions

    func run() throws {
      let overview = try AlertOverview(store)
      for entry in try overview.entries(of: ids) {
        try decision.carryOut(.note(entry.identity), in: store).print()
      }
    }
  }
}

extension AlertOverview {
  /// The alerts that a person means, each once. Throws before anything is done if one is not there.
  func entries(of prefixes: [String]) throws -> [Entry] {
    var seen: Set<AlertIdentity> = []
    return try prefixes.map { try entry($0) }.filter { seen.insert($0.identity).inserted }
  }
}
