import Foundation
import LoopbackHTTP
import Testing

/// Where Debian's `prometheus-alertmanager` is installed.
@Suite("An agent and a real Alertmanager", .serialized, .enabled(if: Alertmanager.isInstalled))
struct AlertmanagerTests {
  private static func rules(_ url: String, resend: String) -> String {
    FailingModel.rules(["am": "type: alertmanager, url: \"\(url)\", resend: \(resend)"], resolved: ["am"])
  }

  @Test("It hears of an alert once over kill and restart, of another level, and of the end")
  func life() async throws {
    let receiver = try LoopbackServer()
    let server = try await Alertmanager(receiver: receiver.url("/notified"))
    let model = try await FailingModel(rules: Self.rules(server.url, resend: "5s"))
    func notified(_ count: Int) async throws {
      _ = try await eventually("notification \(count)") { receiver.requests.count >= count ? true : nil }
    }
    var agent = try await model.agent()
    try model.minute()
    try model.minute(failing: ["a": 40])
    let first = try #require(try await server.lists(["Failing a warning"]).first)
    #expect(first.labels["team"] == "risk" && first.labels["segment"] == "group=a")
    try await notified(1)
    try model.minute(failing: ["a": 90])
    var known = try #require(try await server.lists(["Failing a critical"]).first)
    try await notified(3)
    try await model.delivered(2, by: agent)

    agent = try await model.restarted(agent)
    // The first round of the new agent, and one more.
    for _ in 0..<2 {
      let before = known
      let kept = try await server.alerts(where: "another round") { $0.first?.updatedAt != before.updatedAt }
      known = try #require(kept.first)
      #expect(kept.count == 1 && known.fingerprint == before.fingerprint && known.startsAt == before.startsAt)
    }
    try model.minute()
    try await server.lists([])
    try await notified(4)
    try await model.stop(agent)

    struct Notification: Decodable {
      struct Alert: Decodable { var labels: [String: String] }

      var status: String
      var alerts: [Alert]
    }
    let notifications = try receiver.requests.map { request in
      let told = try JSONDecoder().decode(Notification.self, from: Data(request.body.utf8))
      return told.status + " " + told.alerts.map { $0.labels["severity"] ?? "" }.joined(separator: " ")
    }
    #expect(
      notifications.sorted() == ["firing critical", "firing warning", "resolved critical", "resolved warning"])
    let ledger = try await model.deliveries()
    #expect(ledger.map { $0["level"] as? String } == ["yellow", "red", "green"])
    #expect(ledger.allSatisfy { $0["state"] as? String == "succeeded" && $0["attempt"] as? Int == 1 }, "\(ledger)")
  }

  @Test("What nobody keeps alive ends by itself, and stands again when the agent does")
  func abandoned() async throws {
    let server = try await Alertmanager()
    let model = try await FailingModel(rules: Self.rules(server.url, resend: "1s"), groups: ["a", "b"])
    var agent = try await model.agent()
    try model.minute()
    try model.minute(failing: ["a": 90, "b": 40])
    let before = try await server.lists(["Failing a critical", "Failing b warning"])
    agent.send(SIGKILL)
    _ = try await agent.ended()
    try await server.lists([])
    agent = try await model.agent()
    let after = try await server.lists(["Failing a critical", "Failing b warning"])
    #expect(after.map(\.fingerprint) == before.map(\.fingerprint))
    try await model.stop(agent)
  }

  @Test("One that was away, or has forgotten everything, hears of what fires")
  func away() async throws {
    var server = try await Alertmanager()
    try await server.stop()
    let model = try await FailingModel(rules: Self.rules(server.url, resend: "1s"), groups: ["a", "b"])
    let agent = try await model.agent()
    try model.minute()
    try model.minute(failing: ["a": 90])
    try await agent.hasLogged("reason=\"cannot connect\"")
    server = try await Alertmanager(port: server.port)
    try await server.lists(["Failing a critical"])
    try await server.stop()
    server = try await Alertmanager(port: server.port)
    try await server.lists(["Failing a critical"])
    try model.minute(failing: ["b": 90])
    try await server.lists(["Failing b critical"])
    try await model.stop(agent)
  }
}
