import Testing

@testable import Dashboard

@Suite("Line editor")
struct LineEditorTests {
  /// A line with `|` where the cursor stands.
  private static func marked(_ editor: LineEditor) -> String { editor.head + "|" + editor.tail }

  private static func typed(_ keys: [Key], into text: String = "") -> LineEditor {
    var editor = LineEditor(text)
    for key in keys { _ = editor.press(key) }
    return editor
  }

  private static func type(_ text: String) -> [Key] { text.unicodeScalars.map { .character($0) } }

  @Test(
    "Keys edit the line",
    arguments: [
      ("", [], "|"), ("ab", [], "ab|"), ("ab", [.left], "a|b"), ("ab", [.left, .left, .left], "|ab"),
      ("ab", [.home, .right], "a|b"), ("ab", [.home, .end, .right], "ab|"), ("ab", [.backspace], "a|"),
      ("ab", [.home, .backspace], "|ab"), ("ab", [.home, .delete], "|b"), ("ab", [.delete], "ab|"),
      ("ab", [.left, .character("x")], "ax|b"), ("ab", [.control("a")], "|ab"),
      ("ab", [.control("a"), .control("f")], "a|b"), ("ab", [.control("b")], "a|b"),
      ("ab", [.control("a"), .control("e")], "ab|"), ("ab", [.control("a"), .control("d")], "|b"),
      ("one two", [.left, .left, .control("u")], "|wo"), ("one two", [.left, .left, .control("k")], "one t|"),
      ("one two", [.control("w")], "one |"), ("one two  ", [.control("w")], "one |"),
      ("one", [.control("w"), .control("w")], "|"), ("one two", [.home, .control("w")], "|one two"),
      // A combining mark belongs to its letter; wide characters are one step.
      ("e\u{301}a", [.left, .backspace], "|a"), ("日本", [.left], "日|本"), ("日本", [.backspace], "日|"),
      ("👩‍👩‍👧x", [.left, .left], "|👩‍👩‍👧x"), ("👩‍👩‍👧", [.backspace], "|"),
    ] as [(String, [Key], String)])
  func keys(text: String, keys: [Key], expected: String) {
    #expect(Self.marked(Self.typed(keys, into: text)) == expected)
  }

  @Test("A combining mark that is typed joins the letter before the cursor")
  func combining() {
    let editor = Self.typed(Self.type("cafe\u{301}s"))
    #expect(editor.text == "cafés" && editor.cursor == 5)
  }

  @Test(
    "Keys that mean nothing to a line are left to others", arguments: [Key.enter, .escape, .tab, .up, .function(1)])
  func others(key: Key) {
    var editor = LineEditor("ab")
    let isTaken = editor.press(key)
    #expect(!isTaken && editor.text == "ab")
  }

  @Test("Nothing that a terminal obeys gets into a line, and a line has an end")
  func hostile() {
    #expect(LineEditor("a\u{1B}[2J\n\u{9B}b\u{202E}").text == "a[2Jb")
    #expect(Self.typed(Self.type("a\u{7}\u{1B}b")).text == "ab")
    let long = Self.typed(Array(repeating: .character("語"), count: 2000))
    #expect(long.text.utf8.count <= LineEditor.capacity)
  }

  @Test("Any keys leave the cursor within the line", arguments: 0..<20)
  func random(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let scalars: [Unicode.Scalar] = ["a", " ", "\u{301}", "日", "👩", "\u{200D}", "🇩", "🇪", "\u{1100}", "\u{1161}"]
    let moves: [Key] = [
      .left, .right, .home, .end, .backspace, .delete, .control("w"), .control("u"), .control("k"), .control("d"),
    ]
    var editor = LineEditor()
    for _ in 0..<200 {
      let scalar = scalars[Int.random(in: 0..<scalars.count, using: &generator)]
      let isMove = Int.random(in: 0..<4, using: &generator) == 0
      _ = editor.press(isMove ? moves[Int.random(in: 0..<moves.count, using: &generator)] : .character(scalar))
      #expect((0...editor.text.count).contains(editor.cursor), "seed \(seed)")
      #expect(editor.head + editor.tail == editor.text, "seed \(seed)")
    }
  }

  @Test("The cursor is always in sight, and nothing is drawn beyond the area", arguments: [1, 2, 3, 5, 8, 20])
  func drawing(width: Int) {
    var editor = LineEditor("age 日本語 e\u{301}x 👩‍👩‍👧 end")
    let state = DashboardState(width: 40, height: 3)
    _ = editor.press(.home)
    for _ in 0...editor.text.count {
      var renderer = Renderer(state, capabilities: Capabilities(isUnicode: true, color: .monochrome))
      let area = Rectangle(x: 4, y: 1, width: width, height: 1)
      renderer.drawLine(editor, in: area)
      let canvas = renderer.canvas
      for y in 0..<3 {
        for x in 0..<40 where y != 1 || !(4..<4 + width).contains(x) { #expect(canvas[x, y].base == " ") }
      }
      if width >= 8 {
        #expect((4..<4 + width).contains { canvas[$0, 1].style.isReversed }, "\(width) \(editor.cursor)")
      }
      _ = editor.press(.right)
    }
  }
}
