import Records

/// Panes that still take rows, as dense rows of integers.
///
/// A pane is known by the slice of time that its rows belong to and by the one in which they arrived: for rows in time
/// the two are the same, for late ones arrival is later. When the engine passes an arrival, all that arrived in it is
/// closed together, so that what is read first never matters. A class because it owns memory.
final class OpenPanes {
  struct Key: Hashable, Comparable {
    /// When the rows count as known.
    var arrival: Int
    /// The slice of event time that they belong to.
    var pane: Int

    static func < (a: Key, b: Key) -> Bool { (a.arrival, a.pane) < (b.arrival, b.pane) }
  }

  private let layout: CellLayout
  private var counter: TrafficCounter
  /// Per pane the dense rows, one per part of the registry; `nil` where the part has no rows.
  private var panes: [Key: [UnsafeMutablePointer<Int64>?]] = [:]
  private let free = DenseRows()

  init(layout: CellLayout) {
    self.layout = layout
    counter = TrafficCounter(layout: layout)
  }

  var keys: [Key] { panes.keys.sorted() }

  var firstArrival: Int? { panes.keys.min()?.arrival }

  /// Counts rows of a batch: row `rows[i]` into the pane `keys[i]` and the parts `parts(i)`.
  func count(_ batch: RecordBatch, rows: [Int], keys: [Key], strata: [UInt32], registry: CellRegistry) {
    var targets: [Int] = []
    var destinations: [UnsafeMutablePointer<Int64>] = []
    targets.reserveCapacity(rows.count)
    destinations.reserveCapacity(rows.count * registry.plan.segments.count)
    for (index, row) in rows.enumerated() {
      targets.append(destinations.count)
      let key = keys[index]
      for part in registry.partsOfStratum[Int(strata[row])] {
        destinations.append(dense(key, part: part, partCount: registry.parts.count))
      }
    }
    counter.count(batch, rows: rows, targets: targets, destinations: destinations)
  }

  private func dense(_ key: Key, part: Int, partCount: Int) -> UnsafeMutablePointer<Int64> {
    if let known = panes[key], part < known.count, let row = known[part] { return row }
    let row = free.take(width: layout.trafficWidth)
    var rows = panes.removeValue(forKey: key) ?? []
    if rows.count < partCount { rows.append(contentsOf: repeatElement(nil, count: partCount - rows.count)) }
    rows[part] = row
    panes[key] = rows
    return row
  }

  /// Takes out all panes that arrived up to `arrival`, in order of time.
  func close(through arrival: Int) -> [(key: Key, counts: [(part: Int, counts: SparseCounts)])] {
    panes.keys.filter { $0.arrival <= arrival }.sorted().map { key in
      let rows = panes.removeValue(forKey: key) ?? []
      return (key, release(rows))
    }
  }

  /// What is in the open panes now, for a checkpoint.
  func contents() -> [(key: Key, counts: [(part: Int, counts: SparseCounts)])] {
    panes.keys.sorted().map { key in
      let counts = (panes[key] ?? []).enumerated().compactMap { part, row in
        row.map { (part, SparseCounts(UnsafeBufferPointer(start: $0, count: layout.trafficWidth))) }
      }
      return (key, counts)
    }
  }

  /// Puts back what ``contents()`` gave.
  func restore(_ key: Key, part: Int, counts: SparseCounts, partCount: Int) {
    let row = dense(key, part: part, partCount: partCount)
    for (index, value) in zip(counts.indices, counts.values) where Int(index) < layout.trafficWidth {
      row[Int(index)] += value
    }
  }

  private func release(_ rows: [UnsafeMutablePointer<Int64>?]) -> [(part: Int, counts: SparseCounts)] {
    var result: [(part: Int, counts: SparseCounts)] = []
    for (part, row) in rows.enumerated() {
      guard let row else { continue }
      result.append((part, SparseCounts(UnsafeBufferPointer(start: row, count: layout.trafficWidth))))
      free.giveBack(row, width: layout.trafficWidth)
    }
    return result
  }
}

/// Zeroed rows of integers, used again and again.
private final class DenseRows {
  private var spare: [UnsafeMutablePointer<Int64>] = []
  private var all: [UnsafeMutablePointer<Int64>] = []

  func take(width: Int) -> UnsafeMutablePointer<Int64> {
    if let row = spare.popLast() { return row }
    let row = UnsafeMutablePointer<Int64>.allocate(capacity: width)
    row.initialize(repeating: 0, count: width)
    all.append(row)
    return row
  }

  func giveBack(_ row: UnsafeMutablePointer<Int64>, width: Int) {
    row.update(repeating: 0, count: width)
    spare.append(row)
  }

  deinit {
    for row in all { row.deallocate() }
  }
}
