import Dashboard
import Notation
import Terminal
import Testing

@Suite("Mouse")
struct MouseDecoderTests {
  @Test(
    "Reports in the SGR form are read",
    arguments: [
      ("0;1;1M", .init(button: 0, x: 0, y: 0, isPress: true)),
      ("0;300;100m", .init(button: 0, x: 299, y: 99, isPress: false)),
      ("65;12;5M", .init(button: 65, x: 11, y: 4, isPress: true)),
      ("0;0;1M", nil), ("0;1M", nil), ("M", nil), ("0;1;1;1M", nil), ("0;1;1x", nil),
      ("0;-1;1M", nil),
    ] as [(String, MouseDecoder.Report?)])
  func sgr(text: String, expected: MouseDecoder.Report?) {
    var decoder = MouseDecoder()
    decoder.begin(isSGR: true)
    var found: MouseDecoder.Report?
    for scalar in text.unicodeScalars where decoder.isReading {
      found = decoder.take(scalar.value) ?? found
    }
    #expect(found == expected)
    #expect(!decoder.isReading)
  }

  @Test(
    "Reports in the old form are read",
    arguments: [
      (" !!", .init(button: 0, x: 0, y: 0, isPress: true)),
      ("#!!", .init(button: 3, x: 0, y: 0, isPress: false)),
      ("`,%", .init(button: 64, x: 11, y: 4, isPress: true)), ("\u{1}\u{1}\u{1}", nil),
    ] as [(String, MouseDecoder.Report?)])
  func plain(text: String, expected: MouseDecoder.Report?) {
    var decoder = MouseDecoder()
    decoder.begin(isSGR: false)
    var found: MouseDecoder.Report?
    for scalar in text.unicodeScalars where decoder.isReading {
      found = decoder.take(scalar.value) ?? found
    }
    #expect(found == expected)
    #expect(!decoder.isReading)
  }

  @Test("A number without end does not overflow")
  func endless() {
    var decoder = MouseDecoder()
    decoder.begin(isSGR: true)
    for _ in 0..<1000 { #expect(decoder.take(0x39) == nil) }
    #expect(decoder.isReading)
    decoder.abandon()
    #expect(!decoder.isReading)
  }

  @Test("Two presses on one cell within 400 ms are a double click, three begin anew")
  func doubleClicks() {
    var timer = ClickTimer()
    let press = { (x: Int, milliseconds: Int64) -> MouseEvent.Kind? in
      let report = MouseDecoder.Report(button: 0, x: x, y: 3, isPress: true)
      return timer.event(of: report, at: Instant(microseconds: milliseconds * 1000))?.kind
    }
    #expect(press(1, 0) == .click)
    #expect(press(1, 400) == .doubleClick)
    #expect(press(1, 500) == .click)
    #expect(press(1, 901) == .click, "too late")
    #expect(press(2, 1000) == .click, "another cell")
    #expect(press(2, 1100) == .doubleClick)
  }

  @Test(
    "Releases, motion, other buttons and held keys are nothing",
    arguments: [1, 2, 4, 8, 16, 32, 35, 66, 67, 68, 128])
  func others(button: Int) {
    var timer = ClickTimer()
    #expect(
      timer.event(of: .init(button: button, x: 0, y: 0, isPress: true), at: Instant(seconds: 0))
        == nil)
    #expect(
      timer.event(of: .init(button: 0, x: 0, y: 0, isPress: false), at: Instant(seconds: 0)) == nil)
  }
}
