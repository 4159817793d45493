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

  /// A finite number, whatever it measures.
  func finiteNumber(field: FieldPath) throws(LineDefect) -> Double {
    guard isNumber else { throw defect(field: field) }
    return number
  }

  /// The value as a business figure: a number, a boolean as 1 or 0. `nil` for anything else.
  var figure: Double? {
    switch isKind {
    case LEEWAY_NUMBER, LEEWAY_INTEGER, LEEWAY_NATURAL: number
    case LEEWAY_TRUE: 1
    case LEEWAY_FALSE: 0
    default: nil
    }
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
  func withText(_ body: (UnsafeRawBufferPointer) -> Int32) -> Int32? {
    switch isKind {
    case LEEWAY_STRING: return body(bytes)
    case LEEWAY_TRUE: return "true".withBytes(body)
    case LEEWAY_FALSE: return "false".withBytes(body)
    case LEEWAY_INTEGER: return String(integer).withBytes(body)
    case LEEWAY_NATURAL: return String(natural).withBytes(body)
    case LEEWAY_NUMBER: return shortestText(number).withBytes(body)
    default: return nil
    }
  }

  /// Whether a status means failure: `error` and the like, `false`, or an HTTP code of 400 and above.
  var isFailure: Bool {
    switch isKind {
    case LEEWAY_FALSE: return true
    case LEEWAY_NUMBER, LEEWAY_INTEGER, LEEWAY_NATURAL: return number >= 400
    case LEEWAY_STRING: return StatusText.isFailure(bytes)
    default: return false
    }
  }
}

extension String {
  fileprivate func withBytes(_ body: (UnsafeRawBufferPointer) -> Int32) -> Int32 {
    var text = self
    return text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
  }
}
