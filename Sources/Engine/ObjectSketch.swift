/// What the beginning of a JSON object tells of it: the dotted paths of its values, as far as it goes. For lines of which
/// only the first bytes were kept.
struct ObjectSketch {
  enum Value: Equatable {
    case null
    case boolean(Bool)
    case number(Double)
    case text(String)
    case array
    /// An object without members; any other is known by its members.
    case emptyObject
    /// The line was cut within the value.
    case cut
  }

  private(set) var members: [(path: String, value: Value)] = []
  /// The object was closed, so that there are no other members.
  private(set) var isWhole = false

  private static let depthLimit = 16

  /// `nil` if the text does not begin like an object.
  init?(_ head: String) {
    var scanner = Scanner(bytes: Array(head.utf8))
    guard scanner.passes("{") else { return nil }
    isWhole = read(&scanner, prefix: "", depth: 0)
    guard isWhole || !members.isEmpty else { return nil }
  }

  /// Reads the members behind `{`. True if the object was closed.
  private mutating func read(_ scanner: inout Scanner, prefix: String, depth: Int) -> Bool {
    guard depth < Self.depthLimit else { return false }
    if scanner.passes("}") { return true }
    while true {
      guard scanner.next == UInt8(ascii: "\""), let key = scanner.string(), scanner.passes(":") else { return false }
      let path = prefix + key
      if scanner.passes("{") {
        if scanner.next == UInt8(ascii: "}") { members.append((path, .emptyObject)) }
        guard read(&scanner, prefix: path + ".", depth: depth + 1) else { return false }
      } else {
        let value = scanner.scalar()
        members.append((path, value))
        if value == .cut { return false }
      }
      if scanner.passes("}") { return true }
      guard scanner.passes(",") else { return false }
    }
  }
}

private struct Scanner {
  let bytes: [UInt8]
  var index = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The next byte that is no blank; 0 at the end.
  var next: UInt8 {
    mutating get {
      while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
      return index < bytes.count ? bytes[index] : 0
    }
  }

  mutating func passes(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  /// A string in quotes, an escape shown by the character behind it; `nil` if it is cut.
  mutating func string() -> String? {
    index += 1
    var content: [UInt8] = []
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: content, as: UTF8.self) }
      if byte == UInt8(ascii: "\\") {
        guard index < bytes.count else { return nil }
        content.append(bytes[index])
        index += 1
      } else {
        content.append(byte)
      }
    }
    return nil
  }

  /// A value that is no object.
  mutating func scalar() -> ObjectSketch.Value {
    switch next {
    case UInt8(ascii: "\""): return string().map { .text($0) } ?? .cut
    case UInt8(ascii: "["): return passesArray() ? .array : .cut
    default: break
    }
    let start = index
    while index < bytes.count, ![0x2C, 0x7D, 0x5D, 0x20, 0x09, 0x0D].contains(bytes[index]) { index += 1 }
    let word = String(decoding: bytes[start..<index], as: UTF8.self)
    switch word {
    case "null": return .null
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    default: return index < bytes.count ? Double(word).map { .number($0) } ?? .cut : .cut
    }
  }

  /// Passes over an array; false if it is cut.
  private mutating func passesArray() -> Bool {
    var depth = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""):
        if string() == nil { return false }
        continue
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      default: break
      }
      index += 1
      if depth == 0 { return true }
    }
    return false
  }
}
