import Records
import Statistics

/// Where things stand in a *tally*: the dense row of memory in which an open pane counts the rows of one stratum, or of
/// one part.
///
/// A tally begins with a 32-bit count for every position of the layout's row of traffic and for some of its own. Behind
/// them are pairs of 64-bit sums, one for each numeric column and business figure, and single ones for the expected
/// positives. What the traffic row says of rows, errors, served classes and sums is not counted at its position but
/// follows from these.
struct TallyLayout: Sendable {
  /// How a request ended, as a number: what was served, then a bit each for failed, with a score, and overridden.
  enum Outcome {
    static let negative = 0
    static let positive = 1
    static let nothing = 2
    static let servedShift = 3
    static let failed = 4
    static let scored = 2
    static let overridden = 1
    static let count = 3 << servedShift
  }

  /// Whether classes that were served are told apart by their ``Outcome``.
  let isBinary: Bool
  /// Positions of the layout's row of traffic.
  let trafficWidth: Int
  /// One count per ``Outcome``.
  let outcomes: Range<Int>
  /// Counts what has no position: rows without a latency, and those without a value of a business figure.
  let nowhere: Int
  /// The positions in the traffic row of each pair of sums, of deviations and of their squares: features first, then the
  /// score, then the business figures.
  let sums: [(sum: Int, square: Int)]
  /// Sums of expected positives: one for each ``Outcome`` of being served, then from ``firstCell`` on one for each cell
  /// of the score and, last, one for the rows without a score. 0 where they are not summed.
  let expectedCount: Int
  /// Where the score's cells begin in the traffic row.
  let firstScoreCell: Int
  /// Bytes before the pairs of sums, before the sums of expected positives, and in all.
  let sumsOffset: Int
  let expectedOffset: Int
  let byteCount: Int

  static let firstCell = 3
  private static let cacheLine = 64

  init(layout: CellLayout) {
    if case .binary = layout.task { isBinary = true } else { isBinary = false }
    trafficWidth = layout.trafficWidth
    outcomes = trafficWidth..<trafficWidth + Outcome.count
    nowhere = outcomes.upperBound
    var columns = layout.features.compactMap { if case .numeric(let column) = $0 { column } else { nil } }
    if let score = layout.score { columns.append(score) }
    sums = columns.map { ($0.sum, $0.sumOfSquares) } + layout.kpis.map { ($0.sum, $0.sumOfSquares) }
    let expectedCells = layout.expectedByCell.count
    firstScoreCell = layout.score?.cells.lowerBound ?? 0
    func wholeLines(_ bytes: Int) -> Int { (bytes + Self.cacheLine - 1) / Self.cacheLine * Self.cacheLine }
    sumsOffset = wholeLines((nowhere + 1) * MemoryLayout<UInt32>.stride)
    expectedOffset = sumsOffset + wholeLines(sums.count * MemoryLayout<SIMD2<Int64>>.stride)
    // An odd number of lines: what many tallies have at one position then spreads over all sets of a cache.
    expectedCount = expectedCells == 0 ? 0 : Self.firstCell + expectedCells + 1
    let lines = (expectedOffset + wholeLines(expectedCount * MemoryLayout<Int64>.stride)) / Self.cacheLine
    byteCount = (lines | 1) * Self.cacheLine
  }
}

/// One tally's memory. Owned by a ``TallyPool``.
struct Tally {
  /// One per position and outcome, and ``TallyLayout/nowhere``.
  let counts: UnsafeMutablePointer<UInt32>

  /// A pair per numeric column: the sum of deviations and that of their squares.
  @inline(__always)
  func sums(_ layout: TallyLayout) -> UnsafeMutablePointer<SIMD2<Int64>> {
    UnsafeMutableRawPointer(counts).advanced(by: layout.sumsOffset).assumingMemoryBound(to: SIMD2<Int64>.self)
  }

  /// ``TallyLayout/expectedCount`` sums.
  @inline(__always)
  func expected(_ layout: TallyLayout) -> UnsafeMutablePointer<Int64> {
    UnsafeMutableRawPointer(counts).advanced(by: layout.expectedOffset).assumingMemoryBound(to: Int64.self)
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
    bytes.advanced(by: layout.expectedOffset)
      .initializeMemory(as: Int64.self, repeating: 0, count: layout.expectedCount)
    all.append(Tally(counts: counts))
    return Tally(counts: counts)
  }

  func giveBack(_ tally: Tally) {
    tally.counts.update(repeating: 0, count: layout.nowhere + 1)
    tally.sums(layout).update(repeating: .zero, count: layout.sums.count)
    tally.expected(layout).update(repeating: 0, count: layout.expectedCount)
    spare.append(tally)
  }

  deinit {
    for tally in all { UnsafeMutableRawPointer(tally.counts).deallocate() }
  }
}
