import Notation

/// A command of the command line.
package struct Command: Sendable {
  /// What it does.
  enum Act: Sendable, Equatable {
    case quit, feature, segment, window, version, against, metric, sort, filter, theme, mouse, speed, freeze, help
    case show(Screen)
    case cell, alert
    case decide(DecisionKind)
    case export
    /// Who decides.
    case identity
  }

  package let name: String
  /// What follows the name: names in capitals stand for values, `[…]` can be left out.
  package let argument: String
  /// One line for the help.
  package let help: String
  let act: Act

  init(_ name: String, _ argument: String = "", _ act: Act, _ help: String) {
    self.name = name
    self.argument = argument
    self.help = help
    self.act = act
  }

  /// `silence SPAN [REASON]`
  package var usage: String { argument.isEmpty ? name : "\(name) \(argument)" }

  /// Whether it does nothing without an argument.
  var needsArgument: Bool { !argument.isEmpty && !argument.hasPrefix("[") }
}

/// All commands: what is parsed, completed and explained comes from this one list.
package enum CommandSet {
  package static let all: [Command] = [
    Command("feature", "[NAME]", .feature, "a feature up close"),
    Command("segment", "NAME", .segment, "select a segment"),
    Command("window", "NAME", .window, "show another window"),
    Command("version", "NAME", .version, "show one model version, * for all"),
    Command("against", "NAME", .against, "compare it with another version"),
    Command("metric", "NAME", .metric, "show another drift metric"),
    Command("sort", "ORDER", .sort, "order of features, or of alerts"),
    Command("filter", "[WORDS]", .filter, "narrow down: age red region=apac !income"),
    Command("overview", .show(.overview), "the first view"),
    Command("performance", .show(.performance), "performance over time"),
    Command("fairness", .show(.fairness), "group against group"),
    Command("alerts", .show(.alerts), "alerts, and what to do about them"),
    Command("alert", .alert, "the selected alert and its runbook"),
    Command("cell", .cell, "all figures of the selected segment"),
    Command("versions", .show(.versions), "two versions side by side"),
    Command("ingest", .show(.ingest), "files, bad lines, labels, deliveries"),
    Command("log", .show(.log), "the log"),
    Command("ack", "[REASON]", .decide(.acknowledge), "acknowledge: you look after it"),
    Command("silence", "[SPAN] [REASON]", .decide(.silence), "silence: send nothing for 2h"),
    Command("note", "[TEXT]", .decide(.note), "put a remark on record"),
    Command("approve", "[REASON]", .decide(.approve), "approve what waits for it"),
    Command("reject", "[REASON]", .decide(.reject), "reject what waits for approval"),
    Command("as", "NAME", .identity, "who decides"),
    Command("export", "PATH", .export, "write the view: .txt, .json"),
    Command("theme", "NAME", .theme, "colours"),
    Command("mouse", "on|off", .mouse, "off lets the terminal select text"),
    Command("speed", "N|max", .speed, "pace of a replay"),
    Command("freeze", .freeze, "freeze, or pause replay, and go on"),
    Command("help", .help, "keys and commands"),
    Command("quit", .quit, "quit"),
  ]

  private static let aliases = ["q": "quit", "exit": "quit", "acknowledge": "ack", "perf": "performance"]

  /// Why a word names no command.
  enum Mistake: Error, Equatable {
    case unknown(nearest: String?)
    case ambiguous([String])
  }

  /// The command that a word names: its name, an alias, or a beginning that no other command has.
  static func command(named word: String) -> Result<Command, Mistake> {
    let word = word.lowercased()
    let name = aliases[word] ?? word
    if let command = all.first(where: { $0.name == name }) { return .success(command) }
    let candidates = all.filter { $0.name.hasPrefix(word) }
    if let only = candidates.first, candidates.count == 1 { return .success(only) }
    if !candidates.isEmpty, !word.isEmpty { return .failure(.ambiguous(candidates.map(\.name))) }
    return .failure(.unknown(nearest: nearestName(to: word, among: all.map(\.name))))
  }
}

extension Command {
  init(_ name: String, _ act: Act, _ help: String) { self.init(name, "", act, help) }
}

/// A command line taken apart: the first word, and what follows it without spaces around it.
struct CommandLine: Equatable, Sendable {
  var word: String
  var argument: String
  /// Whether something, be it a space, follows the first word: then it is the argument that is being typed.
  var hasArgument: Bool

  init(_ text: String) {
    let body = text.drop { $0 == " " || $0 == ":" }
    let name = body.prefix { $0 != " " }
    word = String(name)
    let rest = body.dropFirst(name.count)
    hasArgument = !rest.isEmpty
    argument = String(rest.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  /// The argument's first word, and what follows it.
  var parts: (first: String, rest: String) {
    let first = argument.prefix { $0 != " " }
    return (String(first), String(argument.dropFirst(first.count).drop { $0 == " " }))
  }
}
