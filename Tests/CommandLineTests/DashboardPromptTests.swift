import Foundation
import Testing

@Suite("Typing in the dashboard", .serialized, .enabled(if: Tmux.isInstalled, Tmux.absence))
struct DashboardPromptTests {
  @Test("The filter narrows with every key; Escape restores, Enter keeps, Escape again drops")
  func filter() async throws {
    let rig = try await DashboardRig(DashboardRig.watch)
    let tmux = rig.tmux
    try await rig.seeOverview()
    try await tmux.see("all features") { $0.text.contains("channel") && $0.text.contains("@score") }
    try await tmux.type("/chan")
    try await tmux.see("one feature") { $0.text.contains("channel") && !$0.text.contains("@score") }
    try await tmux.press("Escape")
    try await tmux.see("all features") { $0.text.contains("channel") && $0.text.contains("@score") }
    try await tmux.type("/region=apac red")
    try await tmux.see("one segment") { $0.text.contains("apac") && !$0.text.contains("emea") }
    try await tmux.press("Enter")
    try await tmux.see("the filter in the header") { $0.header.contains("/regi") && !$0.isModal }
    try await tmux.press("Escape")
    try await tmux.see("all segments") { $0.text.contains("emea") && !$0.header.contains("/regi") }
    try await tmux.type("/no such thing")
    try await tmux.see("that nothing matches") { $0.text.contains("nothing matches") }
    try await tmux.press("C-c")
    _ = try await eventually("leeway to end") { DashboardRig.isRunning(rig.pid) ? nil : true }
    #expect(try await tmux.isRestored())
  }

  @Test("The command line completes, remembers, and says what is wrong")
  func commands() async throws {
    let rig = try await DashboardRig(DashboardRig.watch)
    let tmux = rig.tmux
    try await rig.seeOverview()
    try await tmux.type(":perf")
    try await tmux.press("Tab")
    try await tmux.see("the completed word") { $0.footer.contains(":performance") }
    try await tmux.press("Enter")
    try await tmux.see("the performance view") { $0.way.contains("▸ performance") && !$0.isModal }
    try await tmux.type(":feature a")
    try await tmux.see("the candidates") { $0.footer.contains(":feature a") && $0.text.contains("age") }
    try await tmux.press("Tab")
    try await tmux.see("the completed name") { $0.footer.contains(":feature age") }
    try await tmux.press("Enter")
    try await tmux.see("the feature's view") { $0.text.contains("1 Histogram") && $0.way.contains("age") }
    try await tmux.type(":")
    try await tmux.press("Up")
    try await tmux.see("the newest line") { $0.footer.contains(":feature age") }
    try await tmux.press("Up")
    try await tmux.see("the line before") { $0.footer.contains(":performance") }
    try await tmux.press("Down", "Down")
    try await tmux.see("what was being typed") { $0.footer.contains(":") && !$0.footer.contains(":feature") }
    try await tmux.press("Escape")
    try await tmux.see("no command line") { !$0.isModal }
    try await rig.command("windw 24h")
    try await tmux.see("the nearest word") { $0.footer.contains("windw") && $0.footer.contains("window") }
    try await rig.command("window 24h")
    try await tmux.see("the other window") { $0.text.contains("current ─") && $0.text.contains(" 24h ─") }
    for view in DashboardEveryKeyTests.views {
      try await rig.command(view)
      try await tmux.see("the view \(view)") { screen in
        let names = ["overview": "1 Models", "feature": "1 Histogram", "cell": "1 Figures", "alert": "Runbook"]
        return !screen.isModal && screen.text.contains(names[view] ?? "▸ \(view)")
      }
    }
    try await rig.command("quit")
    try await rig.leaves(with: 0)
  }

  @Test("Keys are read from the terminal while the log comes from a pipe")
  func pipe() async throws {
    let directory = try await LoanModel.directory()
    try directory.write(
      "the model/pipe.yaml",
      LoanModel.configuration.replacing(#"["../the logs/predictions-*.jsonl"]"#, with: "[\"-\"]"))
    let rig = try await DashboardRig(
      "watch --config 'the model/pipe.yaml'", in: directory, before: "cat 'the logs'/predictions-*.jsonl | ")
    try await rig.seeOverview()
    try await rig.tmux.type("L")
    try await rig.see(view: "log")
    try await rig.tmux.type("q")
    try await rig.leaves(with: 0)
  }
}
