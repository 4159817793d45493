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
///
/// Beside each entry there may be a *payload* of so many values as the log was made for; without one it costs nothing.
final class IdentifierLog<Entry: LoggedEntry> {
  static var chunkBits: Int { 12 }
  static var chunkSize: Int { 1 << chunkBits }

  /// Values in a payload, and how many at its beginning may change; the others stay as they came.
  let payloadWidth, changingWidth: Int

  // One thread at a time, and nothing calls back: checking each access would cost as much as some of them.
  @exclusivity(unchecked) private var chunks: [UnsafeMutablePointer<Entry>] = []
  /// The payloads of each chunk; empty if there are none.
  @exclusivity(unchecked) private var payloadChunks: [UnsafeMutablePointer<Double>] = []
  /// The number of the first of `chunks`; numbers count since the beginning.
  @exclusivity(unchecked) private(set) var firstChunk = 0
  @exclusivity(unchecked) private(set) var first = 0
  @exclusivity(unchecked) private(set) var end = 0
  /// Entries that are held but count no more.
  @exclusivity(unchecked) private(set) var goneCount = 0
  private let index = IdentifierIndex()
  @exclusivity(unchecked) private var looks: [UInt64] = []
  @exclusivity(unchecked) var progress = LogProgress()

  init(payloadWidth: Int = 0, changingWidth: Int = 0) {
    self.payloadWidth = payloadWidth
    self.changingWidth = min(changingWidth, payloadWidth)
  }

  deinit {
    for chunk in chunks { chunk.deallocate() }
    for chunk in payloadChunks { chunk.deallocate() }
  }

  /// Entries held, those that are gone too.
  var count: Int { end - first }
  /// Entries that count.
  var liveCount: Int { end - first - goneCount }
  var held: Range<Int> { first..<end }
  var chunkCount: Int { chunks.count }

  /// Bytes of an entry and its payload.
  var entryWidth: Int { MemoryLayout<Entry>.stride + payloadWidth * MemoryLayout<Double>.stride }

  /// Bytes held.
  var memory: Int { chunks.count * Self.chunkSize * entryWidth + index.memory }

  @inline(__always)
  private func pointer(_ position: Int) -> UnsafeMutablePointer<Entry> {
    chunks[position >> Self.chunkBits &- firstChunk] + (position & (Self.chunkSize - 1))
  }

  subscript(position: Int) -> Entry {
    @inline(__always) get { pointer(position).pointee }
  }

  var oldest: Entry? { first < end ? self[first] : nil }

  /// The payload of an entry that is held; stays where it is for as long as that.
  @inline(__always)
  func payload(_ position: Int) -> UnsafeMutableBufferPointer<Double> {
    guard payloadWidth > 0 else { return UnsafeMutableBufferPointer(start: nil, count: 0) }
    let chunk = payloadChunks[position >> Self.chunkBits &- firstChunk]
    return UnsafeMutableBufferPointer(
      start: chunk + (position & (Self.chunkSize - 1)) * payloadWidth, count: payloadWidth)
  }

  /// Whether the part of a payload that may change is as given; NaN is the same as NaN.
  @inline(__always)
  func hasPayload(_ values: Span<Double>, at position: Int) -> Bool {
    Self.areSame(payload(position), values, count: changingWidth)
  }

  /// Whether the first values of two payloads are the same; NaN is the same as NaN.
  @inline(__always)
  static func areSame(_ payload: UnsafeMutableBufferPointer<Double>, _ values: Span<Double>, count: Int) -> Bool {
    for index in 0..<min(count, values.count) {
      let (own, other) = (payload[index], values[index])
      guard own == other || own.isNaN && other.isNaN else { return false }
    }
    return true
  }

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

  /// - Parameters:
  ///   - payload: NaN stands in for values that are not there.
  ///   - start: where in the payload they stand; NaN before.
  ///   - place: that of its id.
  @inline(__always)
  func append(
    _ entry: Entry, payload values: Span<Double> = Span(), from start: Int = 0, at place: IdentifierIndex.Place
  ) {
    if place.position >= 0 { setState(EntryState.gone, at: place.position) }
    if end >> Self.chunkBits == firstChunk + chunks.count { addChunk() }
    pointer(end).initialize(to: entry)
    if payloadWidth > 0 {
      let payload = payload(end)
      for index in payload.indices {
        let isGiven = index >= start && index < start + values.count
        payload[index] = isGiven ? values[index - start] : .nan
      }
    }
    index.put(entry.id, at: place, position: end, held: first..<end)
    end += 1
  }

  private func addChunk() {
    chunks.append(.allocate(capacity: Self.chunkSize))
    if payloadWidth > 0 { payloadChunks.append(.allocate(capacity: Self.chunkSize * payloadWidth)) }
  }

  func setState(_ state: UInt8, at position: Int) {
    let entry = pointer(position)
    guard entry.pointee.state != state else { return }
    if state == EntryState.gone { goneCount += 1 }
    entry.pointee.state = state
    progress.note(position, state)
  }

  /// Sets the state and the part of the payload that may change.
  func set(_ state: UInt8, payload values: Span<Double>, at position: Int) {
    guard !hasPayload(values, at: position) else {
      setState(state, at: position)
      return
    }
    let payload = payload(position)
    for index in 0..<min(changingWidth, values.count) { payload[index] = values[index] }
    if state == EntryState.gone, pointer(position).pointee.state != state { goneCount += 1 }
    pointer(position).pointee.state = state
    progress.note(position, state)
  }

  /// Lets the oldest entry go and adds it anew.
  func renewOldest() {
    guard let oldest else { return }
    append(oldest, payload: payload(first).span, at: place(of: oldest.id))
    removeOldest()
  }

  /// Lets the oldest entry go.
  func removeOldest() {
    guard first < end else { return }
    if self[first].state == EntryState.gone { goneCount -= 1 }
    first += 1
    guard first & (Self.chunkSize - 1) == 0 else { return }
    chunks.removeFirst().deallocate()
    if payloadWidth > 0 { payloadChunks.removeFirst().deallocate() }
    firstChunk += 1
    index.tidy(held: held)
  }

  // MARK: - State

  /// Makes room for entries at these positions, whose values are then to be set. Only for an empty log.
  func makeRoom(for range: Range<Int>) {
    for chunk in chunks { chunk.deallocate() }
    for chunk in payloadChunks { chunk.deallocate() }
    chunks = []
    payloadChunks = []
    firstChunk = range.lowerBound >> Self.chunkBits
    first = range.lowerBound
    end = range.upperBound
    let last = range.isEmpty ? firstChunk - 1 : (end - 1) >> Self.chunkBits
    for _ in firstChunk..<last + 1 { addChunk() }
  }

  /// The entries at positions of one chunk as they are in memory, and their payloads. The range must not be empty.
  func memory(of range: Range<Int>) -> (entries: UnsafeMutableRawBufferPointer, payloads: UnsafeMutableRawBufferPointer)
  {
    let entries = UnsafeMutableRawBufferPointer(
      start: pointer(range.lowerBound), count: range.count * MemoryLayout<Entry>.stride)
    let payloads = UnsafeMutableRawBufferPointer(
      start: payload(range.lowerBound).baseAddress,
      count: range.count * payloadWidth * MemoryLayout<Double>.stride)
    return (entries, payloads)
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
