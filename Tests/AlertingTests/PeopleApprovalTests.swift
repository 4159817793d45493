import Notation
import Readings
import Testing

@testable import Alerting

@Suite("Approvals")
struct PeopleApprovalTests {
  private static let rollback = Action(
    name: "undo", kind: .exec(Action.Exec(purpose: .rollback, argv: [], approvalExpires: .minutes(30))))

  private static func waiting(
    _ state: Delivery.State = .awaitingApproval, approvers: [String] = [], episode: Int = 1
  ) -> Delivery {
    let change = transition(episode: episode)
    var delivery = Delivery(
      id: Delivery.id(for: change, action: "undo"), transition: change, action: rollback, state: state,
      now: minute(0), payload: "{}")
    delivery.approvers = approvers
    delivery.expiresAt = state == .awaitingApproval ? minute(30) : nil
    return delivery
  }

  private static func dispatcher(_ deliveries: [Delivery]) -> Dispatcher {
    Dispatcher(actions: ["undo": rollback], policy: .act, maxAge: .hours(1), deliveries: deliveries)
  }

  private let alerts = AlertBook(model: "credit-risk", rules: [psiRule()])

  private func decide(
    _ kind: Decision.Kind, by: String = "ada", _ dispatcher: inout Dispatcher, at now: Instant = minute(10)
  ) throws -> DecisionOutcome {
    var people = PeopleBook()
    return try people.decide(
      Decision(kind, by: by, reason: "looked at it"), alerts: alerts, dispatcher: &dispatcher, now: now)
  }

  @Test(
    "Approval plans the delivery, rejection ends it, and both say what the system was about to do",
    arguments: [true, false])
  func answers(isYes: Bool) throws {
    let delivery = Self.waiting()
    var dispatcher = Self.dispatcher([delivery])
    let outcome = try decide(
      isYes ? .approve(delivery: delivery.id) : .reject(delivery: delivery.id), &dispatcher)
    #expect(outcome.deliveries.map(\.state) == [isYes ? .planned : .suppressed(.rejected)])
    #expect(outcome.entry.act == (isYes ? .approve : .reject))
    #expect(outcome.entry.recommended == "run undo for FeatureDrift on psi age / region=apac (1h)")
    #expect(outcome.entry.did == (isYes ? "approved" : "rejected") && outcome.entry.span == .minutes(10))
    #expect(
      outcome.entry.subject
        == AuditEntry.Subject(identity: psiIdentity, episode: 1, level: .red, id: delivery.id, action: "undo"))
    #expect(throws: DecisionError("no delivery '\(delivery.id)' waits for a person; none does")) {
      try decide(.approve(delivery: delivery.id), &dispatcher)
    }
  }

  @Test("Only approvers may approve or reject, where there are any")
  func approvers() throws {
    let delivery = Self.waiting(approvers: ["ada", "risk-oncall"])
    for kind in [Decision.Kind.approve(delivery: delivery.id), .reject(delivery: delivery.id)] {
      var dispatcher = Self.dispatcher([delivery])
      let verb = kind == .approve(delivery: delivery.id) ? "approve" : "reject"
      #expect(throws: DecisionError("bob may not \(verb); approvers are ada, risk-oncall")) {
        try decide(kind, by: "bob", &dispatcher)
      }
      #expect(dispatcher.waiting.count == 1)
      #expect(throws: Never.self) { try decide(kind, by: "risk-oncall", &dispatcher) }
    }
  }

  @Test("An approval says if only_if_still keeps the program from running all the same")
  func onlyIfStill() throws {
    let exec = Action.Exec(purpose: .rollback, argv: [], onlyIfStill: .red, approvalExpires: .minutes(30))
    let delivery = Self.waiting()
    var book = AlertBook(model: "credit-risk", rules: [psiRule()])
    for (level, words) in [(Level.red, nil), (.green, "; its alert is green now")] as [(Level, String?)] {
      _ = book.evaluate([reading(level, at: minute(level == .red ? 0 : 5))], now: minute(level == .red ? 0 : 5))
      var dispatcher = Dispatcher(
        actions: ["undo": Action(name: "undo", kind: .exec(exec))], policy: .act, maxAge: .hours(1),
        deliveries: [delivery])
      var people = PeopleBook()
      let outcome = try people.decide(
        Decision(.approve(delivery: delivery.id), by: "ada", reason: "looked at it"), alerts: book,
        dispatcher: &dispatcher, now: minute(10))
      #expect(outcome.text.contains("only_if_still") == (words != nil))
      #expect(words.map(outcome.text.contains) ?? true, "\(outcome.text)")
    }
  }

  @Test("After its time there is nothing to answer any more, at that very moment neither", arguments: [30, 31])
  func expired(at time: Int64) throws {
    let delivery = Self.waiting()
    var dispatcher = Self.dispatcher([delivery])
    let error = #expect(throws: DecisionError.self) {
      try decide(.approve(delivery: delivery.id), &dispatcher, at: minute(time))
    }
    #expect(error?.description.contains("waited for an answer until 2026-03-01T12:30:00Z") == true)
    #expect(dispatcher.waiting.count == 1)
  }

  @Test(
    "What its action's cooldown or bound per day forbids by now cannot be approved, and waits on",
    arguments: [(TimeSpan.hours(6), nil), (.zero, 1)] as [(TimeSpan, Int?)])
  func guardsAgain(cooldown: TimeSpan, maxPerDay: Int?) throws {
    let exec = Action.Exec(
      purpose: .rollback, argv: [], cooldown: cooldown, maxPerDay: maxPerDay, approvalExpires: .days(2))
    let action = Action(name: "undo", kind: .exec(exec))
    func delivery(_ region: String, _ state: Delivery.State, at now: Instant) -> Delivery {
      var identity = psiIdentity
      identity.key.segment = "region=\(region)"
      let change = transition(at: now, identity: identity)
      var delivery = Delivery(
        id: Delivery.id(for: change, action: "undo"), transition: change, action: action, state: state, now: now,
        payload: "{}")
      if state == .awaitingApproval { delivery.expiresAt = now + .days(2) }
      return delivery
    }
    let waiting = delivery("eu", .awaitingApproval, at: minute(0))
    let ran = delivery("us", .succeeded, at: minute(400))
    var dispatcher = Dispatcher(
      actions: ["undo": action], policy: .act, maxAge: .hours(1), deliveries: [waiting, ran])
    let error = #expect(throws: DecisionError.self) {
      try decide(.approve(delivery: waiting.id), &dispatcher, at: minute(410))
    }
    #expect(error?.description.contains("can be approved later, until 2026-03-03T12:00:00Z") == true)
    #expect(dispatcher.waiting.keys.sorted() == [waiting.id])
    var other = dispatcher
    #expect(try decide(.reject(delivery: waiting.id), &other, at: minute(410)).deliveries.count == 1)
    // 24 hours after the other run both guards are over.
    let approved = try decide(.approve(delivery: waiting.id), &dispatcher, at: minute(400 + 1440))
    #expect(approved.deliveries.map(\.state) == [.planned])

    // By itself it does not stand in its own way.
    var alone = Dispatcher(actions: ["undo": action], policy: .act, maxAge: .hours(1), deliveries: [waiting])
    #expect(try decide(.approve(delivery: waiting.id), &alone).deliveries.map(\.state) == [.planned])
  }

  @Test("A run of which nobody knows how far it came can be wished for again")
  func unknown() throws {
    let delivery = Self.waiting(.unknown)
    var dispatcher = Self.dispatcher([delivery])
    let outcome = try decide(.approve(delivery: delivery.id), &dispatcher, at: minute(500))
    #expect(outcome.deliveries.map(\.state) == [.planned])
    #expect(outcome.entry.did == "approved to run again")
    #expect(outcome.entry.recommended?.hasSuffix(", which may have run") == true)
  }

  @Test("The first digits of an id do, if only one begins with them")
  func prefixes() throws {
    let deliveries = [Self.waiting(), Self.waiting(episode: 2)]
    var dispatcher = Self.dispatcher(deliveries)
    let prefix = String(deliveries[0].id.prefix(6))
    #expect(!deliveries[1].id.hasPrefix(prefix))
    for short in ["", "x", String(prefix.prefix(5))] {
      let error = #expect(throws: DecisionError.self) { try decide(.approve(delivery: short), &dispatcher) }
      #expect(error?.description.contains("there are: ") == true)
    }
    #expect(try decide(.approve(delivery: prefix), &dispatcher).deliveries.map(\.id) == [deliveries[0].id])
  }

  @Test("An approval that nobody gave is on record, and nothing else is")
  func nobody() {
    var gone = Self.waiting()
    gone.suppress(.expired, now: minute(30))
    var other = Self.waiting(episode: 2)
    other.suppress(.rejected, now: minute(30))
    let entries = PeopleBook().take([gone, other, Self.waiting(episode: 3)], now: minute(31))
    #expect(entries.map(\.act) == [.approvalExpired] && entries.first?.by == "leeway")
    #expect(entries.first?.subject.id == gone.id && entries.first?.span == .minutes(31))
  }
}
