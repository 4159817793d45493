/// Adds encoded rows to tallies, column by column: what is touched at a time then stays in the first-level cache.
///
/// Rows are gathered as pairs of a row and a tally first. A class because it owns the memory for them.
final class TrafficCounter {
  private let layout: TallyLayout
  /// Pairs that are counted in one go.
  private let capacity: Int
  private let rows: UnsafeMutablePointer<UInt32>
  private let tallies: UnsafeMutablePointer<Tally>
  private var count = 0

  /// - Parameter segments: how many pairs there can be of a row.
  init(layout: TallyLayout, segments: Int) {
    self.layout = layout
    capacity = max(1024, segments)
    rows = .allocate(capacity: capacity)
    tallies = .allocate(capacity: capacity)
  }

  /// Whether it must be ``flush(_:)``ed before `more` pairs are added.
  @inline(__always)
  func isFull(for more: Int) -> Bool { count &+ more > capacity }

  /// There must be room.
  @inline(__always)
  func add(row: UInt32, to tally: Tally) {
    rows[count] = row
    (tallies + count).initialize(to: tally)
    count &+= 1
  }

  /// Gathers rows as long as each one's stratum has a tally of its own and there is room.
  ///
  /// - Parameters:
  ///   - strata: the strata of `rows`.
  ///   - owned: tallies by stratum.
  /// - Returns: how many were gathered.
  func add(
    _ rows: UnsafePointer<UInt32>, strata: UnsafePointer<UInt32>, count rowCount: Int, owned: [Tally?]
  ) -> Int {
    owned.withUnsafeBufferPointer { owned in
      let limit = min(rowCount, capacity - count)
      var index = 0
      while index < limit {
        let stratum = Int(strata[index])
        guard stratum < owned.count, let tally = owned[stratum] else { break }
        self.rows[count &+ index] = rows[index]
        (tallies + (count &+ index)).initialize(to: tally)
        index &+= 1
      }
      count += index
      return index
    }
  }

  /// Counts what was gathered. Cost per pair: an addition per column, two per numeric column or business figure, and two
  /// where positives are expected.
  func flush(_ encoded: EncodedTraffic) {
    guard count > 0 else { return }
    let (count, rows, tallies) = (count, rows, tallies)
    self.count = 0
    // Where positives are expected, the last two columns are counted together with them.
    let expects = layout.expectedCount > 0
    for column in expects ? encoded.positions.dropLast(2) : encoded.positions[...] {
      column.withUnsafeBufferPointer { column in
        guard let positions = column.baseAddress else { return }
        for i in 0..<count {
          tallies[i].counts[Int(positions[Int(rows[i])])] &+= 1
        }
      }
    }
    if expects { countScores(encoded, count) }
    let (layout, width) = (layout, layout.sums.count)
    encoded.moments.withUnsafeBufferPointer { moments in
      guard let moments = moments.baseAddress else { return }
      for i in 0..<count {
        let added = moments + Int(rows[i]) &* width
        let sums = tallies[i].sums(layout)
        for k in 0..<width { sums[k] &+= added[k] }
      }
    }
  }

  /// Counts the scores of the first rows that were gathered and how their requests ended, and adds the expected positives
  /// by both.
  private func countScores(_ encoded: EncodedTraffic, _ count: Int) {
    // A score's null is the position behind its cells.
    let (rows, tallies, layout) = (rows, tallies, layout)
    let columns = encoded.positions.suffix(2)
    guard let scores = columns.first, let outcomes = columns.last else { return }
    let (firstOutcome, shift) = (UInt32(layout.outcomes.lowerBound), UInt32(TallyLayout.Outcome.servedShift))
    let firstCell = UInt32(layout.firstScoreCell &- TallyLayout.firstCell)
    scores.withUnsafeBufferPointer { scores in
      outcomes.withUnsafeBufferPointer { outcomes in
        encoded.expected.withUnsafeBufferPointer { expected in
          guard let scores = scores.baseAddress, let outcomes = outcomes.baseAddress,
            let expected = expected.baseAddress
          else { return }
          for i in 0..<count {
            let row = Int(rows[i])
            let (counts, sums) = (tallies[i].counts, tallies[i].expected(layout))
            let (score, outcome, added) = (scores[row], outcomes[row], expected[row])
            counts[Int(score)] &+= 1
            counts[Int(outcome)] &+= 1
            sums[Int((outcome &- firstOutcome) &>> shift)] &+= added
            sums[Int(score &- firstCell)] &+= added
          }
        }
      }
    }
  }

  deinit {
    rows.deallocate()
    tallies.deallocate()
  }
}
