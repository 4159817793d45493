/// JSON text written field by field, in the order of the calls.
///
/// Numbers are in shortest round-trip form (`0.25`, `5`, `1e-07`), a number that is not finite becomes `null`,
/// strings are escaped as RFC 8259 asks. The same calls give the same bytes.
package struct JSONText {
  package private(set) var bytes: [UInt8] = []
  private var needsComma = false

  package init() {}

  /// The text so far.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    needsComma = false
  }

  package mutating func object(_ body: (inout JSONText) -> Void) { nested("{", "}", body) }
  package mutating func array(_ body: (inout JSONText) -> Void) { nested("[", "]", body) }

  package mutating func object(_ key: String, _ body: (inout JSONText) -> Void) {
    self.key(key)
    object(body)
  }

  package mutating func array(_ key: String, _ body: (inout JSONText) -> Void) {
    self.key(key)
    array(body)
  }

  package mutating func field(_ key: String, _ value: String) {
    self.key(key)
    element(value)
  }

  package mutating func field(_ key: String, _ value: String?) {
    self.key(key)
    if let value { element(value) } else { null() }
  }

  package mutating func field(_ key: String, _ value: Double?) {
    self.key(key)
    if let value { element(value) } else { null() }
  }

  package mutating func field(_ key: String, _ value: Int) {
    self.key(key)
    element(value)
  }

  package mutating func field(_ key: String, _ value: Bool) {
    self.key(key)
    separate()
    append(value ? "true" : "false")
  }

  package mutating func field(_ key: String, _ value: Instant) { field(key, value.rfc3339) }

  package mutating func element(_ value: String) {
    separate()
    appendQuoted(value)
  }

  package mutating func element(_ value: Double) {
    separate()
    append(shortestText(value))
  }

  package mutating func element(_ value: Int) {
    separate()
    append(String(value))
  }

  package mutating func null() {
    separate()
    append("null")
  }

  /// Ends a line of JSONL.
  package mutating func newline() {
    bytes.append(UInt8(ascii: "\n"))
    needsComma = false
  }

  private mutating func nested(_ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONText) -> Void) {
    separate()
    bytes.append(UInt8(ascii: open))
    needsComma = false
    body(&self)
    bytes.append(UInt8(ascii: close))
    needsComma = true
  }

  private mutating func key(_ key: String) {
    separate()
    appendQuoted(key)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func appendQuoted(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): append("\\\"")
      case UInt8(ascii: "\\"): append("\\\\")
      case 0x0A: append("\\n")
      case 0x0D: append("\\r")
      case 0x09: append("\\t")
      case 0..<0x20:
        let digits = String(byte, radix: 16)
        append("\\u00" + (digits.utf8.count < 2 ? "0" : "") + digits)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

/// The shortest decimal text that reads back as the same double; `null` for values that JSON cannot hold.
package func shortestText(_ value: Double) -> String {
  guard value.isFinite else { return "null" }
  if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
  return value.description
}
