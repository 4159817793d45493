/// The distinct texts of one column, numbered in order of appearance.
///
/// Bounded: past `limit` texts, or longer than ``longest`` bytes, every new one gets the same code, ``overflow``, so that
/// a column of unique or long values (an id or a comment taken for a category) cannot fill the memory.
package struct Vocabulary: Sendable {
  /// The code of a missing value.
  package static let missing: Int32 = -1
  /// The code of all texts past the limit.
  package static let overflow: Int32 = -2
  /// Bytes of a text past which it is no category.
  package static let longest = 1024
  /// Texts that a vocabulary keeps if nothing else is said.
  package static let defaultLimit = 10_000

  package private(set) var texts: [String] = []
  package let limit: Int
  private var bytes: [[UInt8]] = []
  /// Open addressing, a power of two in size; -1 is free.
  private var slots: [Int32]

  package init(limit: Int = Vocabulary.defaultLimit, texts: [String] = []) {
    self.limit = max(limit, texts.count)
    slots = [Int32](repeating: -1, count: 64)
    for var text in texts {
      _ = text.withUTF8 { code(of: UnsafeRawBufferPointer($0)) }
    }
  }

  /// The text's code; a new one if it was not seen before. Allocates only for a new text.
  package mutating func code(of text: UnsafeRawBufferPointer) -> Int32 {
    guard text.count <= Self.longest else { return Self.overflow }
    let slot = find(text)
    if slots[slot] >= 0 { return slots[slot] }
    guard texts.count < limit else { return Self.overflow }
    let code = Int32(texts.count)
    texts.append(String(decoding: text, as: UTF8.self))
    bytes.append(Array(text))
    slots[slot] = code
    if texts.count * 2 > slots.count { grow() }
    return code
  }

  /// The text's code without remembering it; `nil` if it would get a new one.
  func knownCode(of text: UnsafeRawBufferPointer) -> Int32? {
    guard text.count <= Self.longest else { return Self.overflow }
    let code = slots[find(text)]
    if code >= 0 { return code }
    return texts.count < limit ? nil : Self.overflow
  }

  private func find(_ text: UnsafeRawBufferPointer) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: Self.hash(text)) & mask
    while slots[slot] >= 0, !Self.equal(bytes[Int(slots[slot])], text) {
      slot = (slot + 1) & mask
    }
    return slot
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for code in bytes.indices {
      let slot = bytes[code].withUnsafeBytes { find($0) }
      slots[slot] = Int32(code)
    }
  }

  private static func equal(_ stored: [UInt8], _ text: UnsafeRawBufferPointer) -> Bool {
    stored.count == text.count && stored.withUnsafeBytes { $0.elementsEqual(text) }
  }

  /// FNV-1a; the tables are small and their texts few, so spread matters more than strength.
  private static func hash(_ text: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    return hash ^ (hash >> 32)
  }
}
