/// State as bytes: integers of variable length (LEB128, signed ones in zigzag), texts and doubles, one after another.
struct StateWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  mutating func write(_ value: Int) { write(Int64(value)) }

  mutating func write(_ value: Int64) { write(UInt64(bitPattern: value << 1 ^ value >> 63)) }

  mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }

  mutating func write(_ value: Double) { writeFixed(value.bitPattern) }

  /// Eight bytes, for values without small ones.
  mutating func writeFixed(_ value: UInt64) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func write(_ text: String) {
    write(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  mutating func write(_ value: Int?) {
    write(value != nil)
    if let value { write(value) }
  }

  mutating func write(_ counts: SparseCounts) {
    write(counts.indices.count)
    var last: UInt32 = 0
    for (index, value) in zip(counts.indices, counts.values) {
      write(UInt64(index - last))
      write(value)
      last = index
    }
  }

  mutating func write<Element>(_ list: [Element], _ body: (inout StateWriter, Element) -> Void) {
    write(list.count)
    for element in list { body(&self, element) }
  }
}

/// The state could not be read back: it is damaged, or of another version.
package struct StateDamage: Error, Equatable, Sendable {
  package init() {}
}

/// Reads what ``StateWriter`` wrote. Damage is found, never trapped on.
struct StateReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { position == bytes.count }

  private mutating func next() throws(StateDamage) -> UInt8 {
    guard position < bytes.count else { throw StateDamage() }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func unsigned() throws(StateDamage) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try next()
      guard shift < 63 || byte <= 1 else { throw StateDamage() }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
  }

  mutating func signed() throws(StateDamage) -> Int64 {
    let value = try unsigned()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  mutating func integer() throws(StateDamage) -> Int { Int(try signed()) }

  /// A count of things of at least a byte each, so never more than the bytes that are left.
  mutating func count() throws(StateDamage) -> Int {
    let count = try integer()
    guard count >= 0, count <= bytes.count - position else { throw StateDamage() }
    return count
  }

  mutating func boolean() throws(StateDamage) -> Bool { try next() != 0 }

  mutating func fixed() throws(StateDamage) -> UInt64 {
    guard bytes.count - position >= 8 else { throw StateDamage() }
    defer { position += 8 }
    return bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: UInt64.self)) }
  }

  mutating func double() throws(StateDamage) -> Double { Double(bitPattern: try fixed()) }

  mutating func text() throws(StateDamage) -> String {
    let length = try count()
    defer { position += length }
    return String(decoding: bytes[position..<position + length], as: UTF8.self)
  }

  mutating func optionalInteger() throws(StateDamage) -> Int? { try boolean() ? try integer() : nil }

  mutating func sparseCounts(width: Int) throws(StateDamage) -> SparseCounts {
    var indices: [UInt32] = []
    var values: [Int64] = []
    var last: UInt64 = 0
    for _ in 0..<(try count()) {
      last &+= try unsigned()
      guard last < UInt64(width) else { throw StateDamage() }
      indices.append(UInt32(last))
      values.append(try signed())
    }
    guard let counts = SparseCounts(indices: indices, values: values) else { throw StateDamage() }
    return counts
  }

  mutating func list<Element>(
    _ body: (inout StateReader) throws(StateDamage) -> Element
  ) throws(StateDamage) -> [Element] {
    var list: [Element] = []
    for _ in 0..<(try count()) { list.append(try body(&self)) }
    return list
  }
}
