import Alerting
import ArgumentParser
import Engine
import Notation
import Readings

/// `leeway override`: somebody knows better than the figures.
struct OverrideCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "override",
    abstract: "Hold alerts at a level for a while, whatever is measured; list that, end it.",
    discussion: """
      'leeway override ID --level green --for 2h --by NAME --reason WHY' is short for 'leeway override set …'.

      Exit codes: 0 fine, 2 usage or no store, 3 runtime, or the agent did not answer.
      """,
    subcommands: [Set.self, List.self, End.self], defaultSubcommand: Set.self)

  /// What a person can hold an alert at.
  enum HeldLevel: String, CaseIterable, ExpressibleByArgument {
    case green
    case yellow
    case red

    var level: Level {
      switch self {
      case .green: .green
      case .yellow: .yellow
      case .red: .red
      }
    }
  }

  struct Set: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "set",
      abstract: "Hold alerts at a level.",
      discussion: """
        The alerts are one by its id, or all that match, as in 'leeway silence add'. From the next evaluation on they \
        take their series to be at that level; the series' readings stay as they are measured. Of several overrides the \
        newest counts.

        Exit codes: 0 done and on record, 2 usage, 3 runtime, or the agent did not answer.
        """)

    @OptionGroup var store: StateCommand.Options

    @Argument(help: ArgumentHelp("An alert's id, or what the alerts' labels have to be.", valueName: "alert"))
    var alerts: [String]

    @Option(name: .long, help: "The level to hold them at.")
    var level: HeldLevel

    @OptionGroup var end: EndOptions
    @OptionGroup var decision: DecisionOptions

    func validate() throws {
      if !alerts.allSatisfy(MatcherArguments.isIdentifier) { _ = try MatcherArguments.matchers(alerts) }
    }

    func run() throws {
      let until = try end.end(now: wallClock())
      let matchers = try AlertOverview(store).matchers(alerts)
      try decision.carryOut(.override(matchers, level.level, until: until), in: store).print()
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "The overrides that stand.",
      discussion: "Exit codes: 0 fine, 2 usage or no store, 3 runtime.")

    @OptionGroup var store: StateCommand.Options

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    func run() throws {
      let now = wallClock()
      let overrides = try store.inspection.people().overrides.filter { now < $0.until }
      let rows = overrides.map { held in
        Standing(
          id: held.id, matchers: held.matchers, level: held.level, from: held.from, until: held.until, by: held.by,
          reason: held.reason)
      }
      Standing.print(rows, as: "overrides", now: now, asJSON: json)
    }
  }

  struct End: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "end",
      abstract: "End overrides before their time.",
      discussion: "Exit codes: 0 done and on record, 2 usage, 3 runtime, or the agent did not answer.")

    @OptionGroup var store: StateCommand.Options

    @Argument(help: ArgumentHelp("The first digits of each override's id.", valueName: "id"))
    var ids: [String]

    @OptionGroup var decision: DecisionOptions

    func run() throws {
      let standing = try store.inspection.people().overrides.map(\.id)
      for id in try ids.map({ try Standing.id($0, of: standing, kind: "override") }) {
        try decision.carryOut(.endOverride(id: id), in: store).print()
      }
    }
  }
}
