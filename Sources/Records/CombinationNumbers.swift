/// Numbers the combinations of version and dimension values of a decoder's rows.
///
/// Each part of a combination (the version, a dimension) has codes of its own; a combination is found by the codes of
/// its parts, with one look-up in raw memory.
struct CombinationNumbers: ~Copyable {
  private(set) var table = CombinationTable()
  /// How many texts make a combination.
  let partCount: Int
  /// The texts of each part.
  let parts: UnsafeMutablePointer<TextCodes>
  /// The codes of the row at hand, one per part.
  let codes: UnsafeMutablePointer<Int32>

  /// The codes of each combination, one after another.
  private var known: UnsafeMutablePointer<Int32>
  private var capacity: Int
  /// Open addressing, a power of two in size; -1 is free.
  private var slots: UnsafeMutablePointer<Int32>
  private var mask: Int

  /// Combinations past which a new table is begun.
  private static let limit = 65_536
  /// The codes of ``CombinationTable/missing`` and ``CombinationTable/tooLong`` in every part.
  static let missing: Int32 = 0
  static let tooLong: Int32 = 1

  init(partCount: Int) {
    self.partCount = partCount
    parts = .allocate(capacity: partCount)
    for part in 0..<partCount { (parts + part).initialize(to: TextCodes(Self.emptyVocabulary)) }
    codes = .allocate(capacity: partCount)
    codes.initialize(repeating: Self.missing, count: partCount)
    capacity = 32
    known = .allocate(capacity: capacity * partCount)
    mask = 2 * capacity - 1
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: -1, count: mask + 1)
  }

  deinit {
    parts.deinitialize(count: partCount)
    parts.deallocate()
    codes.deallocate()
    known.deallocate()
    slots.deallocate()
  }

  private static var emptyVocabulary: Vocabulary {
    Vocabulary(limit: Int(Int32.max), texts: [CombinationTable.missing, CombinationTable.tooLong])
  }

  /// Begins a new table if this one has grown too long. Only between batches.
  mutating func renewIfLong() {
    guard table.count > Self.limit else { return }
    table = CombinationTable()
    for part in 0..<partCount {
      parts[part] = TextCodes(Self.emptyVocabulary)
      codes[part] = Self.missing
    }
    slots.update(repeating: -1, count: mask + 1)
  }

  /// The code of a part's text, which is remembered.
  func code(of text: UnsafeRawBufferPointer, part: Int) -> Int32 { Self.partCode(parts[part].code(of: text)) }

  /// The code of a part for a code of its texts, which may be `Vocabulary.missing` or `Vocabulary.overflow`.
  @inline(__always)
  static func partCode(_ code: Int32) -> Int32 {
    code >= 0 ? code : code == Vocabulary.missing ? missing : tooLong
  }

  /// The number of the combination whose codes are in ``codes``; a new one if it was not seen before.
  @inline(__always)
  mutating func number() -> UInt32 {
    var index = hash(codes) & mask
    while slots[index] >= 0 {
      let number = Int(slots[index])
      if isEqual(known + number * partCount) { return UInt32(number) }
      index = (index &+ 1) & mask
    }
    return enter()
  }

  @inline(__always)
  private func isEqual(_ other: UnsafeMutablePointer<Int32>) -> Bool {
    for part in 0..<partCount where codes[part] != other[part] { return false }
    return true
  }

  @inline(__always)
  private func hash(_ codes: UnsafeMutablePointer<Int32>) -> Int {
    var hash: UInt64 = 0
    for part in 0..<partCount {
      hash = (hash ^ UInt64(UInt32(bitPattern: codes[part]))) &* 0x9e37_79b9_7f4a_7c15
    }
    return Int(truncatingIfNeeded: (hash ^ (hash >> 29)) >> 8)
  }

  @inline(never)
  private mutating func enter() -> UInt32 {
    let number = table.count
    if number == capacity { grow() }
    let entry = known + number * partCount
    entry.initialize(from: codes, count: partCount)
    table.append((0..<partCount).map { parts[$0].vocabulary.texts[Int(codes[$0])] })
    place(number)
    return UInt32(number)
  }

  private func place(_ number: Int) {
    var index = hash(known + number * partCount) & mask
    while slots[index] >= 0 { index = (index &+ 1) & mask }
    slots[index] = Int32(number)
  }

  private mutating func grow() {
    let longer = UnsafeMutablePointer<Int32>.allocate(capacity: 2 * capacity * partCount)
    longer.initialize(from: known, count: capacity * partCount)
    known.deallocate()
    known = longer
    capacity *= 2
    slots.deallocate()
    mask = 2 * capacity - 1
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: -1, count: mask + 1)
    for number in 0..<table.count { place(number) }
  }
}
