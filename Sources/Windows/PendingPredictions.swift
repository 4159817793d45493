import Records

/// The predictions that may still get a label (or another one), found by id.
///
/// Entries stand in chunks in order of arrival and leave at the front, so that the table neither moves nor doubles as
/// a whole; an open-addressing index of 32-bit positions finds them. About 46 bytes an entry at the usual load.
struct PendingPredictions {
  enum LabelState: UInt8 {
    case waiting = 0
    case negative = 1
    case positive = 2
  }

  struct Entry {
    var id: IdentifierHash
    /// NaN if there was none.
    var score: Double
    var pane: Int32
    var stratumAndFlags: UInt32

    init(id: IdentifierHash, score: Double, pane: Int, stratum: UInt32, servedPositive: Bool, label: LabelState) {
      self.id = id
      self.score = score
      self.pane = Int32(clamping: pane)
      stratumAndFlags = stratum << 3 | (servedPositive ? 4 : 0) | UInt32(label.rawValue)
    }

    init(id: IdentifierHash, score: Double, pane: Int32, stratumAndFlags: UInt32) {
      self.id = id
      self.score = score
      self.pane = pane
      self.stratumAndFlags = stratumAndFlags
    }

    var stratum: UInt32 { stratumAndFlags >> 3 }
    var servedPositive: Bool { stratumAndFlags & 4 != 0 }
    var label: LabelState {
      get { LabelState(rawValue: UInt8(stratumAndFlags & 3)) ?? .waiting }
      set { stratumAndFlags = stratumAndFlags & ~3 | UInt32(newValue.rawValue) }
    }
  }

  static let chunkSize = 1 << 14
  private(set) var chunks: [[Entry]] = []
  /// Position of the first entry of `chunks[0]`; positions count entries since the beginning.
  private var base = 0
  private(set) var first = 0
  private var end = 0
  /// Chunks, by number since the beginning, that have changed since the last checkpoint.
  private(set) var changedChunks: Set<Int> = []
  /// Position + 1, truncated; 0 is free.
  private var slots = [UInt32](repeating: 0, count: 1 << 10)

  /// Entries held, labelled ones too.
  var count: Int { end - first }

  /// Bytes held, for the record.
  var memory: Int { chunks.count * Self.chunkSize * MemoryLayout<Entry>.stride + slots.count * 4 }

  subscript(position: Int) -> Entry {
    get { chunks[(position - base) / Self.chunkSize][(position - base) % Self.chunkSize] }
    set {
      chunks[(position - base) / Self.chunkSize][(position - base) % Self.chunkSize] = newValue
      changedChunks.insert(position / Self.chunkSize)
    }
  }

  func position(of id: IdentifierHash) -> Int? {
    let slot = self.slot(of: id)
    return slots[slot] == 0 ? nil : position(inSlot: slot)
  }

  /// - Precondition: the id is not in the table.
  mutating func append(_ entry: Entry) {
    if (count + 1) * 5 > slots.count * 4 { grow() }
    if chunks.isEmpty || end - base == chunks.count * Self.chunkSize {
      var chunk: [Entry] = []
      chunk.reserveCapacity(Self.chunkSize)
      chunks.append(chunk)
    }
    let slot = self.slot(of: entry.id)
    chunks[chunks.count - 1].append(entry)
    changedChunks.insert(end / Self.chunkSize)
    slots[slot] = UInt32(truncatingIfNeeded: end + 1)
    end += 1
  }

  /// Positions of the entries held, oldest first.
  var positions: Range<Int> { first..<end }

  var oldest: Entry? { first < end ? self[first] : nil }

  /// Lets the oldest entry go.
  mutating func removeOldest() {
    guard first < end else { return }
    clear(slot(of: self[first].id))
    first += 1
    if first - base == Self.chunkSize {
      chunks.removeFirst()
      changedChunks.remove(base / Self.chunkSize)
      base = first
    }
  }

  /// The number of the oldest chunk that is held.
  var firstChunk: Int { base / Self.chunkSize }

  /// What has changed is safe.
  mutating func forgetChanges() { changedChunks.removeAll() }

  /// Puts back chunks in order, from number `firstChunk` on, of which the entries before position `first` are gone.
  /// False if they do not fit together.
  mutating func restore(_ restored: [[Entry]], firstChunk: Int, first: Int) -> Bool {
    let filled = restored.dropLast().allSatisfy { $0.count == Self.chunkSize }
    let total = restored.reduce(0) { $0 + $1.count }
    base = firstChunk * Self.chunkSize
    guard filled, (restored.last?.count ?? 0) <= Self.chunkSize, first >= base, first <= base + total else {
      return false
    }
    chunks = restored.map { entries in
      var chunk: [Entry] = []
      chunk.reserveCapacity(Self.chunkSize)
      return chunk + entries
    }
    self.first = first
    end = base + total
    while count * 5 > slots.count * 4 { slots.append(contentsOf: slots) }
    slots = [UInt32](repeating: 0, count: slots.count)
    for position in first..<end { slots[slot(of: self[position].id)] = UInt32(truncatingIfNeeded: position + 1) }
    return true
  }

  private func home(_ id: IdentifierHash) -> Int { Int(truncatingIfNeeded: id.low) & (slots.count - 1) }

  /// The slot that holds the id, or the free one where it would go.
  private func slot(of id: IdentifierHash) -> Int {
    let mask = slots.count - 1
    var slot = home(id)
    while slots[slot] != 0, self[position(inSlot: slot)].id != id { slot = (slot + 1) & mask }
    return slot
  }

  /// The position whose low 32 bits the slot holds: less than 2³² entries are held at a time.
  private func position(inSlot slot: Int) -> Int {
    first + Int(slots[slot] &- UInt32(truncatingIfNeeded: first + 1))
  }

  /// Frees a slot and moves those behind it back, so that no search is cut short (Knuth, TAOCP 3, 6.4, algorithm R).
  private mutating func clear(_ freed: Int) {
    let mask = slots.count - 1
    var hole = freed
    var slot = freed
    slots[hole] = 0
    while true {
      slot = (slot + 1) & mask
      guard slots[slot] != 0 else { return }
      let distance = (slot - home(self[position(inSlot: slot)].id)) & mask
      guard distance >= (slot - hole) & mask else { continue }
      slots[hole] = slots[slot]
      slots[slot] = 0
      hole = slot
    }
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    for position in first..<end {
      slots[slot(of: self[position].id)] = UInt32(truncatingIfNeeded: position + 1)
    }
  }
}
