import Records

/// What an ``IdentifierLog`` keeps: values of fixed width, so that they are stored as they are.
protocol LoggedEntry {
  var id: IdentifierHash { get }
  /// Two bits, of which ``EntryState/gone`` says that the entry counts no more.
  var state: UInt8 { get set }
}

enum EntryState {
  static let gone: UInt8 = 3
}

/// Entries in the order in which they came, found by id; they leave at the front.
///
/// They stand in chunks under positions that count on for ever, so that nothing moves. What has changed since the last
/// checkpoint is known by position: see ``IdentifierLog/changes(as:into:)``. A class because it owns memory.
final class IdentifierLog<Entry: LoggedEntry> {
  static var chunkBits: Int { 12 }
  static var chunkSize: Int { 1 << chunkBits }

  // One thread at a time, and nothing calls back: checking each access would cost as much as some of them.
  @exclusivity(unchecked) private var chunks: [UnsafeMutablePointer<Entry>] = []
  /// The number of the first of `chunks`; numbers count since the beginning.
  @exclusivity(unchecked) private(set) var firstChunk = 0
  @exclusivity(unchecked) private(set) var first = 0
  @exclusivity(unchecked) private(set) var end = 0
  /// Entries that are held but count no more.
  @exclusivity(unchecked) private(set) var goneCount = 0
  private let index = IdentifierIndex()
  @exclusivity(unchecked) private var looks: [UInt64] = []
  @exclusivity(unchecked) var progress = LogProgress()

  deinit {
    for chunk in chunks { chunk.deallocate() }
  }

  /// Entries held, those that are gone too.
  var count: Int { end - first }
  /// Entries that count.
  var liveCount: Int { end - first - goneCount }
  var held: Range<Int> { first..<end }
  var chunkCount: Int { chunks.count }

  /// Bytes held.
  var memory: Int { chunks.count * Self.chunkSize * MemoryLayout<Entry>.stride + index.memory }

  @inline(__always)
  private func pointer(_ position: Int) -> UnsafeMutablePointer<Entry> {
    chunks[position >> Self.chunkBits &- firstChunk] + (position & (Self.chunkSize - 1))
  }

  subscript(position: Int) -> Entry {
    @inline(__always) get { pointer(position).pointee }
  }

  var oldest: Entry? { first < end ? self[first] : nil }

  // MARK: - Finding

  /// Where an id is or would go; holds until the next change of the log.
  @inline(__always)
  func place(of id: IdentifierHash) -> IdentifierIndex.Place {
    index.place(of: id, held: held) { pointer($0).pointee.id.equals(id) }
  }

  /// The position at a place if its entry counts.
  @inline(__always)
  func position(at place: IdentifierIndex.Place) -> Int? {
    place.position >= 0 && self[place.position].state != EntryState.gone ? place.position : nil
  }

  @inline(__always)
  func position(of id: IdentifierHash) -> Int? { position(at: place(of: id)) }

  /// Looks for many ids at once, −1 for those that are not there. Each step is taken for all of them before the next, so
  /// that the memory accesses of one do not wait for those of another; some hundred at a time are best.
  @inline(__always)
  func find(_ count: Int, id: (Int) -> IdentifierHash, into positions: UnsafeMutablePointer<Int>) {
    if looks.count < count { looks = Array(repeating: 0, count: count) }
    let held = self.held
    looks.withUnsafeMutableBufferPointer { looks in
      for i in 0..<count { looks[i] = index.firstValue(for: id(i)) }
      for i in 0..<count {
        // Mostly an id is where its search begins, or that place is free.
        positions[i] =
          looks[i] == 0 ? -1 : index.candidate(looks[i], for: id(i), in: held) ?? place(of: id(i)).position
      }
    }
    for i in 0..<count where positions[i] >= 0 {
      let entry = pointer(positions[i])
      if !entry.pointee.id.equals(id(i)) {
        positions[i] = position(of: id(i)) ?? -1
      } else if entry.pointee.state == EntryState.gone {
        positions[i] = -1
      }
    }
  }

  /// Brings to the processor's caches what looking for these ids one by one will need.
  func expect(_ ids: [IdentifierHash]) {
    if looks.count < ids.count { looks = Array(repeating: 0, count: ids.count) }
    for i in ids.indices { looks[i] = index.firstValue(for: ids[i]) }
  }

  // MARK: - Changing

  /// Adds an entry in place of one of the same id, if there is one.
  func append(_ entry: Entry) { append(entry, at: place(of: entry.id)) }

  /// - Parameter place: that of its id.
  func append(_ entry: Entry, at place: IdentifierIndex.Place) {
    if place.position >= 0 { setState(EntryState.gone, at: place.position) }
    if end >> Self.chunkBits == firstChunk + chunks.count { chunks.append(.allocate(capacity: Self.chunkSize)) }
    pointer(end).initialize(to: entry)
    index.put(entry.id, at: place, position: end, held: first..<end)
    end += 1
  }

  func setState(_ state: UInt8, at position: Int) {
    let entry = pointer(position)
    guard entry.pointee.state != state else { return }
    if state == EntryState.gone { goneCount += 1 }
    entry.pointee.state = state
    progress.note(position, state)
  }

  /// Lets the oldest entry go.
  func removeOldest() {
    guard first < end else { return }
    if self[first].state == EntryState.gone { goneCount -= 1 }
    first += 1
    guard first & (Self.chunkSize - 1) == 0 else { return }
    chunks.removeFirst().deallocate()
    firstChunk += 1
    index.tidy(held: held)
  }

  // MARK: - State

  /// The entries of a chunk that are held, as they are in memory, behind the position of the first and their number.
  func bytes(ofChunk number: Int) -> [UInt8]? {
    let start = number << Self.chunkBits
    let range = max(first, start)..<min(end, start + Self.chunkSize)
    return range.isEmpty || number < firstChunk ? nil : bytes(of: range, changes: [])
  }

  /// Entries of one chunk and changes of any, in full width.
  func bytes(of range: Range<Int>, changes: [UInt64]) -> [UInt8] {
    let width = MemoryLayout<Entry>.stride
    let size = 24 + range.count * width + changes.count * 8
    return [UInt8](unsafeUninitializedCapacity: size) { bytes, count in
      let raw = UnsafeMutableRawBufferPointer(bytes)
      raw.storeBytes(of: UInt64(range.lowerBound).littleEndian, toByteOffset: 0, as: UInt64.self)
      raw.storeBytes(of: UInt64(range.count).littleEndian, toByteOffset: 8, as: UInt64.self)
      raw.storeBytes(of: UInt64(changes.count).littleEndian, toByteOffset: 16, as: UInt64.self)
      if !range.isEmpty {
        UnsafeMutableRawBufferPointer(rebasing: raw[24..<24 + range.count * width])
          .copyMemory(from: UnsafeRawBufferPointer(start: pointer(range.lowerBound), count: range.count * width))
      }
      changes.withUnsafeBytes { changes in
        UnsafeMutableRawBufferPointer(rebasing: raw[(24 + range.count * width)...]).copyMemory(from: changes)
      }
      count = size
    }
  }

  /// Makes room for entries at these positions, whose values are then to be set. Only for an empty log.
  func makeRoom(for range: Range<Int>) {
    for chunk in chunks { chunk.deallocate() }
    firstChunk = range.lowerBound >> Self.chunkBits
    first = range.lowerBound
    end = range.upperBound
    let last = range.isEmpty ? firstChunk - 1 : (end - 1) >> Self.chunkBits
    chunks = (firstChunk..<last + 1).map { _ in .allocate(capacity: Self.chunkSize) }
  }

  /// Where entries of one chunk go when they are read back.
  func memory(of range: Range<Int>) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(
      start: pointer(range.lowerBound), count: range.count * MemoryLayout<Entry>.stride)
  }

  func restoreState(_ state: UInt8, at position: Int) { pointer(position).pointee.state = state }

  /// Builds the index of what was read back. False if an entry is not valid.
  func buildIndex(isValid: (Entry) -> Bool) -> Bool {
    var areValid = true
    index.reserve { count in
      for position in held {
        let entry = pointer(position).pointee
        areValid = areValid && isValid(entry)
        if entry.state != EntryState.gone { count(entry.id) } else { goneCount += 1 }
      }
    }
    guard areValid else { return false }
    for position in held {
      let entry = self[position]
      if entry.state != EntryState.gone { index.add(entry.id, position: position) }
    }
    return true
  }
}

extension IdentifierHash {
  @inline(__always)
  fileprivate func equals(_ other: IdentifierHash) -> Bool { low == other.low && high == other.high }
}
