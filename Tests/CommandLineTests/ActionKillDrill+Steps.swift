import Foundation
import Testing

/// What comes before the first kill, after each, and after the last.
extension ActionKillDrill {
  /// Baselines, a store, and what people decide beforehand: nothing is to be told of `Hushed`, and `Held` stays green.
  func begin() async throws {
    for folder in [".", Self.undisturbed] {
      let profiled = try await leeway(["baseline"], in: folder)
      try #require(profiled.end == .exit(0), "\(profiled.errors)")
    }
    let stored = try await leeway(["agent", "--once"])
    try #require(stored.end == .exit(0), "\(stored.errors)")
    try await decide(["silence", "add", "alert=Hushed", "--for", "3d"])
    try await decide(["override", "set", "alert=Held", "--level", "green", "--for", "3d"])
    record.silencedUntil["Hushed"] = try await until(of: "silence", "silences")
    record.heldUntil["Held"] = try await until(of: "override", "overrides")
  }

  /// Holds the store that an agent left against what was seen before.
  func check() async throws {
    let state = try await leeway(["state", "check"])
    #expect(state.end == .exit(0) && state.output.contains(": fine"), "\(context): \(state.output)\(state.errors)")
    let audit = try await leeway(["audit", "verify"] + (record.head.map { ["--head", $0] } ?? []))
    #expect(audit.end == .exit(0), "\(context): \(audit.output)\(audit.errors)")
    try await export()
    record.read(try await leeway(["alerts", "--all", "--json"]), context)
    record.checkPeople(context)
    record.checkPrograms(directory, context)
  }

  /// Lets everything come to its end: what waits for a person is approved or rejected, and the silence ends.
  func settle() async throws {
    try await rest()
    let waiting = record.waiting.keys.sorted()
    let half = waiting.count / 2
    if half > 0 { try await decide(["reject"] + waiting[..<half]) }
    if !waiting.isEmpty { try await decide(["approve"] + waiting[half...]) }
    #expect(!receiver.requests.contains { $0.action == "quiet" }, context)
    let silences = try await standing("silence", "silences")
    let hushed = try #require(silences.first { $0["matchers"] as? String == "alert=\"Hushed\"" }, context)
    // A decision without an answer may have been stored, too.
    let added = record.receipts.count { $0.arguments.starts(with: ["silence", "add"]) }
    #expect(silences.count >= added, context)
    try await decide(["silence", "expire", try #require(hushed["id"] as? String)])
    record.silencedUntil = [:]
    let overrides = try await standing("override", "overrides")
    #expect(overrides.count >= record.receipts.count { $0.arguments.first == "override" }, context)
    try await rest()
    #expect(record.waiting.isEmpty, context)
  }

  /// Leaves an agent alone until it has nothing to do any more.
  private func rest() async throws {
    let agent = try startAgent()
    try await agent.hasLogged("msg=started")
    let deadline = ContinuousClock.now + .seconds(120)
    var quietLooks = 0
    while quietLooks < 2 {
      try #require(ContinuousClock.now < deadline, "\(context): still busy: \(agent.errors.suffix(1000))")
      let before = agent.errors
      // Longer than a group waits.
      try await Task.sleep(for: .milliseconds(1500))
      try await export()
      let isBusy = record.rows.contains { ["planned", "running"].contains($0.state) }
      quietLooks = !isBusy && record.areProgramsIdle(directory) && agent.errors == before ? quietLooks + 1 : 0
    }
    agent.send(SIGTERM)
    #expect(try await agent.ended() == .exit(0), "\(context): \(agent.errors.suffix(1000))")
    try await check()
  }

  /// Without an agent.
  private func decide(_ arguments: [String]) async throws {
    let outcome = try await leeway(arguments + Self.person)
    #expect(outcome.end == .exit(0), "\(context): \(arguments): \(outcome.errors)")
    try record.note(arguments, outcome, context)
  }

  private func export() async throws {
    let exported = try await leeway(["state", "export", "--out", "out"])
    try #require(exported.end == .exit(0), "\(context): \(exported.errors)")
    try record.readExport(directory, context)
  }

  /// What `leeway silence list` and `leeway override list` have.
  private func standing(_ command: String, _ key: String) async throws -> [[String: Any]] {
    let listed = try await leeway([command, "list", "--json"])
    let object = try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [String: Any]
    return try #require(object?[key] as? [[String: Any]], "\(context): \(listed.errors)")
  }

  private func until(of command: String, _ key: String) async throws -> String {
    try #require(try await standing(command, key).first?["until"] as? String, context)
  }
}
