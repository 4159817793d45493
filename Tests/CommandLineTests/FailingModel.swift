import Foundation
import Testing

/// A model of which nothing is known but whether its requests fail, and an agent that watches it. The test writes the
/// log, a minute at a time, so that what happens next is its own choice.
final class FailingModel {
  let directory: TestDirectory
  private let groups: [String]
  private let environment: [String: String]
  /// Event time of the next minute, in Unix seconds.
  private var minute: Int
  private var lineCount = 0

  /// Rows that each group has in a minute.
  private static let rows = 100
  private static let log = "logs/predictions.jsonl"

  /// - Parameters:
  ///   - rules: such as ``rules(_:resolved:)``; there is a window `1m`, and segments `group=…`.
  ///   - secrets: files of `secrets/`, by name.
  ///   - environment: the agent's, besides the tests' own.
  init(
    rules: String, groups: [String] = ["a"], secrets: [String: String] = [:], environment: [String: String] = [:]
  ) async throws {
    directory = try TestDirectory()
    self.groups = groups
    self.environment = environment
    minute = (Int(Date().timeIntervalSince1970) / 60 - 120) * 60
    try directory.write("leeway.yaml", Self.configuration)
    try directory.write("AlertRules/rules.yaml", rules)
    for (name, text) in secrets {
      try directory.write("secrets/\(name)", text + "\n")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o600], ofItemAtPath: directory.file("secrets/\(name)"))
    }
    let reference = (0..<1000).map {
      line(at: minute - 86_400 + $0 * 60, group: groups[$0 % groups.count], fails: false)
    }
    try directory.write("reference.jsonl", reference.joined())
    try directory.write(Self.log, "")
    let profiled = try await ask("baseline")
    try #require(profiled.end == .exit(0), "\(profiled.errors)")
  }

  /// An agent that has begun to follow the log.
  func agent() async throws -> ChildProcess {
    let agent = try ChildProcess([LeewayBinary.path(), "agent"], in: directory, environment: environment)
    try await agent.hasLogged("msg=started")
    return agent
  }

  /// Kills an agent as it stands, and returns what comes after it.
  func restarted(_ agent: ChildProcess) async throws -> ChildProcess {
    agent.send(SIGKILL)
    _ = try await agent.ended()
    return try await self.agent()
  }

  /// Waits until so many deliveries of this agent have succeeded and that is stored.
  func delivered(_ count: Int, by agent: ChildProcess) async throws {
    _ = try await eventually("delivery \(count): \(agent.errors.suffix(1000))") {
      agent.errors.components(separatedBy: "state=succeeded").count > count ? true : nil
    }
  }

  func stop(_ agent: ChildProcess) async throws {
    agent.send(SIGTERM)
    #expect(try await agent.ended() == .exit(0), "\(agent.errors.suffix(1000))")
  }

  /// Writes a minute of traffic, and the line that closes it.
  ///
  /// - Parameter failing: the share of requests that fail in each group, in hundredths; 0 for those not named.
  func minute(failing: [String: Int] = [:]) throws {
    var text = ""
    for group in groups {
      for row in 0..<Self.rows { text += line(at: minute + row / 2, group: group, fails: row < failing[group] ?? 0) }
    }
    minute += 60
    text += line(at: minute, group: groups[0], fails: false)
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: directory.file(Self.log)))
    defer { try? handle.close() }
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
  }

  /// Runs leeway to its end, with the agent's environment.
  func ask(_ arguments: String...) async throws -> Outcome {
    try await run([LeewayBinary.path()] + arguments, in: directory, environment: environment)
  }

  /// The ledger, in the order of planning.
  func deliveries() async throws -> [[String: Any]] {
    let exported = try await ask("state", "export", "--out", "out")
    try #require(exported.end == .exit(0), "\(exported.errors)")
    return try directory.lines("out/deliveries.jsonl").compactMap {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }
  }

  /// One rule, `Failing`, for each group: yellow from a fifth, red from a half.
  ///
  /// - Parameters:
  ///   - actions: what stands between an action's braces, by its name. All are done at yellow and at red.
  ///   - resolved: those that are told of the end.
  static func rules(_ actions: [String: String], resolved: [String] = []) -> String {
    let names = actions.keys.sorted()
    let all = names.joined(separator: ", ")
    return """
      groups:
        - name: g
          rules:
            - alert: Failing
              metric: error_rate
              segments: ["group=*"]
              window: 1m
              yellow: {at: "> 0.2"}
              red: {at: "> 0.5"}
              labels: {team: risk}
              annotations: {summary: "{{segment}} fails"}
              actions: {yellow: [\(all)], red: [\(all)], resolved: [\(resolved.joined(separator: ", "))]}
      actions:

      """ + names.map { "  \($0): {\(actions[$0] ?? "")}\n" }.joined()
  }

  private func line(at time: Int, group: String, fails: Bool) -> String {
    lineCount += 1
    return "{\"ts\":\(time)000,\"id\":\"r\(lineCount)\",\"served\":\(lineCount % 3 / 2),\"x\":\(lineCount * 31 % 997),"
      + "\"group\":\"\(group)\",\"status\":\"\(fails ? "error" : "ok")\"}\n"
  }

  private static let configuration = """
    model: m
    task: binary
    inputs: {predictions: ["\(log)"], poll: 100ms}
    reference: {predictions: ["reference.jsonl"]}
    fields: {timestamp: ts, id: id, prediction: served, status: status}
    positive: 1
    features: {x: {path: x, kind: numeric}}
    segments: [group]
    baseline: baseline.json
    min_samples: 20
    time: {pane: 1m, windows: [1m], lateness: 0, action_max_age: 1d}

    """
}
