import Dashboard

/// How the user wants the terminal used; what is left open follows from the terminal.
package struct TerminalOptions: Equatable, Sendable {
  /// ASCII only, even where the locale has more.
  package var forcesASCII: Bool
  /// A colour mode instead of the detected one.
  package var color: ColorMode?
  /// What the terminal's title begins with while it tells what is on show; `nil` leaves it alone.
  package var title: String?
  package var notification: NotificationWay

  package init(
    forcesASCII: Bool = false, color: ColorMode? = nil, title: String? = "leeway",
    notification: NotificationWay = .none
  ) {
    self.forcesASCII = forcesASCII
    self.color = color
    self.title = title
    self.notification = notification
  }

  /// What can be shown on a terminal of so many colours, in a locale with or without UTF-8.
  ///
  /// `NO_COLOR`, if not empty, means monochrome (https://no-color.org). A mode that was asked for wins over both, as far
  /// as the terminal can.
  package func capabilities(colorCount: Int, isUTF8: Bool, environment: [String: String])
    -> Capabilities
  {
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
}
