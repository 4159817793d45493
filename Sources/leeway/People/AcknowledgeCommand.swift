import ArgumentParser
import Engine

/// `leeway ack`: somebody looks after an alert.
struct AcknowledgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ack",
    abstract: "Acknowledge alerts: somebody looks after them.",
    discussion: """
      Until the episode ends nothing more is told of an acknowledged alert at its level or a milder one, and none of \
      its programs start. That it gets worse is told, and so is its end. --false-alarm says that it should not have \
      fired; 'leeway audit report' counts that per rule.

      It goes through the agent that runs on the store, or onto the store itself if none runs.

      Exit codes: 0 done and on record, 2 usage, or it cannot be acknowledged, 3 runtime, or the agent did not answer.
      """)

  @OptionGroup var store: StateCommand.Options

  @Argument(help: ArgumentHelp("The first digits of each alert's id.", valueName: "id"))
  var ids: [String]

  @Flag(name: .long, help: "They should not have fired.")
  var falseAlarm = false

  @OptionGroup var decision: DecisionOptions

  func run() throws {
    for entry in try AlertOverview(store).entries(of: ids) {
      try decision.carryOut(.acknowledge(entry.identity, isFalseAlarm: falseAlarm), in: store).print()
    }
  }
}
