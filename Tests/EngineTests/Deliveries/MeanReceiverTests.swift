import Alerting
import Foundation
import LoopbackHTTP
import Notation
import Testing

@testable import Engine

/// The ledger and the receiver's side of an endpoint that does not behave.
@Suite("A receiver that fails")
struct MeanReceiverTests {
  private let limit = TimeSpan(seconds: 60)
  private let key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

  private func signedAction(_ server: LoopbackServer) -> Action {
    Action(name: "hook", kind: .webhook(.init(address: .literal(server.url()), secret: .environment("KEY"))))
  }

  private func bench(_ action: Action, timeout: TimeSpan = TimeSpan(seconds: 30)) -> QueueBench {
    let key = key
    return QueueBench([action], webhookTimeout: timeout, secrets: SecretReader(variable: { $0 == "KEY" ? key : nil }))
  }

  @Test("Whatever it does, attempts are counted, the id stays, and each request is signed for its own time")
  func everything() throws {
    let answers: [LoopbackServer.Answer] = [
      .status(500), .close, .garbage, .never, .status(429), .status(503, headers: ["retry-after": "7200"]),
      .status(200),
    ]
    let server = try LoopbackServer { _, earlier in earlier < answers.count ? answers[earlier] : .status(410) }
    let action = signedAction(server)
    let bench = bench(action, timeout: TimeSpan(seconds: 2))
    let delivery = plannedDelivery(of: action)
    bench.queue.add([delivery])
    var waits: [Double] = []
    for attempt in 1...answers.count {
      #expect(eventually { bench.stored.last?.attempts == attempt && bench.stored.last?.state != .running })
      #expect(bench.queue.drain(within: limit))
      guard let next = bench.stored.last?.nextAttempt else { break }
      waits.append((next - bench.now).seconds)
      // The circuit, which opened at the fifth failure, may ask for more.
      bench.advance(max(next - bench.now, Circuit.longestPause))
    }
    let last = try #require(bench.stored.last)
    #expect(last.state == .succeeded)
    #expect(last.attempts == answers.count)
    #expect(last.lastError == nil)
    #expect(waits.count == answers.count - 1)
    // The schedule asks for 10 h with a fifth of jitter after the sixth attempt; two hours more than nothing is less.
    #expect(try #require(waits.last) >= 7200)
    let errors = bench.stored.filter { $0.state == .planned }.compactMap(\.lastError)
    #expect(errors.first == "HTTP 500")
    #expect(errors.suffix(2) == ["HTTP 429", "HTTP 503"])
    #expect(server.requests.count == answers.count)
    #expect(Set(server.requests.map { $0.headers["webhook-id"] }) == [delivery.id])
    #expect(Set(server.requests.map(\.body)) == [delivery.payload])
    #expect(Set(server.requests.map { $0.headers["webhook-timestamp"] }).count == answers.count)
    let signature = try WebhookSignature(key, of: .environment("KEY"))
    for request in server.requests {
      let time = try #require(request.headers["webhook-timestamp"].flatMap { Int64($0) })
      #expect(
        request.headers["webhook-signature"]
          == signature.header(id: delivery.id, timestamp: time, body: request.body))
    }
  }

  @Test("429 with Retry-After is tried again then and not before")
  func retryAfter() throws {
    let server = try LoopbackServer { _, earlier in
      earlier == 0 ? .status(429, headers: ["retry-after": "3600"]) : .status(200)
    }
    let action = signedAction(server)
    let bench = bench(action)
    bench.queue.add([plannedDelivery(of: action, thread: "a")])
    #expect(bench.queue.drain(within: limit))
    let next = try #require(bench.stored.last?.nextAttempt)
    #expect(next >= noon + .hours(1))
    #expect(next < noon + .hours(1) + .minutes(2))
    // Nor does what comes later of the same thread drive it on.
    bench.advance(.minutes(30))
    bench.queue.add([plannedDelivery(of: action, episode: 2, thread: "a")])
    #expect(bench.queue.drain(within: limit))
    #expect(server.requests.count == 1)
    bench.advance(next - bench.now)
    #expect(eventually { server.requests.count == 3 })
    #expect(bench.queue.drain(within: limit))
    #expect(bench.stored.last?.state == .succeeded)
  }

  @Test("410 and a redirect are final at the first attempt", arguments: [410, 307])
  func final(code: Int) throws {
    let server = try LoopbackServer { _, _ in .status(code, headers: ["location": "/", "retry-after": "1"]) }
    let action = signedAction(server)
    let bench = bench(action)
    bench.queue.add([plannedDelivery(of: action)])
    #expect(bench.queue.drain(within: limit))
    #expect(bench.stored.map(\.state) == [.running, .failed])
    #expect(bench.stored.last?.attempts == 1)
    #expect(server.requests.count == 1)
  }

  @Test("In a thread the end is not told before the beginning, however often that fails")
  func order() throws {
    let server = try LoopbackServer { _, earlier in .status(earlier < 3 ? 500 : 200) }
    let action = webhookAction(server.url())
    let bench = QueueBench([action])
    func delivery(_ episode: Int) -> Delivery {
      plannedDelivery(of: action, episode: episode, payload: "{\"n\":\(episode)}", thread: "a")
    }
    bench.queue.add([delivery(1)])
    #expect(bench.queue.drain(within: limit))
    for episode in 2...3 {
      bench.advance(TimeSpan(seconds: 1))
      bench.queue.add([delivery(episode)])
      #expect(eventually { server.requests.count == episode })
      #expect(bench.queue.drain(within: limit))
    }
    #expect(server.requests.map(\.body) == Array(repeating: #"{"n":1}"#, count: 3))
    #expect(bench.queue.status.map(\.waiting) == [3])
    bench.advance(.hours(1))
    #expect(eventually { server.requests.count == 6 })
    #expect(bench.queue.drain(within: limit))
    #expect(server.requests.map(\.body).suffix(3) == [#"{"n":1}"#, #"{"n":2}"#, #"{"n":3}"#])
  }

  @Test("The circuit of a dead endpoint shows, and another lane goes on")
  func circuit() throws {
    let live = try LoopbackServer { _, _ in .status(200) }
    let dead = webhookAction("http://127.0.0.1:\(try LoopbackServer.deadPort())/", name: "dead")
    let working = webhookAction(live.url(), name: "live")
    let bench = QueueBench([dead, working])
    bench.queue.add((1...7).map { plannedDelivery(of: dead, episode: $0) })
    #expect(bench.queue.drain(within: limit))
    bench.queue.add([plannedDelivery(of: working)])
    #expect(bench.queue.drain(within: limit))
    let status = bench.queue.status
    #expect(status.map(\.action) == ["dead", "live"])
    #expect(status.map(\.waiting) == [7, 0])
    #expect(status.map(\.circuit) == [.open(until: noon + .minutes(1)), .closed])
    #expect(status.map(\.lastError) == ["cannot connect", nil])
    #expect(status.map(\.oldest) == [noon, nil])
    #expect(status.map(\.nextAttempt) == [noon + .minutes(1), nil])
    // Two have not been attempted: they have lost none of their attempts to the endpoint's trouble.
    #expect(Set(bench.stored.filter { $0.action == "dead" }.map(\.id)).count == 5)
    #expect(live.requests.count == 1)
  }

  @Test("A secret that is missing is an attempt that failed, and is found once it is there")
  func lateSecret() throws {
    let server = try LoopbackServer { _, _ in .status(200) }
    let folder = try ScriptFolder()
    let path = folder.path + "/hook"
    let action = Action(name: "hook", kind: .webhook(.init(address: .literal(server.url()), secret: .file(path))))
    let bench = QueueBench([action])
    bench.queue.add([plannedDelivery(of: action)])
    #expect(bench.queue.drain(within: limit))
    #expect(bench.stored.last?.state == .planned)
    #expect(bench.stored.last?.lastError == "the secret in \(path) cannot be read: No such file or directory")
    #expect(server.requests.isEmpty)
    try (key + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    bench.advance(.minutes(1))
    #expect(eventually { bench.stored.last?.state == .succeeded })
    #expect(server.requests.count == 1)
    #expect(!bench.stored.contains { "\($0)".contains("MfKQ9r8G") })
  }
}
