import Alerting
import ArgumentParser
import Engine
import Notation

/// `leeway silence`: hear nothing of some alerts for a while.
struct SilenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "silence",
    abstract: "Hold back what is told and done about some alerts for a while; list silences, end them.",
    discussion: "Exit codes: 0 fine, 2 usage or no store, 3 runtime, or the agent did not answer.",
    subcommands: [Add.self, List.self, Expire.self], defaultSubcommand: List.self)

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: "Silence the alerts that match.",
      discussion: """
        A matcher is a label, one of =, !=, =~, !~, and a value, as in alert=FeatureDrift or 'segment=~"region=.*"'; \
        all of them have to fit. Labels are alert, model, version, segment, feature, metric, window, level, owner, each \
        dimension of the segment, and the rule's own. The first digits of an alert's id stand for that alert alone.

        Alerts go on as they would; when the silence ends and one still fires that nobody was told of, it is told then. \
        Programs that it held back do not run later.

        Exit codes: 0 done and on record, 2 usage, 3 runtime, or the agent did not answer.
        """)

    @OptionGroup var store: StateCommand.Options

    @Argument(help: ArgumentHelp("What the alerts' labels have to be, or an alert's id.", valueName: "matcher"))
    var matchers: [String]

    @OptionGroup var end: EndOptions
    @OptionGroup var decision: DecisionOptions

    func validate() throws {
      if !matchers.allSatisfy(MatcherArguments.isIdentifier) { _ = try MatcherArguments.matchers(matchers) }
    }

    func run() throws {
      let until = try end.end(now: wallClock())
      let matchers = try AlertOverview(store).matchers(matchers)
      try decision.carryOut(.silence(matchers, until: until), in: store).print()
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "The silences that stand.",
      discussion: "Exit codes: 0 fine, 2 usage or no store, 3 runtime.")

    @OptionGroup var store: StateCommand.Options

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    func run() throws {
      let now = wallClock()
      let silences = try store.inspection.people().silences.filter { now < $0.until }
      let rows = silences.map { silence in
        Standing(
          id: silence.id, matchers: silence.matchers, from: silence.from, until: silence.until, by: silence.by,
          reason: silence.reason)
      }
      Standing.print(rows, as: "silences", now: now, asJSON: json)
    }
  }

  struct Expire: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "expire",
      abstract: "End silences before their time.",
      discussion: "Exit codes: 0 done and on record, 2 usage, 3 runtime, or the agent did not answer.")

    @OptionGroup var store: StateCommand.Options

    @Argument(help: ArgumentHelp("The first digits of each silence's id.", valueName: "id"))
    var ids: [String]

    @OptionGroup var decision: DecisionOptions

    func run() throws {
      let standing = try store.inspection.people().silences.map(\.id)
      for id in try ids.map({ try Standing.id($0, of: standing, kind: "silence") }) {
        try decision.carryOut(.endSilence(id: id), in: store).print()
      }
    }
  }
}
