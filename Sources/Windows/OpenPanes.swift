/// Panes that still take rows.
///
/// A pane is known by the slice of time that its rows belong to and by the one in which they arrived: for rows in time
/// the two are the same, for late ones arrival is later. When the engine passes an arrival, all that arrived in it is
/// closed together, so that what is read first never matters. A class because it owns memory.
///
/// Rows of a stratum are counted once, in a tally of the stratum, and folded into all its parts later. The first strata
/// to appear in a pane get a tally each; with more of them, rows are counted into tallies of the parts. The number of
/// tallies is bounded: when none is left, all panes are folded into sparse counts and go on with empty ones.
final class OpenPanes {
  struct Key: Hashable, Comparable {
    /// When the rows count as known.
    var arrival: Int
    /// The slice of event time that they belong to.
    var pane: Int

    static func < (a: Key, b: Key) -> Bool { (a.arrival, a.pane) < (b.arrival, b.pane) }
  }

  struct Limits {
    /// Strata of a pane with a tally of their own.
    var ownTallies = 128
    /// Memory for tallies in all.
    var bytes = 48 << 20
    /// Rows after which a pane is folded, so that no 32-bit count can overflow.
    var rowsBetweenFolds = 1 << 31
  }

  private let limits: Limits
  private let pool: TallyPool
  private let counter: TrafficCounter
  private let folder: PaneFolder
  /// In order of their keys.
  private var panes: [OpenPane] = []
  /// As of the last rows that were counted.
  private var partsOfStratum: [[Int]] = []

  /// - Parameter segments: how many parts a row counts into at most.
  init(layout: CellLayout, segments: Int, limits: Limits = Limits()) {
    self.limits = limits
    let tally = TallyLayout(layout: layout)
    pool = TallyPool(layout: tally, capacity: max(limits.bytes / tally.byteCount, limits.ownTallies, segments, 1))
    counter = TrafficCounter(layout: tally, segments: segments)
    folder = PaneFolder(layout: layout)
  }

  var firstArrival: Int? { panes.first?.key.arrival }
  var lastArrival: Int? { panes.last?.key.arrival }

  /// Counts rows of an encoded batch.
  func count(_ encoded: EncodedTraffic, _ selection: RowSelection, registry: CellRegistry) {
    partsOfStratum = registry.partsOfStratum
    var index = 0
    for run in selection.runs {
      let pane = pane(run.key)
      pane.fit(strata: partsOfStratum.count, parts: registry.parts.count)
      if pane.rows >= limits.rowsBetweenFolds {
        counter.flush(encoded)
        fold(pane)
      }
      pane.rows += run.end - index
      while true {
        index += counter.add(
          selection.rows + index, strata: selection.strata + index, count: run.end - index, owned: pane.ofStrata)
        if index == run.end { break }
        let stratum = Int(selection.strata[index])
        let parts = partsOfStratum[stratum]
        if counter.isFull(for: parts.count) {
          counter.flush(encoded)
        } else if pane.ofStrata[stratum] != nil {
          continue
        } else if pane.ownCount < limits.ownTallies, let tally = pool.take() {
          pane.ofStrata[stratum] = tally
          pane.ownCount += 1
          pane.isFolded = false
        } else if hasTallies(for: parts, in: pane) {
          for part in parts {
            if let tally = pane.ofParts[part] { counter.add(row: selection.rows[index], to: tally) }
          }
          index += 1
        } else {
          counter.flush(encoded)
          for pane in panes { fold(pane) }
        }
      }
    }
    counter.flush(encoded)
  }

  /// Sees to it that some parts have tallies; false if there are not enough left.
  private func hasTallies(for parts: [Int], in pane: OpenPane) -> Bool {
    for part in parts where pane.ofParts[part] == nil {
      guard let tally = pool.take() else { return false }
      pane.ofParts[part] = tally
      pane.isFolded = false
    }
    return true
  }

  private func pane(_ key: Key) -> OpenPane {
    if let last = panes.last, last.key == key { return last }
    var low = 0
    var high = panes.count
    while low < high {
      let middle = (low + high) / 2
      if panes[middle].key < key { low = middle + 1 } else { high = middle }
    }
    if low < panes.count, panes[low].key == key { return panes[low] }
    let pane = OpenPane(key: key)
    panes.insert(pane, at: low)
    return pane
  }

  private func fold(_ pane: OpenPane) {
    folder.fold(pane, partsOfStratum: partsOfStratum, into: pool)
  }

  /// Takes out all panes that arrived up to `arrival`, in order of time.
  func close(through arrival: Int) -> [(key: Key, counts: [(part: Int, counts: SparseCounts)])] {
    let count = panes.firstIndex { $0.key.arrival > arrival } ?? panes.count
    defer { panes.removeFirst(count) }
    return panes.prefix(count).map { pane in
      fold(pane)
      return (pane.key, pane.counts)
    }
  }

  /// What is in the open panes now, for a checkpoint. Cost: as closing them all.
  func contents() -> [(key: Key, counts: [(part: Int, counts: SparseCounts)])] {
    panes.map { pane in
      fold(pane)
      return (pane.key, pane.counts)
    }
  }

  /// Puts back what ``contents()`` gave.
  func restore(_ key: Key, part: Int, counts: SparseCounts, partCount: Int) {
    let pane = pane(key)
    pane.fit(strata: 0, parts: max(partCount, part + 1))
    pane.folded[part] = pane.folded[part].map { $0.adding(counts) } ?? counts
  }
}

/// A slice of time that still takes rows.
final class OpenPane {
  let key: OpenPanes.Key
  /// Rows since it was folded, but for some of one batch.
  var rows = 0
  /// It has no tallies.
  var isFolded = true
  /// Tallies by stratum, and by part; `nil` where there are no rows, or none that are counted there.
  var ofStrata: [Tally?] = []
  var ofParts: [Tally?] = []
  /// Strata with a tally.
  var ownCount = 0
  /// What was folded before, by part.
  var folded: [SparseCounts?] = []

  init(key: OpenPanes.Key) {
    self.key = key
  }

  /// Makes room for as many strata and parts as there are by now.
  func fit(strata: Int, parts: Int) {
    if ofStrata.count < strata { ofStrata += Array(repeating: nil, count: strata - ofStrata.count) }
    guard ofParts.count < parts else { return }
    ofParts += Array(repeating: nil, count: parts - ofParts.count)
    folded += Array(repeating: nil, count: parts - folded.count)
  }

  /// What was folded, in order of parts.
  var counts: [(part: Int, counts: SparseCounts)] {
    folded.enumerated().compactMap { part, counts in counts.map { (part, $0) } }
  }
}
