import Foundation
import LoopbackHTTP
import Testing

@Suite("Receivers that fail, hang, close, redirect and refuse", .serialized)
struct ReceiverTests {
  private static let key = "whsec_bGVld2F5LXRoZS1maXJzdC1rZXktb2YtdHdv"
  private static let otherKey = "whsec_bGVld2F5LXRoZS1vdGhlci1rZXktb2YtdHdv"

  /// What a receiver does at first, before it takes everything, and what is on record in the end.
  struct Behaviour: Sendable {
    var name: String
    var answer: LoopbackServer.Answer
    var state: String
    var attempts: Int
    var reason: String?
  }

  private static func behaviours(elsewhere: String) -> [Behaviour] {
    let temporary: [(String, LoopbackServer.Answer)] = [
      ("error", .status(500)), ("busy", .status(429, headers: ["Retry-After": "2"])), ("early", .status(425)),
      ("down", .status(503, headers: ["Retry-After": "soon"])), ("slow", .status(408)), ("closes", .close),
      ("garbage", .garbage),
    ]
    let final: [(String, Int)] = [("gone", 410), ("missing", 404), ("refuses", 401)]
    return temporary.map { Behaviour(name: $0, answer: $1, state: "succeeded", attempts: 2) }
      + final.map {
        Behaviour(name: $0, answer: .status($1), state: "failed", attempts: 1, reason: "HTTP \($1)")
      }
      + [301, 302, 307, 308].map {
        Behaviour(
          name: "moved\($0)", answer: .status($0, headers: ["Location": elsewhere]), state: "failed", attempts: 1,
          reason: "HTTP \($0): redirects are not followed")
      } + [
        Behaviour(name: "fine", answer: .status(200, body: "thanks"), state: "succeeded", attempts: 1),
        Behaviour(
          name: "tomorrow", answer: .status(429, headers: ["Retry-After": "99999999999999999999"]), state: "planned",
          attempts: 1, reason: "HTTP 429"),
      ]
  }

  @Test("Each is tried as often as it deserves, under one id, with signatures that the documented check finds genuine")
  func attempts() async throws {
    let elsewhere = try LoopbackServer()
    let behaviours = Self.behaviours(elsewhere: elsewhere.url())
    let receiver = try LoopbackServer { request, earlier in
      let behaviour = behaviours.first { "/" + $0.name == request.target }
      return earlier == 0 ? behaviour?.answer ?? .status(404) : .status(204)
    }
    let actions = Dictionary(
      uniqueKeysWithValues: behaviours.map {
        ($0.name, "type: webhook, url: \"\(receiver.url("/" + $0.name))\", secret_file: secrets/keys")
      })
    let model = try await FailingModel(
      rules: FailingModel.rules(actions), secrets: ["keys": Self.key + "\n" + Self.otherKey])
    let agent = try await model.agent()
    try model.minute()
    try model.minute(failing: ["a": 90])
    let attempts = behaviours.reduce(0) { $0 + $1.attempts }
    _ = try await eventually("\(attempts) requests") { receiver.requests.count >= attempts ? true : nil }
    try await model.stop(agent)

    let ledger = try await model.deliveries()
    #expect(ledger.count == behaviours.count)
    for behaviour in behaviours {
      let row = try #require(ledger.first { $0["action"] as? String == behaviour.name }, "\(behaviour.name)")
      #expect(row["state"] as? String == behaviour.state, "\(row)")
      #expect(row["attempt"] as? Int == behaviour.attempts, "\(row)")
      #expect(row["reason"] as? String == behaviour.reason, "\(row)")
      let requests = receiver.requests(for: "/" + behaviour.name)
      #expect(requests.count == behaviour.attempts, "\(behaviour.name)")
      #expect(requests.allSatisfy { $0.id == row["id"] as? String }, "\(behaviour.name)")
      #expect(Set(requests.map(\.body)).count == 1, "\(behaviour.name)")
    }
    #expect(elsewhere.requests.isEmpty)
    try await checkSignatures(of: receiver.requests, in: model.directory)
  }

  /// Runs the check that the documentation shows, with both keys and with one that nobody has.
  private func checkSignatures(of requests: [LoopbackServer.Request], in directory: TestDirectory) async throws {
    let docs = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("docs")
    let pages = try FileManager.default.contentsOfDirectory(at: docs, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "md" }.map { try String(contentsOf: $0, encoding: .utf8) }
    let programs = pages.flatMap { $0.components(separatedBy: "```python\n").dropFirst() }
    let check = try #require(programs.first { $0.contains("webhook-signature") }?.components(separatedBy: "```").first)
    let received = requests.map { ["headers": $0.headers, "body": $0.body] as [String: Any] }
    try directory.write(
      "received.json", String(decoding: try JSONSerialization.data(withJSONObject: received), as: UTF8.self))
    try directory.write(
      "check.py",
      """
      import json, sys
      \(check)
      for request in json.load(open("received.json")):
          print(*[is_genuine(key, request["headers"], request["body"].encode()) for key in sys.argv[1:]],
                is_genuine(sys.argv[1], request["headers"], request["body"].encode() + b" "))

      """)
    let stranger = "whsec_" + Data("nobody's".utf8).base64EncodedString()
    let checked = try await run(["python3", "check.py", Self.key, Self.otherKey, stranger], in: directory)
    #expect(checked.end == .exit(0), "\(checked.errors)")
    let verdicts = checked.output.split(separator: "\n")
    #expect(verdicts.count == requests.count && verdicts.allSatisfy { $0 == "True True False False" }, "\(verdicts)")
  }

  @Test("A message that was under way when the agent was killed goes out again, under the same id")
  func killed() async throws {
    let receiver = try LoopbackServer { _, earlier in earlier == 0 ? .never : .status(204) }
    let model = try await FailingModel(rules: FailingModel.rules(["hook": "type: webhook, url: \"\(receiver.url())\""]))
    var agent = try await model.agent()
    try model.minute()
    try model.minute(failing: ["a": 90])
    _ = try await eventually("the first attempt") { receiver.requests.count == 1 ? true : nil }
    agent = try await model.restarted(agent)
    _ = try await eventually("the second attempt") { receiver.requests.count == 2 ? true : nil }
    try await model.stop(agent)
    #expect(Set(receiver.requests.map(\.id)).count == 1 && Set(receiver.requests.map(\.body)).count == 1)
    let ledger = try await model.deliveries()
    #expect(ledger.map { $0["state"] as? String } == ["succeeded"])
    #expect(ledger.first?["attempt"] as? Int == 2)
  }

  @Test("An endpoint that is dead is left alone, which is said, and holds no other action back")
  func paused() async throws {
    let groups = ["a", "b", "c", "d", "e", "f", "g"]
    let receiver = try LoopbackServer { request, _ in .status(request.target == "/dead" ? 503 : 204) }
    let model = try await FailingModel(
      rules: FailingModel.rules([
        "dead": "type: webhook, url: \"\(receiver.url("/dead"))\"",
        "fine": "type: webhook, url: \"\(receiver.url("/fine"))\"",
      ]), groups: groups)
    let agent = try await model.agent()
    try model.minute()
    try model.minute(failing: Dictionary(uniqueKeysWithValues: groups.map { ($0, 90) }))
    try await agent.hasLogged("msg=\"action paused\" action=dead error=\"HTTP 503\"")
    try model.minute(failing: ["a": 90])
    try model.minute(failing: Dictionary(uniqueKeysWithValues: groups.map { ($0, 90) }))
    _ = try await eventually("all that is fine") { receiver.requests(for: "/fine").count == 13 ? true : nil }
    try await model.stop(agent)
    #expect(receiver.requests(for: "/dead").count < 13)
    let waiting = try await model.deliveries().filter { $0["action"] as? String == "dead" }
    #expect(waiting.count == 13 && waiting.allSatisfy { $0["state"] as? String == "planned" })
  }
}
