import Alerting
import ArgumentParser
import Engine

/// `leeway approve`: run what waits for a person.
struct ApproveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract: "Let programs run that wait for approval.",
    discussion: """
      Named by the first digits of the delivery's id, or of the alert's if only one delivery of it waits; 'leeway \
      alerts show' has both. The program's own guards are asked once more before it runs. What was running when the \
      agent ended is unknown: approving it runs it again.

      Exit codes: 0 done and on record, 2 usage, or not yours to approve, 3 runtime, or the agent did not answer.
      """)

  @OptionGroup var store: StateCommand.Options

  @Argument(help: ArgumentHelp("The first digits of each delivery's or alert's id.", valueName: "id"))
  var ids: [String]

  @OptionGroup var decision: DecisionOptions

  func run() throws {
    for delivery in try AlertOverview(store).waitingDeliveries(of: ids) {
      try decision.carryOut(.approve(delivery: delivery.id), in: store).print()
    }
  }
}

/// `leeway reject`: do not run what waits for a person.
struct RejectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reject",
    abstract: "Refuse programs that wait for approval.",
    discussion: """
      Named as in 'leeway approve'. What is rejected does not run in this episode of the alert.

      Exit codes: 0 done and on record, 2 usage, or not yours to reject, 3 runtime, or the agent did not answer.
      """)

  @OptionGroup var store: StateCommand.Options

  @Argument(help: ArgumentHelp("The first digits of each delivery's or alert's id.", valueName: "id"))
  var ids: [String]

  @OptionGroup var decision: DecisionOptions

  func run() throws {
    for delivery in try AlertOverview(store).waitingDeliveries(of: ids) {
      try decision.carryOut(.reject(delivery: delivery.id), in: store).print()
    }
  }
}

extension AlertOverview {
  /// The deliveries that a person means, each once. Throws before anything is done if one does not wait.
  func waitingDeliveries(of prefixes: [String]) throws -> [Delivery] {
    var seen: Set<String> = []
    return try prefixes.map { try waitingDelivery($0) }.filter { seen.insert($0.id).inserted }
  }
}
