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

  @Test("Every key of a view is in its help", arguments: Screen.allCases, [(80, 24), (120, 36), (200, 60)])
  func helpIsComplete(screen: Screen, size: (width: Int, height: Int)) {
    var state = UpdateTests.loaded()
    _ = state.update(.resize(width: size.width, height: size.height))
    if screen == .feature { _ = state.update(.key(.enter)) }
    if screen == .cell { _ = state.update(.key(.character("c"))) }
    _ = state.update(.key(.character("?")))
    let text = render(state, capabilities: Capabilities(isUnicode: true, color: .monochrome)).text
    for binding in KeyMap.standard.bindings(in: screen) {
      if case .focusPane(let number) = binding.action, number > screen.panes.count { continue }
      let keys = binding.keys.map { $0.name(glyphs: Glyphs(isUnicode: true)) }.joined(separator: " ")
      #expect(text.contains(keys), "\(keys) in \(screen)")
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
}
