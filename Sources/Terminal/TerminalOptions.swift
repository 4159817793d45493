import Dashboard

/// How the user wants the terminal used; what is left open follows from the terminal.
package struct TerminalOptions: Equatable, Sendable {
  /// ASCII only, even where the locale has more.
  package var forcesASCII: Bool
  /// A colour mode instead of the detected one.
  package var color: ColorMode?
  /// The window's title while the dashboard is open; `nil` leaves it alone.
  package var title: String?

  package init(forcesASCII: Bool = false, color: ColorMode? = nil, title: String? = nil) {
    self.forcesASCII = forcesASCII
    self.color = color
    self.title = title
  }

  /// What can be shown on a terminal of so many colours, in a locale with or without UTF-8.
  ///
  /// `NO_COLOR`, if not empty, means monochrome (https://no-color.org). A mode that was asked for wins over both, as far
  /// as the terminal can.
  package func capabilities(colorCount: Int, isUTF8: Bool, environment: [String: String]) -> Capabilities {
    let able: ColorMode = colorCount >= 256 ? .indexed256 : colorCount >= 8 ? .ansi16 : .monochrome
    var mode = able
    if let color {
      let order: [ColorMode] = [.monochrome, .ansi16, .indexed256]
      let asked = order.firstIndex(of: color) ?? 0
      let possible = order.firstIndex(of: able) ?? 0
      mode = order[min(asked, possible)]
    } else if environment["NO_COLOR"]?.isEmpty == false {
      mode = .monochrome
    }
    return Capabilities(isUnicode: isUTF8 && !forcesASCII, color: mode)
  }

  /// Whether a terminal of this type understands the title sequences of xterm.
  package static func takesTitle(terminal: String) -> Bool {
    ["xterm", "screen", "tmux", "rxvt", "alacritty", "foot", "kitty", "wezterm", "ghostty", "st-"]
      .contains { terminal.hasPrefix($0) }
  }
}
