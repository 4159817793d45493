/// Finds where JSON strings end.
enum TextScanner {
  /// The first 16 bytes of a text in two machine words, padded with zeros.
  ///
  /// - Parameter start: 16 bytes must be readable, whatever the text's length.
  @inline(__always)
  static func words(_ start: UnsafeRawPointer, count: Int) -> (low: UInt64, high: UInt64) {
    let low = UInt64.max &>> UInt64(truncatingIfNeeded: 64 &- 8 &* min(count, 8))
    let high = UInt64.max &>> UInt64(truncatingIfNeeded: 64 &- 8 &* min(count &- 8, 8))
    return (count > 0 ? start.word & low : 0, count > 8 ? (start + 8).word & high : 0)
  }

  /// The length of the string whose content begins at `start`; -1 unless it ends in the line and has neither escapes
  /// nor control characters nor bytes that are no UTF-8.
  ///
  /// - Parameter end: the end of the line, behind which 32 bytes must be readable.
  @inline(__always)
  static func length(_ start: UnsafeRawPointer, end: UnsafeRawPointer) -> Int {
    let first = plainCount(start)
    if first < 16, start[first] == UInt8(ascii: "\"") { return first }
    return longLength(start, end: end)
  }

  /// How many of the 16 bytes come before the first that is a quote, a backslash, a control character or not ASCII.
  @inline(__always)
  private static func plainCount(_ start: UnsafeRawPointer) -> Int {
    // A byte's top bit tells that it stops. Borrows only spoil the bytes behind the first that does.
    let bytes = start.loadUnaligned(as: SIMD2<UInt64>.self)
    let ones = SIMD2<UInt64>(repeating: 0x0101_0101_0101_0101)
    let quotes = bytes ^ (ones &* 0x22)
    let backslashes = bytes ^ (ones &* 0x5C)
    let controls = (bytes &- ones &* 0x20) & ~bytes
    let stops = ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes) | controls | bytes
    let words = stops & (ones &* 0x80)
    let low = words[0].trailingZeroBitCount >> 3
    let high = words[1].trailingZeroBitCount >> 3
    return low + (low == 8 ? high : 0)
  }

  @inline(never)
  private static func longLength(_ start: UnsafeRawPointer, end: UnsafeRawPointer) -> Int {
    var at = start
    var isASCII = true
    while at < end {
      at += plainCount(at)
      guard at < end else { return -1 }
      let byte = at[0]
      if byte == UInt8(ascii: "\"") {
        let text = UnsafeRawBufferPointer(start: start, count: at - start)
        return isASCII || isUTF8(text) ? text.count : -1
      }
      if byte == UInt8(ascii: "\\") || byte < 0x20 { return -1 }
      if byte >= 0x80 { isASCII = false }
      at += byte >= 0x80 ? 1 : 0
    }
    return -1
  }

  /// Whether the bytes are UTF-8 without overlong forms, surrogates, or anything past U+10FFFF (Unicode 16, table 3-7).
  static func isUTF8(_ text: UnsafeRawBufferPointer) -> Bool {
    var index = 0
    while index < text.count {
      let first = text[index]
      index += 1
      if first < 0x80 { continue }
      var following: Int
      var range: ClosedRange<UInt8> = 0x80...0xBF
      switch first {
      case 0xC2...0xDF: following = 1
      case 0xE0: (following, range) = (2, 0xA0...0xBF)
      case 0xED: (following, range) = (2, 0x80...0x9F)
      case 0xE1...0xEF: following = 2
      case 0xF0: (following, range) = (3, 0x90...0xBF)
      case 0xF1...0xF3: following = 3
      case 0xF4: (following, range) = (3, 0x80...0x8F)
      default: return false
      }
      while following > 0 {
        guard index < text.count, range.contains(text[index]) else { return false }
        range = 0x80...0xBF
        index += 1
        following -= 1
      }
    }
    return true
  }

  /// Moves on behind a string that is not kept, which may have simple escapes. False if it takes the parser.
  @inline(__always)
  static func skip(_ cursor: inout UnsafeRawPointer, end: UnsafeRawPointer) -> Bool {
    let first = plainCount(cursor + 1)
    if first < 16, cursor[1 + first] == UInt8(ascii: "\"") {
      cursor += first + 2
      return true
    }
    return skipLong(&cursor, end: end)
  }

  @inline(never)
  private static func skipLong(_ cursor: inout UnsafeRawPointer, end: UnsafeRawPointer) -> Bool {
    let start = cursor + 1
    var at = start
    var isASCII = true
    while at < end {
      at += plainCount(at)
      guard at < end else { return false }
      switch at[0] {
      case UInt8(ascii: "\""):
        let text = UnsafeRawBufferPointer(start: start, count: at - start)
        guard isASCII || isUTF8(text) else { return false }
        cursor = at + 1
        return true
      case UInt8(ascii: "\\"):
        guard at + 1 < end, isSimpleEscape(at[1]) else { return false }
        at += 2
      case 0x80...:
        isASCII = false
        at += 1
      case 0..<0x20: return false
      default: break
      }
    }
    return false
  }

  private static func isSimpleEscape(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      true
    default: false
    }
  }
}
