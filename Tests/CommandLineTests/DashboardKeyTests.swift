import Foundation
import Testing

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

  @Test("New lines of a live log appear, but not in a picture that is frozen")
  func live() async throws {
    let rig = try await DashboardRig(DashboardRig.watch)
    try await rig.seeOverview()
    try await rig.tmux.see("no bad line") { $0.text.contains("bad 0") }
    try rig.appendBadLines()
    try await rig.tmux.see("two bad lines") { $0.text.contains("bad 2") }
    try await rig.tmux.press("Space")
    try await rig.tmux.see("the frozen picture") { $0.header.contains("FROZEN") }
    try rig.appendBadLines()
    // Longer than new lines take to be seen: nothing to poll for, since nothing may happen.
    try await Task.sleep(for: .seconds(1))
    #expect(try await rig.tmux.screen().text.contains("bad 2"))
    try await rig.tmux.press("Space")
    try await rig.tmux.see("four bad lines") { $0.text.contains("bad 4") && !$0.header.contains("FROZEN") }
    try await rig.tmux.press("q")
    try await rig.leaves(with: 0)
  }

  @Test("Back goes the whole way back, view by view")
  func back() async throws {
    let rig = try await DashboardRig(DashboardRig.watch)
    let tmux = rig.tmux
    try await rig.seeAll()
    var ways = [try await tmux.screen().way]
    for (key, view) in [("p", "performance"), ("f", "fairness"), ("V", "versions"), ("i", "ingest"), ("a", "alerts")] {
      try await tmux.type(key)
      ways.append(try await tmux.see("the view \(view)") { $0.way.contains("▸ \(view)") }.way)
    }
    try await tmux.type("o")
    try await tmux.see("the alert") { $0.text.contains("Runbook") && $0.way.contains("AgeDrift") }
    for way in ways.reversed() {
      try await tmux.press("Escape")
      try await tmux.see("the way '\(way)'") { $0.way == way }
    }
    try await tmux.type("q")
    try await rig.leaves(with: 0)
  }

  @Test("A new red alert rings the bell if that is wished, and only then", arguments: ["bell", "desktop", "none"])
  func bell(notification: String) async throws {
    let rig = try await DashboardRig(DashboardRig.replay + " 20000 --notify \(notification)")
    try await rig.tmux.see("the alert, and the end") { $0.header.contains("ENDED") && $0.text.contains("AgeDrift") }
    try await rig.tmux.becomes("#{window_bell_flag}", notification == "none" ? "0" : "1")
    try await rig.tmux.type("q")
    try await rig.leaves(with: 0)
  }
}
