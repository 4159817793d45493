import Records

extension LabelJoin {
  /// Predictions in a part of schema 1, but for the last one.
  private static var version1ChunkSize: Int { 1 << 14 }

  /// Takes up what a store of schema 1 kept, as if it had just come in. Only before the first record.
  ///
  /// - Parameters:
  ///   - parts: predictions, in order of their numbers.
  ///   - reader: stands at the labels that were not in effect.
  ///   - strata: how many there are.
  ///   - firstWaiting: what waits for its label since an earlier pane has been counted as expired.
  func restoreVersion1(
    _ parts: [PartChange], _ reader: inout StateReader, strata: Int, firstWaiting: Int
  ) throws(StateDamage) {
    for _ in 0..<(try reader.count()) {
      let pane = try reader.integer()
      for _ in 0..<(try reader.count()) { scheduled.append(try reader.labelVersion1(), to: pane) }
    }
    var labels: [HeldLabel] = []
    for _ in 0..<(try reader.count()) { labels.append(try reader.labelVersion1()) }
    // They were in order of their ids; the oldest leave first.
    labels.sort { ($0.known, $0.time, $0.id.low, $0.id.high) < ($1.known, $1.time, $1.id.low, $1.id.high) }
    for label in labels { try restoreEarly(label) }
    var arrivals: [IdentifierHash: Int] = [:]
    for _ in 0..<(try reader.count()) {
      let id = try reader.identifierVersion1()
      let arrival = try reader.integer()
      guard arrival.magnitude < 1 << 38 else { throw StateDamage() }
      arrivals[id] = arrival
    }
    let entries = try Self.predictionsVersion1(parts, &reader)
    // Behind all parts that there were, so that none of them is kept.
    let start = ((parts.last?.number ?? -1) + 1) << PendingPredictions.chunkBits
    pending.makeRoom(for: start..<start)
    for entry in entries {
      guard Int(entry.stratum) < strata else { throw StateDamage() }
      let place = pending.place(of: entry.id)
      guard pending.position(at: place) == nil else { throw StateDamage() }
      pending.append(entry, at: place)
      if let arrival = arrivals[entry.id] { noteLate(pending.end - 1, arrival: arrival) }
      if entry.label == .waiting, entry.pane >= firstWaiting { waiting.add(1, to: entry.pane) }
    }
  }

  private func restoreEarly(_ label: HeldLabel) throws(StateDamage) {
    let place = early.place(of: label.id)
    guard early.position(at: place) == nil else { throw StateDamage() }
    early.append(label, at: place)
    if label.known < .max { earlyTally.add(1, to: label.known) }
  }

  /// The predictions that were held, oldest first.
  private static func predictionsVersion1(
    _ parts: [PartChange], _ reader: inout StateReader
  ) throws(StateDamage) -> [PendingPrediction] {
    let firstChunk = try reader.integer()
    let first = try reader.integer()
    let numbers = 0..<1 << 40
    guard numbers.contains(firstChunk), parts.allSatisfy({ numbers.contains($0.number) }) else { throw StateDamage() }
    let chunks = parts.filter { $0.number >= firstChunk }
    var entries: [PendingPrediction] = []
    for (index, chunk) in chunks.enumerated() {
      var reader = StateReader(chunk.bytes)
      let count = try reader.count()
      let fits = index == chunks.count - 1 ? count <= version1ChunkSize : count == version1ChunkSize
      guard chunk.number == firstChunk + index, fits else { throw StateDamage() }
      for _ in 0..<count { entries.append(try reader.predictionVersion1()) }
      guard reader.isAtEnd else { throw StateDamage() }
    }
    let gone = first - firstChunk * version1ChunkSize
    guard first >= 0, gone >= 0, gone <= entries.count else { throw StateDamage() }
    entries.removeFirst(gone)
    return entries
  }
}

extension StateReader {
  fileprivate mutating func labelVersion1() throws(StateDamage) -> HeldLabel {
    let time = try signed()
    let known = try integer()
    let id = try identifierVersion1()
    return HeldLabel(id: id, time: time, known: known, isPositive: try boolean())
  }

  fileprivate mutating func predictionVersion1() throws(StateDamage) -> PendingPrediction {
    let id = try identifierVersion1()
    let score = try double()
    let pane = try integer()
    // The stratum, whether it was served as positive, and the state of its label.
    guard let flags = UInt32(exactly: try integer()),
      let label = PendingPrediction.LabelState(rawValue: UInt8(flags & 3))
    else { throw StateDamage() }
    return PendingPrediction(
      id: id, score: score, pane: pane, stratum: flags >> 3, servedPositive: flags & 4 != 0, label: label)
  }

  fileprivate mutating func identifierVersion1() throws(StateDamage) -> IdentifierHash {
    IdentifierHash(low: try fixed(), high: try fixed())
  }
}
