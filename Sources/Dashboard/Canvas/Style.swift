import Readings

/// What a cell means, not how it looks: a ``Palette`` turns it into terminal attributes.
///
/// Kept in one word, so that canvases are compared and copied as plain memory.
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

  /// Bits 0–4 are the flags, 5–8 the tone, 9–11 its level, 12–14 its shade.
  package private(set) var bits: UInt16

  init(bits: UInt16) {
    self.bits = bits
  }

  package init(
    _ tone: Tone = .plain, isFilled: Bool = false, isBold: Bool = false, isReversed: Bool = false,
    isUnderlined: Bool = false, isFaint: Bool = false
  ) {
    var bits = tone.bits
    if isFilled { bits |= Self.filled }
    if isBold { bits |= Self.bold }
    if isReversed { bits |= Self.reversed }
    if isUnderlined { bits |= Self.underlined }
    if isFaint { bits |= Self.dimmed }
    self.bits = bits
  }

  package var tone: Tone {
    get { Tone(bits: bits) }
    set { bits = bits & Self.flags | newValue.bits }
  }
  /// Colours the background of the cell too, as the heat-map does past a threshold.
  package var isFilled: Bool {
    get { bits & Self.filled != 0 }
    set { set(Self.filled, newValue) }
  }
  package var isBold: Bool {
    get { bits & Self.bold != 0 }
    set { set(Self.bold, newValue) }
  }
  package var isReversed: Bool {
    get { bits & Self.reversed != 0 }
    set { set(Self.reversed, newValue) }
  }
  package var isUnderlined: Bool {
    get { bits & Self.underlined != 0 }
    set { set(Self.underlined, newValue) }
  }
  /// Dimmed in addition to its tone: what is provisional.
  package var isFaint: Bool {
    get { bits & Self.dimmed != 0 }
    set { set(Self.dimmed, newValue) }
  }

  private mutating func set(_ flag: UInt16, _ isSet: Bool) {
    if isSet { bits |= flag } else { bits &= ~flag }
  }

  private static let flags: UInt16 = 31
  private static let filled: UInt16 = 1
  private static let bold: UInt16 = 2
  private static let reversed: UInt16 = 4
  private static let underlined: UInt16 = 8
  private static let dimmed: UInt16 = 16

  /// A blank is seen in this style only by what is behind it or under it.
  var showsOnBlanks: Bool { bits & (Self.reversed | Self.underlined) != 0 }

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

  package func bold() -> Style { Style(bits: bits | Self.bold) }
  package func reversed() -> Style { Style(bits: bits | Self.reversed) }
  package func faint(_ isFaint: Bool = true) -> Style {
    Style(bits: isFaint ? bits | Self.dimmed : bits & ~Self.dimmed)
  }
}

extension Style.Tone {
  private static let simple: [Style.Tone] = [
    .plain, .faint, .border, .focusedBorder, .title, .accent, .key, .heading, .reference, .current, .secondary,
  ]
  private static let levels: [Level] = [.green, .yellow, .red, .insufficient, .nodata, .error]
  private static let thresholdCode: UInt16 = 11
  private static let levelCode: UInt16 = 12

  fileprivate var bits: UInt16 {
    let code: UInt16
    switch self {
    case .plain: code = 0
    case .faint: code = 1
    case .border: code = 2
    case .focusedBorder: code = 3
    case .title: code = 4
    case .accent: code = 5
    case .key: code = 6
    case .heading: code = 7
    case .reference: code = 8
    case .current: code = 9
    case .secondary: code = 10
    case .threshold(let level): code = Self.thresholdCode | Self.code(of: level) << 4
    case .level(let level, let shade):
      code = Self.levelCode | Self.code(of: level) << 4 | UInt16(min(shade, UInt8(Style.shades - 1))) << 7
    }
    return code << 5
  }

  fileprivate init(bits: UInt16) {
    let code = bits >> 5 & 15
    let level = Self.levels[min(Int(bits >> 9 & 7), Self.levels.count - 1)]
    switch code {
    case Self.levelCode: self = .level(level, shade: UInt8(bits >> 12 & 7))
    case Self.thresholdCode: self = .threshold(level)
    default: self = Self.simple[min(Int(code), Self.simple.count - 1)]
    }
  }

  private static func code(of level: Level) -> UInt16 {
    switch level {
    case .green: 0
    case .yellow: 1
    case .red: 2
    case .insufficient: 3
    case .nodata: 4
    case .error: 5
    }
  }
}
