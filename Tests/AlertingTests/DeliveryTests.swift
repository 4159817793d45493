import Foundation
import Notation
import Readings
import Testing

@testable import Alerting

@Suite("Deliveries")
struct DeliveryTests {
  private func makeDelivery(_ kind: Action.Kind, state: Delivery.State = .planned) -> Delivery {
    let change = transition()
    return Delivery(
      id: Delivery.id(for: change, action: "a"), transition: change, action: Action(name: "a", kind: kind),
      state: state,
      now: minute(0), payload: "{}")
  }

  private let webhook = Action.Kind.webhook(Action.Webhook(address: .literal("https://ops.example/hook")))
  private let exec = Action.Kind.exec(Action.Exec(argv: []))

  // The published test vectors of FNV-1a, 128 bits (Fowler, Noll, Vo; Internet-Draft draft-eastlake-fnv).
  @Test(
    "The digest is 128-bit FNV-1a",
    arguments: [
      ("", "6c62272e07bb014262b821756295c58d"), ("a", "d228cb696f1a8caf78912b704e4a8964"),
      ("foobar", "343e1662793c64bf6f0d3597ba446f18"),
    ])
  func digest(text: String, expected: String) {
    #expect(String(Delivery.fnv1a(text), radix: 16) == expected)
  }

  @Test("An id follows from alert, episode, transition and action, and from nothing else")
  func identifier() {
    let change = transition()
    let id = Delivery.id(for: change, action: "pager")
    #expect(id.count == 32)
    var same = change
    same.figures = AlertFigures()
    #expect(Delivery.id(for: same, action: "pager") == id)
    var others: [String] = [Delivery.id(for: change, action: "slack")]
    func vary(_ body: (inout AlertTransition) -> Void) {
      var other = change
      body(&other)
      others.append(Delivery.id(for: other, action: "pager"))
    }
    vary { $0.episode = 2 }
    vary { $0.at = minute(1) }
    vary { $0.level = .yellow }
    vary { $0.to = .resolved }
    vary { $0.from = .green }
    vary { $0.identity.rule = "Other" }
    vary { $0.identity.model = "other" }
    vary { $0.identity.key.version = "v2" }
    vary { $0.identity.key.segment = "all" }
    vary { $0.identity.key.feature = nil }
    vary { $0.identity.key.metric = .ks }
    vary { $0.identity.key.window = "24h" }
    #expect(Set(others + [id]).count == others.count + 1)
  }

  @Test(
    "What an HTTP answer means",
    arguments: [
      (200, "success"), (204, "success"), (299, "success"), (100, "final"), (301, "final"), (307, "final"),
      (400, "final"), (401, "final"), (404, "final"), (408, "retry"), (410, "final"), (425, "retry"), (429, "retry"),
      (500, "retry"), (503, "retry"), (599, "retry"), (600, "final"), (0, "final"), (-1, "final"),
    ])
  func verdicts(status: Int, expected: String) {
    let verdict =
      switch WebhookOutcome.status(status).verdict {
      case .success: "success"
      case .retry: "retry"
      case .final: "final"
      }
    #expect(verdict == expected)
  }

  @Test("A webhook that keeps failing is tried ten times over three days, each wait within a fifth of the schedule")
  func retries() throws {
    var delivery = makeDelivery(webhook)
    let waits: [Double] = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]
    var now = minute(0)
    for (index, wait) in waits.enumerated() {
      delivery.begin(now: now)
      #expect(delivery.state == .running && delivery.nextAttempt == nil)
      delivery.finish(index % 2 == 0 ? .status(503) : .unreachable("connection refused"), now: now)
      #expect(delivery.state == .planned)
      #expect(delivery.attempts == index + 1)
      let next = try #require(delivery.nextAttempt)
      let ratio = (next - now).seconds / wait
      #expect((0.8...1.2).contains(ratio))
      now = next
    }
    delivery.begin(now: now)
    delivery.finish(.status(503), now: now)
    #expect(delivery.state == .failed && delivery.nextAttempt == nil && delivery.lastError == "HTTP 503")
    #expect(delivery.attempts == 10)
  }

  @Test("The jitter is drawn from the seed and spreads over its whole range")
  func jitter() throws {
    let waits = try (0..<1000 as Range<UInt64>).map { seed in
      try #require(RetrySchedule.delay(afterAttempt: 1, seed: seed)).seconds
    }
    #expect(RetrySchedule.delay(afterAttempt: 1, seed: 7) == RetrySchedule.delay(afterAttempt: 1, seed: 7))
    #expect(try #require(waits.min()) < 4.05 && #require(waits.max()) > 5.95)
    let mean = waits.reduce(0, +) / 1000
    // Uniform on 4…6 s: the mean of 1000 has a standard error of 0.018 s.
    #expect(abs(mean - 5) < 0.08)
    for attempt in [Int.min, -1, 0, 10, Int.max] {
      #expect(RetrySchedule.delay(afterAttempt: attempt, seed: 1) == nil)
    }
  }

  @Test("A final answer ends it, a good one clears the error")
  func outcomes() {
    var refused = makeDelivery(webhook)
    refused.begin(now: minute(0))
    refused.finish(.status(404), now: minute(1))
    #expect(refused.state == .failed && refused.lastError == "HTTP 404" && refused.updatedAt == minute(1))
    var late = makeDelivery(webhook)
    late.begin(now: minute(0))
    late.finish(.status(500), now: minute(1))
    late.begin(now: minute(2))
    late.finish(.status(200), now: minute(3))
    #expect(late.state == .succeeded && late.lastError == nil && late.attempts == 2)
  }

  @Test(
    "A program is never run a second time",
    arguments: [
      (.exited(0), .succeeded, nil), (.exited(3), .failed, "exit status 3"),
      (.signalled(9), .failed, "ended by signal 9"),
      (.timedOut, .timedOut, "took too long"), (.notStarted("no such file"), .failed, "no such file"),
    ] as [(ExecOutcome, Delivery.State, String?)])
  func programs(outcome: ExecOutcome, state: Delivery.State, error: String?) {
    var delivery = makeDelivery(exec)
    delivery.begin(now: minute(0))
    delivery.finish(outcome, now: minute(1))
    #expect(delivery.state == state && delivery.lastError == error && delivery.nextAttempt == nil)
  }

  @Test("After a restart a webhook goes out again under its id, a program is left to a person")
  func restart() {
    var hook = makeDelivery(webhook)
    hook.begin(now: minute(0))
    let id = hook.id
    let hookWasRunning = hook.recoverFromRestart(now: minute(5))
    #expect(hookWasRunning)
    #expect(hook.state == .planned && hook.nextAttempt == minute(5) && hook.id == id && hook.attempts == 1)
    var script = makeDelivery(exec)
    script.begin(now: minute(0))
    let scriptWasRunning = script.recoverFromRestart(now: minute(5))
    #expect(scriptWasRunning)
    #expect(script.state == .unknown && script.nextAttempt == nil)
    for state in [Delivery.State.planned, .succeeded, .failed, .suppressed(.stale), .dryRun, .unknown] {
      var other = makeDelivery(exec, state: state)
      let before = other
      let otherWasRunning = other.recoverFromRestart(now: minute(5))
      #expect(!otherWasRunning)
      #expect(other == before)
    }
  }

  @Test("A delivery survives storage in every state")
  func storage() throws {
    let states: [Delivery.State] =
      [.planned, .awaitingApproval, .running, .succeeded, .failed, .timedOut, .dryRun, .unknown]
      + Delivery.Suppression.allCases.map(Delivery.State.suppressed)
    for state in states {
      var delivery = makeDelivery(exec, state: state)
      delivery.lastError = state == .failed ? "HTTP 404" : nil
      delivery.arguments = ["./x", "é"]
      delivery.environment = [EnvironmentVariable("A", "b")]
      let copy = try JSONDecoder().decode(Delivery.self, from: JSONEncoder().encode(delivery))
      #expect(copy == delivery)
    }
    #expect(Delivery.State(name: "suppressed", suppression: nil) == nil)
    #expect(Delivery.State(name: "planned", suppression: .stale) == nil)
    #expect(Delivery.State(name: "lost", suppression: nil) == nil)
  }
}
