import Records

extension RollingWindows {
  /// What has changed since ``checkpointIsSafe()`` was last called. Cost: the changes, and the open panes.
  package func checkpoint() -> WindowsCheckpoint {
    let pending = join.pending
    return WindowsCheckpoint(
      core: core(),
      traffic: changedTraffic.sorted().compactMap { pane in
        traffic[pane].map { .init(number: pane, bytes: Self.bytes($0)) }
      },
      firstTraffic: traffic.keys.min() ?? .max,
      labels: changedLabels.sorted().compactMap { pane in
        labelPanes[pane].map { parts in
          .init(number: pane, bytes: Self.bytes(parts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
        }
      },
      firstLabels: labelPanes.keys.min() ?? .max,
      pending: pending.changedChunks.sorted().compactMap { number in
        let index = number - pending.firstChunk
        guard pending.chunks.indices.contains(index) else { return nil }
        return .init(number: number, bytes: Self.bytes(pending.chunks[index]))
      },
      firstPending: pending.firstChunk)
  }

  /// The last checkpoint has been stored: the next one starts from it.
  package func checkpointIsSafe() {
    changedTraffic.removeAll()
    changedLabels.removeAll()
    join.forgetChanges()
  }

  /// Goes on from stored checkpoints. Only to be called before the first record.
  ///
  /// Throws if the state is damaged or does not fit the baseline's layout.
  package func restore(
    core: [UInt8], traffic trafficParts: [WindowsCheckpoint.Part], labels labelParts: [WindowsCheckpoint.Part],
    pending pendingParts: [WindowsCheckpoint.Part]
  ) throws(StateDamage) {
    var reader = StateReader(core)
    try restoreRegistry(&reader)
    for part in trafficParts {
      var reader = StateReader(part.bytes)
      traffic[part.number] = try parts(&reader, width: layout.trafficWidth)
    }
    for part in labelParts {
      var reader = StateReader(part.bytes)
      let counts = try parts(&reader, width: layout.labelWidth)
      labelPanes[part.number] = Dictionary(counts.map { ($0.part, $0.counts) }) { first, _ in first }
    }
    try restoreCore(&reader)
    try restorePending(pendingParts, &reader)
    guard reader.isAtEnd else { throw StateDamage() }
    rebuildSums()
  }

  // MARK: - Core

  private func core() -> [UInt8] {
    var writer = StateWriter()
    writer.write(registry.textsOfStratum) { writer, texts in writer.write(texts) { $0.write($1) } }
    writer.write(nextPane)
    writer.write(firstPane)
    writer.write(appeared.sorted()) { $0.write($1) }
    for value in counts.values { writer.write(value) }
    writer.write(agendas) { writer, agenda in
      writer.write(agenda.open) { writer, window in
        writer.write(window.end)
        writer.write(window.evaluatedAt ?? .nan)
      }
      writer.write(agenda.current?.end)
      writer.write(agenda.current?.isFinal ?? false)
    }
    writer.write(open.contents()) { writer, pane in
      writer.write(pane.key.arrival)
      writer.write(pane.key.pane)
      writer.write(pane.counts) { writer, entry in
        writer.write(entry.part)
        writer.write(entry.counts)
      }
    }
    writer.write(join.scheduled.sorted { $0.key < $1.key }) { writer, due in
      writer.write(due.key)
      writer.write(due.value) { writer, label in
        writer.write(label)
      }
    }
    writer.write(join.early.values.sorted { ($0.id.low, $0.id.high) < ($1.id.low, $1.id.high) }) { $0.write($1) }
    writer.write(join.lateArrivals.sorted { ($0.key.low, $0.key.high) < ($1.key.low, $1.key.high) }) { writer, late in
      writer.write(late.key)
      writer.write(late.value)
    }
    writer.write(join.pending.firstChunk)
    writer.write(join.pending.first)
    return writer.bytes
  }

  private func restoreRegistry(_ reader: inout StateReader) throws(StateDamage) {
    let strata = try reader.list { reader throws(StateDamage) in
      try reader.list { reader throws(StateDamage) in try reader.text() }
    }
    for texts in strata {
      guard texts.count == registry.dimensionNames.count + 1 else { throw StateDamage() }
      _ = registry.stratum(texts)
    }
  }

  private func restoreCore(_ reader: inout StateReader) throws(StateDamage) {
    nextPane = try reader.optionalInteger()
    firstPane = try reader.optionalInteger()
    appeared = Set(try reader.list { reader throws(StateDamage) in try reader.integer() })
    guard appeared.allSatisfy(registry.parts.indices.contains) else { throw StateDamage() }
    var values: [Int] = []
    for _ in counts.values { values.append(try reader.integer()) }
    counts.values = values
    guard try reader.count() == agendas.count else { throw StateDamage() }
    for index in agendas.indices {
      agendas[index].open = try reader.list { reader throws(StateDamage) in
        let end = try reader.integer()
        let evaluatedAt = try reader.double()
        return WindowAgenda.Open(end: end, evaluatedAt: evaluatedAt.isNaN ? nil : evaluatedAt)
      }
      let current = try reader.optionalInteger()
      let isFinal = try reader.boolean()
      agendas[index].current = current.map { WindowAgenda.Item(end: $0, isFinal: isFinal) }
    }
    for _ in 0..<(try reader.count()) {
      let key = OpenPanes.Key(arrival: try reader.integer(), pane: try reader.integer())
      for (part, counts) in try parts(&reader, width: layout.trafficWidth) {
        open.restore(key, part: part, counts: counts, partCount: registry.parts.count)
      }
    }
    var scheduled: [Int: [LabelJoin.Scheduled]] = [:]
    for _ in 0..<(try reader.count()) {
      let pane = try reader.integer()
      scheduled[pane] = try reader.list { reader throws(StateDamage) in try reader.label() }
    }
    let early = try reader.list { reader throws(StateDamage) in try reader.label() }
    var lateArrivals: [IdentifierHash: Int] = [:]
    for _ in 0..<(try reader.count()) {
      let id = try reader.identifier()
      lateArrivals[id] = try reader.integer()
    }
    join.restore(scheduled: scheduled, early: early, lateArrivals: lateArrivals)
  }

  // MARK: - Parts

  private static func bytes(_ parts: [(part: Int, counts: SparseCounts)]) -> [UInt8] {
    var writer = StateWriter()
    writer.write(parts) { writer, entry in
      writer.write(entry.part)
      writer.write(entry.counts)
    }
    return writer.bytes
  }

  private func parts(
    _ reader: inout StateReader, width: Int
  ) throws(StateDamage) -> [(part: Int, counts: SparseCounts)] {
    let known = registry.parts.count
    return try reader.list { reader throws(StateDamage) in
      let part = try reader.integer()
      guard part >= 0, part < known else { throw StateDamage() }
      return (part, try reader.sparseCounts(width: width))
    }
  }

  private static func bytes(_ entries: [PendingPredictions.Entry]) -> [UInt8] {
    var writer = StateWriter()
    writer.write(entries) { writer, entry in
      writer.write(entry.id)
      writer.writeFixed(entry.score.bitPattern)
      writer.write(Int(entry.pane))
      writer.write(Int(entry.stratumAndFlags))
    }
    return writer.bytes
  }

  private func restorePending(
    _ parts: [WindowsCheckpoint.Part], _ reader: inout StateReader
  ) throws(StateDamage) {
    let firstChunk = try reader.integer()
    let first = try reader.integer()
    let needed = parts.filter { $0.number >= firstChunk }.sorted { $0.number < $1.number }
    guard needed.enumerated().allSatisfy({ $1.number == firstChunk + $0 }) else { throw StateDamage() }
    let strata = registry.partsOfStratum.count
    var chunks: [[PendingPredictions.Entry]] = []
    for part in needed {
      var reader = StateReader(part.bytes)
      chunks.append(
        try reader.list { reader throws(StateDamage) in
          let id = try reader.identifier()
          let score = try reader.double()
          let pane = try reader.integer()
          let flags = UInt32(clamping: try reader.integer())
          guard Int(flags >> 3) < strata else { throw StateDamage() }
          return PendingPredictions.Entry(id: id, score: score, pane: Int32(clamping: pane), stratumAndFlags: flags)
        })
    }
    guard join.restorePending(chunks, firstChunk: firstChunk, first: first) else { throw StateDamage() }
    join.countWaiting(from: nextPane.map { $0 - horizonPanes } ?? .min)
  }

  /// The rolling sums follow from the panes.
  private func rebuildSums() {
    for (pane, parts) in labelPanes {
      for (part, counts) in parts where registry.parts[part].cell == 0 {
        totals[pane, default: (0, 0)].predictions += counts[CellLayout.predictions]
        totals[pane, default: (0, 0)].labelled += counts[CellLayout.labelled]
      }
    }
    guard let next = nextPane else { return }
    for window in plan.windows.indices {
      for pane in (next - plan.windows[window].paneCount)..<next {
        for (part, counts) in traffic[pane] ?? [] {
          trafficSums[window].add(counts, part: registry.parts[part], sign: 1, registry: registry)
        }
      }
      coverageWindows[window].advance(to: next, panes: labelPanes, registry: registry)
    }
  }
}

extension StateWriter {
  fileprivate mutating func write(_ label: LabelJoin.Scheduled) {
    write(label.time)
    write(label.known)
    write(label.id)
    write(label.isPositive)
  }

  fileprivate mutating func write(_ id: IdentifierHash) {
    writeFixed(id.low)
    writeFixed(id.high)
  }
}

extension StateReader {
  fileprivate mutating func label() throws(StateDamage) -> LabelJoin.Scheduled {
    LabelJoin.Scheduled(
      time: try signed(), known: try integer(), id: try identifier(), isPositive: try boolean())
  }

  fileprivate mutating func identifier() throws(StateDamage) -> IdentifierHash {
    IdentifierHash(low: try fixed(), high: try fixed())
  }
}
