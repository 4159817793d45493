import Foundation
import Testing

/// The real agent, killed at each step of what it does for an alert.
///
/// `LEEWAY_PROGRAM`, `LEEWAY_KILLS` and `LEEWAY_SEED` are as for `KillTests`.
@Suite("The agent killed while it acts", .serialized)
struct ActionKillTests {
  @Test("Nothing is forgotten, no program runs twice, and what people decided stands")
  func killed() async throws {
    let drill = try ActionKillDrill()
    try await drill.begin()
    let moments = ActionKillDrill.Moment.allCases
    for number in 0..<drill.killCount {
      try await drill.kill(at: moments[number % moments.count], number: number)
      try await drill.check()
    }
    try await drill.settle()
    try await checkAlerts(drill)
    try checkLedger(drill)
    checkRequests(drill)
    try checkGroups(drill)
    if drill.isLong { print(drill.summary) }
  }

  /// Every step of every alert is that of an agent that nobody killed, or decided anything for: no timer began anew.
  private func checkAlerts(_ drill: ActionKillDrill) async throws {
    let reference = try await drill.leeway(["agent", "--once"], in: ActionKillDrill.undisturbed)
    #expect(reference.end == .exit(0), "\(drill.context): \(reference.errors.suffix(1000))")
    let exported = try await drill.leeway(["state", "export", "--out", "out"], in: ActionKillDrill.undisturbed)
    try #require(exported.end == .exit(0), "\(drill.context): \(exported.errors)")
    func steps(_ folder: String) -> (held: [Substring], others: [Substring]) {
      let lines = drill.directory.lines(folder + "/alerts.jsonl")
      return (lines.filter { $0.contains("\"Held\"") }, lines.filter { !$0.contains("\"Held\"") })
    }
    let (found, expected) = (steps("out"), steps(ActionKillDrill.undisturbed + "/out"))
    #expect(!expected.held.isEmpty && found.held.isEmpty, "\(drill.context): \(found.held.prefix(1))")
    let difference = zip(found.others, expected.others).first { $0 != $1 }
    #expect(difference == nil, drill.context)
    #expect(found.others.count == expected.others.count, drill.context)
    let firing = expected.others.count { $0.contains("\"to\":\"firing\"") }
    #expect(firing >= drill.killCount, "\(drill.context): there was something to do")
  }

  /// Everything that a transition asks for is on the ledger, once, and has come to its end.
  private func checkLedger(_ drill: ActionKillDrill) throws {
    let rows = drill.record.rows
    let steps = try drill.steps()
    func about(_ names: Set<String>) -> [String] {
      rows.filter { names.contains($0.action) }.map(\.subject).sorted()
    }
    let wanted = steps.compactMap { step -> [String]? in
      let isFiring = step.to == "firing"
      let subject = "\(step.alert) \(step.segment) \(step.episode) \(isFiring ? "red" : "green")"
      switch step.alert {
      case "Failing": return isFiring ? ["hook " + subject, "run " + subject] : ["hook " + subject]
      case "Asking": return isFiring ? ["ask " + subject] : nil
      default: return nil
      }
    }
    #expect(about(["hook", "run", "ask"]) == wanted.flatMap(\.self).sorted(), drill.context)
    #expect(rows.count { $0.action == "held" } == 0, drill.context)
    for row in rows {
      let isRejected = row.runsProgram && row.state == "suppressed" && row.reason == "rejected"
      let isHeldBack =
        row.action == "quiet" && row.reason == "silenced" || row.action == "digest" && row.reason == "over"
      #expect(row.state == "succeeded" || isRejected || isHeldBack, "\(drill.context): \(row)")
    }
    // What is silenced is on the ledger as such; what still fires when that ends is told then.
    let hushed = steps.filter { $0.alert == "Hushed" }
    let ended = Set(hushed.filter { $0.to == "resolved" }.map(\.name))
    let quiet = rows.filter { $0.action == "quiet" && $0.level == "red" }
    let fired = hushed.filter { $0.to == "firing" }.map { "quiet \($0.name) red" }
    #expect(quiet.filter { $0.reason == "silenced" }.map(\.subject).sorted() == fired.sorted(), drill.context)
    #expect(
      quiet.filter { $0.state == "succeeded" }.map(\.subject).sorted()
        == hushed.filter { $0.to == "firing" && !ended.contains($0.name) }.map { "quiet \($0.name) red" }.sorted(),
      drill.context)
  }

  /// Every message has come, in order; what came again was the same, under the same id.
  private func checkRequests(_ drill: ActionKillDrill) {
    let requests = drill.receiver.requests
    let rows = Dictionary(drill.record.rows.map { ($0.id, $0) }) { first, _ in first }
    for (id, all) in Dictionary(grouping: requests, by: \.id) {
      guard let row = rows[id] else {
        Issue.record("\(drill.context): sent without being on the ledger: \(id)")
        continue
      }
      #expect(Set(all.map(\.body)).count == 1 && all.allSatisfy { $0.action == row.action }, "\(drill.context): \(row)")
      #expect(all.count <= row.attempts, "\(drill.context): sent \(all.count) times: \(row)")
    }
    let answered = Set(requests.filter(\.isAnswered).map(\.id))
    let messages = drill.record.rows.filter { !$0.runsProgram && $0.state == "succeeded" }
    #expect(answered == Set(messages.map(\.id)), drill.context)
    for segment in ActionKillDrill.segments {
      var seen: Set<String> = []
      let order = requests.compactMap { request -> Int? in
        guard let row = rows[request.id], row.action == "hook", row.segment == segment,
          seen.insert(request.id).inserted
        else { return nil }
        return row.episode * 2 + (row.level == "green" ? 1 : 0)
      }
      #expect(order == order.sorted(), "\(drill.context): out of order in \(segment)")
    }
  }

  /// Each episode is in the messages of its group, unless it was over before it could be; its end is told once.
  private func checkGroups(_ drill: ActionKillDrill) throws {
    var firing: [String: Set<String>] = [:]
    var resolved: [String: Set<String>] = [:]
    for request in drill.receiver.requests where request.action == "digest" {
      let body = try JSONSerialization.jsonObject(with: Data(request.body.utf8)) as? [String: Any]
      for alert in try #require(body?["alerts"] as? [[String: Any]], drill.context) {
        let segment = (alert["identity"] as? [String: Any])?["segment"] as? String
        let name = "Grouped \(segment ?? "") \(alert["episode"] as? Int ?? 0)"
        if alert["state"] as? String == "resolved" {
          resolved[name, default: []].insert(request.id)
        } else {
          firing[name, default: []].insert(request.id)
        }
      }
    }
    let steps = try drill.steps().filter { $0.alert == "Grouped" }
    let ended = Set(steps.filter { $0.to == "resolved" }.map(\.name))
    let over = Set(drill.record.rows.filter { $0.action == "digest" && $0.reason == "over" }.map(\.subject))
    for name in steps.filter({ $0.to == "firing" }).map(\.name) {
      let isTold = firing[name] != nil
      #expect(isTold != over.contains("digest \(name) red"), "\(drill.context): \(name)")
      #expect(resolved[name]?.count ?? 0 == (isTold && ended.contains(name) ? 1 : 0), "\(drill.context): \(name)")
    }
    #expect(!firing.isEmpty && !resolved.isEmpty, drill.context)
  }
}

extension ActionKillDrill {
  /// A line of `alerts.jsonl` where an episode begins or ends.
  fileprivate struct Step {
    var alert: String
    var segment: String
    var episode: Int
    var to: String

    var name: String { "\(alert) \(segment) \(episode)" }
  }

  fileprivate func steps() throws -> [Step] {
    try ActionKillRecord.objects(directory, "out/alerts.jsonl").compactMap { fields in
      guard let to = fields["to"] as? String, ["firing", "resolved"].contains(to) else { return nil }
      let segment = (fields["identity"] as? [String: Any])?["segment"] as? String
      return Step(
        alert: fields["alert"] as? String ?? "", segment: segment ?? "", episode: fields["episode"] as? Int ?? 0, to: to
      )
    }
  }

  /// What has happened, in figures.
  fileprivate var summary: String {
    let requests = receiver.requests
    let runs = record.runs(directory)
    let states = record.rows.reduce(into: [:]) { states, row in
      states["\(row.action) \(row.state) \(row.reason ?? "")", default: 0] += 1
    }
    let acts = record.entries.reduce(into: [:]) { $0[$1.act, default: 0] += 1 }
    return """
      \(context)
      \(requests.count) requests, \(Set(requests.map(\.id)).count) messages, \(requests.count { !$0.isAnswered }) unanswered
      \(runs.values.reduce(0, +)) runs of \(runs.count) deliveries; \(record.receipts.count) answers to people
      ledger: \(states.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", "))
      audit: \(acts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", "))
      """
  }
}
