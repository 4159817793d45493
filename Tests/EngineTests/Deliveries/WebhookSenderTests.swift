import Alerting
import Foundation
import LoopbackHTTP
import Notation
import Testing

@testable import Engine

@Suite("Sending webhooks")
struct WebhookSenderTests {
  private let sender = WebhookSender(version: "1.2.3", timeout: TimeSpan(seconds: 20))

  private func send(
    to server: LoopbackServer, target: String = "/", user: String = "", headers: [String: String] = [:]
  ) -> WebhookOutcome {
    let action = webhookAction(server.url(target, user: user), headers: headers)
    return sender.send(plannedDelivery(of: action), by: action, now: noon)
  }

  @Test("The payload arrives byte for byte, with the headers of a webhook")
  func requestArrives() throws {
    let server = try LoopbackServer { _, _ in .status(204, body: "") }
    let outcome = send(
      to: server, target: "/hook?token=a%20b", headers: ["X-Team": "risk", "Webhook-Id": "forged", "User-Agent": "own"])
    #expect(outcome == .status(204))
    let request = try #require(server.requests.first)
    let delivery = plannedDelivery(of: webhookAction(""))
    #expect(request.method == "POST")
    #expect(request.target == "/hook?token=a%20b")
    #expect(request.body == delivery.payload)
    #expect(request.headers["content-type"] == "application/json")
    #expect(request.headers["webhook-id"] == delivery.id)
    #expect(request.headers["webhook-timestamp"] == "1772366400")
    #expect(request.headers["x-team"] == "risk")
    #expect(request.headers["user-agent"] == "own")
  }

  @Test("The product and its version are the user agent, and a user in the URL is authorised")
  func userAgentAndCredentials() throws {
    let server = try LoopbackServer { _, _ in .status(200) }
    #expect(send(to: server, user: "ops:s3cret@") == .status(200))
    let request = try #require(server.requests.first)
    #expect(request.headers["user-agent"] == "leeway/1.2.3")
    #expect(request.headers["authorization"] == "Basic " + Data("ops:s3cret".utf8).base64EncodedString())
    #expect(request.headers["cookie"] == nil)
  }

  @Test("The status of the answer is the outcome", arguments: [200, 201, 400, 401, 404, 407, 410, 429, 500, 503])
  func status(code: Int) throws {
    let headers = code == 401 ? ["www-authenticate": "Basic realm=\"ops\""] : [:]
    let server = try LoopbackServer { _, _ in .status(code, headers: headers) }
    #expect(send(to: server) == .status(code))
    #expect(server.requests.count == 1)
  }

  @Test("A redirect is not followed", arguments: [301, 302, 303, 307, 308])
  func redirect(code: Int) throws {
    let server = try LoopbackServer { request, _ in
      request.target == "/from" ? .status(code, headers: ["location": "/target"]) : .status(200)
    }
    #expect(send(to: server, target: "/from") == .status(code))
    #expect(server.requests.map(\.target) == ["/from"])
  }

  @Test("Cookies are not kept")
  func cookies() throws {
    let server = try LoopbackServer { _, _ in .status(200, headers: ["set-cookie": "session=1; Path=/"]) }
    #expect(send(to: server) == .status(200))
    #expect(send(to: server) == .status(200))
    #expect(server.requests.map { $0.headers["cookie"] } == [nil, nil])
  }

  @Test("A refused connection is worth another attempt, and its reason keeps the URL's secrets")
  func refused() throws {
    let url = "http://ops:s3cret@127.0.0.1:\(try LoopbackServer.deadPort())/?token=t0ken"
    let action = webhookAction(url)
    let outcome = sender.send(plannedDelivery(of: action), by: action, now: noon)
    #expect(outcome == .unreachable("cannot connect"))
  }

  @Test("A connection closed without an answer, or an answer that is not HTTP, is no status", arguments: [true, false])
  func noAnswer(isGarbage: Bool) throws {
    let server = try LoopbackServer { _, _ in isGarbage ? .garbage : .close }
    let outcome = send(to: server)
    guard case .unreachable(let reason) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(!reason.contains("127.0.0.1"))
  }

  @Test("An endpoint that never answers is given up")
  func hangs() throws {
    let server = try LoopbackServer { _, _ in .never }
    let action = webhookAction(server.url())
    let hasty = WebhookSender(version: "1", timeout: TimeSpan(microseconds: 400_000))
    let outcome = hasty.send(plannedDelivery(of: action), by: action, now: noon)
    #expect([.unreachable("no answer within 400ms"), .unreachable("timed out")].contains(outcome))
  }

  @Test("The status counts even if the body never ends")
  func bodyHangs() throws {
    let server = try LoopbackServer { _, _ in .onlyHead(202) }
    #expect(send(to: server) == .status(202))
  }

  @Test("A body of any length is cut off")
  func longBody() throws {
    let server = try LoopbackServer { _, _ in .status(200, body: String(repeating: "x", count: 2_000_000)) }
    #expect(send(to: server) == .status(200))
  }

  @Test("A URL that cannot be used is an outcome, not a crash", arguments: ["", "http://", "nonsense", "ftp//x y"])
  func unusable(url: String) {
    let action = webhookAction(url)
    let outcome = sender.send(plannedDelivery(of: action), by: action, now: noon)
    guard case .retry = outcome.verdict else {
      Issue.record("\(outcome)")
      return
    }
  }

  @Test("What is wrong with a certificate is said; other errors' own words, which may hold the URL, are not")
  func reasons() {
    func reason(_ code: URLError.Code, _ text: String) -> String {
      HTTPExchange.reason(URLError(code, userInfo: [NSLocalizedDescriptionKey: text]))
    }
    #expect(
      reason(.unknown, "SSL certificate problem: self-signed certificate") == "TLS failed: self-signed certificate")
    #expect(reason(.cannotConnectToHost, "Failed to connect to ops.example") == "cannot connect")
    #expect(reason(.unknown, "no route to http://ada:pass@ops.example/") == "request failed (URL error -1)")
  }
}
