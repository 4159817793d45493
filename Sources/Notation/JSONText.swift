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

  /// The name of a field that is written often: a literal in which nothing needs escaping.
  package struct Key: Sendable {
    fileprivate let name: StaticString

    package init(_ name: StaticString) {
      self.name = name
    }
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

  package mutating func field(_ key: Key, _ value: Double?) {
    self.key(key)
    if let value { element(value) } else { null() }
  }

  package mutating func field(_ key: Key, _ value: Int) {
    self.key(key)
    element(value)
  }

  package mutating func field(_ key: Key, _ value: String) {
    self.key(key)
    element(value)
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
    if let decimal = ShortestDecimal(value) {
      decimal.append(to: &bytes)
    } else {
      append(shortestText(value))
    }
  }

  package mutating func element(_ value: Int) {
    separate()
    bytes.appendDecimal(value)
  }

  /// The fields that `body` writes, for objects that begin with them or have them in common.
  package static func fields(_ body: (inout JSONText) -> Void) -> [UInt8] {
    var json = JSONText()
    body(&json)
    return json.bytes
  }

  /// Appends fields of ``fields(_:)``, of which there must be one at least.
  package mutating func append(fields: [UInt8]) {
    separate()
    bytes.append(contentsOf: fields)
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

  private mutating func key(_ key: Key) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    key.name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    bytes.append(UInt8(ascii: "\""))
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
    let isPlain = text.utf8.withContiguousStorageIfAvailable { text in
      guard text.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) else {
        return false
      }
      bytes.append(contentsOf: text)
      return true
    }
    if isPlain != true { appendEscaped(text) }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func appendEscaped(_ text: String) {
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
  }
}

/// The shortest decimal text that reads back as the same double; `null` for values that JSON cannot hold.
package func shortestText(_ value: Double) -> String {
  guard value.isFinite else { return "null" }
  if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
  return value.description
}
