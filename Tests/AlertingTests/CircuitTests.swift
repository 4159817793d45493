import Notation
import Testing

@testable import Alerting

@Suite("The circuit of an endpoint")
struct CircuitTests {
  /// After so many failures, a second apart.
  private func circuit(failures: Int) -> Circuit {
    var circuit = Circuit()
    for index in 0..<failures {
      circuit.begin()
      circuit.fail(now: minute(0) - TimeSpan(seconds: Int64(failures - 1 - index)))
    }
    return circuit
  }

  @Test(
    "Five failures in a row open it for a minute",
    arguments: [
      (0, .closed), (1, .closed), (4, .closed), (5, .open(until: minute(1))),
    ] as [(Int, Circuit.State)])
  func opens(failures: Int, state: Circuit.State) {
    let circuit = circuit(failures: failures)
    #expect(circuit.state == state)
    #expect(circuit.permits(at: minute(0)) == (state == .closed))
    #expect(circuit.permits(at: minute(1)))
    #expect(circuit.failures == failures)
  }

  @Test("A success between failures begins the count anew")
  func successBetween() {
    var circuit = circuit(failures: 4)
    circuit.succeed()
    for _ in 0..<4 { circuit.fail(now: minute(0)) }
    #expect(circuit.state == .closed)
  }

  @Test("One trial follows each pause, and pauses double up to half an hour")
  func doubling() {
    var circuit = circuit(failures: 5)
    var now = minute(0)
    for pause in [1, 2, 4, 8, 16, 30, 30] as [Int64] {
      #expect(circuit.pausesUntil == now + .minutes(pause))
      #expect(!circuit.permits(at: now + .minutes(pause) - TimeSpan(microseconds: 1)))
      now = now + .minutes(pause)
      #expect(circuit.permits(at: now))
      circuit.begin()
      #expect(circuit.state == .trial)
      #expect(circuit.pausesUntil == nil)
      circuit.fail(now: now)
    }
  }

  @Test("A trial that succeeds closes it as if nothing had been")
  func closes() {
    var circuit = circuit(failures: 5)
    circuit.begin()
    circuit.succeed()
    #expect(circuit == Circuit())
  }

  @Test("A trial that was not made leaves the pause as it was")
  func withdrawn() {
    let open = circuit(failures: 5)
    var circuit = open
    circuit.begin()
    circuit.withdraw()
    #expect(circuit == open)
    var closed = Circuit()
    closed.begin()
    closed.withdraw()
    #expect(closed == Circuit())
  }

  @Test("A clock that is set back does not make the pause longer")
  func clockSetBack() {
    let circuit = circuit(failures: 5)
    #expect(circuit.permits(at: minute(0) - .days(1)))
    #expect(!circuit.permits(at: minute(-10)))
  }
}

@Suite("Outcomes of messages")
struct WebhookOutcomeTests {
  private static let soon = minute(3)

  @Test(
    "What an outcome means",
    arguments: [
      (.deferred(429, until: soon), .retry("HTTP 429")), (.deferred(503, until: soon), .retry("HTTP 503")),
      (.rejected(400, "invalid_payload"), .final("HTTP 400: invalid_payload")),
      (.rejected(500, "oops"), .retry("HTTP 500: oops")), (.rejected(200, "no"), .final("HTTP 200: no")),
      (.rejected(302, "moved"), .final("HTTP 302: redirects are not followed")),
      (.status(410), .final("HTTP 410")), (.unprepared("no secret"), .retry("no secret")),
      (.unreachable("cannot connect"), .retry("cannot connect")),
    ] as [(WebhookOutcome, WebhookOutcome.Verdict)])
  func verdict(outcome: WebhookOutcome, verdict: WebhookOutcome.Verdict) {
    #expect(outcome.verdict == verdict)
  }

  @Test("The next attempt is not before the time that the receiver gave, nor before the schedule's")
  func notBefore() throws {
    func next(_ outcome: WebhookOutcome) throws -> Instant {
      let action = Action(name: "a", kind: .webhook(.init(address: .literal("https://ops.example/hook"))))
      var delivery = Delivery(
        id: "00ff", transition: transition(), action: action, state: .planned, now: minute(0), payload: "{}")
      delivery.begin(now: minute(0))
      delivery.finish(outcome, now: minute(0))
      return try #require(delivery.nextAttempt)
    }
    #expect(try next(.deferred(429, until: minute(90))) == minute(90))
    let scheduled = try next(.status(429))
    #expect(scheduled < minute(1))
    #expect(try next(.deferred(429, until: minute(0) + TimeSpan(seconds: 1))) == scheduled)
  }
}
