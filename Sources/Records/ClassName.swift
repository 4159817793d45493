import CSimdjson

/// Tells one class from the others, in whatever JSON type a log writes its classes.
struct ClassName: Sendable {
  let text: [UInt8]
  let number: Double?
  let truth: Bool?

  init(_ name: String) {
    text = Array(name.utf8)
    number = Self.number(name)
    truth = number == 1 ? true : number == 0 ? false : nil
  }

  /// The number that a class of this name is, too: 1 for `true` and 0 for `false`.
  static func number(_ name: String) -> Double? { name == "true" ? 1 : name == "false" ? 0 : Double(name) }

  /// Whether the value is this class; `nil` if the value is no class at all.
  func matches(_ value: leeway_value) -> Bool? {
    switch Int(value.kind) {
    case Int(LEEWAY_STRING.rawValue): return isEqual(value.bytes)
    case Int(LEEWAY_NUMBER.rawValue), Int(LEEWAY_INTEGER.rawValue), Int(LEEWAY_NATURAL.rawValue):
      return value.number == number
    case Int(LEEWAY_TRUE.rawValue): return truth == true
    case Int(LEEWAY_FALSE.rawValue): return truth == false
    default: return nil
    }
  }

  func isEqual(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count == text.count else { return false }
    for index in 0..<bytes.count where bytes[index] != text[index] { return false }
    return true
  }
}
