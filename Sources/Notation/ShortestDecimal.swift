/// The shortest decimal that reads back as the same double, and of those the one nearest to it: `digits · 10^exponent`.
///
/// By the method of Giulietti (2021), "The Schubfach way to render doubles": the ends of the interval of decimals that
/// read back as the value are scaled by a power of ten so that one or two decimals with the right number of digits
/// remain. The powers that the range below needs are whole numbers of at most 128 bits.
struct ShortestDecimal {
  /// Magnitudes that are written without an exponent and are no whole numbers beyond those that have one.
  private static let range = 1e-4..<1e15

  private let digits: UInt64
  private let exponent: Int
  private let isNegative: Bool

  /// `nil` if the magnitude is neither 0 nor in 0.0001 ..< 10¹⁵.
  init?(_ value: Double) {
    let magnitude = value.magnitude
    guard Self.range.contains(magnitude) else {
      guard magnitude == 0 else { return nil }
      (digits, exponent, isNegative) = (0, 0, false)
      return
    }
    isNegative = value < 0
    let whole = UInt64(magnitude)
    if Double(whole) == magnitude {
      (digits, exponent) = (whole, 0)
    } else {
      let (significand, exponent) = Self.shortest(magnitude)
      (self.digits, self.exponent) = Self.withoutTrailingZeros(significand, exponent)
    }
  }

  /// Appends the text: `0.25`, `-17`, `0.30000000000000004`.
  func append(to bytes: inout [UInt8]) {
    if isNegative { bytes.append(UInt8(ascii: "-")) }
    guard exponent < 0 else { return bytes.appendDecimal(Int(digits)) }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { text in
      // From the last digit to the first; at least one before the point.
      var start = text.count
      var rest = digits
      var place = exponent
      while rest > 0 || place <= 0 {
        if place == 0 {
          start -= 1
          text[start] = UInt8(ascii: ".")
        }
        start -= 1
        text[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
        place += 1
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
    }
  }

  /// For a magnitude in the range that is not a whole number.
  private static func shortest(_ value: Double) -> (digits: UInt64, exponent: Int) {
    let fraction = value.significandBitPattern
    let significand = fraction | 1 << 52
    let binary = Int(value.exponentBitPattern) - 1075
    // The gap below a power of two is half as wide.
    let isPower = fraction == 0
    // ⌊log₁₀ 2^binary⌋, or ⌊log₁₀ ¾·2^binary⌋.
    let decimal = (binary * 1_262_611 - (isPower ? 524_031 : 0)) >> 22
    // ⌊log₂ 10^−decimal⌋
    let shift = UInt64(binary + (-decimal * 1_741_647) >> 19 + 1)
    let power = powers[-decimal]
    let lower = scaled((4 * significand - (isPower ? 1 : 2)) << shift, by: power)
    let middle = scaled((4 * significand) << shift, by: power)
    let upper = scaled((4 * significand + 2) << shift, by: power)
    // The ends themselves read back as the value if its significand is even.
    let margin: UInt64 = significand & 1
    let first = lower + margin
    let last = upper - margin
    let below = middle / 4
    if below >= 10 {
      let shorter = below / 10
      let isBelowInside = first <= 40 * shorter
      let isAboveInside = 40 * shorter + 40 <= last
      if isBelowInside != isAboveInside { return (shorter + (isAboveInside ? 1 : 0), decimal + 1) }
    }
    let isBelowInside = first <= 4 * below
    let isAboveInside = 4 * below + 4 <= last
    if isBelowInside != isAboveInside { return (below + (isAboveInside ? 1 : 0), decimal) }
    let half = 4 * below + 2
    let roundsUp = middle > half || (middle == half && below & 1 == 1)
    return (below + (roundsUp ? 1 : 0), decimal)
  }

  /// `number · power / 2¹²⁸`, with a last bit that is set if anything was cut off.
  private static func scaled(_ number: UInt64, by power: (high: UInt64, low: UInt64)) -> UInt64 {
    let low = power.low.multipliedFullWidth(by: number)
    let high = power.high.multipliedFullWidth(by: number)
    let (middle, carry) = high.low.addingReportingOverflow(low.high)
    return (high.high + (carry ? 1 : 0)) | (middle > 1 ? 1 : 0)
  }

  private static func withoutTrailingZeros(_ digits: UInt64, _ exponent: Int) -> (UInt64, Int) {
    var (digits, exponent) = (digits, exponent)
    while exponent < 0 {
      let (quotient, remainder) = digits.quotientAndRemainder(dividingBy: 10)
      guard remainder == 0 else { break }
      digits = quotient
      exponent += 1
    }
    return (digits, exponent)
  }

  /// 10⁰, 10¹, … as far as the range needs, each moved up to fill 128 bits.
  private static let powers: [(high: UInt64, low: UInt64)] = (0..<24).map { exponent in
    let power = (0..<exponent).reduce(1 as UInt128) { power, _ in power * 10 }
    let full = power << UInt128(power.leadingZeroBitCount)
    return (UInt64(full >> 64), UInt64(truncatingIfNeeded: full))
  }
}

extension [UInt8] {
  /// Appends a whole number in decimal digits.
  mutating func appendDecimal(_ value: Int) {
    if value < 0 { append(UInt8(ascii: "-")) }
    var rest = value.magnitude
    if rest < 10 { return append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest)) }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { text in
      var start = text.count
      while rest > 0 {
        start -= 1
        text[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      }
      append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
    }
  }
}
