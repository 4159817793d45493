import Terminal
import Testing

@Suite("Terminal features")
struct TerminalFeaturesTests {
  @Test(
    "Titles are for terminals that have them and give them back",
    arguments: [
      ("xterm-256color", [:], true), ("tmux-256color", [:], true),
      ("screen-256color", ["TMUX": "x"], true),
      ("screen", [:], false), ("screen", ["STY": "1.a"], false), ("linux", [:], false),
      ("vt100", [:], false),
      ("", [:], false),
    ] as [(String, [String: String], Bool)])
  func titles(terminal: String, environment: [String: String], expected: Bool) {
    #expect(TerminalFeatures(terminal: terminal, environment: environment).takesTitle == expected)
  }

  @Test(
    "Frames are marked where the terminal knows the marks",
    arguments: [
      ("xterm-kitty", [:], true), ("foot", [:], true), ("tmux-256color", [:], true),
      ("alacritty", [:], true),
      ("xterm-256color", [:], false), ("xterm-256color", ["TERM_PROGRAM": "WezTerm"], true),
      ("xterm-256color", ["TERM_PROGRAM": "Apple_Terminal"], false),
      ("xterm-256color", ["WT_SESSION": "x"], true),
      ("xterm-256color", ["WT_SESSION": "x", "STY": "1"], false),
      ("linux", ["TERM_PROGRAM": "WezTerm"], false),
      ("vt100", ["KITTY_WINDOW_ID": "1"], false), ("screen", [:], false),
      ("screen-256color", ["TERM_PROGRAM": "WezTerm"], false),
    ] as [(String, [String: String], Bool)])
  func synchronisedOutput(terminal: String, environment: [String: String], expected: Bool) {
    let features = TerminalFeatures(terminal: terminal, environment: environment)
    #expect((features.synchronisedOutput != nil) == expected)
  }

  @Test("What terminfo says of marks comes first")
  func terminfoMarks() {
    let marks = SynchronisedOutput(begin: "a", end: "b")
    let features = TerminalFeatures(terminal: "vt100", environment: [:], synchronisedOutput: marks)
    #expect(features.synchronisedOutput == marks)
  }

  @Test(
    "The clipboard is reached through what stands in between",
    arguments: [
      ("xterm", [:], "\u{1B}]52;c;YWI=\u{07}"),
      (
        "tmux-256color", [:],
        "\u{1B}]52;c;YWI=\u{07}\u{1B}Ptmux;\u{1B}\u{1B}]52;c;YWI=\u{07}\u{1B}\\"
      ),
      ("screen", ["STY": "1"], "\u{1B}P\u{1B}]52;c;YWI=\u{07}\u{1B}\\"), ("linux", [:], nil),
      ("vt100", [:], nil),
    ] as [(String, [String: String], String?)])
  func clipboard(terminal: String, environment: [String: String], expected: String?) {
    #expect(
      TerminalFeatures(terminal: terminal, environment: environment).clipboard("ab") == expected)
  }

  @Test("A text is copied as a whole or not at all")
  func clipboardLimit() {
    let features = TerminalFeatures(terminal: "xterm", environment: [:])
    #expect(
      features.clipboard(String(repeating: "x", count: TerminalFeatures.clipboardLimit)) != nil)
    #expect(
      features.clipboard(String(repeating: "x", count: TerminalFeatures.clipboardLimit + 1)) == nil)
  }

  @Test("GNU screen is given long texts in pieces")
  func pieces() {
    let features = TerminalFeatures(terminal: "screen", environment: ["STY": "1"])
    let sequence = features.clipboard(String(repeating: "x", count: 1000)) ?? ""
    let pieces = sequence.split(separator: "\u{1B}\\")
    #expect(
      pieces.count == 6 && pieces.allSatisfy { $0.hasPrefix("\u{1B}P") && $0.utf8.count <= 242 })
  }

  @Test(
    "Base64 is that of RFC 4648",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
      ("fooba", "Zm9vYmE="),
      ("foobar", "Zm9vYmFy"),
    ])
  func encoding(text: String, expected: String) {
    let features = TerminalFeatures(terminal: "xterm", environment: [:])
    #expect(features.clipboard(text) == "\u{1B}]52;c;\(expected)\u{07}")
  }

  @Test(
    "Notifications go the way that was asked for, as far as the terminal goes",
    arguments: [
      ("xterm", .none, ""), ("xterm", .bell, "\u{07}"),
      ("xterm", .desktop, "\u{1B}]9;leeway: 4;RED\u{07}"),
      ("linux", .desktop, "\u{07}"),
      ("tmux", .desktop, "\u{07}\u{1B}Ptmux;\u{1B}\u{1B}]9;leeway: 4;RED\u{07}\u{1B}\\"),
    ] as [(String, NotificationWay, String)])
  func notifications(terminal: String, way: NotificationWay, expected: String) {
    let features = TerminalFeatures(terminal: terminal, environment: [:])
    #expect(features.notification("4;R\u{1B}E\u{07}D\u{9C}", way) == expected)
  }

  @Test(
    "A kernel's console is given what its font has",
    arguments: [
      ("A", "A"), ("─", "─"), ("╭", "┌"), ("◆", "♦"), ("▲", "▲"), ("█", "█"), ("▆", "█"),
      ("▂", "_"), ("\u{2800}", " "),
      ("\u{28FF}", "█"), ("\u{281B}", "▀"), ("\u{28E4}", "▄"), ("\u{2840}", "."), ("特", "特"),
    ] as [(Unicode.Scalar, Unicode.Scalar)])
  func consoleFont(scalar: Unicode.Scalar, expected: Unicode.Scalar) {
    #expect(consoleLikeness(of: scalar) == expected)
  }

  @Test("Braille in the console's font is of its kind throughout")
  func braille() {
    for value in 0x2800...0x28FF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      #expect(" ▀▄█■.•".unicodeScalars.contains(consoleLikeness(of: scalar)))
    }
  }
}
