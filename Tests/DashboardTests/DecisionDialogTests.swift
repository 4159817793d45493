import Notation
import Readings
import Testing

@testable import Dashboard

@Suite("Decisions")
struct DecisionDialogTests {
  private static let incident = SampleSnapshot(situation: .incident, mode: .live).build()

  /// The alerts view with the first alert selected; its rollback waits for approval.
  static func state(
    person: String = "", approvers: [String] = [], waiting: [String] = ["rollback"], refusal: String? = nil
  ) -> DashboardState {
    let sample = SampleSnapshot(situation: .incident, mode: .live)
    let snapshot = snapshot(approvers: approvers, waiting: waiting)
    var state = DashboardState(
      width: 120, height: 36, options: DashboardOptions(screen: .alerts, person: person, refusal: refusal))
    _ = state.update(.snapshot(snapshot))
    _ = state.update(.tick(sample.time + .minutes(4)))
    return state
  }

  static func snapshot(approvers: [String] = [], waiting: [String] = ["rollback"]) -> Snapshot {
    let sample = SampleSnapshot(situation: .incident, mode: .live)
    var snapshot = Self.incident
    snapshot.alerts[0].approvers = approvers
    snapshot.alerts[0].deliveries = snapshot.alerts[0].deliveries.filter { $0.action == "pager" }
    for name in waiting {
      snapshot.alerts[0].deliveries.append(
        DeliveryStatus(
          id: "id-\(name)", action: name, type: "exec", state: "awaiting_approval", at: sample.time,
          expiresAt: sample.time + .minutes(30)))
    }
    return snapshot
  }

  /// Types a text, then goes on.
  static func type(_ text: String, then key: Key = .enter, into state: inout DashboardState) -> [DashboardEffect] {
    var effects: [DashboardEffect] = []
    for scalar in text.unicodeScalars { effects += state.update(.key(.character(scalar))) }
    return effects + state.update(.key(key))
  }

  static func identity(_ state: DashboardState) throws -> AlertIdentity {
    AlertIdentity(try #require(state.snapshot?.alerts.first))
  }

  @Test("An acknowledgement takes a name and a reason, and the way to its button")
  func acknowledge() throws {
    var state = Self.state()
    _ = state.update(.key(.character("a")))
    #expect(state.dialog?.focus == .person)
    #expect(Self.type("alice", into: &state) == [])
    #expect(Self.type("feed is being mended ", into: &state) == [])
    #expect(state.dialog?.focus == .falseAlarm)
    _ = state.update(.key(.character(" ")))
    _ = state.update(.key(.tab))
    #expect(state.dialog?.focus == .cancel)
    _ = state.update(.key(.tab))
    #expect(state.dialog?.focus == .act)
    let effects = state.update(.key(.enter))
    let request = DecisionRequest(
      .acknowledge(isFalseAlarm: true), alert: try Self.identity(state), by: "alice", reason: "feed is being mended")
    #expect(effects == [.decide(request)])
    #expect(state.dialog == nil && state.person == "alice" && state.notice?.text == "asking: acknowledge FeatureDrift")
    _ = state.update(.key(.character("n")))
    #expect(state.dialog?.person.text == "alice" && state.dialog?.focus == .reason)
  }

  @Test("A silence has a span, an hour if nothing else is said")
  func silence() throws {
    var state = Self.state(person: "bob")
    state.openDialog(.silence, reason: "campaign", span: .minutes(90))
    #expect(state.dialog?.span.text == "1h30m" && state.dialog?.focus == .cancel)
    let effects = state.update(.key(.right)) + state.update(.key(.enter))
    let request = DecisionRequest(
      .silence(for: .minutes(90)), alert: try Self.identity(state), by: "bob", reason: "campaign")
    #expect(effects == [.decide(request)])
    state.openDialog(.silence)
    #expect(state.dialog?.span.text == "1h")
  }

  @Test("A span that is none is told, and the button cannot be reached", arguments: ["", "soon", "0", "3000d", "1"])
  func wrongSpan(text: String) throws {
    var state = Self.state(person: "bob")
    state.openDialog(.silence, reason: "campaign")
    state.dialog?.span = LineEditor(text)
    let dialog = try #require(state.dialog)
    #expect(DialogCheck(dialog, in: state).mistakes[.span] != nil)
    for key in [Key.tab, .right, .down, .left, .up, .backTab] {
      for _ in 0..<12 {
        _ = state.update(.key(key))
        #expect(state.dialog?.focus != .act)
      }
    }
  }

  @Test(
    "An approval takes the model's name, exactly", arguments: ["credit-ris", "Credit-risk", "credit-risk ", "yes", ""])
  func wrongConfirmation(text: String) {
    var state = Self.state(person: "bob")
    state.openDialog(.approve, reason: "confirmed by the owner")
    #expect(state.dialog?.focus == .confirmation)
    #expect(Self.type(text, into: &state) == [])
    #expect(state.dialog?.focus == .cancel)
    _ = state.update(.key(.tab))
    #expect(state.dialog?.focus == .person)
  }

  @Test("With the name typed the approval is asked for")
  func approve() throws {
    var state = Self.state(person: "bob")
    _ = state.update(.key(.character("A")))
    _ = Self.type("confirmed by the owner", into: &state)
    #expect(Self.type("credit-risk", into: &state) == [])
    #expect(state.dialog?.focus == .cancel)
    _ = state.update(.key(.tab))
    let effects = state.update(.key(.enter))
    let request = DecisionRequest(
      .approve(delivery: "id-rollback"), alert: try Self.identity(state), by: "bob", reason: "confirmed by the owner")
    #expect(effects == [.decide(request)])
  }

  @Test("Enter alone never approves")
  func enterAlone() {
    var state = Self.state(person: "bob")
    state.openDialog(.approve, reason: "why")
    state.dialog?.confirmation = LineEditor("credit-risk")
    for _ in 0..<20 {
      let effects = state.update(.key(.enter))
      #expect(effects == [])
    }
    #expect(state.dialog == nil)
  }

  @Test("Escape cancels from everywhere", arguments: DecisionKind.allCases, 0..<6)
  func escape(kind: DecisionKind, steps: Int) {
    var state = Self.state(person: "bob")
    state.openDialog(kind, reason: "why")
    for _ in 0..<steps { _ = state.update(.key(.tab)) }
    let effects = state.update(.key(.escape))
    #expect(effects == [] && state.dialog == nil && state.notice?.text == "cancelled: nothing was done")
  }

  @Test("Who is not among the approvers cannot approve")
  func approvers() throws {
    var state = Self.state(person: "bob", approvers: ["carol", "dave"])
    state.openDialog(.approve, reason: "why")
    var dialog = try #require(state.dialog)
    #expect(DialogCheck(dialog, in: state).mistakes[.person] == "not among the approvers")
    dialog.person = LineEditor("carol")
    #expect(DialogCheck(dialog, in: state).mistakes[.person] == nil)
  }

  @Test("Of several actions one is chosen, and what was typed for one does not confirm another")
  func choice() {
    var state = Self.state(person: "bob", waiting: ["rollback", "retrain"])
    state.openDialog(.approve, reason: "why")
    state.dialog?.confirmation = LineEditor("credit-risk")
    #expect(state.dialog?.focus == .delivery && state.dialog?.delivery?.action == "rollback")
    _ = state.update(.key(.down))
    #expect(state.dialog?.delivery?.action == "retrain" && state.dialog?.confirmation.text == "")
    _ = state.update(.key(.down))
    #expect(state.dialog?.focus == .person)
  }

  @Test("A delivery that no longer waits cannot be approved, and the question says so")
  func answeredMeanwhile() throws {
    var state = Self.state(person: "bob")
    state.openDialog(.approve, reason: "why")
    state.dialog?.confirmation = LineEditor("credit-risk")
    state.dialog?.focus = .act
    var snapshot = Self.snapshot()
    let last = snapshot.alerts[0].deliveries.count - 1
    snapshot.alerts[0].deliveries[last].state = "suppressed"
    snapshot.alerts[0].deliveries[last].reason = "expired"
    _ = state.update(.snapshot(snapshot))
    let dialog = try #require(state.dialog)
    #expect(DialogCheck(dialog, in: state).obstacle == "rollback does not wait any more: suppressed, expired")
    let effects = state.update(.key(.enter))
    #expect(effects == [] && state.dialog?.focus == .cancel)
  }

  @Test("Behind a frozen picture the newest one counts")
  func frozen() throws {
    var state = Self.state(person: "bob")
    _ = state.update(.key(.character(" ")))
    state.openDialog(.approve, reason: "why")
    _ = state.update(.snapshot(Self.snapshot(waiting: [])))
    let dialog = try #require(state.dialog)
    #expect(DialogCheck(dialog, in: state).obstacle != nil)
  }

  @Test("What has waited long enough is not run any more")
  func expired() throws {
    var state = Self.state(person: "bob")
    state.openDialog(.reject, reason: "why")
    _ = state.update(.tick(SampleSnapshot(situation: .incident).time + .minutes(31)))
    let dialog = try #require(state.dialog)
    #expect(DialogCheck(dialog, in: state).obstacle?.contains("is not run any more") == true)
  }

  @Test("An alert that is over is told in the question")
  func over() throws {
    var state = Self.state(person: "bob")
    state.openDialog(.note, reason: "why")
    var snapshot = Self.snapshot()
    snapshot.alerts[0].state = .resolved
    _ = state.update(.snapshot(snapshot))
    var dialog = try #require(state.dialog)
    #expect(DialogCheck(dialog, in: state).remarks.first?.contains("resolved") == true)
    #expect(DialogCheck(dialog, in: state).isReady)
    snapshot.alerts.removeFirst()
    _ = state.update(.snapshot(snapshot))
    dialog = try #require(state.dialog)
    #expect(DialogCheck(dialog, in: state).obstacle == "the alert is over and gone from the list")
  }

  @Test("Where nobody can decide, the key says why", arguments: DecisionKind.allCases)
  func refusal(kind: DecisionKind) {
    var state = Self.state(person: "bob", refusal: "a replay decides nothing")
    _ = state.perform(.decide(kind))
    #expect(state.dialog == nil && state.notice?.isRefusal == true)
    #expect(state.notice?.text == "cannot \(kind.rawValue): a replay decides nothing")
  }

  @Test("Nothing that waits, nothing to approve")
  func nothingWaits() {
    var state = Self.state(waiting: [])
    _ = state.update(.key(.character("A")))
    #expect(state.dialog == nil)
    #expect(state.notice?.text.hasPrefix("nothing of FeatureDrift waits for approval; newest action: pager") == true)
  }

  @Test("Without an alert there is nothing to decide about")
  func noAlert() {
    var state = UpdateTests.loaded(SampleSnapshot(situation: .healthy))
    state.openDialog(.acknowledge)
    #expect(state.dialog == nil && state.notice?.text.hasPrefix("no alert to acknowledge") == true)
  }

  @Test("Keys of the view do nothing while a question is open")
  func modal() {
    var state = Self.state(person: "bob")
    state.openDialog(.note)
    let effects = Self.type("q?zw", then: .tab, into: &state)
    #expect(effects == [] && !state.isHelpOpen && !state.isZoomed && state.dialog?.reason.text == "q?zw")
  }
}
