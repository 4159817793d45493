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
      (256, .ansi16, ["NO_COLOR": "1"], .ansi16), (8, .indexed256, [:], .ansi16),
      (0, .ansi16, [:], .monochrome),
      (16_777_216, nil, [:], .indexed256),
    ] as [(Int, ColorMode?, [String: String], ColorMode)])
  func colors(count: Int, asked: ColorMode?, environment: [String: String], expected: ColorMode) {
    let options = TerminalOptions(color: asked)
    #expect(
      options.capabilities(colorCount: count, isUTF8: true, environment: environment).color
        == expected)
  }

  @Test("Unicode needs a UTF-8 locale and no wish for ASCII")
  func characters() {
    #expect(TerminalOptions().capabilities(colorCount: 0, isUTF8: true, environment: [:]).isUnicode)
    #expect(
      !TerminalOptions().capabilities(colorCount: 0, isUTF8: false, environment: [:]).isUnicode)
    #expect(
      !TerminalOptions(forcesASCII: true).capabilities(
        colorCount: 0, isUTF8: true, environment: [:]
      ).isUnicode)
  }

  @Test(
    "No terminal leads to the hint at --once",
    arguments: [TerminalError.notATerminal, .noKeyboard, .tooSimple("dumb")])
  func hints(error: TerminalError) {
    #expect(error.description.contains("--once"))
  }

  @Test("News are drawn at most ten times a second, and looked for more often while there are none")
  func pacing() {
    var pacer = FramePacer()
    let start = Instant(seconds: 1000)
    let at = { start + TimeSpan(microseconds: $0 * 1000) }
    #expect(pacer.areNewsDue(at: at(0)))
    pacer.looked(at: at(0), foundSome: true)
    #expect(!pacer.areNewsDue(at: at(99)) && pacer.areNewsDue(at: at(100)))
    pacer.looked(at: at(100), foundSome: false)
    #expect(!pacer.areNewsDue(at: at(129)) && pacer.areNewsDue(at: at(130)))
    let ticks = [0, 999, 1000, 1001].map { pacer.isTickDue(at: at($0)) }
    #expect(ticks == [true, false, true, false])
  }

  @Test("The loop waits until something is due, and no longer")
  func patience() {
    var pacer = FramePacer()
    let start = Instant(seconds: 1000)
    let at = { start + TimeSpan(microseconds: $0 * 1000) }
    #expect(pacer.patience(at: at(0), awaitsNews: false) == 0)
    _ = pacer.isTickDue(at: at(0))
    pacer.looked(at: at(0), foundSome: true)
    #expect(pacer.patience(at: at(40), awaitsNews: true) == 60)
    #expect(pacer.patience(at: at(40), awaitsNews: false) == 960)
    #expect(pacer.patience(at: at(5000), awaitsNews: false) == 0)
    #expect(pacer.patience(at: start + TimeSpan(microseconds: 999_999), awaitsNews: false) == 1)
  }
}
