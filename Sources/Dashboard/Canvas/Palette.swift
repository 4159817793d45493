import Readings

/// How many colours the terminal shows.
package enum ColorMode: String, CaseIterable, Sendable {
  case monochrome = "none"
  case ansi16 = "16"
  case indexed256 = "256"
}

/// A style as a terminal can show it. A colour of `nil` is the terminal's own.
package struct TerminalAttributes: Hashable, Sendable {
  package var foreground: UInt8?
  package var background: UInt8?
  package var isBold = false
  package var isDim = false
  package var isReversed = false
  package var isUnderlined = false
}

/// Turns styles into attributes of a terminal with so many colours.
///
/// The bands differ in hue and in lightness so that a colour-blind person tells them apart: teal, amber, and a
/// red with blue in it (after Okabe and Ito, "Color Universal Design", 2008). The background stays the terminal's own,
/// except behind heat-map cells past a threshold; foregrounds are of middling lightness and read on dark and light.
package struct Palette: Sendable {
  package var mode: ColorMode

  package init(mode: ColorMode) {
    self.mode = mode
  }

  package func attributes(of style: Style) -> TerminalAttributes {
    var attributes: TerminalAttributes
    switch mode {
    case .indexed256: attributes = indexed(style)
    case .ansi16: attributes = sixteen(style)
    case .monochrome: attributes = monochrome(style)
    }
    if style.isBold { attributes.isBold = true }
    if style.isReversed { attributes.isReversed.toggle() }
    if style.isUnderlined { attributes.isUnderlined = true }
    if style.isFaint { attributes.isDim = true }
    return attributes
  }

  private static let green: [UInt8] = [66, 66, 30, 36, 37]
  private static let yellow: [UInt8] = [178, 178, 172, 172, 208]
  private static let red: [UInt8] = [197, 197, 197, 198, 199]
  private static let yellowFill: [UInt8] = [58, 58, 94, 94, 130]
  private static let redFill: [UInt8] = [125, 161, 161, 197, 197]

  private func indexed(_ style: Style) -> TerminalAttributes {
    switch style.tone {
    case .plain: return TerminalAttributes()
    case .faint: return TerminalAttributes(foreground: 245)
    case .border: return TerminalAttributes(foreground: 241)
    case .focusedBorder: return TerminalAttributes(foreground: 74)
    case .title: return TerminalAttributes(foreground: 74, isBold: true)
    case .accent: return TerminalAttributes(foreground: 74)
    case .key: return TerminalAttributes(foreground: 173, isBold: true)
    case .heading: return TerminalAttributes(foreground: 247, isUnderlined: false)
    case .reference: return TerminalAttributes(foreground: 246)
    case .current: return TerminalAttributes(foreground: 74)
    case .secondary: return TerminalAttributes(foreground: 140)
    case .threshold(let level): return TerminalAttributes(foreground: level == .red ? 161 : 136)
    case .level(let level, let shade):
      let step = min(Int(shade), Style.shades - 1)
      switch level {
      case .green: return TerminalAttributes(foreground: Self.green[step])
      case .yellow:
        if style.isFilled { return TerminalAttributes(foreground: 230, background: Self.yellowFill[step]) }
        return TerminalAttributes(foreground: Self.yellow[step])
      case .red:
        if style.isFilled { return TerminalAttributes(foreground: 231, background: Self.redFill[step]) }
        return TerminalAttributes(foreground: Self.red[step])
      case .insufficient, .nodata: return TerminalAttributes(foreground: 243)
      case .error: return TerminalAttributes(foreground: 134, isBold: true, isReversed: style.isFilled)
      }
    }
  }

  private func sixteen(_ style: Style) -> TerminalAttributes {
    switch style.tone {
    case .plain, .reference: return TerminalAttributes()
    case .faint, .border: return TerminalAttributes(isDim: true)
    case .heading: return TerminalAttributes(isUnderlined: false)
    case .focusedBorder, .title, .accent: return TerminalAttributes(foreground: 4, isBold: true)
    case .key: return TerminalAttributes(foreground: 5, isBold: true)
    case .current: return TerminalAttributes(foreground: 4, isBold: true)
    case .secondary: return TerminalAttributes(foreground: 5)
    case .threshold(let level): return TerminalAttributes(foreground: level == .red ? 1 : 3)
    case .level(let level, let shade):
      switch level {
      case .green: return TerminalAttributes(foreground: 6, isDim: shade < 2)
      case .yellow:
        return TerminalAttributes(foreground: 3, isBold: shade > 2, isReversed: false, isUnderlined: style.isFilled)
      case .red: return TerminalAttributes(foreground: 1, isBold: true, isReversed: style.isFilled)
      case .insufficient, .nodata: return TerminalAttributes(isDim: true)
      case .error: return TerminalAttributes(foreground: 5, isBold: true, isReversed: style.isFilled)
      }
    }
  }

  private func monochrome(_ style: Style) -> TerminalAttributes {
    switch style.tone {
    case .plain, .current, .secondary, .heading: return TerminalAttributes()
    case .faint, .border, .reference: return TerminalAttributes(isDim: true)
    case .focusedBorder, .title, .accent, .key: return TerminalAttributes(isBold: true)
    case .threshold(let level): return TerminalAttributes(isBold: level == .red, isDim: level != .red)
    case .level(let level, _):
      switch level {
      case .green: return TerminalAttributes()
      case .yellow: return TerminalAttributes(isBold: true, isUnderlined: style.isFilled)
      case .red: return TerminalAttributes(isBold: true, isReversed: style.isFilled)
      case .insufficient, .nodata: return TerminalAttributes(isDim: true)
      case .error: return TerminalAttributes(isBold: true, isUnderlined: true)
      }
    }
  }
}
