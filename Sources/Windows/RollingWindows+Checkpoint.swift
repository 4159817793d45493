import Records

extension RollingWindows {
  /// What has changed since ``checkpointIsSafe()`` was last called. Cost: the changes, and the open panes.
  ///
  /// If it cannot be stored, the next one has it all again; what is read in between does no harm.
  package func checkpoint() -> WindowsCheckpoint {
    var changes = PartChanges()
    changedTraffic.formUnion(storingTraffic)
    storingTraffic = changedTraffic
    changedTraffic = []
    for pane in storingTraffic.sorted() {
      guard let parts = traffic[pane] else { continue }
      changes.parts.append(PartChange(kind: "traffic", number: pane, bytes: Self.bytes(parts)))
    }
    changes.firstKept.append(("traffic", traffic.keys.min() ?? .max))
    labelPanes.changes(as: "labels", into: &changes)
    join.changes(into: &changes)
    return WindowsCheckpoint(core: core(), changes: changes)
  }

  /// The last checkpoint has been stored: the next one starts from it.
  package func checkpointIsSafe() {
    storingTraffic = []
    departed = []
    labelPanes.changesAreSafe()
    join.changesAreSafe()
  }

  /// Goes on from stored checkpoints. Only to be called before the first record.
  ///
  /// Throws if the state is damaged or does not fit the baseline's layout.
  ///
  /// - Parameter stored: every part that was stored and not deleted, of whatever kind.
  package func restore(core: [UInt8], parts stored: [PartChange]) throws(StateDamage) {
    let stored = StoredParts(stored)
    var reader = StateReader(core)
    try restoreRegistry(&reader)
    try restoreTraffic(stored["traffic"])
    try labelPanes.restore(stored["labels"], partCount: registry.parts.count, width: layout.labelWidth)
    try restoreCore(&reader)
    try join.restore(stored, &reader, strata: registry.partsOfStratum.count)
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
    rejected.write(to: &writer)
    writer.write(unplacedRejected)
    join.write(to: &writer)
    return writer.bytes
  }

  private func restoreRegistry(_ reader: inout StateReader) throws(StateDamage) {
    let strata = try reader.list { reader throws(StateDamage) in
      try reader.list { reader throws(StateDamage) in try reader.text() }
    }
    for (index, texts) in strata.enumerated() {
      guard texts.count == registry.dimensionNames.count + 1, registry.stratum(texts) == index else {
        throw StateDamage()
      }
    }
  }

  private func restoreTraffic(_ stored: [PartChange]) throws(StateDamage) {
    for part in stored { traffic[part.number] = try parts(part, width: layout.trafficWidth) }
  }

  private func restoreCore(_ reader: inout StateReader) throws(StateDamage) {
    nextPane = try reader.boolean() ? try pane(&reader) : nil
    firstPane = try reader.boolean() ? try pane(&reader) : nil
    restoredFrom = nextPane.map { $0 - (plan.windows.map(\.paneCount).max() ?? 1) } ?? .min
    appeared = Set(try reader.list { reader throws(StateDamage) in try reader.integer() })
    guard appeared.allSatisfy(registry.parts.indices.contains) else { throw StateDamage() }
    var values: [Int] = []
    for _ in counts.values { values.append(try reader.integer()) }
    counts.values = values
    guard try reader.count() == agendas.count else { throw StateDamage() }
    for index in agendas.indices {
      agendas[index].open = try reader.list { reader throws(StateDamage) in
        let end = try pane(&reader)
        let evaluatedAt = try reader.double()
        return WindowAgenda.Open(end: end, evaluatedAt: evaluatedAt.isNaN ? nil : evaluatedAt)
      }
      let current = try reader.boolean() ? try pane(&reader) : nil
      let isFinal = try reader.boolean()
      agendas[index].current = current.map { WindowAgenda.Item(end: $0, isFinal: isFinal) }
    }
    for _ in 0..<(try reader.count()) {
      let key = OpenPanes.Key(arrival: try pane(&reader), pane: try pane(&reader))
      for (part, counts) in try parts(&reader, width: layout.trafficWidth) {
        open.restore(key, part: part, counts: counts, partCount: registry.parts.count)
      }
    }
    rejected = try PaneTally(&reader)
    unplacedRejected = try reader.integer()
    guard (0..<1 << 40).contains(unplacedRejected) else { throw StateDamage() }
  }

  /// The number of a pane whose start is an instant.
  private func pane(_ reader: inout StateReader) throws(StateDamage) -> Int {
    let pane = try reader.integer()
    guard pane.magnitude <= UInt(min(Int64.max / max(1, plan.pane.microseconds), 1 << 60)) else { throw StateDamage() }
    return pane
  }

  // MARK: - Parts

  static func bytes(_ parts: [(part: Int, counts: SparseCounts)]) -> [UInt8] {
    var writer = StateWriter()
    writer.write(parts) { writer, entry in
      writer.write(entry.part)
      writer.write(entry.counts)
    }
    return writer.bytes
  }

  private func parts(_ stored: PartChange, width: Int) throws(StateDamage) -> [(part: Int, counts: SparseCounts)] {
    var reader = StateReader(stored.bytes)
    let parts = try parts(&reader, width: width)
    guard reader.isAtEnd else { throw StateDamage() }
    return parts
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

  /// The rolling sums follow from the panes.
  private func rebuildSums() {
    for pane in labelPanes.held {
      labelPanes.forEachPart(of: pane) { part, counts in
        guard registry.parts[part].cell == 0 else { return }
        totals[pane, default: (0, 0)].predictions += counts[CellLayout.predictions]
        totals[pane, default: (0, 0)].labelled += counts[CellLayout.labelled]
      }
    }
    for (pane, parts) in traffic {
      for (part, _) in parts { note(rowsOf: part, in: pane) }
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
