/// Tells failure from success by a status that is written as text.
enum StatusText {
  /// `ok`, `success` and `true` (in upper or lower case), the empty text and numbers below 400 are no failures.
  static func isFailure(_ text: UnsafeRawBufferPointer) -> Bool {
    if let code = number(text) { return code >= 400 }
    return !(isWord(text, "ok") || isWord(text, "success") || isWord(text, "true") || text.isEmpty)
  }

  private static func isWord(_ text: UnsafeRawBufferPointer, _ word: StaticString) -> Bool {
    guard text.count == word.utf8CodeUnitCount else { return false }
    // The words have letters alone, and 0x20 makes a letter small.
    for index in 0..<text.count where text[index] | 0x20 != word.utf8Start[index] { return false }
    return true
  }

  /// A whole number, `nil` for anything else. Large ones are cut to what fits.
  private static func number(_ text: UnsafeRawBufferPointer) -> Int? {
    let isNegative = text.first == UInt8(ascii: "-")
    let digits = isNegative || text.first == UInt8(ascii: "+") ? text.dropFirst() : text[...]
    guard !digits.isEmpty else { return nil }
    var value = 0
    for byte in digits {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      value = min(value * 10 + Int(byte - UInt8(ascii: "0")), 1 << 40)
    }
    return isNegative ? -value : value
  }
}
