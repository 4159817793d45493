import Foundation
import Testing

@Suite("Leaving the dashboard", .serialized, .enabled(if: Tmux.isInstalled, Tmux.absence))
struct DashboardExitTests {
  @Test("The terminal is given back after a signal", arguments: [SIGTERM, SIGINT, SIGHUP])
  func signal(number: Int32) async throws {
    let rig = try await DashboardRig(DashboardRig.watch)
    try await rig.seeOverview()
    kill(rig.pid, number)
    try await rig.leaves(with: 128 + number)
  }

  @Test("The terminal is given back after a signal in the middle of a replay")
  func replay() async throws {
    let rig = try await DashboardRig(DashboardRig.replay + " 60")
    try await rig.tmux.see("the replay") { $0.header.contains("REPLAY") }
    kill(rig.pid, SIGTERM)
    try await rig.leaves(with: 128 + SIGTERM)
  }

  @Test("The terminal is given back after a crash", arguments: [SIGABRT, SIGSEGV, SIGTRAP])
  func crash(number: Int32) async throws {
    let rig = try await DashboardRig(DashboardRig.watch)
    try await rig.seeOverview()
    kill(rig.pid, number)
    try await rig.leaves(with: 128 + number)
  }

  @Test("Ctrl-C leaves like SIGINT")
  func interrupt() async throws {
    let rig = try await DashboardRig(DashboardRig.watch)
    try await rig.seeOverview()
    try await rig.tmux.press("C-c")
    // The shell may give up the rest of its script when somebody presses Ctrl-C.
    _ = try await eventually("leeway to end") { DashboardRig.isRunning(rig.pid) ? nil : true }
    try await rig.tmux.see("the prompt") { $0.text.contains("ready>") }
    #expect(try await rig.tmux.isRestored())
  }

  @Test("Ctrl-Z gives the terminal back, fg takes it again")
  func suspend() async throws {
    let rig = try await DashboardRig("--version")
    _ = try await eventually("the version") { rig.directory.text("after").isEmpty ? nil : true }
    try await rig.tmux.type("set -m; '\(try LeewayBinary.path())' \(DashboardRig.watch)")
    try await rig.tmux.press("Enter")
    try await rig.seeOverview()
    try await rig.tmux.press("C-z")
    try await rig.tmux.see("the prompt") { !$0.text.contains("1 Models") && $0.text.contains("ready>") }
    #expect(try await rig.tmux.isRestored())
    try await rig.tmux.resize(100, 30)
    try await rig.tmux.type("fg")
    try await rig.tmux.press("Enter")
    try await rig.tmux.see("the overview in the new size") {
      $0.text.contains("apac") && $0.lines.contains { $0.hasSuffix("╮") && $0.count == 100 }
    }
    try await rig.tmux.press("q")
    try await rig.tmux.see("the prompt") { !$0.text.contains("1 Models") && $0.text.contains("ready>") }
    #expect(try await rig.tmux.isRestored())
  }

  @Test("Stopped outright and continued, it draws itself anew; continued without a stop, it stays as it is")
  func stop() async throws {
    let rig = try await DashboardRig("--version")
    let tmux = rig.tmux
    _ = try await eventually("the version") { rig.directory.text("after").isEmpty ? nil : true }
    let program = "'\(try LeewayBinary.path())' \(DashboardRig.watch)"
    try await tmux.type("set -m; /bin/sh -c 'echo $$ > pid; exec \"$0\" \"$@\"' \(program)")
    try await tmux.press("Enter")
    try await rig.seeAll()
    let body = try await tmux.rests("before", 120, 36).body
    kill(rig.pid, SIGCONT)
    try await tmux.see("the same") { $0.body == body && $0.isWhole(120, 36) }
    kill(rig.pid, SIGSTOP)
    try await tmux.see("the prompt") { $0.text.contains("ready>") }
    // The terminal was not given back: its Enter is not yet what ends a line.
    try await tmux.type("fg")
    try await tmux.press("C-j")
    try await tmux.see("the same without debris") { $0.body == body && $0.isWhole(120, 36) }
    try await tmux.becomes("#{alternate_on} #{mouse_any_flag} #{cursor_flag}", "1 1 0")
    try await tmux.type("q")
    try await tmux.see("the prompt") { !$0.text.contains("1 Models") && $0.text.contains("ready>") }
    #expect(try await tmux.isRestored())
  }

  @Test("It ends when the terminal goes away", arguments: [DashboardRig.watch, DashboardRig.replay + " 60"])
  func closedTerminal(command: String) async throws {
    let rig = try await DashboardRig(command)
    try await rig.tmux.see("the dashboard") { $0.header.contains("leeway") }
    let pid = rig.pid
    try #require(pid > 0 && DashboardRig.isRunning(pid))
    try await rig.tmux.close()
    _ = try await eventually("leeway to end", within: 30) { DashboardRig.isRunning(pid) ? nil : true }
  }

  @Test(
    "Without a terminal it ends with 3 and names --once",
    arguments: [["watch"], ["replay", "--watch"], ["replay", "--watch", "--speed", "max"]])
  func noTerminal(command: [String]) async throws {
    let directory = try await LoanModel.directory()
    let ended = try await run([LeewayBinary.path()] + command + ["--config", LoanModel.config], in: directory)
    #expect(ended.end == .exit(3))
    #expect(ended.errors.contains("--once"))
    #expect(ended.output.isEmpty)
  }
}
