import CSimdjson

/// Reads JSON numbers, rounded to the nearest double.
enum NumberScanner {
  /// A number with all that can be asked of it.
  struct Number {
    var value: Double
    /// It has neither fraction nor exponent.
    var isInteger: Bool
    /// Its bytes, sign included.
    var count: Int
  }

  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  private static let wholePowersOfTen: [UInt64] = [
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
  ]

  /// The digits at the beginning of a word of text: how many (up to eight), and the number that they make.
  ///
  /// Source: the eight digits are added up pairwise by multiplications as in D. Lemire, "Quickly parsing eight digits"
  /// (2018).
  @inline(__always)
  static func digits(_ word: UInt64) -> (count: Int, value: UInt64) {
    let values = word ^ 0x3030_3030_3030_3030
    let others = ((values &+ 0x7676_7676_7676_7676) | values) & 0x8080_8080_8080_8080
    let count = others.trailingZeroBitCount >> 3
    // In two steps, since no digits at all take a shift by 64 bits.
    let shift = UInt64(truncatingIfNeeded: 32 &- 4 &* count)
    var pairs = (values &<< shift) &<< shift
    pairs = pairs &* 10 &+ (pairs >> 8)
    let high = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let low = ((pairs >> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return (count, (high &+ low) >> 32)
  }

  /// Reads the number at `cursor` and moves on behind it. `nil` and no move if there is none, or one that only the parser
  /// can settle.
  ///
  /// - Parameter end: the end of the line, behind which 32 bytes must be readable.
  @inline(__always)
  static func read(_ cursor: inout UnsafeRawPointer, end: UnsafeRawPointer) -> Double? {
    let isNegative = cursor[0] == UInt8(ascii: "-")
    let start = cursor + (isNegative ? 1 : 0)
    let whole = digits(start.word)
    var at = start + whole.count
    guard whole.count > 0, whole.count < 8, whole.count == 1 || start[0] != UInt8(ascii: "0") else {
      return readRare(&cursor, end: end)
    }
    if at[0] != UInt8(ascii: ".") {
      guard at[0] | 0x20 != UInt8(ascii: "e") else { return readRare(&cursor, end: end) }
      cursor = at
      let value = Int64(truncatingIfNeeded: whole.value)
      return Double(isNegative ? -value : value)
    }
    let fraction = digits((at + 1).word)
    at += 1 + fraction.count
    guard fraction.count > 0, fraction.count < 8, at[0] | 0x20 != UInt8(ascii: "e") else {
      return readRare(&cursor, end: end)
    }
    cursor = at
    // Exact: both are below 2^53, and the division rounds once (Clinger 1990).
    let scale = powersOfTen[fraction.count]
    let digits = Double(Int64(truncatingIfNeeded: whole.value)) * scale
    let value = (digits + Double(Int64(truncatingIfNeeded: fraction.value))) / scale
    return isNegative ? -value : value
  }

  @inline(never)
  private static func readRare(_ cursor: inout UnsafeRawPointer, end: UnsafeRawPointer) -> Double? {
    guard let number = number(at: cursor, end: end) else { return nil }
    cursor += number.count
    return number.value
  }

  /// The number at `start`; `nil` if there is none, or one that no double can hold. It may reach a few bytes past `end`.
  @inline(never)
  static func number(at start: UnsafeRawPointer, end: UnsafeRawPointer) -> Number? {
    var at = start
    let isNegative = at < end && at[0] == UInt8(ascii: "-")
    if isNegative { at += 1 }
    var mantissa: UInt64 = 0
    var digitCount = 0
    func readDigits() -> Int {
      let first = at
      var chunk = 8
      while chunk == 8, at < end {
        let read = digits(at.word)
        chunk = read.count
        digitCount += chunk
        if digitCount <= 19 { mantissa = mantissa &* wholePowersOfTen[chunk] &+ read.value }
        at += chunk
      }
      return at - first
    }

    let wholeStart = at
    let wholeCount = readDigits()
    guard wholeCount > 0, wholeCount == 1 || wholeStart[0] != UInt8(ascii: "0") else { return nil }
    var exponent = 0
    var isInteger = true
    if at < end, at[0] == UInt8(ascii: ".") {
      at += 1
      exponent = -readDigits()
      guard exponent < 0 else { return nil }
      isInteger = false
    }
    if at < end, at[0] | 0x20 == UInt8(ascii: "e") {
      at += 1
      let isSmall = at < end && at[0] == UInt8(ascii: "-")
      if at < end, isSmall || at[0] == UInt8(ascii: "+") { at += 1 }
      let first = at
      var written = 0
      while at < end, case let digit = at[0] &- 48, digit < 10 {
        written = min(written * 10 + Int(digit), 100_000)
        at += 1
      }
      guard at > first else { return nil }
      exponent += isSmall ? -written : written
      isInteger = false
    }
    let count = at - start
    if isInteger, digitCount <= 18 {
      let value = Int64(mantissa)
      return Number(value: Double(isNegative ? -value : value), isInteger: true, count: count)
    }
    if digitCount <= 19, mantissa <= 1 << 53, abs(exponent) <= 22 {
      let scale = powersOfTen[abs(exponent)]
      let value = exponent < 0 ? Double(mantissa) / scale : Double(mantissa) * scale
      return Number(value: isNegative ? -value : value, isInteger: isInteger, count: count)
    }
    var value = 0.0
    let text = start.assumingMemoryBound(to: CChar.self)
    guard leeway_read_number(text, count, &value) else { return nil }
    return Number(value: value, isInteger: isInteger, count: count)
  }
}
