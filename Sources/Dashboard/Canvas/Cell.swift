/// One cell of the screen, in two words: comparing cells compares numbers.
package struct Cell: Hashable, Sendable {
  /// The character and its two marks, 21 bits each, the character in the lowest; no mark is 0.
  private var characters: UInt64
  /// The style's bits, and above them the width.
  private var look: UInt64

  package static let blank = Cell(base: " ", width: 1, style: .plain)

  package init(base: Unicode.Scalar, width: UInt8, style: Style) {
    characters = UInt64(base.value)
    look = UInt64(style.bits) | UInt64(width) << 16
  }

  /// The character; a wide one is followed by a cell of width 0.
  package var base: Unicode.Scalar { Self.scalar(characters) ?? " " }

  /// Combining marks on it; further ones are left out.
  package var firstMark: Unicode.Scalar? { Self.scalar(characters >> 21) }
  package var secondMark: Unicode.Scalar? { Self.scalar(characters >> 42) }

  /// Columns that the character takes: 1 or 2, or 0 for the right half of a wide one.
  package var width: UInt8 { UInt8(truncatingIfNeeded: look >> 16) }

  package var style: Style { Style(bits: UInt16(truncatingIfNeeded: look)) }

  /// Puts a mark on the character unless it has two.
  mutating func add(mark: Unicode.Scalar) {
    if firstMark == nil {
      characters |= UInt64(mark.value) << 21
    } else if secondMark == nil {
      characters |= UInt64(mark.value) << 42
    }
  }

  private static func scalar(_ bits: UInt64) -> Unicode.Scalar? {
    let value = UInt32(truncatingIfNeeded: bits & 0x1F_FFFF)
    return value == 0 ? nil : Unicode.Scalar(value)
  }
}
