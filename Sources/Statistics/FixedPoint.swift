/// A fixed-point code for real numbers, so that sums are sums of integers: exact, and the same in whatever order they
/// are added or merged.
///
/// A value is stored as the nearest multiple of 2^−`fractionBits`. A single value is held within ±`Int64.max / count`,
/// so the sum of `count` of them cannot overflow, whatever they are; the mean of saturated values is then too small,
/// which is why the scale leaves room for values far from the usual.
package struct FixedPoint: Equatable, Sendable {
  /// The unit is 2^−`fractionBits`; negative for very large magnitudes.
  package let fractionBits: Int

  private let greatest: Int64
  /// The greatest code is below 2⁵¹, so that ``encode(_:)`` can round by an addition.
  private let isNarrow: Bool
  private let scale: Double

  /// The number of rows a sum is made for unless told otherwise.
  package static let defaultCount: Int64 = 1 << 31

  /// How many times the magnitude that it was made to cover a value may have before it saturates.
  package static let headroom = 131_072.0

  /// The number of values at the very limit that a sum of a covering scale is made for: with usual ones a sum of
  /// ``defaultCount`` is far from it.
  package static let extremeCount: Int64 = 1 << 22

  /// The greatest magnitude that is not held back.
  package var limit: Double { Double(greatest) / scale }

  /// For scores, their squares and products with labels, all in 0 … 1: 31 bits, so 2³¹ rows of 1 use half the range and
  /// a mean is right to 2.4e-10.
  package static let probability = FixedPoint(fractionBits: 31)

  /// - Parameter fractionBits: held within ±1,000.
  package init(fractionBits: Int, count: Int64 = defaultCount) {
    self.fractionBits = min(max(fractionBits, -1000), 1000)
    greatest = Int64.max / max(count, 1)
    isNarrow = greatest < 1 << 51
    scale = Double(sign: .plus, exponent: self.fractionBits, significand: 1)
  }

  /// The finest power-of-two scale at which `count` values of up to 131,072 times the magnitude never overflow a sum nor
  /// saturate. Unless told otherwise the unit is then between 2^−24 and 2^−23 of the magnitude, and for
  /// magnitudes below 2²⁴ whole numbers are stored exactly.
  ///
  /// - Parameter magnitude: a typical greatest magnitude, such as the reference's; 1 stands in for 0 and for numbers that
  ///   are not finite.
  package init(covering magnitude: Double, count: Int64 = extremeCount) {
    let usable = magnitude.isFinite && magnitude != 0 ? abs(magnitude) : 1
    let room = Double(Int64.max / max(count, 1)) / Self.headroom
    // The exponents of both, less one for the rounding of the significands.
    let bits = Int(room.exponent) - Int(usable.exponent) - (usable.significand > room.significand ? 1 : 0)
    self.init(fractionBits: bits, count: count)
  }

  /// The integer nearest to `value` · 2^`fractionBits` (ties to even), held within ±`Int64.max / count`; 0 for a value
  /// that is not a number.
  @inline(__always)
  package func encode(_ value: Double) -> Int64 {
    if value.isNaN { return 0 }
    let limit = Double(greatest)
    if isNarrow { return Self.rounded(value * scale, within: limit) }
    let scaled = (value * scale).rounded(.toNearestOrEven)
    if scaled >= limit { return greatest }
    return scaled <= -limit ? -greatest : Int64(scaled)
  }

  /// The codes of each value's deviation from a centre and of its square, 0 and 0 for a value that is not a number: the
  /// first at `start`, the others `stride` apart. Values for which `codes` has no room are left out.
  package static func encodeDeviations(
    of values: Span<Double>, from center: Double, scale: FixedPoint, squareScale: FixedPoint,
    into codes: inout MutableSpan<SIMD2<Int64>>, at start: Int, stride: Int
  ) {
    guard start >= 0, stride > 0, start < codes.count else { return }
    let count = min(values.count, (codes.count - start - 1) / stride + 1)
    guard scale.isNarrow, squareScale.isNarrow else {
      for i in 0..<count {
        let deviation = values[i] - center
        codes[start + i * stride] = SIMD2(scale.encode(deviation), squareScale.encode(deviation * deviation))
      }
      return
    }
    let limits = (Double(scale.greatest), Double(squareScale.greatest))
    for i in 0..<count {
      let value = values[unchecked: i]
      let deviation = value.isNaN ? 0 : value - center
      codes[unchecked: start &+ i &* stride] = SIMD2(
        rounded(deviation * scale.scale, within: limits.0),
        rounded(deviation * deviation * squareScale.scale, within: limits.1))
    }
  }

  /// The nearest whole number (ties to even) within ±`limit` < 2⁵¹. Past 2⁵² a Double has no fraction, so adding 1.5 · 2⁵²
  /// rounds as wanted and leaves the whole number in the lowest bits.
  @inline(__always)
  private static func rounded(_ scaled: Double, within limit: Double) -> Int64 {
    let below = scaled < limit ? scaled : limit
    let held = below > -limit ? below : -limit
    return Int64(bitPattern: (held + 0x1.8p52).bitPattern) &- Int64(bitPattern: (0x1.8p52).bitPattern)
  }

  /// The real number that a sum of encoded values stands for, rounded once.
  package func decode(_ sum: Int64) -> Double {
    Double(sum) / scale
  }
}
