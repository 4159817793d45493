import Foundation
import Testing

@Suite("Pointing, copying and exporting in the dashboard", .serialized, .enabled(if: Tmux.isInstalled, Tmux.absence))
struct DashboardPointerTests {
  @Test("The mouse selects, opens and scrolls; M gives it back to the terminal")
  func mouse() async throws {
    let rig = try await DashboardRig(DashboardRig.watch)
    let tmux = rig.tmux
    var screen = try await rig.seeAll()
    #expect(try await tmux.state("#{mouse_any_flag} #{mouse_sgr_flag}") == "1 1")
    var place = try #require(screen.place(of: " channel "))
    try await tmux.click(place.x + 2, place.y)
    screen = try await tmux.see("the feature under the pointer") { $0.text.contains("▸channel") }
    place = try #require(screen.place(of: "▸channel"))
    try await tmux.click(place.x + 2, place.y, times: 2)
    screen = try await tmux.see("the feature's view") { $0.text.contains("1 Histogram") && $0.way.contains("channel") }
    place = try #require(screen.place(of: "loans"))
    try await tmux.click(place.x, place.y)
    screen = try await tmux.see("the overview, by its crumb") { $0.text.contains("1 Models") }
    place = try #require(screen.place(of: "▸channel"))
    try await tmux.click(place.x, place.y, button: 64)
    try await tmux.see("the cursor further up") { !$0.text.contains("▸channel") }
    try await tmux.click(place.x, place.y, button: 65)
    try await tmux.see("the cursor further down") { $0.text.contains("▸channel") }
    place = try #require(
      screen.lines.lastIndex { !$0.isEmpty }.flatMap { row in
        screen.lines[row].range(of: "a alerts").map {
          (screen.lines[row].distance(from: screen.lines[row].startIndex, to: $0.lowerBound), row)
        }
      })
    try await tmux.click(place.x, place.y)
    try await rig.see(view: "alerts")

    try await tmux.type("M")
    _ = try await tmux.see("the mouse to be off") { $0.footer.contains("mouse") }
    #expect(try await tmux.state("#{mouse_any_flag}") == "0")
    try await tmux.type("M")
    try await tmux.becomes("#{mouse_any_flag}", "1")
    try await tmux.type("q")
    try await rig.leaves(with: 0)
  }

  @Test("--no-mouse leaves the mouse to the terminal")
  func noMouse() async throws {
    let rig = try await DashboardRig(DashboardRig.watch + " --no-mouse")
    try await rig.seeOverview()
    #expect(try await rig.tmux.state("#{mouse_any_flag}") == "0")
    try await rig.tmux.type("q")
    try await rig.leaves(with: 0)
  }

  @Test("The title tells model and level, and is given back")
  func title() async throws {
    let rig = try await DashboardRig(DashboardRig.watch)
    try await rig.seeOverview()
    try await rig.tmux.becomes("#{pane_title}") { $0.contains("leeway") && $0.contains("loans") && $0.contains("RED") }
    try await rig.tmux.type("q")
    try await rig.leaves(with: 0)
  }

  @Test("y puts what is selected on the clipboard")
  func copy() async throws {
    let rig = try await DashboardRig(DashboardRig.watch + " --view alerts")
    try await rig.tmux.see("the alert") { $0.text.contains("AgeDrift") }
    try await rig.tmux.type("y")
    try await rig.tmux.see("that it was copied") { $0.footer.contains("copied") }
    let text = try await rig.tmux.awaitClipboard()
    #expect(text.contains("AgeDrift") && text.contains("region=apac"))
    try await rig.command("log")
    try await rig.see(view: "log")
    try await rig.tmux.type("q")
    try await rig.leaves(with: 0)
  }

  @Test("A view is exported as text and as JSON, never over a file that is there")
  func export() async throws {
    let rig = try await DashboardRig(DashboardRig.watch)
    let tmux = rig.tmux
    try await rig.seeOverview()
    let stem = "view"
    for view in DashboardEveryKeyTests.views {
      try await rig.command(view)
      try await tmux.see("the view \(view)") { !$0.isModal }
      try await rig.command("export \(stem)-\(view).json")
      _ = try await eventually("\(view) as JSON") { rig.directory.exists("\(stem)-\(view).json") ? true : nil }
      let fields = try rig.directory.json("\(stem)-\(view).json")
      #expect(fields["model"] as? String == "loans" && fields["view"] as? String == view, "\(view): \(fields.keys)")
    }
    try await rig.command("alerts")
    try await rig.see(view: "alerts")
    try await rig.command("export \(stem).txt")
    _ = try await eventually("the view as text") { rig.directory.text("\(stem).txt").isEmpty ? nil : true }
    let text = rig.directory.text("\(stem).txt")
    #expect(text.contains("AgeDrift") && text.contains("▲ RED") && !text.contains("\u{1B}"))
    try await rig.command("export \(stem).txt")
    try await tmux.see("that it is there already") { $0.footer.contains("is there already") }
    #expect(rig.directory.text("\(stem).txt") == text)
    try await tmux.type("x")
    try await tmux.see("a name for the file") { $0.footer.contains(":export leeway-loans-alerts-") }
    try await tmux.press("Enter")
    try await tmux.see("that it was written") { $0.footer.contains("wrote ") }
    #expect(rig.directory.list(".").contains { $0.hasPrefix("leeway-loans-alerts-") && $0.hasSuffix(".txt") })
    try await tmux.type("q")
    try await rig.leaves(with: 0)
  }
}

extension Tmux {
  /// Waits until a format tells a value.
  func becomes(_ format: String, _ isRight: (String) -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while case let value = try await state(format), !isRight(value) {
      guard ContinuousClock.now < deadline else {
        throw ChildProcess.Failure(description: "\(format) stays '\(value)'")
      }
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  func becomes(_ format: String, _ value: String) async throws { try await becomes(format) { $0 == value } }

  /// Waits until something was copied.
  func awaitClipboard() async throws -> String {
    let deadline = ContinuousClock.now + .seconds(60)
    while true {
      let text = try await clipboard()
      if !text.isEmpty { return text }
      guard ContinuousClock.now < deadline else { throw ChildProcess.Failure(description: "nothing was copied") }
      try await Task.sleep(for: .milliseconds(50))
    }
  }
}
