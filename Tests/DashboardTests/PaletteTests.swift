import Readings
import Testing

@testable import Dashboard

@Suite("Palette")
struct PaletteTests {
  @Test("The three bands look different, filled or not", arguments: ColorMode.allCases, Theme.allCases)
  func bandsDiffer(mode: ColorMode, theme: Theme) {
    for isFilled in [false, true] { bandsDiffer(Palette(mode: mode, theme: theme), isFilled: isFilled) }
  }

  private func bandsDiffer(_ palette: Palette, isFilled: Bool) {
    var looks: [TerminalAttributes: Level] = [:]
    for level in [Level.green, .yellow, .red] {
      for grade in stride(from: 0.0, through: 4, by: 0.1) {
        let attributes = palette.attributes(of: .level(level, grade: grade, isFilled: isFilled))
        // In monochrome yellow and red text share bold; the symbol and the word tell them apart.
        if palette.mode == .monochrome, !isFilled { continue }
        #expect(
          looks[attributes] == nil || looks[attributes] == level, "\(palette.mode) \(palette.theme) \(level) \(grade)")
        looks[attributes] = level
      }
    }
  }

  @Test("The level decides the band whatever the grade says")
  func gradeNeverCrossesTheStep() {
    let palette = Palette(mode: .indexed256)
    let withinNoise = palette.attributes(of: .level(.green, grade: 2.7))
    #expect(withinNoise == palette.attributes(of: .level(.green, grade: 0.99)))
    #expect(withinNoise != palette.attributes(of: .level(.yellow, grade: 1.01)))
  }

  @Test("The gradient has steps within a band")
  func gradient() {
    let palette = Palette(mode: .indexed256)
    let greens = Set([0.05, 0.5, 0.95].map { palette.attributes(of: .level(.green, grade: $0)) })
    #expect(greens.count == 3)
  }

  @Test("Monochrome uses no colour, sixteen colours only the first eight", arguments: Theme.allCases)
  func colorRange(theme: Theme) {
    let styles: [Style] =
      [.plain, .faint, .accent, .heading, Style(.key), Style(.reference), Style(.current), Style(.threshold(.red))]
      + Level.allCases.flatMap { [Style.level($0), .level($0, isFilled: true)] }
    for style in styles {
      let mono = Palette(mode: .monochrome, theme: theme).attributes(of: style)
      #expect(mono.foreground == nil && mono.background == nil)
      let sixteen = Palette(mode: .ansi16, theme: theme).attributes(of: style)
      #expect(sixteen.foreground ?? 0 < 8 && sixteen.background ?? 0 < 8)
    }
  }

  @Test("The terminal's background stays, except behind heat-map cells past a threshold")
  func background() {
    let palette = Palette(mode: .indexed256)
    #expect(palette.attributes(of: .level(.green, isFilled: true)).background == nil)
    #expect(palette.attributes(of: .level(.red)).background == nil)
    #expect(palette.attributes(of: .level(.red, isFilled: true)).background != nil)
  }

  @Test("A grade that is not a number has a colour too", arguments: [Double.nan, .infinity, -.infinity])
  func notFinite(grade: Double) {
    #expect(Style.level(.red, grade: grade).tone != .plain)
  }
}
