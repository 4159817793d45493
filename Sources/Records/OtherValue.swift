import Notation

/// A value where another kind of value is mostly found.
enum OtherValue {
  case text
  case yes
  case no
  case null

  /// Reads a string, `true`, `false` or `null` and moves on behind it; `nil` for anything else and what takes the parser.
  @inline(never)
  static func read(_ cursor: inout UnsafeRawPointer, end: UnsafeRawPointer) -> OtherValue? {
    switch cursor[0] {
    case UInt8(ascii: "\""): return TextScanner.skip(&cursor, end: end) ? .text : nil
    case UInt8(ascii: "t"): return word("true", .yes, &cursor)
    case UInt8(ascii: "f"): return word("false", .no, &cursor)
    case UInt8(ascii: "n"): return word("null", .null, &cursor)
    default: return nil
    }
  }

  private static func word(
    _ word: StaticString, _ value: OtherValue, _ cursor: inout UnsafeRawPointer
  ) -> OtherValue? {
    for index in 0..<word.utf8CodeUnitCount where cursor[index] != word.utf8Start[index] { return nil }
    cursor += word.utf8CodeUnitCount
    return value
  }
}

extension NumberScanner.Number {
  /// Its bytes are what the integer is written as, and it fits 64 bits.
  var isPlainInteger: Bool { isInteger && count <= 18 && !isMinusZero }

  private var isMinusZero: Bool { value == 0 && count > 1 }
}

extension RowReader {
  /// The code of a value that is no string; `Vocabulary.missing` for null, `ShortTextIndex.none` for a text that would
  /// get a new code, `nil` for what takes the parser.
  @inline(never)
  static func otherCode(
    _ cursor: inout UnsafeRawPointer, end: UnsafeRawPointer, in codes: UnsafeMutablePointer<TextCodes>
  ) -> Int32? {
    let start = cursor
    if let number = NumberScanner.number(at: cursor, end: end) {
      guard number.isPlainInteger || !number.isInteger else { return nil }
      cursor += number.count
      if number.isInteger { return code(of: UnsafeRawBufferPointer(start: start, count: number.count), in: codes) }
      var text = shortestText(number.value)
      return text.withUTF8 { code(of: UnsafeRawBufferPointer($0), in: codes) }
    }
    switch OtherValue.read(&cursor, end: end) {
    case .null: return Vocabulary.missing
    case .yes, .no: return code(of: UnsafeRawBufferPointer(start: start, count: cursor - start), in: codes)
    case .text, nil: return nil
    }
  }

  private static func code(of text: UnsafeRawBufferPointer, in codes: UnsafeMutablePointer<TextCodes>) -> Int32 {
    codes.pointee.vocabulary.knownCode(of: text) ?? ShortTextIndex.none
  }
}
