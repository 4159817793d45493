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
/// The bands differ in hue and in lightness so that a colour-blind person tells them apart; ``ThemeColors`` says how far.
/// The background stays the terminal's own, except behind heat-map cells past a threshold.
package struct Palette: Sendable {
  package let mode: ColorMode
  package let theme: Theme
  private let colors: ThemeColors

  package init(mode: ColorMode, theme: Theme = .dark) {
    self.mode = mode
    self.theme = theme
    colors = .colors(of: theme)
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
    // Dimming is for those who can afford to lose contrast.
    if theme == .contrast, mode != .monochrome { attributes.isDim = false }
    return attributes
  }

  private func indexed(_ style: Style) -> TerminalAttributes {
    switch style.tone {
    case .plain: return TerminalAttributes()
    case .faint: return TerminalAttributes(foreground: colors.faint)
    case .border: return TerminalAttributes(foreground: colors.border)
    case .focusedBorder, .accent, .current: return TerminalAttributes(foreground: colors.accent)
    case .title: return TerminalAttributes(foreground: colors.accent, isBold: true)
    case .key: return TerminalAttributes(foreground: colors.key, isBold: true)
    case .heading: return TerminalAttributes(foreground: colors.heading)
    case .reference: return TerminalAttributes(foreground: colors.reference)
    case .secondary: return TerminalAttributes(foreground: colors.secondary)
    case .threshold(let level):
      return TerminalAttributes(foreground: level == .red ? colors.redThreshold : colors.yellowThreshold)
    case .level(let level, let shade):
      let step = min(Int(shade), Style.shades - 1)
      switch level {
      case .green: return TerminalAttributes(foreground: colors.green[step])
      case .yellow: return graded(colors.yellow[step], style.isFilled ? colors.yellowFill : nil, step)
      case .red: return graded(colors.red[step], style.isFilled ? colors.redFill : nil, step)
      case .insufficient, .nodata: return TerminalAttributes(foreground: colors.silent)
      case .error: return TerminalAttributes(foreground: colors.error, isBold: true, isReversed: style.isFilled)
      }
    }
  }

  private func graded(_ color: UInt8, _ fill: ThemeColors.Fill?, _ step: Int) -> TerminalAttributes {
    guard let fill else { return TerminalAttributes(foreground: color) }
    return TerminalAttributes(foreground: fill.ink, background: fill.grounds[step])
  }

  private func sixteen(_ style: Style) -> TerminalAttributes {
    switch style.tone {
    case .plain, .reference: return TerminalAttributes()
    case .faint, .border: return TerminalAttributes(isDim: true)
    case .heading: return TerminalAttributes()
    case .focusedBorder, .title, .accent: return TerminalAttributes(foreground: 4, isBold: true)
    case .key: return TerminalAttributes(foreground: 5, isBold: true)
    case .current: return TerminalAttributes(foreground: 4, isBold: true)
    case .secondary: return TerminalAttributes(foreground: 5)
    case .threshold(let level): return TerminalAttributes(foreground: level == .red ? 1 : 3)
    case .level(let level, let shade):
      switch level {
      case .green: return TerminalAttributes(foreground: 6, isDim: shade < 2)
      case .yellow:
        return TerminalAttributes(foreground: 3, isBold: shade > 2, isUnderlined: style.isFilled)
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
