import Foundation
import Testing

@Suite("A dashboard that is attached to an agent", .serialized, .enabled(if: Tmux.isInstalled, Tmux.absence))
struct DashboardAgentTests {
  @Test("It finds the agent by itself, shows that it is lost, and finds it again with its figures")
  func killedAgent() async throws {
    let watched = try await WatchedAgent()
    var agent = try await watched.start()
    let rig = try await DashboardRig(DashboardRig.watch, in: watched.directory)
    let tmux = rig.tmux
    try await tmux.see("the agent's picture") { $0.header.contains("ATTACHED") && $0.text.contains("apac") }
    try await tmux.see("the alert that waits") { $0.text.contains("AgeDrift") && $0.header.contains("▲") }

    agent.send(SIGKILL)
    #expect(try await agent.ended() == .signal(SIGKILL))
    let lost = try await tmux.see("the loss") { $0.header.contains("LOST") && $0.footer.contains("the agent ") }
    #expect(lost.text.contains("apac") && lost.text.contains("AgeDrift"), "the last picture stays")
    // Keys go on working on it.
    try await tmux.type("a")
    try await rig.see(view: "alerts")

    agent = try await watched.start()
    try await tmux.see("the agent again") { $0.header.contains("ATTACHED") && !$0.header.contains("LOST") }
    try rig.appendBadLines()
    try await tmux.see("what it reads now") { $0.text.contains("bad 2") }
    try await tmux.press("Escape")
    try await tmux.see("the overview with its figures") {
      $0.text.contains("1 Models") && $0.text.contains("apac") && $0.header.contains("RED")
    }
    try await tmux.type("q")
    try await rig.leaves(with: 0)
    agent.send(SIGTERM)
    #expect(try await agent.ended() == .exit(0))
  }

  @Test("--attach waits for an agent; --once does not, and names the remedy")
  func attachFirst() async throws {
    let watched = try await WatchedAgent()
    let refused = try await leeway("watch", "--config", LoanModel.config, "--once", "--attach", in: watched.directory)
    #expect(refused.end == .exit(3) && refused.output.isEmpty)
    #expect(refused.errors.contains("no agent runs on") && refused.errors.contains("--own"), "\(refused.errors)")

    let rig = try await DashboardRig(DashboardRig.watch + " --attach", in: watched.directory)
    try await rig.tmux.see("that it waits") { $0.text.contains("CONNECTING") || $0.text.contains("no agent runs") }
    try await rig.tmux.type("?")
    try await rig.tmux.see("the help meanwhile") { $0.text.contains("Keys: ") }
    try await rig.tmux.type("?")
    let agent = try await watched.start()
    try await rig.tmux.see("the agent's picture") { $0.header.contains("ATTACHED") && $0.text.contains("apac") }

    let once = try await leeway("watch", "--config", LoanModel.config, "--once", in: watched.directory)
    #expect(once.end == .exit(1), "an alert is red: \(once.errors)")
    #expect(once.output.contains("▲") && once.output.contains("apac") && !once.output.contains("\u{1B}"))
    let log = try await leeway(
      "watch", "--config", LoanModel.config, "--once", "--view", "alerts", "--ascii", in: watched.directory)
    #expect(log.output.contains("AgeDrift") && log.output.contains("WAITS FOR APPROVAL"))
    #expect(log.output.utf8.allSatisfy { $0 < 0x80 })

    kill(rig.pid, SIGTERM)
    try await rig.leaves(with: 128 + SIGTERM)
    agent.send(SIGTERM)
    #expect(try await agent.ended() == .exit(0))
  }

  @Test("What is decided in it is the agent's to do, and on record; Enter alone approves nothing")
  func decisions() async throws {
    let watched = try await WatchedAgent()
    let agent = try await watched.start()
    try await agent.hasLogged("state=awaiting_approval")
    let rig = try await DashboardRig(DashboardRig.watch + " --view alerts --by ada", in: watched.directory)
    let tmux = rig.tmux
    try await tmux.see("the alert that waits") { $0.text.contains("WAITS FOR APPROVAL") }

    try await tmux.type("A")
    try await tmux.see("the question") { $0.text.contains("Approve back?") && $0.text.contains("▸Reason") }
    try await tmux.press("Enter", "Enter", "Enter")
    try await tmux.see("that nothing was done") {
      $0.footer.contains("cancelled") && !$0.text.contains("Approve back?")
    }
    try await tmux.type("A")
    try await tmux.see("the question") { $0.text.contains("▸Reason") }
    try await tmux.type("bad input upstream")
    try await tmux.press("Enter")
    try await tmux.type("loan")
    try await tmux.see("that the name is wrong") { $0.text.contains("not loans") }
    try await tmux.press("Tab", "Tab", "Tab", "Enter")
    try await tmux.see("no way to the button") { $0.text.contains("Approve back?") }
    #expect(!watched.directory.exists("the model/acted"))
    try await tmux.press("Escape")
    try await tmux.see("the list") { !$0.text.contains("Approve back?") }

    try await answer("a", "Acknowledge", ["on it"], in: rig)
    try await tmux.see("who has it") { $0.text.contains("ada") && !$0.isModal }
    try await answer("S", "Silence", ["until it is mended"], in: rig)
    try await answer("A", "Approve", ["bad input upstream", "loans"], in: rig)
    _ = try await eventually("the program to run") { watched.directory.exists("the model/acted") ? true : nil }
    #expect(watched.directory.text("the model/acted") == "rolled back region=apac\n")
    try await tmux.see("that it ran") { $0.text.lowercased().contains("succeeded") || $0.text.contains(" ran") }

    let audit = try await watched.audit()
    for text in ["ada", "acknowledged", "silenced", "approved", "on it", "until it is mended", "bad input upstream"] {
      #expect(audit.contains(text), "\(text): \(audit)")
    }
    try await tmux.type("q")
    try await rig.leaves(with: 0)
    agent.send(SIGTERM)
    #expect(try await agent.ended() == .exit(0))
  }

  /// Opens a question by its key, types the answers, and goes to the button that does it.
  private func answer(_ key: String, _ title: String, _ answers: [String], in rig: DashboardRig) async throws {
    let tmux = rig.tmux
    try await tmux.type(key)
    try await tmux.see("the question '\(title)'") { $0.text.contains("▸Reason") && $0.text.contains(title) }
    for text in answers {
      try await tmux.type(text)
      try await tmux.press("Enter")
    }
    for _ in 0..<8 {
      let screen = try await tmux.rests("of the question", 120, 36)
      if screen.text.contains("▸[ \(title)") { break }
      try await tmux.press("Tab")
    }
    try await tmux.see("the button") { $0.text.contains("▸[ \(title)") }
    try await tmux.press("Enter")
    try await tmux.see("the answer") { $0.footer.contains("(audit log ") }
  }

  @Test("Where no agent has ever run, a decision is refused, and the remedy named")
  func noAgent() async throws {
    let rig = try await DashboardRig(DashboardRig.watch + " --view alerts --by ada")
    try await rig.tmux.see("the alert") { $0.text.contains("AgeDrift") }
    try await rig.tmux.type("A")
    try await rig.tmux.see("that nothing waits") { $0.footer.contains("AgeDrift") && $0.footer.contains("waits for") }
    try await rig.tmux.type("n")
    try await rig.tmux.see("the question") { $0.text.contains("▸Reason") }
    try await rig.tmux.type("seen")
    try await rig.tmux.press("Enter", "Tab")
    try await rig.tmux.see("the button") { $0.text.contains("▸[ Put on record") }
    try await rig.tmux.press("Enter")
    try await rig.tmux.see("the refusal") { $0.footer.contains("no state here yet") }
    try await rig.tmux.type("q")
    try await rig.leaves(with: 0)
  }
}
