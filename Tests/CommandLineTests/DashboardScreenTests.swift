import Foundation
import Testing

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

  @Test("It survives storms of sizes while figures flow, down to the smallest, and draws the last one in full")
  func resizeStorm() async throws {
    let rig = try await DashboardRig(DashboardRig.replay + " 3000")
    let tmux = rig.tmux
    try await rig.seeOverview()
    for view in ["overview", "performance", "alerts", "versions"] {
      for (width, height) in [(40, 10), (200, 60), (10, 3), (2, 1), (1, 1), (300, 5), (7, 80), (90, 30), (60, 16)] {
        try await tmux.resize(width, height)
      }
      for width in stride(from: 50, through: 150, by: 20) { try await tmux.resize(width, 40 - width / 10) }
      try await tmux.resize(100, 30)
      try await rig.command(view)
      try await tmux.see("\(view) in the last size") { $0.isWhole(100, 30) && !$0.isModal }
    }
    try await tmux.press("C-l")
    let screen = try await tmux.see("versions after a redraw") { $0.isWhole(100, 30) }
    #expect(screen.lines.filter { $0.hasPrefix("╭") }.allSatisfy { $0.count == 100 })
    try await tmux.type("q")
    try await rig.leaves(with: 0)
  }

  @Test("At 40x10 there is one pane with tabs, below that the size that it needs; any size is left with q")
  func smallest() async throws {
    let rig = try await DashboardRig(DashboardRig.watch, 40, 10)
    let tmux = rig.tmux
    try await tmux.see("one pane") { $0.header.contains("leeway") && $0.text.contains("apac") }
    for view in DashboardEveryKeyTests.views {
      try await rig.command(view)
      try await tmux.see("\(view), small") { !$0.isModal && $0.header.contains("leeway") && $0.isWhole(40, 10) }
    }
    for (width, height) in [(39, 10), (40, 9), (12, 4)] {
      try await tmux.resize(width, height)
      try await tmux.see("what it needs") { $0.text.contains("40") && !$0.text.contains("╭") }
    }
    try await tmux.resize(1, 1)
    try await tmux.type("q")
    _ = try await eventually("leeway to end") { rig.directory.text("after").isEmpty ? nil : true }
    try await tmux.resize(80, 24)
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

  @Test("It works on whatever terminal there is", arguments: ["linux", "screen", "xterm", "vt100", "tmux-256color"])
  func terminals(name: String) async throws {
    let rig = try await DashboardRig(DashboardRig.watch, environment: ["TERM": name])
    let tmux = rig.tmux
    try await rig.seeOverview()
    try await tmux.press("Down")
    try await tmux.type("p")
    try await tmux.see("the performance view") { $0.way.contains("performance") && $0.text.contains("AUC") }
    try await tmux.press("Escape")
    try await tmux.see("the overview") { $0.text.contains("1 Models") }
    try await tmux.rests("on \(name)", 120, 36)
    try await tmux.type("q")
    try await rig.leaves(with: 0)
  }

  @Test("Fewer colours can be asked for than the terminal has", arguments: ["16", "none"])
  func askedColors(mode: String) async throws {
    let rig = try await DashboardRig(DashboardRig.watch + " --color \(mode)")
    try await rig.seeOverview()
    let text = try await rig.tmux.screen(colors: true).text
    #expect(!text.contains(#/\u{1B}\[[0-9;]*[34]8[;:]5[;:]/#))
    #expect(text.contains(#/\u{1B}\[([0-9]+;)*([349]|10)[0-7]m/#) == (mode == "16"))
    #expect(text.contains("RED"))
    try await rig.tmux.type("q")
    try await rig.leaves(with: 0)
  }

  @Test("A terminal that it cannot use ends with 3 and is left alone", arguments: ["dumb", "no-such-terminal"])
  func badTerminal(name: String) async throws {
    let rig = try await DashboardRig(DashboardRig.watch, environment: ["TERM": name])
    try await rig.tmux.see("the reason") { $0.text.contains(name) && $0.text.contains("--once") }
    try await rig.leaves(with: 3)
  }
}
