/// Finds the codes of texts of up to 16 bytes by their bytes in two machine words.
///
/// Open addressing in raw memory: a look-up is a multiplication and, mostly, one comparison. Texts are padded with zeros,
/// so none may contain one.
struct ShortTextIndex: ~Copyable {
  /// What a look-up gives for a text that is not there.
  static let none = Int32.min

  private struct Slot {
    var low: UInt64 = 0
    var high: UInt64 = 0
    var code = ShortTextIndex.none
  }

  private var slots: UnsafeMutablePointer<Slot>
  private var mask: Int
  private var count = 0

  init() {
    mask = 31
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: Slot(), count: mask + 1)
  }

  deinit { slots.deallocate() }

  @inline(__always)
  func code(low: UInt64, high: UInt64) -> Int32 {
    var index = Self.hash(low, high) & mask
    while true {
      let slot = slots[index]
      if slot.low == low, slot.high == high { return slot.code }
      if slot.code == Self.none { return Self.none }
      index = (index &+ 1) & mask
    }
  }

  /// Enters a text that is not there; one that is too long or contains a zero byte is left out.
  mutating func insert(_ text: UnsafeRawBufferPointer, code: Int32) {
    guard text.count <= 16, !text.contains(0) else { return }
    var low: UInt64 = 0
    var high: UInt64 = 0
    for (index, byte) in text.enumerated() {
      if index < 8 { low |= UInt64(byte) << UInt64(index * 8) } else { high |= UInt64(byte) << UInt64(index * 8 - 64) }
    }
    place(Slot(low: low, high: high, code: code))
    count += 1
    if count * 4 > mask { grow() }
  }

  private func place(_ slot: Slot) {
    var index = Self.hash(slot.low, slot.high) & mask
    while slots[index].code != Self.none { index = (index &+ 1) & mask }
    slots[index] = slot
  }

  private mutating func grow() {
    let old = slots
    let oldCount = mask + 1
    mask = oldCount * 2 - 1
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: Slot(), count: mask + 1)
    for index in 0..<oldCount where old[index].code != Self.none { place(old[index]) }
    old.deallocate()
  }

  @inline(__always)
  private static func hash(_ low: UInt64, _ high: UInt64) -> Int {
    let mixed = (low &* 0x9e37_79b9_7f4a_7c15) ^ (high &* 0xc2b2_ae3d_27d4_eb4f)
    return Int(truncatingIfNeeded: (mixed ^ (mixed >> 29)) &* 0xbf58_476d_1ce4_e5b9 >> 33)
  }
}
