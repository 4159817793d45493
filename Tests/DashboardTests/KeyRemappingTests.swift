import Testing

@testable import Dashboard

@Suite("Key remapping")
struct KeyRemappingTests {
  @Test("Every action of the standard map has a name that leads back to it")
  func actionNames() {
    for binding in KeyMap.standard.bindings {
      #expect(!binding.action.name.isEmpty, "\(binding.action)")
      #expect(Action(name: binding.action.name) == binding.action)
    }
    #expect(Set(Action.named.map(\.name)).count == Action.named.count)
    #expect(Set(Action.named.map(\.action)).count == Action.named.count)
  }

  @Test("Every key of the standard map has a name that leads back to it")
  func keyNames() {
    for key in KeyMap.standard.bindings.flatMap(\.keys) { #expect(Key(name: key.name) == key, "\(key)") }
  }

  @Test(
    "Keys are read by their names",
    arguments: [
      ("a", Key.character("a")), ("A", .character("A")), ("ctrl-l", .control("l")), ("Ctrl-L", .control("l")),
      ("^l", .control("l")), ("space", .character(" ")), ("enter", .enter), ("esc", .escape), ("Escape", .escape),
      ("f1", .function(1)), ("F12", .function(12)), ("pgup", .pageUp), ("page-down", .pageDown), ("up", .up),
      ("-", .character("-")), ("é", .character("é")), ("shift-tab", .backTab), ("ctrl-i", .tab),
    ])
  func reading(name: String, key: Key) {
    #expect(Key(name: name) == key)
  }

  @Test("What is no key is none", arguments: ["", " ", "ab", "ctrl-", "ctrl-1", "f0", "f13", "f1x", "\n", "hyper-a"])
  func noKey(name: String) {
    #expect(Key(name: name) == nil)
  }

  @Test("An action loses the keys that it had")
  func change() throws {
    let map = try KeyMap.standard.remapped([("next-window", ["W", "f5"]), ("next-theme", [])])
    #expect(map.action(for: .character("W"), in: .overview) == .nextWindow)
    #expect(map.action(for: .function(5), in: .feature) == .nextWindow)
    #expect(map.action(for: .character("w"), in: .overview) == nil)
    #expect(map.action(for: .character("T"), in: .overview) == nil)
    #expect(map.action(for: .character("q"), in: .overview) == .quit)
  }

  @Test("Two actions can swap their keys")
  func swap() throws {
    let map = try KeyMap.standard.remapped([("show-fairness", ["p"]), ("show-performance", ["f"])])
    #expect(map.action(for: .character("p"), in: .overview) == .show(.fairness))
    #expect(map.action(for: .character("f"), in: .overview) == .show(.performance))
  }

  @Test("An action without a key of its own can get one")
  func unbound() throws {
    let map = try KeyMap.standard.remapped([("show-overview", ["0"])])
    #expect(map.action(for: .character("0"), in: .log) == .show(.overview))
  }

  @Test("Every mistake is told at once, with what to do about it")
  func mistakes() {
    let error = #expect(throws: KeyMapMistakes.self) {
      _ = try KeyMap.standard.remapped([
        ("next-windw", ["W"]), ("zoom", ["pgpu"]), ("next-metric", ["q"]), ("quit", []), ("help", ["nonsense-key"]),
        ("copy", ["Y"]), ("copy", ["C"]),
      ])
    }
    let list = error?.list ?? []
    #expect(list.map(\.action) == ["next-windw", "zoom", "quit", "help", "copy"] || list.map(\.action).count >= 5)
    #expect(list.contains { $0.action == "next-windw" && $0.key == nil && $0.text.contains("'next-window'") })
    #expect(list.contains { $0.action == "zoom" && $0.key == "pgpu" && $0.text.contains("'pgup'") })
    #expect(list.contains { $0.action == "quit" && $0.text.contains("needs a key") })
    #expect(list.contains { $0.action == "help" && $0.key == "nonsense-key" })
    #expect(list.contains { $0.action == "copy" && $0.text.contains("twice") })
  }

  @Test("A key keeps one meaning in each view")
  func conflicts() {
    let error = #expect(throws: KeyMapMistakes.self) {
      _ = try KeyMap.standard.remapped([("next-metric", ["q", "n"])])
    }
    // `n` is a note in the views about alerts, and the metric is not changed there.
    #expect(error?.list.map(\.key) == ["q"])
    #expect(error?.list.first?.text == "'q' is the key of 'quit' in the overview view, too")
    let pair = #expect(throws: KeyMapMistakes.self) {
      _ = try KeyMap.standard.remapped([("zoom", ["Z"]), ("copy", ["Z"])])
    }
    #expect(pair?.list.count == 1)
  }
}
