/// The colours of a palette. The terminal's own background is kept in all of them.
package enum Theme: String, CaseIterable, Sendable {
  case dark
  case light
  /// Blue and orange in place of teal, amber and red; for dark backgrounds.
  case colourBlind = "colour-blind"
  /// For bad light, projectors, and eyes that need it; for dark backgrounds.
  case contrast

  /// The theme for the background that the terminal says it has. Terminals that say so at all (rxvt, Konsole and others)
  /// do it by `COLORFGBG`: `0;15` is black on white, `15;default;0` white on black; the last field is the background.
  package static func suggested(environment: [String: String]) -> Theme {
    guard let last = environment["COLORFGBG"]?.split(separator: ";", omittingEmptySubsequences: false).last,
      let background = UInt8(last)
    else { return .dark }
    // The sixteen colours by their usual lightness: light grey, and the bright ones but dark grey and bright blue.
    let isLight = background == 7 || (9...15).contains(background) && background != 12
    return isLight ? .light : .dark
  }
}
