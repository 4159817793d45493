import Foundation
import Readings
import Testing

@testable import Dashboard

@Suite("Themes")
struct ThemeTests {
  /// ΔE*ab between any two shades of different bands, in every kind of colour vision.
  static let leastDifference = 20.0
  /// The same between a band and what says why there is no figure, or that it is wrong: these never need a look twice.
  static let leastDifferenceOfOthers = 8.0

  @Test(
    "The bands stay apart for every eye", arguments: Theme.allCases, SimulatedVision.allCases)
  func bandsStayApart(theme: Theme, vision: SimulatedVision) {
    let colors = ThemeColors.colors(of: theme)
    let bands = [colors.green, colors.yellow, colors.red]
    for (index, band) in bands.enumerated() {
      for other in bands[(index + 1)...] {
        #expect(least(band, other, vision) >= Self.leastDifference, "\(theme) \(vision): \(band) and \(other)")
      }
      for other in [colors.silent, colors.error] {
        #expect(
          least(band, [other], vision) >= Self.leastDifferenceOfOthers, "\(theme) \(vision): \(band) and \(other)")
      }
    }
    #expect(least(colors.yellowFill.grounds, colors.redFill.grounds, vision) >= Self.leastDifference, "\(theme) fills")
  }

  @Test("Text can be read on the background that the theme is for", arguments: Theme.allCases)
  func contrast(theme: Theme) {
    let colors = ThemeColors.colors(of: theme)
    let ground = ScreenColor(theme == .light ? 231 : 16)
    let least = theme == .contrast ? 7.0 : 4.5
    let inks =
      colors.green + colors.yellow + colors.red
      + [colors.silent, colors.error, colors.faint, colors.accent, colors.key, colors.heading, colors.reference]
      + [colors.secondary]
    for ink in inks { #expect(ScreenColor(ink).contrast(with: ground) >= least, "\(theme) \(ink)") }
    for fill in [colors.yellowFill, colors.redFill] {
      for color in fill.grounds {
        #expect(ScreenColor(fill.ink).contrast(with: ScreenColor(color)) >= least, "\(theme) \(fill.ink) on \(color)")
      }
    }
    // Lines need less than letters: 3:1 (WCAG 2.1, 1.4.11).
    for line in [colors.border, colors.yellowThreshold, colors.redThreshold] {
      #expect(ScreenColor(line).contrast(with: ground) >= 3, "\(theme) \(line)")
    }
  }

  @Test("Lightness moves one way within a band", arguments: Theme.allCases)
  func lightnessIsMonotone(theme: Theme) {
    let colors = ThemeColors.colors(of: theme)
    for band in [colors.green, colors.yellow, colors.red, colors.yellowFill.grounds, colors.redFill.grounds] {
      #expect(band.count == Style.shades)
      let lightness = band.map { ScreenColor($0).lab(.full)[0] }
      let steps = zip(lightness, lightness.dropFirst()).map { $1 - $0 }
      #expect(steps.allSatisfy { $0 >= 0 } || steps.allSatisfy { $0 <= 0 }, "\(theme) \(band)")
    }
  }

  @Test(
    "The theme follows the background that the terminal tells",
    arguments: [
      (nil, .dark), ("", .dark), ("0;15", .light), ("15;0", .dark), ("15;default;0", .dark), ("0;default;15", .light),
      ("0;7", .light), ("12;8", .dark), ("0;12", .dark), ("0;default", .dark), ("x", .dark), ("0;231", .dark),
    ] as [(String?, Theme)])
  func suggested(value: String?, expected: Theme) {
    #expect(Theme.suggested(environment: value.map { ["COLORFGBG": $0] } ?? [:]) == expected)
  }

  @Test("Every style survives its packing")
  func packing() {
    let levels: [Level] = Level.allCases
    var tones: [Style.Tone] = [
      .plain, .faint, .border, .focusedBorder, .title, .accent, .key, .heading, .reference, .current, .secondary,
    ]
    tones += levels.map { .threshold($0) }
    for level in levels { for shade in 0..<UInt8(Style.shades) { tones.append(.level(level, shade: shade)) } }
    for tone in tones {
      for flags in 0..<32 {
        var style = Style(
          tone, isFilled: flags & 1 != 0, isBold: flags & 2 != 0, isReversed: flags & 4 != 0,
          isUnderlined: flags & 8 != 0, isFaint: flags & 16 != 0)
        #expect(style.tone == tone)
        #expect(style.isFilled == (flags & 1 != 0) && style.isBold == (flags & 2 != 0))
        #expect(style.isReversed == (flags & 4 != 0) && style.isUnderlined == (flags & 8 != 0))
        #expect(style.isFaint == (flags & 16 != 0))
        style.tone = .key
        style.isBold = false
        #expect(style.tone == .key && !style.isBold && style.isFilled == (flags & 1 != 0))
      }
    }
  }

  private func least(_ some: [UInt8], _ others: [UInt8], _ vision: SimulatedVision) -> Double {
    some.flatMap { color in others.map { ScreenColor(color).difference(to: ScreenColor($0), vision) } }.min() ?? 0
  }
}

/// Colour vision, with the matrices of Machado, Oliveira and Fernandes (2009), table 1, severity 1.0; for linear RGB.
enum SimulatedVision: CaseIterable {
  case full
  case protanopia
  case deuteranopia
  case tritanopia

  var matrix: [[Double]] {
    switch self {
    case .full: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    case .protanopia:
      [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    case .deuteranopia:
      [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    case .tritanopia:
      [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    }
  }
}

/// A colour of xterm's 256-colour table from 16 on: a cube of six steps, then greys.
struct ScreenColor {
  /// Red, green and blue, linear, 0 to 1 (IEC 61966-2-1).
  let linear: [Double]

  init(_ index: UInt8) {
    let steps = [0.0, 95, 135, 175, 215, 255]
    let number = Int(index)
    let bytes =
      number >= 232
      ? Array(repeating: Double(8 + 10 * (number - 232)), count: 3)
      : [steps[(number - 16) / 36], steps[(number - 16) / 6 % 6], steps[(number - 16) % 6]]
    linear = bytes.map { byte in
      let value = byte / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
  }

  /// WCAG 2's contrast ratio.
  func contrast(with other: ScreenColor) -> Double {
    let (low, high) = (min(luminance, other.luminance), max(luminance, other.luminance))
    return (high + 0.05) / (low + 0.05)
  }

  private var luminance: Double { 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] }

  /// CIE 1976 L*a*b*, white point D65.
  func lab(_ vision: SimulatedVision) -> [Double] {
    let seen = Self.times(vision.matrix, linear).map { min(1, max(0, $0)) }
    let xyz = Self.times(
      [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]], seen)
    let f = zip(xyz, [0.95047, 1, 1.08883]).map { value, white in
      let ratio = value / white
      return ratio > 216 / 24389 ? cbrt(ratio) : (24389 / 27 * ratio + 16) / 116
    }
    return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
  }

  /// ΔE*ab.
  func difference(to other: ScreenColor, _ vision: SimulatedVision) -> Double {
    zip(lab(vision), other.lab(vision)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  private static func times(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
    matrix.map { row in zip(row, vector).reduce(0) { $0 + $1.0 * $1.1 } }
  }
}
