import Readings

/// What a cell means, not how it looks: a ``Palette`` turns it into terminal attributes.
package struct Style: Hashable, Sendable {
  package enum Tone: Hashable, Sendable {
    case plain
    /// Secondary text: units, intervals, what is pending.
    case faint
    case border
    case focusedBorder
    case title
    case accent
    /// A key in the footer or the help.
    case key
    case heading
    /// A figure or symbol on the gradient; the shade is its place within the band, 0 to ``Style/shades`` − 1.
    case level(Level, shade: UInt8)
    case reference
    case current
    case secondary
    /// A threshold drawn into a graph.
    case threshold(Level)
  }

  package var tone: Tone
  /// Colours the background of the cell too, as the heat-map does past a threshold.
  package var isFilled: Bool
  package var isBold: Bool
  package var isReversed: Bool
  package var isUnderlined: Bool
  /// Dimmed in addition to its tone: what is provisional.
  package var isFaint: Bool

  package init(
    _ tone: Tone = .plain, isFilled: Bool = false, isBold: Bool = false, isReversed: Bool = false,
    isUnderlined: Bool = false, isFaint: Bool = false
  ) {
    self.tone = tone
    self.isFilled = isFilled
    self.isBold = isBold
    self.isReversed = isReversed
    self.isUnderlined = isUnderlined
    self.isFaint = isFaint
  }

  /// Steps of the gradient within one band.
  package static let shades = 5

  package static let plain = Style()
  package static let faint = Style(.faint)
  package static let heading = Style(.heading)
  package static let accent = Style(.accent, isBold: true)

  /// The style of a figure by its level and grade (0 baseline, 1 yellow, 2 red; see `Limits.grade`).
  ///
  /// The level decides the band and the grade only the shade within it, so a threshold is always a hard step.
  package static func level(_ level: Level, grade: Double? = nil, isFilled: Bool = false) -> Style {
    let start: Double
    switch level {
    case .yellow: start = 1
    case .red: start = 2
    default: start = 0
    }
    let within = min(1, max(0, (grade ?? start + 0.5) - start))
    let shade = within.isFinite ? UInt8(min(Double(shades - 1), within * Double(shades))) : 0
    return Style(.level(level, shade: shade), isFilled: isFilled, isBold: level == .red)
  }

  package func bold() -> Style {
    var style = self
    style.isBold = true
    return style
  }

  package func reversed() -> Style {
    var style = self
    style.isReversed = true
    return style
  }

  package func faint(_ isFaint: Bool = true) -> Style {
    var style = self
    style.isFaint = isFaint
    return style
  }
}
