import Notation

/// How the text of a CSV field is read as a time or a number.
enum CSVValue {
  /// Nothing, or `null` in any capitals.
  static func isAbsent(_ text: UnsafeRawBufferPointer) -> Bool {
    text.isEmpty || text.count == 4 && isWord(text, "null")
  }

  /// Whether the text is this word, which is in lower case, in any capitals.
  static func isWord(_ text: UnsafeRawBufferPointer, _ word: StaticString) -> Bool {
    guard text.count == word.utf8CodeUnitCount else { return false }
    for index in 0..<text.count where text[index] | 0x20 != word.utf8Start[index] { return false }
    return true
  }

  static func isUTF8(_ text: UnsafeRawBufferPointer) -> Bool {
    var high: UInt8 = 0
    for byte in text { high |= byte }
    return high < 0x80 || String(validating: text, as: UTF8.self) != nil
  }

  static func instant(_ text: UnsafeRawBufferPointer) -> Instant? {
    Instant(rfc3339: text) ?? number(text).flatMap { Instant(unixTime: $0) }
  }

  /// The decimal number that the text is, as near as a `Double` gets; `nil` for anything else, infinity and hexadecimal
  /// digits among it.
  ///
  /// Fast for up to 19 digits that make an exact quotient: a mantissa below 2^53 over a power of ten up to 10^22
  /// (Clinger, "How to read floating point numbers accurately", 1990).
  static func number(_ text: UnsafeRawBufferPointer) -> Double? {
    var index = 0
    var isNegative = false
    if let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      isNegative = first == UInt8(ascii: "-")
      index = 1
    }
    var mantissa: UInt64 = 0
    var digits = 0
    var fraction = 0
    var hasPoint = false
    while index < text.count {
      let byte = text[index]
      if byte &- 48 < 10 {
        guard digits < 19 else { return slowNumber(text) }
        mantissa = mantissa * 10 + UInt64(byte - 48)
        digits += 1
        fraction += hasPoint ? 1 : 0
      } else if byte == UInt8(ascii: "."), !hasPoint {
        hasPoint = true
      } else {
        return slowNumber(text)
      }
      index += 1
    }
    guard digits > 0 else { return nil }
    if fraction > 0, mantissa >= 1 << 53 { return slowNumber(text) }
    let value = fraction == 0 ? Double(mantissa) : Double(mantissa) / powersOfTen[fraction]
    return isNegative ? -value : value
  }

  /// Whether the text is no number but what programs write for one that is not finite: `nan`, `-inf`, `1e999`.
  static func isNotFinite(_ text: UnsafeRawBufferPointer) -> Bool {
    number(text) == nil && Double(String(decoding: text, as: UTF8.self))?.isFinite == false
  }

  /// The text as a business figure: a number, or `true` and `false` in any capitals as 1 and 0; NaN for anything else.
  static func figure(_ text: UnsafeRawBufferPointer) -> Double {
    if let number = number(text) { return number }
    return isWord(text, "true") ? 1 : isWord(text, "false") ? 0 : .nan
  }

  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
  ]

  private static func slowNumber(_ text: UnsafeRawBufferPointer) -> Double? {
    let isPlain = text.allSatisfy { byte in
      byte &- 48 < 10 || byte | 0x20 == UInt8(ascii: "e") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: "+")
    }
    guard isPlain, let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else { return nil }
    return value
  }
}

extension LineVisitor.Value {
  /// What the text of a CSV field most likely stands for.
  package init(csv text: String) {
    self = Array(text.utf8).withUnsafeBytes { bytes in
      if CSVValue.isAbsent(bytes) { return .null }
      if CSVValue.isWord(bytes, "true") { return .boolean(true) }
      if CSVValue.isWord(bytes, "false") { return .boolean(false) }
      return CSVValue.number(bytes).map { .number($0) } ?? .text(text)
    }
  }
}
