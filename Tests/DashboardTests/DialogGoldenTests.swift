import Notation
import Readings
import Testing

@testable import Dashboard

@Suite("Golden screens of questions and of the help")
struct DialogGoldenTests {
  @Test("An approval, half filled in")
  func approve() throws {
    var state = DecisionDialogTests.state(person: "alice", approvers: ["alice", "risk-lead"])
    _ = state.update(.key(.character("A")))
    _ = DecisionDialogTests.type("upstream feed is broken, v1 was fine", into: &state)
    for scalar in "credit-".unicodeScalars { _ = state.update(.key(.character(scalar))) }
    try GoldenScreens.expect(state, "dialog-approve")
  }

  @Test("A choice of several actions, ready to be approved")
  func choice() throws {
    var state = DecisionDialogTests.state(person: "alice", waiting: ["rollback", "retrain-the-model"])
    state.openDialog(.approve, reason: "agreed with the owner")
    state.dialog?.confirmation = LineEditor("credit-risk")
    _ = state.update(.key(.backTab))
    _ = state.update(.key(.backTab))
    try GoldenScreens.expect(state, "dialog-choice")
  }

  @Test("An acknowledgement at its beginning")
  func acknowledge() throws {
    var state = DecisionDialogTests.state()
    _ = state.update(.key(.character("a")))
    try GoldenScreens.expect(state, "dialog-acknowledge")
  }

  @Test("A silence with a span that cannot be read")
  func silence() throws {
    var state = DecisionDialogTests.state(person: "高橋 恵 👩‍🚒")
    state.openDialog(.silence, reason: "キャンペーン campaign with a reason that is much longer than the field has room for")
    state.dialog?.span = LineEditor("2 hours")
    state.dialog?.focus = .span
    try GoldenScreens.expect(state, "dialog-silence")
  }

  @Test("A question that things have overtaken")
  func overtaken() throws {
    var state = DecisionDialogTests.state(person: "alice")
    state.openDialog(.approve, reason: "why")
    var snapshot = DecisionDialogTests.snapshot()
    let last = snapshot.alerts[0].deliveries.count - 1
    snapshot.alerts[0].state = .resolved
    snapshot.alerts[0].deliveries[last].state = "suppressed"
    snapshot.alerts[0].deliveries[last].reason = "resolved"
    _ = state.update(.snapshot(snapshot))
    _ = state.update(.link(.lost(since: snapshot.time, reason: "connection reset")))
    try GoldenScreens.expect(state, "dialog-overtaken")
  }

  @Test("The help of a view", arguments: [Screen.overview, .alerts, .feature])
  func help(screen: Screen) throws {
    var state = UpdateTests.loaded()
    if screen != .overview { state.enter(screen) }
    _ = state.update(.key(.character("?")))
    try GoldenScreens.expect(state, "help-\(screen.rawValue)")
  }

  @Test("The connection to the agent was lost")
  func lost() throws {
    let sample = SampleSnapshot(situation: .incident, mode: .live)
    var state = UpdateTests.loaded(sample)
    state.enter(.performance)
    state.enter(.alert)
    _ = state.update(.tick(sample.time + .minutes(26)))
    _ = state.update(.link(.lost(since: sample.time + .minutes(25), reason: "the agent does not answer")))
    try GoldenScreens.expect(state, "link-lost")
  }

  @Test("No picture yet, as the agent is not found")
  func noPicture() throws {
    var state = DashboardState(width: 120, height: 36)
    _ = state.update(.link(.lost(since: Instant(seconds: 0), reason: "no agent runs on /var/lib/leeway")))
    try GoldenScreens.expect(state, "link-none")
  }
}
