/// Finds the shape of a line that the parser has accepted.
struct ShapeLearner {
  private static let mostSteps = 512
  private static let longestLine = 1 << 16

  private let line: UnsafeRawBufferPointer
  private let fields: [LineField]
  private var position = 0
  private var literalStart = 0
  private var parts: [(literal: Range<Int>, field: LineField?, isRepeated: Bool)] = []
  private var found: [Bool]
  private var fixed: [(field: LineField, isPresent: Bool)] = []
  /// The names that lead to where we are, one per open object.
  private var names: [[UInt8]] = []
  /// Whether each open bracket is an object's.
  private var isObject: [Bool] = []
  private var expectsName = false

  private init(line: UnsafeRawBufferPointer, fields: [LineField]) {
    self.line = line
    self.fields = fields
    found = Array(repeating: false, count: fields.count)
  }

  /// `nil` for lines that are too long, have escapes in names, or two values for one field, or an object or array where
  /// a field's value should be (but for those that take them).
  static func shape(of line: UnsafeRawBufferPointer, fields: [LineField]) -> LineShape? {
    guard line.count <= longestLine else { return nil }
    var learner = ShapeLearner(line: line, fields: fields)
    guard learner.walk() else { return nil }
    let absent = zip(fields, learner.found).filter { !$1 }.map { (field: $0.0, isPresent: false) }
    return LineShape(
      line: line, parts: learner.parts, end: learner.literalStart, fixed: learner.fixed + absent)
  }

  private mutating func walk() -> Bool {
    while position < line.count {
      switch line[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: ":"): position += 1
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        guard passesContainer() else { return false }
        open(object: line[position] == UInt8(ascii: "{"))
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard close() else { return false }
      case UInt8(ascii: ","):
        expectsName = isObject.last ?? false
        position += 1
      default:
        guard expectsName ? readName() : readValue() else { return false }
      }
    }
    return isObject.isEmpty
  }

  /// Notes the fields whose place the object or array at hand takes. False if one of them wants a value.
  private mutating func passesContainer() -> Bool {
    for slot in fieldsHere() {
      guard fields[slot].role.takesContainers, !found[slot] else { return false }
      found[slot] = true
      fixed.append((fields[slot], true))
    }
    return true
  }

  private mutating func open(object: Bool) {
    isObject.append(object)
    if object { names.append([]) }
    expectsName = object
    position += 1
  }

  private mutating func close() -> Bool {
    guard let wasObject = isObject.popLast() else { return false }
    if wasObject { names.removeLast() }
    expectsName = false
    position += 1
    return true
  }

  private mutating func readName() -> Bool {
    let start = position + 1
    guard line[position] == UInt8(ascii: "\""), let end = stringEnd(), !names.isEmpty else { return false }
    let name = line[start..<end]
    guard !name.contains(UInt8(ascii: "\\")) else { return false }
    names[names.count - 1] = Array(name)
    expectsName = false
    position = end + 1
    return true
  }

  private mutating func readValue() -> Bool {
    let literal = literalStart..<position
    if line[position] == UInt8(ascii: "\"") {
      guard let end = stringEnd() else { return false }
      position = end + 1
    } else {
      while position < line.count, !Self.endsToken(line[position]) { position += 1 }
    }
    literalStart = position
    let slots = fieldsHere()
    for (index, slot) in slots.enumerated() {
      guard !found[slot] else { return false }
      found[slot] = true
      parts.append((index == 0 ? literal : literal.upperBound..<literal.upperBound, fields[slot], index > 0))
    }
    if slots.isEmpty { parts.append((literal, nil, false)) }
    return parts.count <= Self.mostSteps && literalStart > literal.upperBound
  }

  /// Where the closing quote of the string at hand is.
  private func stringEnd() -> Int? {
    var index = position + 1
    while index < line.count, line[index] != UInt8(ascii: "\"") {
      index += line[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return index < line.count ? index : nil
  }

  private static func endsToken(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: " "), UInt8(ascii: "\t"),
      UInt8(ascii: "\r"):
      true
    default: false
    }
  }

  /// The fields whose path leads to the value at hand, its parts joined by dots or not, as the parser has it.
  private func fieldsHere() -> [Int] {
    guard !names.isEmpty, !isObject.contains(false) else { return [] }
    let name = names.count == 1 ? names[0] : Array(names.joined(separator: [UInt8(ascii: ".")]))
    var slots: [Int] = []
    for (slot, field) in fields.enumerated() where field.name == name && field.isFound(under: names) {
      slots.append(slot)
    }
    return slots
  }
}
