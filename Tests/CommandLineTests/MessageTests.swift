import Foundation
import LoopbackHTTP
import Testing

@Suite("What an agent tells people's tools", .serialized)
struct MessageTests {
  private static let routingKey = "R0123456789ABCDEFFEDCBA9876543210"
  private static let token = "T0AAAAAAA/B0BBBBBBB/Cc0ccccccccccccccccc"
  private static let hookKey = "whsec_bGVld2F5LXRoZS1maXJzdC1rZXktb2YtdHdv"

  @Test("Slack and PagerDuty get theirs, a person's acknowledgement too, and no secret is found anywhere else")
  func secrets() async throws {
    let receiver = try LoopbackServer { request, _ in
      switch request.target {
      case "/pagerduty": .status(202, body: #"{"status":"success"}"#)
      case "/refuses": .status(400, body: "no such key: \(Self.routingKey)")
      case "/hook": .status(204)
      default: .status(200, body: "ok")
      }
    }
    let model = try await FailingModel(
      rules: FailingModel.rules(
        [
          "log": "type: log",
          "hook": "type: webhook, url: \"\(receiver.url("/hook"))\", secret_file: secrets/hook",
          "pager": "type: pagerduty, routing_key_env: ROUTING_KEY, url: \"\(receiver.url("/pagerduty"))\"",
          "refused": "type: pagerduty, routing_key_env: ROUTING_KEY, url: \"\(receiver.url("/refuses"))\"",
          "slack": "type: slack, url_file: secrets/slack",
        ], resolved: ["pager", "slack"]),
      secrets: ["hook": Self.hookKey, "slack": receiver.url("/services/" + Self.token)],
      environment: ["ROUTING_KEY": Self.routingKey])
    let agent = try await model.agent()
    func told(_ count: Int) async throws {
      _ = try await eventually("event \(count)") { receiver.requests(for: "/pagerduty").count == count ? true : nil }
    }
    try model.minute()
    try model.minute(failing: ["a": 40])
    try await told(1)
    let listed = try await model.ask("alerts")
    let id = try #require(listed.output.split(separator: "\n").last?.prefix(8))
    let acknowledged = try await model.ask("ack", String(id), "--by", "ada", "--reason", "on it")
    #expect(acknowledged.end == .exit(0), "\(acknowledged.errors)")
    try await told(2)
    try model.minute(failing: ["a": 40])
    try model.minute(failing: ["a": 90])
    try await told(3)
    try model.minute()
    try await told(4)
    _ = try await eventually("the end in Slack") {
      receiver.requests(for: "/services/" + Self.token).count == 3 ? true : nil
    }
    try await model.stop(agent)

    let events = try receiver.requests(for: "/pagerduty").map { try $0.json() }
    #expect(events.map { $0["event_action"] as? String } == ["trigger", "acknowledge", "trigger", "resolve"])
    #expect(Set(events.map { $0["dedup_key"] as? String ?? "" }).count == 1)
    #expect(events.allSatisfy { $0["routing_key"] as? String == Self.routingKey })
    let severities = events.map { ($0["payload"] as? [String: Any])?["severity"] as? String }
    #expect(severities == ["warning", nil, "critical", nil])
    let texts = try receiver.requests(for: "/services/" + Self.token).map { try $0.json()["text"] as? String ?? "" }
    #expect(
      texts == ["◆ yellow Failing: group=a fails", "▲ red Failing: group=a fails", "✓ resolved Failing: group=a fails"])
    #expect(agent.errors.components(separatedBy: "msg=\"alert action\"").count == 3)

    let ledger = try await model.deliveries()
    #expect(ledger.contains { $0["reason"] as? String == "HTTP 400: no such key: …" }, "\(ledger)")
    let shown = try await model.ask("alerts", "show", String(id))
    #expect(shown.output.contains("no such key: …"), "\(shown.output)")
    let checked = try await model.ask("check")
    try expectNoSecret(
      in: [agent.errors, shown.output, shown.errors, listed.output, checked.output, checked.errors], or: model.directory
    )
  }

  /// Looks through texts and all files but those of `secrets/`.
  private func expectNoSecret(in texts: [String], or directory: TestDirectory) throws {
    let found = FileManager.default.enumerator(atPath: directory.path)?.compactMap { $0 as? String } ?? []
    let files = found.filter { !$0.hasPrefix("secrets") }.sorted()
    #expect(files.contains(".leeway/state.sqlite") && files.contains("out/deliveries.jsonl"))
    let contents = files.compactMap { FileManager.default.contents(atPath: directory.file($0)) }
    for secret in [Self.routingKey, Self.token, Self.hookKey, String(Self.hookKey.dropFirst(6))] {
      for content in contents + texts.map({ Data($0.utf8) }) {
        #expect(
          content.firstRange(of: Data(secret.utf8)) == nil, "\(String(decoding: content.prefix(80), as: UTF8.self))")
      }
    }
  }

  @Test("A group is told together; what is silenced waits for the end of the silence, over a kill, and is told once")
  func groups() async throws {
    let receiver = try LoopbackServer()
    let model = try await FailingModel(
      rules: FailingModel.rules(
        ["hook": "type: webhook, url: \"\(receiver.url())\", group: {by: [alert], wait: 1s, interval: 1s}"],
        resolved: ["hook"]), groups: ["a", "b", "c"])
    func told(_ count: Int) async throws {
      _ = try await eventually("message \(count)") { receiver.requests.count >= count ? true : nil }
    }
    var agent = try await model.agent()
    try model.minute()
    let silenced = try await model.ask(
      "silence", "add", "alert=Failing", "group=c", "--for", "1h", "--by", "ada", "--reason", "a known change")
    #expect(silenced.end == .exit(0), "\(silenced.errors)")
    try model.minute(failing: ["a": 90, "b": 90, "c": 90])
    try await told(1)
    try await model.delivered(1, by: agent)
    agent = try await model.restarted(agent)
    let listed = try await model.ask("silence", "list", "--json")
    let silences = try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [String: Any]
    let id = try #require((silences?["silences"] as? [[String: Any]])?.first?["id"] as? String)
    let ended = try await model.ask("silence", "expire", id, "--by", "ada", "--reason", "over")
    #expect(ended.end == .exit(0), "\(ended.errors)")
    try await told(2)
    try model.minute()
    try await told(3)
    try await model.stop(agent)

    let messages = try receiver.requests.map { request in
      let alerts = try request.json()["alerts"] as? [[String: Any]] ?? []
      let members = alerts.map { alert in
        let segment = (alert["identity"] as? [String: Any])?["segment"] as? String ?? ""
        return "\(segment) \(alert["state"] as? String ?? "")"
      }
      return members.sorted()
    }
    #expect(
      messages == [
        ["group=a firing", "group=b firing"],
        ["group=a firing", "group=b firing", "group=c firing"],
        ["group=a resolved", "group=b resolved", "group=c resolved"],
      ])
    let ledger = try await model.deliveries()
    let held = ledger.filter { $0["reason"] as? String == "silenced" }
    #expect(held.count == 1 && ledger.count == 4, "\(ledger)")
  }
}
