import Readings

/// The colours of a theme, as numbers of the 256-colour table.
///
/// Chosen by search over the whole table so that the bands stay apart for everybody: at least 20 in CIELAB (ΔE*ab)
/// between any two shades of different bands, as seen with full colour vision and with protanopia, deuteranopia and
/// tritanopia after Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision
/// Deficiency" (2009). Text has a contrast of 4.5:1 or more (WCAG 2) against black, in the light theme against white;
/// the contrast theme 7:1. `ThemeTests` holds them to it.
struct ThemeColors: Sendable {
  /// What is filled: the ink, and what is behind it, shade by shade.
  struct Fill: Sendable {
    var ink: UInt8
    var grounds: [UInt8]
  }

  /// Shade by shade: lightness moves one way within a band.
  var green: [UInt8]
  var yellow: [UInt8]
  var red: [UInt8]
  var yellowFill: Fill
  var redFill: Fill
  /// Levels that say why there is no figure.
  var silent: UInt8
  var error: UInt8
  var faint: UInt8
  var border: UInt8
  var accent: UInt8
  var key: UInt8
  var heading: UInt8
  var reference: UInt8
  var secondary: UInt8
  var yellowThreshold: UInt8
  var redThreshold: UInt8

  static func colors(of theme: Theme) -> ThemeColors {
    switch theme {
    case .dark: dark
    case .light: light
    case .colourBlind: colourBlind
    case .contrast: contrast
    }
  }

  /// Teal, amber, and a red towards orange, which keeps it apart from teal for deuteranopes.
  private static let dark = ThemeColors(
    green: [30, 30, 37, 37, 73], yellow: [221, 221, 220, 220, 214], red: [203, 203, 196, 196, 196],
    yellowFill: Fill(ink: 230, grounds: [58, 58, 94, 94, 130]),
    redFill: Fill(ink: 231, grounds: [125, 125, 161, 161, 161]),
    silent: 246, error: 171, faint: 245, border: 241, accent: 74, key: 173, heading: 247, reference: 246,
    secondary: 140, yellowThreshold: 136, redThreshold: 167)

  /// On white, amber and red are told apart by lightness: red is the dark one.
  private static let light = ThemeColors(
    green: [24, 24, 24, 23, 23], yellow: [130, 130, 130, 130, 130], red: [88, 88, 88, 52, 52],
    yellowFill: Fill(ink: 16, grounds: [229, 228, 222, 221, 214]),
    redFill: Fill(ink: 231, grounds: [160, 160, 124, 124, 88]),
    silent: 243, error: 92, faint: 241, border: 245, accent: 25, key: 90, heading: 239, reference: 242,
    secondary: 91, yellowThreshold: 136, redThreshold: 160)

  /// Blue for fine, pale yellow, orange for red.
  private static let colourBlind = ThemeColors(
    green: [33, 33, 33, 75, 75], yellow: [229, 229, 228, 222, 222], red: [208, 208, 208, 202, 202],
    yellowFill: Fill(ink: 16, grounds: [229, 229, 228, 222, 222]),
    redFill: Fill(ink: 16, grounds: [208, 208, 208, 202, 202]),
    silent: 246, error: 133, faint: 245, border: 241, accent: 117, key: 223, heading: 247, reference: 246,
    secondary: 183, yellowThreshold: 179, redThreshold: 166)

  private static let contrast = ThemeColors(
    green: [38, 38, 45, 45, 81], yellow: [226, 226, 220, 220, 220], red: [209, 209, 203, 203, 203],
    yellowFill: Fill(ink: 16, grounds: [226, 226, 220, 220, 220]),
    redFill: Fill(ink: 231, grounds: [124, 124, 88, 88, 88]),
    silent: 249, error: 141, faint: 252, border: 248, accent: 87, key: 229, heading: 255, reference: 251,
    secondary: 219, yellowThreshold: 220, redThreshold: 203)
}
