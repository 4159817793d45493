import Records

/// Adds up an open pane's tallies into one sparse row of traffic per part.
///
/// Cost: an addition per position, tally and part that it belongs to, four at a time; and a scan of each part's row.
final class PaneFolder {
  private let layout: TallyLayout
  /// The counts of one part, and its sums. No count can overflow: a pane is folded before it has 2³² rows.
  private let counts: UnsafeMutableBufferPointer<UInt32>
  private var sums: [SIMD2<Int64>]

  init(layout: TallyLayout) {
    self.layout = layout
    counts = .allocate(capacity: layout.nowhere + 1)
    counts.initialize(repeating: 0)
    sums = Array(repeating: .zero, count: layout.sums.count)
  }

  deinit {
    counts.deallocate()
  }

  /// Moves what the tallies hold to the pane's folded counts, and the tallies back to their pool.
  func fold(_ pane: OpenPane, partsOfStratum: [[Int]], into pool: TallyPool) {
    guard !pane.isFolded else { return }
    var talliesOfPart = pane.ofParts.map { $0.map { [$0] } ?? [] }
    for (stratum, tally) in pane.ofStrata.enumerated() {
      guard let tally else { continue }
      for part in partsOfStratum[stratum] { talliesOfPart[part].append(tally) }
    }
    for (part, tallies) in talliesOfPart.enumerated() where !tallies.isEmpty {
      for tally in tallies { add(tally) }
      let counts = takeSum()
      pane.folded[part] = pane.folded[part].map { $0.adding(counts) } ?? counts
    }
    for index in pane.ofStrata.indices {
      if let tally = pane.ofStrata[index] { pool.giveBack(tally) }
      pane.ofStrata[index] = nil
    }
    for index in pane.ofParts.indices {
      if let tally = pane.ofParts[index] { pool.giveBack(tally) }
      pane.ofParts[index] = nil
    }
    pane.ownCount = 0
    pane.rows = 0
    pane.isFolded = true
  }

  private func add(_ tally: Tally) {
    for index in 0..<counts.count { counts[index] &+= tally.counts[index] }
    let added = tally.sums(layout)
    for index in sums.indices { sums[index] &+= added[index] }
  }

  /// The sum as a row of traffic; the folder is empty then.
  private func takeSum() -> SparseCounts {
    func outcomes(_ served: UInt8...) -> (all: Int64, failed: Int64) {
      let first = layout.outcomes.lowerBound
      return served.reduce((0, 0)) { sum, served in
        let failed = Int64(counts[first + 2 * Int(served) + 1])
        return (sum.all + Int64(counts[first + 2 * Int(served)]) + failed, sum.failed + failed)
      }
    }
    let positive = outcomes(RecordBatch.Served.positive)
    let served = outcomes(RecordBatch.Served.positive, RecordBatch.Served.negative)
    let rows = outcomes(RecordBatch.Served.positive, RecordBatch.Served.negative, RecordBatch.Served.nothing)
    // Nothing is counted at these positions: a 1 holds the place for what does not fit there.
    var wide = [
      (CellLayout.rows, rows.all), (CellLayout.failed, rows.failed), (CellLayout.served, served.all),
      (CellLayout.servedPositive, positive.all),
    ]
    for (column, position) in layout.sums.enumerated() {
      wide.append((position.sum, sums[column][0]))
      wide.append((position.square, sums[column][1]))
      sums[column] = .zero
    }
    for (position, value) in wide where value != 0 { counts[position] = 1 }
    var result = SparseCounts(UnsafeBufferPointer(rebasing: counts[..<layout.trafficWidth]))
    for (position, value) in wide where value != 0 { result.replace(with: value, at: position) }
    counts.update(repeating: 0)
    return result
  }
}
