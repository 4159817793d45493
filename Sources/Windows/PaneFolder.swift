import Records

/// Adds up an open pane's tallies into one sparse row of traffic per part.
///
/// Cost: an addition per position, tally and part that it belongs to, four at a time; and a scan of each part's row.
final class PaneFolder {
  private let layout: TallyLayout
  private let traffic: CellLayout
  /// The counts of one part, and its sums. No count can overflow: a pane is folded before it has 2³² rows.
  private let counts: UnsafeMutableBufferPointer<UInt32>
  private var sums: [SIMD2<Int64>]
  private var expected: [Int64]

  init(layout: CellLayout) {
    self.layout = TallyLayout(layout: layout)
    traffic = layout
    counts = .allocate(capacity: self.layout.nowhere + 1)
    counts.initialize(repeating: 0)
    sums = Array(repeating: .zero, count: self.layout.sums.count)
    expected = Array(repeating: 0, count: self.layout.expectedCount)
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
      let counts = takeSum(isLate: pane.key.arrival > pane.key.pane)
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
    let positives = tally.expected(layout)
    for index in expected.indices { expected[index] &+= positives[index] }
  }

  /// The sum as a row of traffic; the folder is empty then.
  ///
  /// - Parameter isLate: the rows arrived later than in their own pane.
  private func takeSum(isLate: Bool) -> SparseCounts {
    countOutcomes(isLate: isLate)
    // Nothing is counted at these positions: a 1 holds the place for what does not fit there.
    var wide: [(position: Int, value: Int64)] = []
    for (column, position) in layout.sums.enumerated() {
      wide.append((position.sum, sums[column][0]))
      wide.append((position.square, sums[column][1]))
      sums[column] = .zero
    }
    if layout.expectedCount > 0 {
      wide.append((CellLayout.expectedInNegative, expected[TallyLayout.Outcome.negative]))
      wide.append((CellLayout.expectedInPositive, expected[TallyLayout.Outcome.positive]))
    }
    for (position, value) in wide where value != 0 { counts[position] = 1 }
    let byCell = traffic.expectedByCell
    let offset = TallyLayout.firstCell - byCell.lowerBound
    for position in byCell where expected[position + offset] != 0 { counts[position] = 1 }
    var result = SparseCounts(UnsafeBufferPointer(rebasing: counts[..<layout.trafficWidth]))
    for (position, value) in wide where value != 0 { result.replace(with: value, at: position) }
    result.replace(in: byCell) { expected[$0 + offset] }
    counts.update(repeating: 0)
    for index in expected.indices { expected[index] = 0 }
    return result
  }

  /// What follows from how the requests ended.
  private func countOutcomes(isLate: Bool) {
    typealias Outcome = TallyLayout.Outcome
    func add(_ count: UInt32, to position: Int) { counts[position] &+= count }
    for outcome in 0..<Outcome.count {
      let count = counts[layout.outcomes.lowerBound + outcome]
      guard count > 0 else { continue }
      let served = outcome >> Outcome.servedShift
      add(count, to: CellLayout.rows)
      if isLate { add(count, to: CellLayout.late) }
      if outcome & Outcome.failed != 0 { add(count, to: CellLayout.failed) }
      if outcome & Outcome.overridden != 0 { add(count, to: CellLayout.overridden) }
      if served != Outcome.nothing { add(count, to: CellLayout.served) }
      guard layout.isBinary, let prediction = traffic.prediction else { continue }
      switch served {
      case Outcome.nothing: add(count, to: prediction.null)
      case Outcome.positive:
        add(count, to: CellLayout.servedPositive)
        add(count, to: prediction.cells.lowerBound + 1)
        if outcome & Outcome.scored != 0 { add(count, to: CellLayout.scoredPositive) }
      default:
        add(count, to: prediction.cells.lowerBound)
        if outcome & Outcome.scored != 0 { add(count, to: CellLayout.scoredNegative) }
      }
    }
  }
}
