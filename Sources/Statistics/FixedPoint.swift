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
  private let scale: Double

  /// The number of rows a sum is made for unless told otherwise.
  package static let defaultCount: Int64 = 1 << 31

  /// How many times the magnitude that it was made to cover a value may have before it saturates.
  package static let headroom = 256.0

  /// For scores, their squares and products with labels, all in 0 … 1: 31 bits, so 2³¹ rows of 1 use half the range and
  /// a mean is right to 2.4e-10.
  package static let probability = FixedPoint(fractionBits: 31)

  /// - Parameter fractionBits: held within ±1,000.
  package init(fractionBits: Int, count: Int64 = defaultCount) {
    self.fractionBits = min(max(fractionBits, -1000), 1000)
    greatest = Int64.max / max(count, 1)
    scale = Double(sign: .plus, exponent: self.fractionBits, significand: 1)
  }

  /// The finest power-of-two scale at which `count` values of up to 256 times the magnitude never overflow a sum nor
  /// saturate. For 2³¹ rows the unit is then between 2^−24 and 2^−23 of the magnitude, and for
  /// magnitudes below 2²⁴ whole numbers are stored exactly.
  ///
  /// - Parameter magnitude: a typical greatest magnitude, such as the reference's; 1 stands in for 0 and for numbers that
  ///   are not finite.
  package init(covering magnitude: Double, count: Int64 = defaultCount) {
    let usable = magnitude.isFinite && magnitude != 0 ? abs(magnitude) : 1
    let room = Double(Int64.max / max(count, 1)) / Self.headroom
    // The exponents of both, less one for the rounding of the significands.
    let bits = Int(room.exponent) - Int(usable.exponent) - (usable.significand > room.significand ? 1 : 0)
    self.init(fractionBits: bits, count: count)
  }

  /// The integer nearest to `value` · 2^`fractionBits` (ties to even), held within ±`Int64.max / count`; 0 for a value
  /// that is not a number.
  package func encode(_ value: Double) -> Int64 {
    let scaled = (value * scale).rounded(.toNearestOrEven)
    if scaled >= Double(greatest) { return greatest }
    if scaled <= -Double(greatest) { return -greatest }
    return scaled.isNaN ? 0 : Int64(scaled)
  }

  /// The real number that a sum of encoded values stands for, rounded once.
  package func decode(_ sum: Int64) -> Double {
    Double(sum) / scale
  }
}
