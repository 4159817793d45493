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

  /// Counts what was gathered. Cost per pair: an addition per column and two per numeric column.
  func flush(_ encoded: EncodedTraffic) {
    guard count > 0 else { return }
    let (count, rows, tallies) = (count, rows, tallies)
    self.count = 0
    for column in encoded.positions {
      column.withUnsafeBufferPointer { column in
        guard let positions = column.baseAddress else { return }
        for i in 0..<count {
          tallies[i].counts[Int(positions[Int(rows[i])])] &+= 1
        }
      }
    }
    let width = layout.sums.count
    encoded.moments.withUnsafeBufferPointer { moments in
      guard let moments = moments.baseAddress else { return }
      for i in 0..<count {
        let added = moments + Int(rows[i]) &* width
        let sums = tallies[i].sums(layout)
        for k in 0..<width { sums[k] &+= added[k] }
      }
    }
  }

  deinit {
    rows.deallocate()
    tallies.deallocate()
  }
}
