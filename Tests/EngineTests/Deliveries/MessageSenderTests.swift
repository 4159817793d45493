import Alerting
import Foundation
import LoopbackHTTP
import Notation
import Testing

@testable import Engine

@Suite("Sending to Slack, PagerDuty and Alertmanager")
struct MessageSenderTests {
  private let routingKey = "R0UT1NGKEY0123456789"

  private func sender(_ variables: [String: String] = [:]) -> WebhookSender {
    WebhookSender(
      version: "1.2.3", timeout: TimeSpan(seconds: 20), secrets: SecretReader(variable: { variables[$0] }))
  }

  private func send(
    _ kind: Action.Kind, payload: String = #"{"text":"x"}"#, variables: [String: String] = [:]
  ) -> WebhookOutcome {
    let action = Action(name: "a", kind: kind)
    return sender(variables).send(plannedDelivery(of: action, payload: payload), by: action, now: noon)
  }

  @Test("A signed webhook carries a signature for each of its secrets")
  func signed() throws {
    let server = try LoopbackServer { _, _ in .status(204, body: "") }
    let webhook = Action.Webhook(address: .literal(server.url()), secret: .environment("KEYS"))
    let keys = "new-key whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    #expect(send(.webhook(webhook), variables: ["KEYS": keys]) == .status(204))
    let request = try #require(server.requests.first)
    let expected = try WebhookSignature(keys, of: .environment("KEYS")).header(
      id: try #require(request.headers["webhook-id"]), timestamp: 1_772_366_400, body: request.body)
    #expect(request.headers["webhook-signature"] == expected)
    #expect(expected.split(separator: " ").count == 2)
  }

  @Test("Without its secret nothing is sent, and the attempt may be repeated")
  func noSecret() throws {
    let server = try LoopbackServer { _, _ in .status(200) }
    let webhook = Action.Webhook(address: .literal(server.url()), secret: .environment("KEYS"))
    let outcome = send(.webhook(webhook))
    #expect(outcome == .unprepared("the secret in the environment variable KEYS is not set"))
    #expect(outcome.verdict == .retry("the secret in the environment variable KEYS is not set"))
    #expect(server.requests.isEmpty)
  }

  @Test(
    "Slack takes a message with 200 and ok, and says what is wrong with one",
    arguments: [
      (200, "ok", .success), (200, "", .success), (200, "ok\n", .success),
      (200, "<html>Sign in</html>", .final("HTTP 200: the answer is not 'ok' but '<html>Sign in</html>'")),
      (400, "invalid_payload", .final("HTTP 400: invalid_payload")),
      (404, "no_service", .final("HTTP 404: no_service")),
      (410, "channel_is_archived", .final("HTTP 410: channel_is_archived")),
      (500, "server_error", .retry("HTTP 500: server_error")),
    ] as [(Int, String, WebhookOutcome.Verdict)])
  func slack(code: Int, body: String, verdict: WebhookOutcome.Verdict) throws {
    let server = try LoopbackServer { _, _ in .status(code, body: body) }
    let variables = ["SLACK": server.url("/services/T0/s3cret")]
    let outcome = send(.slack(.init(address: .secret(.environment("SLACK")))), variables: variables)
    #expect(outcome.verdict == verdict)
    #expect(server.requests.map(\.target) == ["/services/T0/s3cret"])
    #expect(server.requests.map(\.body) == [#"{"text":"x"}"#])
  }

  @Test("An answer that repeats a secret address, or the part of it that counts, is not quoted with it")
  func echoed() throws {
    let token = "T0AAAAAAA/B0BBBBBBB/Cc0ccccccccccccccccc"
    let server = try LoopbackServer { request, earlier in
      .status(400, body: earlier == 0 ? "no route to \(request.target)" : "no such token: Cc0ccccccccccccccccc")
    }
    for _ in 0..<2 {
      let outcome = send(
        .slack(.init(address: .secret(.environment("SLACK")))), variables: ["SLACK": server.url("/services/" + token)])
      guard case .final(let reason) = outcome.verdict else {
        Issue.record("\(outcome)")
        continue
      }
      #expect(reason.hasPrefix("HTTP 400: no ") && !reason.contains("Cc0ccccccccccccccccc"), "\(reason)")
    }
  }

  @Test("PagerDuty gets the routing key, and no reason holds it")
  func pagerduty() throws {
    let server = try LoopbackServer { request, earlier in
      earlier == 0 ? .status(202, body: #"{"status":"success"}"#) : .status(400, body: "bad event: \(request.body)")
    }
    let kind = Action.Kind.pagerduty(
      .init(routingKey: .environment("KEY"), address: .literal(server.url("/v2/enqueue"))))
    let payload = #"{"event_action":"trigger","dedup_key":"ab"}"#
    #expect(send(kind, payload: payload, variables: ["KEY": routingKey]) == .status(202))
    let body = try #require(server.requests.first).body
    #expect(body == #"{"routing_key":"R0UT1NGKEY0123456789","event_action":"trigger","dedup_key":"ab"}"#)
    let refused = send(kind, payload: payload, variables: ["KEY": routingKey])
    #expect(
      refused.verdict
        == .final(#"HTTP 400: bad event: {"routing_key":"…","event_action":"trigger","dedup_key":"ab"}"#))
  }

  @Test("A stored event that is no object is not sent", arguments: ["", "[]", "{}", "nonsense"])
  func brokenEvent(payload: String) throws {
    let kind = Action.Kind.pagerduty(.init(routingKey: .environment("KEY"), address: .literal("http://127.0.0.1:1")))
    #expect(
      send(kind, payload: payload, variables: ["KEY": routingKey])
        == .unprepared("the stored event is not a JSON object"))
    let alertmanager = Action.Kind.alertmanager(.init(address: .literal("http://127.0.0.1:1")))
    if payload != "[]" { #expect(send(alertmanager, payload: payload) == .unprepared("the stored alerts do not read")) }
  }

  @Test(
    "Alerts that fire hold for four times the resend interval; ends stay as they are", arguments: ["", "/", "/am/"])
  func alertmanager(path: String) throws {
    let server = try LoopbackServer { _, _ in .status(200, body: "") }
    let kind = Action.Kind.alertmanager(
      .init(address: .literal("http://127.0.0.1:\(server.port)\(path)"), resend: .minutes(2)))
    let start = #""startsAt":"2026-03-01T11:00:00Z""#
    let payload =
      #"[{"labels":{"a":"1"},"annotations":{},\#(start)},"#
      + #"{"labels":{"a":"2"},"annotations":{},\#(start),"endsAt":"2026-03-01T11:30:00Z"}]"#
    #expect(send(kind, payload: payload) == .status(200))
    let request = try #require(server.requests.first)
    #expect(request.target == (path == "/am/" ? "/am" : "") + "/api/v2/alerts")
    #expect(
      request.body
        == #"[{"labels":{"a":"1"},"annotations":{},\#(start),"endsAt":"2026-03-01T12:08:00.250Z"},"#
        + #"{"labels":{"a":"2"},"annotations":{},\#(start),"endsAt":"2026-03-01T11:30:00Z"}]"#)
  }

  @Test("Retry-After is heard where an answer may be another one later", arguments: [429, 503, 400, 200])
  func retryAfter(code: Int) throws {
    let server = try LoopbackServer { _, _ in .status(code, headers: ["retry-after": "90"]) }
    let outcome = send(.webhook(.init(address: .literal(server.url()))))
    guard code != 400, code != 200 else {
      #expect(outcome == .status(code))
      return
    }
    // Counted from the answer, not from the request.
    let until = try #require(outcome.notBefore)
    #expect(until >= noon + TimeSpan(seconds: 90))
    #expect(until < noon + TimeSpan(seconds: 120))
  }

  @Test("A URL that cannot be used says where it stands, and not what it is")
  func secretURL() {
    let outcome = send(.slack(.init(address: .secret(.environment("SLACK")))), variables: ["SLACK": "not a url s3cret"])
    guard case .retry(let reason) = outcome.verdict else {
      Issue.record("\(outcome)")
      return
    }
    #expect(!reason.contains("s3cret"))
  }
}

@Suite("The terminal's bell")
struct TerminalBellTests {
  @Test("It is one character, and without a terminal there is a reason")
  func rings() throws {
    let folder = try ScriptFolder()
    let path = folder.path + "/tty"
    #expect(TerminalBell(path: path).ring() == "there is no terminal: No such file or directory")
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    #expect(TerminalBell(path: path).ring() == nil)
    #expect(folder.text("tty") == "\u{7}")
  }
}
