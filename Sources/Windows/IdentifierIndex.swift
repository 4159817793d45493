import Records

/// Finds the positions of entries by their id: open addressing with linear probing.
///
/// The table is cut into segments by the id's highest bits. Each grows and shrinks on its own, so that there is never
/// a moment at which all of it moves or is held twice. Ids are hashes already and serve as such. A slot holds 32 bits of
/// the id and 31 of the position, so that looking for an id that is not there hardly ever touches an entry, and a segment
/// is made anew from its slots alone. Entries that have left need no removal: a position that is no longer held counts
/// for nothing, and goes when its segment is made anew.
///
/// Cost: 8 bytes a slot at a load between 0.58 and 0.75, so at most 13.8 bytes an entry.
final class IdentifierIndex {
  /// Where an id is, or would go.
  struct Place {
    fileprivate(set) var segment: Int
    fileprivate(set) var slot: Int
    /// −1 if it is not there.
    fileprivate(set) var position: Int
  }

  private struct Segment {
    /// The id's low half in the high bits, then a bit that is always set, then the position's low bits; 0 is free.
    var slots: UnsafeMutablePointer<UInt64>
    var capacity: Int
    /// Slots that are not free.
    var used: Int
  }

  private static let segmentCount = 1 << 10
  private static let smallest = 8
  private static let isUsed: UInt64 = 1 << 31
  private static let positionMask = (1 << 31) - 1
  /// Entries that can be held at a time.
  static let limit = 1 << 30

  private let segments: UnsafeMutablePointer<Segment>
  private var nextToTidy = 0
  @exclusivity(unchecked) private(set) var slotCount = 0

  init() {
    segments = .allocate(capacity: Self.segmentCount)
    for index in 0..<Self.segmentCount {
      (segments + index).initialize(to: Self.segment(capacity: Self.smallest))
    }
    slotCount = Self.segmentCount * Self.smallest
  }

  deinit {
    for index in 0..<Self.segmentCount { segments[index].slots.deallocate() }
    segments.deallocate()
  }

  /// Bytes held.
  var memory: Int { slotCount * 8 + Self.segmentCount * MemoryLayout<Segment>.stride }

  private static func segment(capacity: Int) -> Segment {
    let slots = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
    slots.initialize(repeating: 0, count: capacity)
    return Segment(slots: slots, capacity: capacity, used: 0)
  }

  @inline(__always)
  private static func number(of id: IdentifierHash) -> Int { Int(truncatingIfNeeded: id.low >> 54) }

  @inline(__always)
  private static func home(_ tag: UInt64, _ capacity: Int) -> Int {
    Int(truncatingIfNeeded: (tag &* UInt64(truncatingIfNeeded: capacity)) >> 32)
  }

  @inline(__always)
  private static func tag(of id: IdentifierHash) -> UInt64 { id.low & 0xFFFF_FFFF }

  @inline(__always)
  private static func position(_ value: UInt64, first: Int) -> Int {
    first &+ ((Int(truncatingIfNeeded: value) &- first) & positionMask)
  }

  /// What stands in the slot where the search for an id begins.
  @inline(__always)
  func firstValue(for id: IdentifierHash) -> UInt64 {
    let segment = segments[Self.number(of: id)]
    return segment.slots[Self.home(Self.tag(of: id), segment.capacity)]
  }

  /// The position that a slot's value stands for if it is for this id, as far as can be told from the slot.
  @inline(__always)
  func candidate(_ value: UInt64, for id: IdentifierHash, in held: Range<Int>) -> Int? {
    guard value != 0, value >> 32 == Self.tag(of: id) else { return nil }
    let position = Self.position(value, first: held.lowerBound)
    return position < held.upperBound ? position : nil
  }

  /// Looks for an id. A place holds until the next call of ``put(_:at:position:held:)`` or ``tidy(held:)``.
  ///
  /// - Parameters:
  ///   - held: the positions of the entries that are held.
  ///   - isAt: whether the entry at a position has the id.
  @inline(__always)
  func place(of id: IdentifierHash, held: Range<Int>, isAt: (Int) -> Bool) -> Place {
    let number = Self.number(of: id)
    let segment = segments[number]
    let tag = Self.tag(of: id)
    var slot = Self.home(tag, segment.capacity)
    while true {
      let value = segment.slots[slot]
      if value == 0 { return Place(segment: number, slot: slot, position: -1) }
      if value >> 32 == tag {
        let position = Self.position(value, first: held.lowerBound)
        if position < held.upperBound, isAt(position) { return Place(segment: number, slot: slot, position: position) }
      }
      slot += 1
      if slot == segment.capacity { slot = 0 }
    }
  }

  /// Notes where an id is from now on.
  func put(_ id: IdentifierHash, at place: Place, position: Int, held: Range<Int>) {
    let value = Self.tag(of: id) << 32 | Self.isUsed | UInt64(truncatingIfNeeded: position & Self.positionMask)
    guard place.position < 0 else {
      segments[place.segment].slots[place.slot] = value
      return
    }
    guard (segments[place.segment].used + 1) * 4 > segments[place.segment].capacity * 3 else {
      segments[place.segment].slots[place.slot] = value
      segments[place.segment].used += 1
      return
    }
    remake(place.segment, held: held)
    insert(value, into: place.segment)
  }

  private func insert(_ value: UInt64, into number: Int) {
    let segment = segments[number]
    var slot = Self.home(value >> 32, segment.capacity)
    while segment.slots[slot] != 0 {
      slot += 1
      if slot == segment.capacity { slot = 0 }
    }
    segment.slots[slot] = value
    segments[number].used += 1
  }

  private static func capacity(for count: Int) -> Int { max(smallest, count * 100 / 58 + 1) }

  /// Makes a segment anew in the size that suits what it holds and one more.
  private func remake(_ number: Int, held: Range<Int>) {
    let old = segments[number]
    func isHeld(_ value: UInt64) -> Bool {
      value != 0 && Self.position(value, first: held.lowerBound) < held.upperBound
    }
    var count = 0
    for slot in 0..<old.capacity where isHeld(old.slots[slot]) { count += 1 }
    segments[number] = Self.segment(capacity: Self.capacity(for: count + 1))
    slotCount += segments[number].capacity - old.capacity
    for slot in 0..<old.capacity where isHeld(old.slots[slot]) { insert(old.slots[slot], into: number) }
    old.slots.deallocate()
  }

  /// Makes the next few segments anew, more of them if there is far too much room. To be called with every few thousand
  /// entries that leave, so that memory is given back and the positions of entries long gone are not taken for those of
  /// others once the positions' low bits come round.
  func tidy(held: Range<Int>) {
    for _ in 0..<(slotCount > 3 * held.count ? 16 : 2) {
      remake(nextToTidy, held: held)
      nextToTidy = (nextToTidy + 1) % Self.segmentCount
    }
  }

  /// Makes room for ids whose numbers per segment are known; to be called on an empty index.
  func reserve(_ ids: (_ count: (IdentifierHash) -> Void) -> Void) {
    var counts = [Int](repeating: 0, count: Self.segmentCount)
    ids { counts[Self.number(of: $0)] += 1 }
    for (number, count) in counts.enumerated() {
      slotCount -= segments[number].capacity
      segments[number].slots.deallocate()
      segments[number] = Self.segment(capacity: Self.capacity(for: count + 1))
      slotCount += segments[number].capacity
    }
  }

  /// Adds an id that is not there, for which room was made.
  @inline(__always)
  func add(_ id: IdentifierHash, position: Int) {
    insert(
      Self.tag(of: id) << 32 | Self.isUsed | UInt64(truncatingIfNeeded: position & Self.positionMask),
      into: Self.number(of: id))
  }
}
