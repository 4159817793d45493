import Foundation
import Testing

@Suite("The dashboard's settings", .serialized, .enabled(if: Tmux.isInstalled, Tmux.absence))
struct DashboardSettingsTests {
  @Test("check names every mistake in 'dashboard' with its place")
  func mistakes() async throws {
    let directory = try await LoanModel.directory()
    let section =
      "dashboard: {theme: drak, keys: {zom: W, quit: [q, ctrl-qq], next-window: a}, notify: loud, mouse: maybe}\n"
    try directory.write(LoanModel.config, LoanModel.configuration + section)
    let line = LoanModel.configuration.split(separator: "\n", omittingEmptySubsequences: false).count
    let checked = try await leeway("check", "--config", LoanModel.config, in: directory)
    #expect(checked.end == .exit(2))
    func column(_ word: String) -> Int {
      section.range(of: word).map { section.distance(from: section.startIndex, to: $0.lowerBound) + 1 } ?? 0
    }
    let said = checked.errors + checked.output
    for (word, text) in [
      ("drak", "did you mean 'dark'?"), ("zom", "did you mean 'zoom'?"), ("ctrl-qq", "there is no key 'ctrl-qq'"),
      ("a}", "'a' is the key of 'show-alerts'"), ("loud", "cannot be 'loud'"), ("maybe", "must be true or false"),
    ] {
      let place = "\(LoanModel.config):\(line):\(column(word)): error: "
      #expect(said.split(separator: "\n").contains { $0.contains(place) && $0.contains(text) }, "\(word): \(said)")
    }
  }

  @Test("A key that the configuration moves does what it says, in the footer and in the help, too")
  func remapped() async throws {
    let directory = try await LoanModel.directory()
    try directory.write(
      LoanModel.config,
      LoanModel.configuration + "dashboard: {theme: contrast, mouse: false, keys: {zoom: W, quit: [Q, ctrl-g]}}\n")
    let rig = try await DashboardRig(DashboardRig.watch, in: directory)
    try await rig.seeOverview()
    #expect(try await rig.tmux.state("#{mouse_any_flag}") == "0")
    try await rig.tmux.type("z")
    try await rig.tmux.type("q")
    try await rig.tmux.see("all panes") { $0.text.contains("1 Models") && $0.footer.contains("Q quit") }
    try await rig.tmux.type("W")
    try await rig.tmux.see("one pane") { !$0.text.contains("╭─ 1 Models") }
    try await rig.tmux.type("?")
    try await rig.tmux.see("the help") { $0.text.contains("Q ^G") && $0.text.contains("W   ") }
    try await rig.tmux.type("?")
    try await rig.tmux.see("no help") { !$0.text.contains("Keys: ") }
    try await rig.tmux.press("C-g")
    try await rig.leaves(with: 0)
  }

  @Test("The view is kept from one start to the next, and what the command line says goes before it")
  func savedView() async throws {
    let directory = try await LoanModel.directory()
    var rig = try await DashboardRig(DashboardRig.watch, 160, 40, in: directory)
    try await rig.seeOverview()
    try await rig.command("window 24h")
    try await rig.command("sort name")
    try await rig.command("theme light")
    try await rig.command("performance")
    try await rig.tmux.see("the performance view") { $0.way.contains("performance") && !$0.isModal }
    try await rig.tmux.type("M")
    try await rig.tmux.becomes("#{mouse_any_flag}", "0")
    try await rig.tmux.type("q")
    try await rig.leaves(with: 0)
    #expect(directory.list("home/leeway").count == 1, "\(directory.list("home"))")

    rig = try await DashboardRig(DashboardRig.watch, 160, 40, in: directory)
    let screen = try await rig.tmux.see("the view as it was left") {
      $0.way.contains("performance") && $0.text.contains("AUC")
    }
    #expect(screen.header.contains("window 24h"))
    #expect(try await rig.tmux.state("#{mouse_any_flag}") == "0")
    try await rig.tmux.type(":")
    try await rig.tmux.press("Up")
    try await rig.tmux.see("the history") { $0.footer.contains(":performance") }
    try await rig.tmux.press("Escape")
    try await rig.tmux.see("no command line") { !$0.isModal }
    kill(rig.pid, SIGTERM)
    try await rig.leaves(with: 128 + SIGTERM)

    rig = try await DashboardRig(DashboardRig.watch + " --view log", in: directory)
    try await rig.see(view: "log")
    try await rig.tmux.type("q")
    try await rig.leaves(with: 0)
  }

  @Test("T changes the colours and nothing else; the theme can be asked for")
  func themes() async throws {
    let rig = try await DashboardRig(DashboardRig.watch + " --theme light")
    try await rig.seeAll()
    let body = try await rig.tmux.rests("before", 120, 36).body
    var seen: Set<String> = [try await rig.tmux.screen(colors: true).body.joined()]
    for _ in 0..<3 {
      try await rig.tmux.type("T")
      let deadline = ContinuousClock.now + .seconds(60)
      while case let text = try await rig.tmux.screen(colors: true).body.joined(), !seen.insert(text).inserted {
        try #require(ContinuousClock.now < deadline, "the colours stay")
        try await Task.sleep(for: .milliseconds(25))
      }
    }
    try await rig.tmux.see("the same text") { $0.body == body }
    try await rig.tmux.type("q")
    try await rig.leaves(with: 0)
  }

  @Test(
    "--once prints any view as text, with the exit code of the worst level", arguments: DashboardEveryKeyTests.views)
  func once(view: String) async throws {
    let directory = try await LoanModel.directory()
    let printed = try await run(
      [LeewayBinary.path(), "watch", "--config", LoanModel.config, "--once", "--view", view], in: directory,
      environment: ["COLUMNS": "80", "LINES": "24", "HOME": directory.file("home")])
    #expect(printed.end == .exit(1), "\(printed.errors)")
    let lines = printed.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first?.contains("leeway ▸ loans") ?? false)
    #expect(lines.allSatisfy { $0.count <= 80 } && !printed.output.contains("\u{1B}"))
    #expect(printed.output.contains("╭") && !printed.output.contains("q quit"))
    #expect(!directory.exists("home/.local"), "it keeps no view")
  }
}
