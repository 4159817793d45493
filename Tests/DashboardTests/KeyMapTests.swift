import Notation
import Readings
import Testing

@testable import Dashboard

@Suite("Key map")
struct KeyMapTests {
  @Test("No key has two meanings in one view", arguments: Screen.allCases)
  func unambiguous(screen: Screen) {
    var seen: Set<Key> = []
    for key in KeyMap.standard.bindings(in: screen).flatMap(\.keys) {
      #expect(seen.insert(key).inserted, "\(key) in \(screen)")
    }
  }

  @Test("Every key of a view is in its help", arguments: Screen.allCases, [(40, 10), (80, 24), (120, 36), (200, 60)])
  func helpIsComplete(screen: Screen, size: (width: Int, height: Int)) {
    var state = UpdateTests.loaded()
    _ = state.update(.resize(width: size.width, height: size.height))
    if screen != .overview { state.enter(screen) }
    state.openHelp()
    var text = ""
    for _ in 0..<100 {
      text += render(state, capabilities: Capabilities(isUnicode: true, color: .monochrome)).text
      let offset = state.helpOffset
      guard state.scrollHelp(.down), state.helpOffset > offset else { break }
    }
    for binding in KeyMap.standard.bindings(in: screen) {
      var help = binding.help
      if case .focusPane(let number) = binding.action {
        guard number <= screen.panes.count else { continue }
        help = "pane \(screen.panes[number - 1].title)"
      }
      let keys = binding.keys.map { $0.name(glyphs: Glyphs(isUnicode: true)) }.joined(separator: " ")
      #expect(text.contains(keys + " "), "\(keys) in \(screen)")
      #expect(!help.isEmpty && text.contains(help), "\(keys) in \(screen)")
    }
  }

  @Test("The footer says how to get help and how to quit, at every width", arguments: [40, 60, 80, 120, 200])
  func footer(width: Int) {
    var state = UpdateTests.loaded()
    state.width = width
    state.height = 24
    let text = render(state, capabilities: Capabilities(isUnicode: true, color: .monochrome)).text
    let footer = text.split(separator: "\n").last ?? ""
    #expect(footer.contains("? help") && footer.contains("q quit"))
  }

  @Test("A key map of one's own replaces the standard one")
  func remapping() {
    var state = UpdateTests.loaded()
    state.keyMap = KeyMap([
      KeyMap.Binding([.character("x")], .quit, .general, label: "leave", help: "leave")
    ])
    let unbound = state.update(.key(.character("q")))
    let bound = state.update(.key(.character("x")))
    #expect(unbound == [] && bound == [.quit])
  }

  @Test("The help scrolls where it does not fit, and any other key closes it")
  func scrolling() {
    var state = UpdateTests.loaded()
    _ = state.update(.resize(width: 80, height: 24))
    _ = state.update(.key(.character("?")))
    _ = state.update(.key(.down))
    #expect(state.isHelpOpen && state.helpOffset == 1)
    _ = state.update(.key(.end))
    let layout = HelpLayout(state)
    #expect(state.helpOffset == layout.rows.count - layout.room && layout.rows.count > layout.room)
    _ = state.update(.key(.character("w")))
    #expect(!state.isHelpOpen && state.window == "1h")
    _ = state.update(.key(.character("?")))
    #expect(state.helpOffset == 0)
    let quits = state.update(.key(.character("q")))
    #expect(quits == [.quit])
  }

  @Test("Where all of it fits, movement closes the help, too")
  func fitting() {
    var state = UpdateTests.loaded()
    _ = state.update(.resize(width: 200, height: 80))
    _ = state.update(.key(.character("?")))
    _ = state.update(.key(.down))
    #expect(!state.isHelpOpen)
  }

  @Test("The footer goes with the keys that the user has chosen")
  func remappedFooter() throws {
    var state = UpdateTests.loaded()
    state.keyMap = try KeyMap.standard.remapped([("help", ["f1"]), ("quit", ["ctrl-q"]), ("next-feature", [">"])])
    _ = state.update(.key(.enter))
    state.width = 200
    let text = render(state, capabilities: Capabilities(isUnicode: true, color: .monochrome)).text
    let footer = try #require(text.split(separator: "\n").last)
    #expect(footer.contains("F1 help") && footer.contains("^Q quit") && footer.contains("[ > feature"))
  }

  @Test(
    "The header says where the picture comes from",
    arguments: [
      (Link.own, "LIVE 4m"), (.attached(to: "/var/lib/leeway"), "ATTACHED 4m"),
      (.connecting(since: Instant(seconds: 0)), "CONNECTING"),
      (.lost(since: SampleSnapshot(situation: .healthy).time + .minutes(3), reason: "connection refused"), "LOST 1m"),
    ])
  func link(link: Link, expected: String) {
    let sample = SampleSnapshot(situation: .healthy, mode: .live)
    var state = UpdateTests.loaded(sample)
    _ = state.update(.tick(sample.time + .minutes(4)))
    _ = state.update(.link(link))
    let text = render(state, capabilities: Capabilities(isUnicode: true, color: .monochrome)).text
    #expect(text.split(separator: "\n").first?.contains(expected) == true)
    if case .lost = link { #expect(text.split(separator: "\n").last?.contains("connection refused") == true) }
  }

  @Test("A live picture that is older than a flowing log can make it is called stale")
  func stale() {
    let sample = SampleSnapshot(situation: .healthy, mode: .live)
    var state = UpdateTests.loaded(sample)
    _ = state.update(.tick(sample.time + .minutes(20)))
    #expect(state.staleAge == nil)
    _ = state.update(.tick(sample.time + .minutes(25)))
    let text = render(state, capabilities: Capabilities(isUnicode: true, color: .monochrome)).text
    #expect(text.split(separator: "\n").first?.contains("◆ STALE 25m") == true)
    // A model whose records may be an hour late is always that much behind.
    var patient = sample.build()
    patient.lateness = .hours(1)
    _ = state.update(.snapshot(patient))
    _ = state.update(.tick(sample.time + .minutes(70)))
    #expect(state.staleAge == nil)
    _ = state.update(.tick(sample.time + .minutes(71)))
    #expect(state.staleAge == .minutes(71))
  }
}
