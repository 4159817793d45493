import Testing

@testable import Statistics

@Suite struct CalibrationLookupTests {
  /// What the table must give, score by score.
  static func expected(_ calibration: IsotonicCalibration, _ scores: [Double]) -> [Int64] {
    scores.map { $0.isNaN ? 0 : FixedPoint.probability.encode(calibration.probability(of: $0)) }
  }

  static func codes(_ calibration: IsotonicCalibration, _ grid: FineGrid, _ scores: [Double], first: UInt32) -> [Int64]
  {
    var positions = [UInt32](repeating: 0, count: scores.count)
    var span = positions.mutableSpan
    grid.positions(of: scores.span, first: first, null: first + UInt32(grid.cellCount), into: &span)
    var codes = [Int64](repeating: -1, count: scores.count)
    var codeSpan = codes.mutableSpan
    CalibrationLookup(calibration, grid: grid)
      .encode(scores.span, positions: positions.span, firstCell: first, into: &codeSpan)
    return codes
  }

  @Test(
    "The table gives the probability of a search through the knots, whatever the grid",
    arguments: [(1, 1), (1, 50), (2, 3), (7, 500), (300, 1), (300, 7), (300, 1000)], [1, 2] as [UInt64])
  func agrees(size: (knots: Int, cells: Int), seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let knots = Set((0..<size.knots).map { _ in Double.random(in: 0...1, using: &random) }).sorted()
    let probabilities = knots.map { _ in Double.random(in: 0...1, using: &random) }.sorted()
    let calibration = try #require(IsotonicCalibration(scores: knots, probabilities: probabilities))
    var reference = (0..<2000).map { _ in Double.random(in: 0...1, using: &random) }
    // Some edges are knots.
    reference += knots.prefix(40)
    let grid = FineGrid(
      sortedReference: reference.sorted(), cells: size.cells, alwaysEdges: Array(knots.suffix(3)))
    var scores = (0..<3000).map { _ in Double.random(in: -0.1...1.1, using: &random) }
    for knot in knots { scores += [knot, knot.nextUp, knot.nextDown] }
    scores += grid.edges
    scores += [Double.nan, .infinity, -.infinity, 0, -0.0, 1, 1e308, -1e308]
    #expect(Self.codes(calibration, grid, scores, first: 77) == Self.expected(calibration, scores), "seed \(seed)")
  }

  @Test("Probabilities of 0 and 1, and steps as steep as numbers allow")
  func steps() throws {
    let calibration = try #require(
      IsotonicCalibration(scores: [0.5, 0.5.nextUp], probabilities: [0, 1]))
    let grid = FineGrid(sortedReference: [0.1, 0.5, 0.9], cells: 10)
    let codes = Self.codes(calibration, grid, [0.4, 0.5, 0.5.nextUp, 0.6], first: 0)
    #expect(codes == [0, 0, 1 << 31, 1 << 31])
  }
}
