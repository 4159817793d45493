import Foundation
import Testing

/// A model, a writer of its logs, and an agent to kill. What `KillTests` does, step by step.
final class KillDrill {
  /// The folder of the run that nobody disturbs, on the same logs.
  static let undisturbed = "undisturbed"

  let directory: TestDirectory
  let killCount: Int
  private let rotation: KillTests.Rotation
  private let program: String
  /// Lines a second of both kinds together.
  private let rate: Int
  private let seed: UInt64
  private var chance: SplitMix
  /// Event time of the first line, in Unix seconds.
  private var start = 0.0

  init(rotation: KillTests.Rotation) throws {
    let environment = ProcessInfo.processInfo.environment
    self.rotation = rotation
    directory = try TestDirectory()
    let release = environment["LEEWAY_PROGRAM"] ?? ""
    program = release.isEmpty ? try LeewayBinary.path() : URL(fileURLWithPath: release).standardizedFileURL.path
    rate = release.isEmpty ? 5000 : 50_000
    let kills = environment["LEEWAY_KILLS"].flatMap { Int($0) } ?? 50
    killCount = rotation == .namesMatch ? kills : kills / 2
    seed = environment["LEEWAY_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0..<1_000_000_000)
    chance = SplitMix(state: seed)
  }

  /// For the message of a failure.
  var context: String { "LEEWAY_SEED=\(seed), \(rotation.rawValue), \(killCount) kills, \(rate) lines/s" }

  /// Configuration, rules and baseline, for the agent to kill and for the one that is left alone.
  func prepare() async throws {
    // The event time of some minutes, at ten minutes a second, has to be past, but not so long that nothing is done.
    let span = Double(killCount) * 6 * 600 + 14_400
    start = (Date().timeIntervalSince1970 - span).rounded(.down)
    let maxAge = "\(Int(span / 3600) + 48)h"
    try directory.write("logs/empty", "")
    try directory.write("reference.jsonl", KillDrill.referenceLog(start: start - 86_400))
    for (folder, suffix) in [("", rotation.suffix), (Self.undisturbed + "/", "*")] {
      let root = folder.isEmpty ? "" : "../"
      try directory.write(
        folder + "leeway.yaml", Self.configuration(root: root, suffix: suffix, actionMaxAge: maxAge))
      try directory.write(folder + "AlertRules/rules.yaml", Self.rules)
      try directory.write(
        folder + "act.sh", "#!/bin/sh\nprintf '%s\\n' \"$1\" >> acted\n", isExecutable: true)
      let profiled = try await leeway("baseline", in: folder.isEmpty ? "." : Self.undisturbed)
      try #require(profiled.end == .exit(0), "\(profiled.errors)")
    }
  }

  func startWriter() throws -> ChildProcess {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("scripts/append-logs.py").path
    var arguments = [
      "python3", script, directory.file("logs"), "--rate", String(rate), "--seed", String(seed), "--start",
      String(Int(start)),
    ]
    if rotation == .namesDoNotMatch { arguments += ["--consent", directory.file("consent")] }
    return try ChildProcess(["/usr/bin/env"] + arguments, in: directory)
  }

  func stopWriter() throws { try directory.write("logs/stop", "") }

  /// Starts the agent, and kills it while it takes up its state, while it works, or after a while.
  ///
  /// A log that appears and is renamed while no agent runs has never been seen under a name that matches. So where the
  /// patterns match the newest only, a log may be renamed once an agent has lived a while beside it, at any time after.
  func runAndKill(_ number: Int) async throws {
    let child = try ChildProcess([program, "agent"], in: directory)
    switch number % 5 {
    case 0: try await Task.sleep(for: .milliseconds(Int(chance.next() % 80)))
    case 1:
      try await child.hasLogged("msg=started")
      let consent = Date().timeIntervalSince1970
      try await Task.sleep(for: .milliseconds(rate < 10_000 ? 1500 : 1000))
      try directory.write("consent", String(consent))
      try await Task.sleep(for: .milliseconds(Int(chance.next() % 200)))
    default:
      try await child.hasLogged("msg=started")
      try await Task.sleep(for: .milliseconds(Int(chance.next() % 500)))
    }
    child.send(SIGKILL)
    let end = try await child.ended()
    #expect(end == .signal(SIGKILL), "\(context): \(child.errors.suffix(1000))")
    try await Task.sleep(for: .milliseconds(Int(chance.next() % 100)))
  }

  func leeway(_ arguments: String..., in folder: String = ".") async throws -> Outcome {
    let child = try ChildProcess([program] + arguments, in: directory, folder: folder)
    let end = try await child.ended()
    return Outcome(end: end, output: child.output, errors: child.errors)
  }

  func totals(in folder: String = ".") async throws -> [String: Any] {
    let shown = try await leeway("state", "show", "--json", in: folder)
    try #require(shown.end == .exit(0), "\(context): \(shown.errors)")
    let state = try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any]
    return try #require(state?["totals"] as? [String: Any])
  }

  func export(in folder: String = ".") async throws {
    let exported = try await leeway("state", "export", "--out", "out", in: folder)
    try #require(exported.end == .exit(0), "\(context): \(exported.errors)")
  }

  /// The first line in which the two exports differ.
  func firstDifference(in name: String) -> String {
    let found = directory.lines("out/\(name)")
    let expected = directory.lines("\(Self.undisturbed)/out/\(name)")
    let index = zip(found, expected).enumerated().first { $0.element.0 != $0.element.1 }?.offset
    guard let index else { return "in length: \(found.count) lines, expected \(expected.count)" }
    return "at line \(index + 1) of \(found.count): \(found[index]), expected: \(expected[index])"
  }

  /// What became of one run of the program.
  struct ProgramRun: Hashable {
    /// As the program writes it down.
    var episode: String
    var state: String
  }

  /// The runs that an export's ledger has, in the order of planning.
  func programRuns(in folder: String = ".") throws -> [ProgramRun] {
    try directory.lines("\(folder)/out/deliveries.jsonl").compactMap { line in
      let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      guard row?["action"] as? String == "run", let alert = row?["alert"] as? String,
        let episode = row?["episode"] as? Int, let state = row?["state"] as? String
      else { return nil }
      return ProgramRun(episode: "\(alert) \(episode)", state: state)
    }
  }

  /// A day before the logs begin, without failures.
  private static func referenceLog(start: Double) -> String {
    (0..<2000).map { row in
      let time = Int64(start + Double(row) * 30) * 1000
      let score = String(format: "%.3f", Double(row * 37 % 1000) / 1000)
      let kind = row % 2 == 0 ? "a" : "b"
      return "{\"ts\":\(time),\"id\":\"ref\(row)\",\"served\":\(row * 7919 % 10 / 7),\"score\":\(score),"
        + "\"x\":\(row * 31 % 997),\"kind\":\"\(kind)\",\"group\":\"g\(row % 3)\",\"status\":\"ok\"}\n"
    }.joined()
  }

  private static func configuration(root: String, suffix: String, actionMaxAge: String) -> String {
    """
    model: m
    task: binary
    inputs:
      predictions: ["\(root)logs/predictions.jsonl\(suffix)"]
      labels: ["\(root)logs/labels.jsonl\(suffix)"]
    reference: {predictions: ["\(root)reference.jsonl"]}
    fields: {timestamp: ts, id: id, prediction: served, score: score, status: status}
    labels: {id: id, value: label, timestamp: ts}
    positive: 1
    features:
      x: {path: x, kind: numeric}
      kind: {path: kind, kind: categorical}
    segments: [group]
    baseline: baseline.json
    time: {pane: 5m, windows: [5m, 30m], lateness: 1m, action_max_age: \(actionMaxAge)}

    """
  }

  /// Fires and resolves in turn, a pane each, so that there is always something to store and to do.
  private static let rules = """
    groups:
      - name: g
        rules:
          - alert: Failing
            metric: error_rate
            window: 5m
            red: {at: "> 0.5"}
            actions: {red: [run, note], resolved: [note]}
          - alert: Moved
            metric: psi
            features: [x]
            segments: ["group=*"]
            window: 30m
            red: {at: "> 0.05"}
            actions: {red: [note]}
    actions:
      note: {type: log}
      run: {type: exec, argv: [./act.sh, "{{alert}} {{episode}}"]}

    """
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
