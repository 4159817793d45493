import Foundation
import Testing

/// A model that fails on demand, people who decide, programs and webhooks, and an agent to kill at each step of what it
/// does for an alert. What `ActionKillTests` does, step by step.
final class ActionKillDrill {
  /// When the agent is killed.
  enum Moment: String, CaseIterable {
    /// While it takes up its state, with lines to read.
    case starting
    /// About when it stores what it has planned.
    case planning
    /// While a webhook is unanswered.
    case unanswered
    /// When a webhook has been answered, which is not stored yet.
    case answered
    /// While a program runs.
    case running
    /// About when a program ends.
    case ended
    /// About when it stores that a program waits for approval.
    case awaiting
    /// While it is told that somebody approves, or rejects.
    case approving
    /// Between the approval, which is stored, and the end of the run.
    case approved
    /// While it is told of another decision.
    case deciding
    /// Right after it has said that a decision is on record.
    case decided
    /// While a group of alerts waits to be told.
    case grouping
    /// Not the agent, but a person's command that decides on the store while there is none.
    case alone
  }

  static let segments = ["group=g0", "group=g1", "group=g2"]
  /// The folder of the agent that nobody disturbs, on the same log.
  static let undisturbed = "undisturbed"
  static let person = ["--by", "ada", "--reason", "a drill"]

  let directory: TestDirectory
  let receiver: ActionKillReceiver
  let killCount: Int
  /// Whether somebody has asked for it by name, and wants figures.
  let isLong: Bool
  let seed: UInt64
  var chance: SplitMix
  /// What has been seen so far; see `ActionKillRecord`.
  var record = ActionKillRecord()
  private let program: String
  private let log: FileHandle
  private let start: Int
  private var paneCount = 0
  private var rowCount = 0
  private var fails = [false, false, false]
  /// The round that is on, for messages.
  private var round = "before the first kill"

  init() throws {
    let environment = ProcessInfo.processInfo.environment
    directory = try TestDirectory()
    receiver = try ActionKillReceiver()
    let release = environment["LEEWAY_PROGRAM"] ?? ""
    program = release.isEmpty ? try LeewayBinary.path() : URL(fileURLWithPath: release).standardizedFileURL.path
    let asked = environment["LEEWAY_KILLS"].flatMap { Int($0) }
    killCount = asked ?? 2 * Moment.allCases.count
    isLong = asked != nil
    seed = environment["LEEWAY_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0..<1_000_000_000)
    chance = SplitMix(state: seed)
    // At most five panes a round, and all of it is past.
    let span = killCount * 5 * 300 + 7200
    start = (Int(Date().timeIntervalSince1970) - span) / 300 * 300
    try directory.write("logs/predictions.jsonl", "")
    log = try FileHandle(forWritingTo: URL(fileURLWithPath: directory.file("logs/predictions.jsonl")))
    try directory.write("reference.jsonl", Self.rows(0..<1500, from: start - 86_400, every: 20) { _ in false })
    for (folder, root) in [("", ""), (Self.undisturbed + "/", "../")] {
      try directory.write(folder + "leeway.yaml", Self.configuration(root: root, maxAge: span / 3600 + 48))
      try directory.write(
        folder + "AlertRules/rules.yaml", Self.rules + (root.isEmpty ? Self.actions(port: receiver.port) : Self.idle))
    }
    try directory.write("act.sh", Self.script, isExecutable: true)
  }

  deinit { try? log.close() }

  /// For the message of a failure.
  var context: Comment { "LEEWAY_SEED=\(seed), \(killCount) kills, \(round)" }

  func leeway(_ arguments: [String], in folder: String = ".") async throws -> Outcome {
    try await run([program] + arguments, in: directory, folder: folder)
  }

  func startAgent() throws -> ChildProcess { try ChildProcess([program, "agent"], in: directory) }

  func pause(upTo milliseconds: UInt64) async throws {
    try await Task.sleep(for: .microseconds(Int(chance.next() % (milliseconds * 1000))))
  }

  // MARK: - The log

  /// Appends panes in which one segment is well, and then fails for long enough to fire; the others do as they like.
  func provoke() throws {
    let chosen = Int(chance.next() % 3)
    for isFailing in [false, false, true, true, true] {
      for index in fails.indices where chance.next().isMultiple(of: 4) { fails[index].toggle() }
      fails[chosen] = isFailing
      let time = start + paneCount * 300
      let rows = Self.rows(rowCount..<rowCount + 90, from: time, every: 3) { [fails] in fails[$0 % 3] }
      try log.write(contentsOf: Data(rows.utf8))
      paneCount += 1
      rowCount += 90
    }
  }

  private static func rows(
    _ numbers: Range<Int>, from start: Int, every step: Int, isError: (Int) -> Bool
  ) -> String {
    numbers.map { row in
      "{\"ts\":\(start + (row - numbers.lowerBound) * step),\"id\":\"\(start)-\(row)\",\"served\":\(row * 7919 % 10 / 7),"
        + "\"x\":\(row * 31 % 997),\"group\":\"g\(row % 3)\",\"status\":\"\(isError(row) ? "error" : "ok")\"}\n"
    }.joined()
  }

  // MARK: - Killing

  /// Starts an agent, brings it to a moment, and kills it there.
  func kill(at moment: Moment, number: Int) async throws {
    round = "kill \(number + 1): \(moment.rawValue)"
    if moment == .alone { return try await killCommand() }
    if moment == .starting { try provoke() }
    let agent = try startAgent()
    if moment == .starting {
      try await pause(upTo: 100)
    } else {
      try await agent.hasLogged("msg=started")
      try await bring(agent, to: moment)
    }
    agent.send(SIGKILL)
    let end = try await agent.ended()
    #expect(end == .signal(SIGKILL), "\(context): \(agent.errors.suffix(1000))")
    receiver.become(.answering)
    // A program that it has started goes on without it, and beside the next one.
  }

  private func bring(_ agent: ChildProcess, to moment: Moment) async throws {
    let delay = UInt32(chance.next() % 2000)
    switch moment {
    case .starting, .alone: break
    case .planning: try await provoked("to=firing") { agent.errors.contains("to=firing") }
    case .awaiting: try await provoked("an approval") { agent.errors.contains("state=awaiting_approval") }
    case .unanswered: try await provokeKiller(.killingInstead(agent.pid, after: delay * 25), agent)
    case .answered: try await provokeKiller(.killingThen(agent.pid, after: delay / 4), agent)
    case .running:
      let before = record.lines(directory, "start")
      try await provoked("a program to start") { record.lines(directory, "start") > before }
      try await pause(upTo: 150)
    case .ended:
      let before = record.lines(directory, "end")
      try await provoked("a program to end") { record.lines(directory, "end") > before }
      try await pause(upTo: 8)
    case .grouping:
      let before = receiver.requests.count
      try await provoked("a webhook") { receiver.requests[before...].contains { $0.action == "hook" } }
      try await pause(upTo: 900)
    case .approving, .approved: try await decide(try await answer(agent), agent, isKilledFirst: moment == .approving)
    case .deciding, .decided: try await decide(try await remark(), agent, isKilledFirst: moment == .deciding)
    }
  }

  private func provoked(_ what: String, _ isReached: () -> Bool) async throws {
    try provoke()
    let deadline = ContinuousClock.now + .seconds(60)
    while !isReached() {
      try #require(ContinuousClock.now < deadline, "\(context): waited in vain for \(what)")
      try await Task.sleep(for: .milliseconds(1))
    }
    if chance.next().isMultiple(of: 2) { try await pause(upTo: 6) }
  }

  private func provokeKiller(_ manner: ActionKillReceiver.Manner, _ agent: ChildProcess) async throws {
    receiver.become(manner)
    try provoke()
    _ = try await agent.ended()
  }

  /// Has a person decide through the agent, which is killed meanwhile, or right after it has answered.
  private func decide(_ arguments: [String], _ agent: ChildProcess, isKilledFirst: Bool) async throws {
    let command = try ChildProcess([program] + arguments + Self.person, in: directory)
    if isKilledFirst {
      try await pause(upTo: 120)
      agent.send(SIGKILL)
    }
    let end = try await command.ended()
    let outcome = Outcome(end: end, output: command.output, errors: command.errors)
    if !isKilledFirst { try await pause(upTo: 5) }
    // An alert that was to be acknowledged may be over by now; and an agent that dies does not answer.
    let isRefused = end == .exit(2) && arguments.first == "ack" || end == .exit(3) && isKilledFirst
    #expect(end == .exit(0) || isRefused, "\(context): \(arguments): \(outcome.errors)")
    try record.note(arguments, outcome, context)
  }

  private func killCommand() async throws {
    let decision = record.waiting.isEmpty ? try await remark() : answer()
    let command = try ChildProcess([program] + decision + Self.person, in: directory)
    try await pause(upTo: 80)
    command.send(SIGKILL)
    let end = try await command.ended()
    #expect(end == .signal(SIGKILL) || end == .exit(0), "\(context): \(decision): \(command.errors)")
    try record.note(decision, Outcome(end: end, output: command.output, errors: command.errors), context)
  }

  /// Yes or no to something that waits; until there is something, alerts are provoked.
  private func answer(_ agent: ChildProcess) async throws -> [String] {
    if record.waiting.isEmpty {
      try await provoked("an approval") { agent.errors.contains("state=awaiting_approval") }
      try await until("a delivery that waits") { try await self.look() }
    }
    return answer()
  }

  private func answer() -> [String] {
    let waiting = record.waiting.keys.sorted()
    let chosen = waiting[Int(chance.next() % UInt64(waiting.count))]
    return [chance.next().isMultiple(of: 4) ? "reject" : "approve", chosen]
  }

  private func look() async throws -> Bool {
    record.read(try await leeway(["alerts", "--all", "--json"]), context)
    return !record.waiting.isEmpty
  }

  private func until(_ what: String, _ probe: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while try await !probe() {
      try #require(ContinuousClock.now < deadline, "\(context): waited in vain for \(what)")
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  /// A decision that changes no delivery.
  private func remark() async throws -> [String] {
    let open = record.alerts.filter { $0.rule == "Failing" && $0.isOpen && $0.acknowledgedBy == nil }
    if let alert = open.first, chance.next() % 3 > 0 { return ["ack", alert.id] }
    let name = "Nobody\(chance.next() % 1_000_000)"
    return chance.next().isMultiple(of: 2)
      ? ["silence", "add", "alert=\(name)", "--for", "3h"]
      : ["override", "set", "alert=\(name)", "--level", "green", "--for", "3h"]
  }

  // MARK: - The model

  private static func configuration(root: String, maxAge: Int) -> String {
    """
    model: m
    task: binary
    inputs: {predictions: ["\(root)logs/predictions.jsonl"]}
    reference: {predictions: ["\(root)reference.jsonl"]}
    fields: {timestamp: ts, id: id, prediction: served, status: status}
    positive: 1
    min_samples: 10
    features: {x: {path: x, kind: numeric}}
    segments: [group]
    baseline: baseline.json
    time: {pane: 5m, windows: [5m], lateness: 1m, action_max_age: \(maxAge)h}

    """
  }

  /// The same for each rule: half of the requests of a segment fail in two panes in a row.
  private static let rules =
    "groups:\n  - name: g\n    rules:\n"
    + [
      ("Failing", "{red: [hook, run], resolved: [hook]}"), ("Asking", "{red: [ask]}"),
      ("Grouped", "{red: [digest], resolved: [digest]}"), ("Hushed", "{red: [quiet], resolved: [quiet]}"),
      ("Held", "{red: [held], resolved: [held]}"),
    ].map { alert, actions in
      """
            - alert: \(alert)
              metric: error_rate
              segments: ["group=*"]
              red: {at: "> 0.5", for: 5m}
              actions: \(actions)

      """
    }.joined()

  private static func actions(port: UInt16) -> String {
    """
    actions:
      hook: {type: webhook, url: "http://127.0.0.1:\(port)/hook"}
      quiet: {type: webhook, url: "http://127.0.0.1:\(port)/quiet"}
      held: {type: webhook, url: "http://127.0.0.1:\(port)/held"}
      digest: {type: webhook, url: "http://127.0.0.1:\(port)/digest", group: {by: [alert], wait: 1s, interval: 1s}}
      run: {type: exec, argv: [./act.sh]}
      ask: {type: exec, argv: [./act.sh], approval: {required: true, expires: 3d}}

    """
  }

  /// For the agent that nobody disturbs: only its alerts matter.
  private static let idle =
    "actions:\n" + ["hook", "quiet", "held", "digest", "run", "ask"].map { "  \($0): {type: log}\n" }.joined()

  /// Writes down which delivery it runs for, at its beginning and at its end.
  private static let script = """
    #!/bin/sh
    echo "start $LEEWAY_DELIVERY_ID" >> acted
    sleep 0.15
    echo "end $LEEWAY_DELIVERY_ID" >> acted

    """
}
