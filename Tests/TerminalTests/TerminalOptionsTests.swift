import Dashboard
import Notation
import Terminal
import Testing

@Suite("What the terminal is taken for")
struct TerminalOptionsTests {
  @Test(
    "Colours follow the terminal, NO_COLOR and the user, in rising order",
    arguments: [
      (0, nil, [:], ColorMode.monochrome), (8, nil, [:], .ansi16), (16, nil, [:], .ansi16),
      (256, nil, [:], .indexed256),
      (256, nil, ["NO_COLOR": "1"], .monochrome), (256, nil, ["NO_COLOR": ""], .indexed256),
      (256, .ansi16, ["NO_COLOR": "1"], .ansi16), (8, .indexed256, [:], .ansi16), (0, .ansi16, [:], .monochrome),
      (16_777_216, nil, [:], .indexed256),
    ] as [(Int, ColorMode?, [String: String], ColorMode)])
  func colors(count: Int, asked: ColorMode?, environment: [String: String], expected: ColorMode) {
    let options = TerminalOptions(color: asked)
    #expect(options.capabilities(colorCount: count, isUTF8: true, environment: environment).color == expected)
  }

  @Test("Unicode needs a UTF-8 locale and no wish for ASCII")
  func characters() {
    #expect(TerminalOptions().capabilities(colorCount: 0, isUTF8: true, environment: [:]).isUnicode)
    #expect(!TerminalOptions().capabilities(colorCount: 0, isUTF8: false, environment: [:]).isUnicode)
    #expect(!TerminalOptions(forcesASCII: true).capabilities(colorCount: 0, isUTF8: true, environment: [:]).isUnicode)
  }

  @Test(
    "Titles are for terminals that have them",
    arguments: [("xterm-256color", true), ("tmux-256color", true), ("linux", false), ("vt100", false), ("", false)])
  func titles(terminal: String, expected: Bool) {
    #expect(TerminalOptions.takesTitle(terminal: terminal) == expected)
  }

  @Test(
    "No terminal leads to the hint at --once", arguments: [TerminalError.notATerminal, .noKeyboard, .tooSimple("dumb")])
  func hints(error: TerminalError) {
    #expect(error.description.contains("--once"))
  }

  @Test("New data is drawn at most ten times a second, and a clock set back does not stop it")
  func pacing() {
    var pacer = FramePacer()
    let start = Instant(seconds: 1000)
    let snapshots = [0, 99_999, 100_000, -500_000_000].map { offset in
      pacer.isSnapshotDue(at: start + TimeSpan(microseconds: offset))
    }
    #expect(snapshots == [true, false, true, true])
    let ticks = [0, 999_999, 1_000_000].map { pacer.isTickDue(at: start + TimeSpan(microseconds: $0)) }
    #expect(ticks == [true, false, true])
  }
}
