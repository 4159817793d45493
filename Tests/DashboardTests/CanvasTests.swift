import Testing

@testable import Dashboard

@Suite("Canvas")
struct CanvasTests {
  @Test(
    "Columns follow the Unicode width tables",
    arguments: [
      ("abc", 3), ("é", 1), ("e\u{301}", 1), ("特徴", 4), ("한국", 4), ("🚀", 2), ("▲", 1), ("", 0), ("a\u{200D}b", 2),
      ("\u{1B}", 0), ("ｶﾅ", 2), ("カナ", 4),
    ])
  func widths(text: String, expected: Int) {
    #expect(columns(of: text) == expected)
  }

  @Test("A wide character that would cross the edge is left out")
  func wideAtTheEdge() {
    var canvas = Canvas(width: 5, height: 1)
    canvas.put("特徴量", x: 0, y: 0)
    #expect(canvas.text == "特徴\n")
    #expect(canvas[4, 0] == .blank)
  }

  @Test("Writing over one half of a wide character blanks the other half")
  func overwriteHalves() {
    var canvas = Canvas(width: 4, height: 1)
    canvas.put("特徴", x: 0, y: 0)
    canvas.put("x", x: 1, y: 0)
    canvas.put("y", x: 2, y: 0)
    #expect(canvas.text == " xy\n")
    #expect((0..<4).allSatisfy { canvas[$0, 0].width == 1 })
  }

  @Test("Filling over halves of wide characters blanks the other halves")
  func fillHalves() {
    var canvas = Canvas(width: 6, height: 1)
    canvas.put("特徴量", x: 0, y: 0)
    canvas.fill(Rectangle(x: 1, y: 0, width: 4, height: 1), "x")
    #expect(canvas.text == " xxxx\n")
    #expect(canvas.isWhole)
  }

  @Test("Plain text and text with other characters are written alike", arguments: -6...12)
  func fastPath(x: Int) {
    let area = Rectangle(x: 2, y: 0, width: 7, height: 1)
    var plain = Canvas(width: 10, height: 1)
    plain.put("特徴量特徴", x: 0, y: 0)
    var other = plain
    let used = plain.put("abcde", x: x, y: 0, style: .accent, in: area)
    // The mark is left out by the canvas, but not by the scan for plain text.
    #expect(other.put("\u{200B}abcde", x: x, y: 0, style: .accent, in: area) == used)
    #expect(plain == other)
  }

  @Test("Combining marks stay on their character")
  func combining() {
    var canvas = Canvas(width: 4, height: 1)
    canvas.put("e\u{301}x", x: 0, y: 0)
    #expect(canvas.text == "e\u{301}x\n")
    #expect(canvas[1, 0].base == "x")
  }

  @Test("Control characters never get in", arguments: ["a\u{1B}[2Jb", "a\nb", "a\tb", "\u{9B}31m"])
  func controls(text: String) {
    var canvas = Canvas(width: 10, height: 2)
    canvas.put(text, x: 0, y: 0)
    #expect(canvas.cells.allSatisfy { $0.base.value >= 0x20 && !(0x7F..<0xA0).contains($0.base.value) })
    #expect(canvas.text.contains("?"))
  }

  @Test("Without Unicode everything is ASCII and takes the same room")
  func ascii() {
    var canvas = Canvas(width: 12, height: 1, isUnicode: false)
    let used = canvas.put("≤ 3–5 特x", x: 0, y: 0)
    #expect(canvas.text == "< 3-5 ? x\n")
    #expect(used == 9)
  }

  @Test("Text is clipped to its area on every side")
  func clipping() {
    var canvas = Canvas(width: 10, height: 3)
    let area = Rectangle(x: 2, y: 1, width: 4, height: 1)
    canvas.put("0123456789", x: 0, y: 1, in: area)
    canvas.put("above", x: 2, y: 0, in: area)
    canvas.fill(Rectangle(x: -5, y: 2, width: 100, height: 100), "#")
    #expect(canvas.text == "\n  2345\n##########\n")
  }

  @Test(
    "Long names are cut with an ellipsis and padded to their width",
    arguments: [
      ("income", 8, "income  "), ("income", 6, "income"), ("income", 4, "inc…"), ("特徴量名", 5, "特徴…"),
      ("特徴量名", 6, "特徴… "), ("a", 0, ""), ("ab", 1, "…"),
    ])
  func fitting(text: String, width: Int, expected: String) {
    let fitted = text.fitted(width, glyphs: Glyphs(isUnicode: true))
    #expect(fitted == expected)
    #expect(columns(of: fitted) == width)
  }

  @Test("Random writing stays in its area and splits no wide character", arguments: 0..<40)
  func randomWriting(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let pieces = ["a", "特", "🚀", "e\u{301}", "x\u{200D}", "한", " ", "…", "\u{1B}"]
    var canvas = Canvas(width: 20, height: 6)
    let area = Rectangle(
      x: Int.random(in: -3...18, using: &generator), y: Int.random(in: -2...5, using: &generator),
      width: Int.random(in: 0...20, using: &generator), height: Int.random(in: 0...6, using: &generator))
    for _ in 0..<60 {
      let text = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
        pieces.randomElement(using: &generator) ?? ""
      }
      canvas.put(
        text.joined(), x: Int.random(in: -5...24, using: &generator), y: Int.random(in: -2...8, using: &generator),
        in: area)
    }
    #expect(canvas.isWhole, "seed \(seed)")
    var strays = 0
    for y in 0..<canvas.height {
      for x in 0..<canvas.width where x < area.x || x >= area.maxX || y < area.y || y >= area.maxY {
        if canvas[x, y] != .blank { strays += 1 }
      }
    }
    #expect(strays == 0, "seed \(seed)")
  }
}

extension Canvas {
  /// Every wide character has its right half, and every right half its character.
  var isWhole: Bool {
    for y in 0..<height {
      for x in 0..<width {
        let next = x + 1 < width ? self[x + 1, y].width : 1
        let previous = x > 0 ? self[x - 1, y].width : 1
        if self[x, y].width == 2, x + 1 >= width || next != 0 { return false }
        if self[x, y].width == 0, previous != 2 { return false }
      }
    }
    return true
  }
}

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
