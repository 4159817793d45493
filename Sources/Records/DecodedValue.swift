import CSimdjson
import Notation

/// How the values that the parser finds are read as times, ids, numbers and texts.
extension leeway_value {
  /// The unescaped string. Only for strings, and only until the decoder's next line.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: text, count: Int(length)) }

  var isKind: leeway_kind { leeway_kind(UInt32(kind)) }

  var isAbsent: Bool { isKind == LEEWAY_MISSING || isKind == LEEWAY_NULL }

  var isNumber: Bool { isKind == LEEWAY_NUMBER || isKind == LEEWAY_INTEGER || isKind == LEEWAY_NATURAL }

  func instant(field: FieldPath) throws(LineDefect) -> Int64 {
    switch isKind {
    case LEEWAY_STRING:
      if let instant = Instant(rfc3339: bytes) { return instant.microseconds }
      throw LineDefect(.badTimestamp, field: field.description)
    case LEEWAY_NUMBER, LEEWAY_INTEGER, LEEWAY_NATURAL:
      if let instant = Instant(unixTime: number) { return instant.microseconds }
      throw LineDefect(.badTimestamp, field: field.description)
    default: throw defect(field: field)
    }
  }

  func identifier(field: FieldPath) throws(LineDefect) -> IdentifierHash {
    switch isKind {
    case LEEWAY_STRING: return IdentifierHash(bytes)
    case LEEWAY_INTEGER: return IdentifierHash(String(integer))
    case LEEWAY_NATURAL: return IdentifierHash(String(natural))
    default: throw defect(field: field)
    }
  }

  /// A score in 0…1.
  func probability(field: FieldPath) throws(LineDefect) -> Double {
    guard isNumber else { throw defect(field: field) }
    guard number >= 0, number <= 1 else { throw LineDefect(.outOfRange, field: field.description) }
    return number
  }

  /// What is wrong with a required value that could not be read.
  func defect(field: FieldPath) -> LineDefect {
    switch isKind {
    case LEEWAY_MISSING, LEEWAY_NULL: LineDefect(.missingField, field: field.description)
    case LEEWAY_NOT_FINITE: LineDefect(.notFinite, field: field.description)
    default: LineDefect(.wrongType, field: field.description)
    }
  }

  /// The value as a category: the text itself, or the JSON text of a number or boolean. `nil` for anything else.
  func category(in vocabulary: inout Vocabulary) -> Int32? {
    func code(_ text: StaticString) -> Int32 {
      vocabulary.code(of: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
    switch isKind {
    case LEEWAY_STRING: return vocabulary.code(of: bytes)
    case LEEWAY_TRUE: return code("true")
    case LEEWAY_FALSE: return code("false")
    case LEEWAY_INTEGER: return Self.code(of: String(integer), in: &vocabulary)
    case LEEWAY_NATURAL: return Self.code(of: String(natural), in: &vocabulary)
    case LEEWAY_NUMBER: return Self.code(of: shortestText(number), in: &vocabulary)
    default: return nil
    }
  }

  private static func code(of text: String, in vocabulary: inout Vocabulary) -> Int32 {
    var text = text
    return text.withUTF8 { vocabulary.code(of: UnsafeRawBufferPointer($0)) }
  }

  /// Whether a status means failure: `error` and the like, `false`, or an HTTP code of 400 and above.
  var isFailure: Bool {
    switch isKind {
    case LEEWAY_FALSE: return true
    case LEEWAY_NUMBER, LEEWAY_INTEGER, LEEWAY_NATURAL: return number >= 400
    case LEEWAY_STRING:
      if bytes.elementsEqual("ok".utf8) { return false }
      let text = String(decoding: bytes, as: UTF8.self).lowercased()
      if let code = Int(text) { return code >= 400 }
      return !["ok", "success", "true", ""].contains(text)
    default: return false
    }
  }
}
