import Foundation
import Testing

/// A dashboard in a terminal: the shell writes down the terminal's modes before and after, and how leeway ended.
private struct DashboardRig {
  let directory: TestDirectory
  let tmux: Tmux

  static let watch = "watch --config '\(LoanModel.config)'"
  static let replay = "replay --config '\(LoanModel.config)' --watch --speed"

  init(
    _ command: String, _ width: Int = 120, _ height: Int = 36, environment: [String: String] = [:]
  ) async throws {
    directory = try await LoanModel.directory()
    try directory.write(
      "go.sh",
      """
      modes() { stty -a | sed 's/rows [0-9]*; columns [0-9]*;//'; }
      modes > before
      /bin/sh -c 'echo $$ > pid; exec "$0" "$@"' '\(try LeewayBinary.path())' \(command)
      echo $? > left
      modes > after
      """)
    tmux = try await Tmux(width, height, in: directory, environment: environment)
    try await tmux.type(". ./go.sh")
    try await tmux.press("Enter")
  }

  var pid: pid_t { pid_t(directory.text("pid").trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0 }

  /// Waits until the overview is there with its figures.
  @discardableResult
  func seeOverview() async throws -> Tmux.Screen {
    try await tmux.see("the overview") { $0.header.contains("leeway") && $0.text.contains("apac") }
  }

  /// Waits for the end, and checks that the terminal is as it was.
  func leaves(with status: Int32) async throws {
    _ = try await eventually("leeway to end") { directory.text("after").isEmpty ? nil : true }
    #expect(directory.text("left") == "\(status)\n")
    #expect(try await tmux.isRestored())
    #expect(directory.text("after") == directory.text("before"))
    try await tmux.type("echo still us\"\"able")
    try await tmux.press("Enter")
    try await tmux.see("a prompt that answers") { $0.lines.contains("still usable") }
  }
}

@Suite("The dashboard in a terminal", .serialized, .enabled(if: Tmux.isInstalled, Tmux.absence))
struct DashboardScreenTests {
  @Test(
    "It fills every size with header, heat-map and footer", arguments: [(80, 24), (120, 36), (200, 60)],
    [DashboardRig.watch, DashboardRig.replay + " max"])
  func sizes(size: (width: Int, height: Int), command: String) async throws {
    let rig = try await DashboardRig(command, size.width, size.height)
    let screen = try await rig.tmux.see("all parts") {
      $0.text.contains("apac") && $0.text.contains("▲ RED") && $0.footer.contains("? help")
    }
    #expect(screen.header.contains("leeway ▸ loans"))
    #expect(screen.text.contains("Drift") && screen.text.contains("age"))
    #expect(screen.lines.count >= size.height)
    #expect(screen.lines.allSatisfy { $0.count <= size.width })
    try await rig.tmux.press("q")
    try await rig.leaves(with: 0)
  }

  @Test("It survives a storm of sizes, down to the smallest, and draws the last one in full")
  func resizeStorm() async throws {
    let rig = try await DashboardRig(DashboardRig.watch)
    try await rig.seeOverview()
    for (width, height) in [(40, 10), (200, 60), (10, 3), (2, 1), (1, 1), (300, 5), (7, 80), (90, 30), (60, 16)] {
      try await rig.tmux.resize(width, height)
    }
    try await rig.tmux.press("Enter")
    for width in stride(from: 50, through: 150, by: 20) { try await rig.tmux.resize(width, 40 - width / 10) }
    try await rig.tmux.press("Escape")
    try await rig.tmux.resize(100, 30)
    let screen = try await rig.tmux.see("the overview in the last size") {
      $0.header.contains("leeway") && $0.text.contains("apac") && $0.footer.contains("? help")
        && $0.lines.contains { $0.hasSuffix("╮") && $0.count == 100 }
    }
    #expect(screen.lines.filter { $0.hasPrefix("╭") }.allSatisfy { $0.count == 100 })
    try await rig.tmux.press("q")
    try await rig.leaves(with: 0)
  }

  @Test("Colours are those that the terminal has, and none with NO_COLOR", arguments: ["xterm", "xterm-256color", ""])
  func colors(terminal: String) async throws {
    let environment = terminal.isEmpty ? ["NO_COLOR": "1"] : ["TERM": terminal]
    let rig = try await DashboardRig(DashboardRig.watch, environment: environment)
    try await rig.seeOverview()
    let text = try await rig.tmux.screen(colors: true).text
    let indexed = text.contains(#/\u{1B}\[[0-9;]*[34]8[;:]5[;:]/#)
    let basic = text.contains(#/\u{1B}\[([0-9]+;)*([349]|10)[0-7]m/#)
    #expect(indexed == (terminal == "xterm-256color"))
    #expect((indexed || basic) == !terminal.isEmpty)
    #expect(text.contains("RED"), "the level is a word too")
    try await rig.tmux.press("q")
    try await rig.leaves(with: 0)
  }

  @Test("Without UTF-8, and with --ascii, it draws in ASCII", arguments: [true, false])
  func ascii(byLocale: Bool) async throws {
    let rig = try await DashboardRig(
      DashboardRig.watch + (byLocale ? "" : " --ascii"), environment: byLocale ? ["LC_ALL": "C", "LANG": "C"] : [:])
    let screen = try await rig.seeOverview()
    #expect(screen.text.utf8.allSatisfy { $0 < 0x80 })
    #expect(screen.text.contains("RED"))
    try await rig.tmux.press("q")
    try await rig.leaves(with: 0)
  }

  @Test("A terminal that it cannot use ends with 3 and is left alone", arguments: ["dumb", "no-such-terminal"])
  func badTerminal(name: String) async throws {
    let rig = try await DashboardRig(DashboardRig.watch, environment: ["TERM": name])
    try await rig.tmux.see("the reason") { $0.text.contains(name) && $0.text.contains("--once") }
    try await rig.leaves(with: 3)
  }
}

@Suite("The dashboard's keys", .serialized, .enabled(if: Tmux.isInstalled, Tmux.absence))
struct DashboardKeyTests {
  @Test("Keys open and close views, and change what is shown")
  func views() async throws {
    let rig = try await DashboardRig(DashboardRig.replay + " max")
    let tmux = rig.tmux
    try await tmux.see("the end of the replay") { $0.header.contains("ENDED") && $0.text.contains("apac") }
    func press(_ key: String, _ what: String, _ isShown: (Tmux.Screen) -> Bool) async throws {
      try await tmux.press(key)
      try await tmux.see("\(what) after \(key)", isShown)
    }
    try await press("Enter", "the feature's view") { $0.text.contains("Histogram") && $0.header.contains("loans ▸ ") }
    try await press("?", "its help") { $0.text.contains("Keys: feature") }
    try await press("x", "the view without the help") { !$0.text.contains("Keys: ") && $0.text.contains("Histogram") }
    try await press("Escape", "the overview") { $0.text.contains("Drift psi") && !$0.text.contains("Histogram") }
    try await press("?", "the help") { $0.text.contains("Keys: overview") && $0.text.contains("next drift metric") }
    try await press("Escape", "the overview") { !$0.text.contains("Keys: ") && $0.text.contains("Drift psi") }
    try await press("m", "the next metric") { $0.text.contains("Drift ks") }
    try await press("w", "the next window") { $0.header.contains("window 24h") }
    try await press("v", "the next version") { $0.header.contains("version v1") }
    try await press("s", "another order") { $0.text.contains("Drift ks") && !$0.text.contains("worst first") }
    try await press("Tab", "the footer still there") { $0.footer.contains("q quit") }
    try await press("z", "one pane alone") { !$0.text.contains("1 Models") || !$0.text.contains("2 Drift") }
    try await press("z", "all panes") { $0.text.contains("1 Models") && $0.text.contains("2 Drift") }
    try await press("C-l", "the same again") { $0.text.contains("1 Models") && $0.text.contains("apac") }
    try await tmux.press("q")
    try await rig.leaves(with: 0)
    try await tmux.see("the summary") { $0.text.contains("AgeDrift ×1") }
  }

  @Test("space stops the replay's clock and lets it go on; + and - change its speed")
  func pause() async throws {
    let rig = try await DashboardRig(DashboardRig.replay + " 600")
    let tmux = rig.tmux
    try await tmux.see("the first figures") { $0.header.contains("REPLAY") && $0.text.contains("apac") }
    try await tmux.press("Space")
    let paused = try await tmux.see("a pause") { $0.header.contains("▮▮") }
    // Twice as long as a pane takes at this speed: nothing to poll for, since nothing may happen.
    try await Task.sleep(for: .seconds(1))
    #expect(try await tmux.screen().header.suffix(20) == paused.header.suffix(20))
    try await tmux.press("Space")
    try await tmux.see("the clock moving") {
      !$0.header.contains("▮▮") && $0.header.suffix(20) != paused.header.suffix(20)
    }
    for _ in 0..<8 { try await tmux.press("+") }
    try await tmux.see("the end") { $0.header.contains("ENDED") }
    try await tmux.press("q")
    try await rig.leaves(with: 0)
  }

  @Test("New lines of a live log appear")
  func live() async throws {
    let rig = try await DashboardRig(DashboardRig.watch)
    try await rig.seeOverview()
    try await rig.tmux.see("no bad line") { $0.text.contains("bad 0") && $0.header.contains("LIVE") }
    let handle = try FileHandle(
      forWritingTo: URL(fileURLWithPath: rig.directory.file("the logs/predictions-2026-03-02.jsonl")))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("one\ntwo\n".utf8))
    try handle.close()
    try await rig.tmux.see("two bad lines") { $0.text.contains("bad 2") }
    try await rig.tmux.press("q")
    try await rig.leaves(with: 0)
  }
}

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
    _ = try await eventually("leeway to end") { Self.isRunning(rig.pid) ? nil : true }
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

  @Test("It ends when the terminal goes away", arguments: [DashboardRig.watch, DashboardRig.replay + " 60"])
  func closedTerminal(command: String) async throws {
    let rig = try await DashboardRig(command)
    try await rig.tmux.see("the dashboard") { $0.header.contains("leeway") }
    let pid = rig.pid
    try #require(pid > 0 && Self.isRunning(pid))
    try await rig.tmux.close()
    _ = try await eventually("leeway to end", within: 30) { Self.isRunning(pid) ? nil : true }
  }

  /// A process that has ended and that nobody has asked for yet counts as ended.
  private static func isRunning(_ pid: pid_t) -> Bool {
    guard kill(pid, 0) == 0 else { return false }
    guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
    return !stat.contains(") Z ")
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
