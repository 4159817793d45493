import Records

/// Where things stand in a *tally*: the dense row of memory in which an open pane counts the rows of one stratum, or of
/// one part.
///
/// A tally begins with a 32-bit count for every position of the layout's row of traffic and for some of its own; behind
/// them is a pair of 64-bit sums for each numeric column. What the traffic row says of rows, errors and sums is not
/// counted at its position but follows from these.
struct TallyLayout: Sendable {
  /// Positions of the layout's row of traffic.
  let trafficWidth: Int
  /// One count per way in which a request can end: 2 · ``RecordBatch/Served`` + 1 if it failed.
  let outcomes: Range<Int>
  /// Counts what has no position: rows without a latency.
  let nowhere: Int
  /// The positions in the traffic row of each numeric column's sum and sum of squares; features first, then the score.
  let sums: [(sum: Int, square: Int)]
  /// Bytes before the pairs of sums, and in all.
  let sumsOffset: Int
  let byteCount: Int

  private static let cacheLine = 64

  init(layout: CellLayout) {
    trafficWidth = layout.trafficWidth
    outcomes = trafficWidth..<trafficWidth + 2 * (Int(RecordBatch.Served.nothing) + 1)
    nowhere = outcomes.upperBound
    var columns = layout.features.compactMap { if case .numeric(let column) = $0 { column } else { nil } }
    if let score = layout.score { columns.append(score) }
    sums = columns.map { ($0.sum, $0.sumOfSquares) }
    func wholeLines(_ bytes: Int) -> Int { (bytes + Self.cacheLine - 1) / Self.cacheLine * Self.cacheLine }
    sumsOffset = wholeLines((nowhere + 1) * MemoryLayout<UInt32>.stride)
    // An odd number of lines: what many tallies have at one position then spreads over all sets of a cache.
    let lines = wholeLines(sumsOffset + sums.count * MemoryLayout<SIMD2<Int64>>.stride) / Self.cacheLine
    byteCount = (lines | 1) * Self.cacheLine
  }
}

/// One tally's memory. Owned by a ``TallyPool``.
struct Tally {
  /// One per position and outcome, and ``TallyLayout/nowhere``.
  let counts: UnsafeMutablePointer<UInt32>

  /// A pair per numeric column: the sum of deviations and that of their squares.
  func sums(_ layout: TallyLayout) -> UnsafeMutablePointer<SIMD2<Int64>> {
    UnsafeMutableRawPointer(counts).advanced(by: layout.sumsOffset).assumingMemoryBound(to: SIMD2<Int64>.self)
  }
}

/// A bounded number of tallies, used again and again. A class because it owns memory.
final class TallyPool {
  let layout: TallyLayout
  private let capacity: Int
  private var spare: [Tally] = []
  private var all: [Tally] = []

  init(layout: TallyLayout, capacity: Int) {
    self.layout = layout
    self.capacity = capacity
  }

  /// A tally of zeros; `nil` if all are in use.
  func take() -> Tally? {
    if let tally = spare.popLast() { return tally }
    guard all.count < capacity else { return nil }
    let bytes = UnsafeMutableRawPointer.allocate(byteCount: layout.byteCount, alignment: 64)
    let counts = bytes.initializeMemory(as: UInt32.self, repeating: 0, count: layout.nowhere + 1)
    bytes.advanced(by: layout.sumsOffset)
      .initializeMemory(as: SIMD2<Int64>.self, repeating: .zero, count: layout.sums.count)
    all.append(Tally(counts: counts))
    return Tally(counts: counts)
  }

  func giveBack(_ tally: Tally) {
    tally.counts.update(repeating: 0, count: layout.nowhere + 1)
    tally.sums(layout).update(repeating: .zero, count: layout.sums.count)
    spare.append(tally)
  }

  deinit {
    for tally in all { UnsafeMutableRawPointer(tally.counts).deallocate() }
  }
}
