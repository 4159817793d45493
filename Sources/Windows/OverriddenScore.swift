/// A binary prediction's score together with what a person served instead, in the room of the score alone.
///
/// The highest two bits of a score are always 0, as none is above 1, and so are those of 1.5, which stands for none. They
/// hold the override.
struct OverriddenScore {
  /// In 0…1; NaN if there was none.
  let score: Double
  /// As in ``RecordBatch/overrides``: 1, 0, or NaN.
  let override: Double

  private static let none = 1.5
  private static let shift: UInt64 = 62

  /// - Parameter score: one out of 0…1 is none.
  init(score: Double, override: Double) {
    self.score = (0...1).contains(score) ? score : .nan
    self.override = override
  }

  @inline(__always)
  init(packed: Double) {
    let bits = packed.bitPattern
    let score = Double(bitPattern: bits & (1 << Self.shift - 1))
    self.score = score == Self.none ? .nan : score
    switch bits >> Self.shift {
    case 1: override = 0
    case 2: override = 1
    default: override = .nan
    }
  }

  @inline(__always)
  var packed: Double {
    let code: UInt64 = override.isNaN ? 0 : override == 1 ? 2 : 1
    // The magnitude, for the sign of a zero.
    let bits = (score.isNaN ? Self.none : score.magnitude).bitPattern
    return Double(bitPattern: bits | code << Self.shift)
  }
}
