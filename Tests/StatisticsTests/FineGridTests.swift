import Testing

@testable import Statistics

@Suite struct QuantileTests {
  private static let values = [
    -0.992, -0.891, -0.62, -0.492, -0.455, -0.274, 0.001, 0.06, 0.105, 0.299, 0.357, 0.49, 1.34,
  ]

  // numpy.quantile, NumPy 2.4
  @Test(
    "Quantiles are NumPy's to the last bit",
    arguments: [
      (0, -0.992), (0.05, -0.9314), (0.1, -0.8368), (1.0 / 3, -0.455), (0.5, 0.001), (0.77, 0.31292),
      (0.999, 1.3297999999999996), (1, 1.34), (-1, -0.992), (2, 1.34),
    ] as [(Double, Double)])
  func linear(probability: Double, expected: Double) {
    #expect(quantile(ofSorted: Self.values, at: probability) == expected)
  }

  // numpy.quantile, NumPy 2.4; lower + difference · 0.6 would be 0.8294000000000001
  @Test("Past the middle of two values NumPy counts down from the upper one")
  func upperHalf() {
    #expect(quantile(ofSorted: [0.126, 0.415, 0.536, 0.668, 0.937], at: 0.9) == 0.8294)
  }

  @Test("Nothing has no quantile, one value is all of its own, and a range wider than a Double's stays finite")
  func ends() {
    #expect(quantile(ofSorted: [], at: 0.5) == nil)
    #expect(quantile(ofSorted: [3], at: 0.2) == 3)
    #expect(quantile(ofSorted: [1, 2], at: .nan) == nil)
    let greatest = Double.greatestFiniteMagnitude
    #expect(quantile(ofSorted: [-greatest, greatest], at: 0.5) == 0)
  }
}

@Suite struct FineGridTests {
  @Test("Few distinct values have a cell and a bin each")
  func fewValues() {
    let grid = FineGrid(sortedReference: [1, 1, 2, 3, 3, 3], cells: 240)
    #expect(grid.isExact)
    #expect(grid.edges == [1, 2])
    #expect(grid.binOfCell == [0, 1, 2])
    #expect([0.5, 1, 1.5, 2, 3, 9].map(grid.cell) == [0, 0, 1, 1, 2, 2])
  }

  @Test("A single distinct value has one cell, which holds everything")
  func oneValue() {
    let grid = FineGrid(sortedReference: [7, 7, 7], cells: 240)
    #expect(grid.cellCount == 1)
    #expect(grid.binCount == 1)
    #expect([-Double.infinity, 7, .infinity].map(grid.cell) == [0, 0, 0])
    #expect(grid.cell(of: .nan) == -1)
  }

  @Test("No value at all still makes a grid")
  func noValue() {
    let grid = FineGrid(sortedReference: [], cells: 240, alwaysEdges: [0.5, .nan])
    #expect(grid.edges == [0.5])
    #expect(grid.binOfCell == [0, 0])
  }

  @Test("An exact grid pools its cells at the deciles, closed on the right")
  func exactBins() {
    // numpy.quantile(range(1, 101), 0.1 … 0.9) is 10.9, 20.8, …, 90.1: bins of ten
    let grid = FineGrid(sortedReference: (1...100).map(Double.init), cells: 240)
    #expect(grid.isExact)
    #expect(grid.binCount == 10)
    #expect(grid.binOfCell == (0..<100).map { $0 / 10 })
  }

  @Test("Extra edges split cells and leave the bins of all values alone")
  func extraEdges() {
    let values = (1...25).map { Double($0) / 20 }
    let plain = FineGrid(sortedReference: values, cells: 1000)
    let split = FineGrid(sortedReference: values, cells: 1000, alwaysEdges: [0.01, 0.1, 0.3, 0.33, 0.9, 2])
    #expect(split.edges.contains(0.33))
    #expect(split.binCount == plain.binCount)
    for value in values {
      #expect(split.binOfCell[split.cell(of: value)] == plain.binOfCell[plain.cell(of: value)])
    }
    let own = FineGrid(sortedReference: [0.2, 0.4], cells: 1000, alwaysEdges: [0.1, 0.3, 0.9])
    #expect(own.edges == [0.1, 0.2, 0.3, 0.9])
    #expect(own.binOfCell == [0, 0, 1, 1, 1])
  }

  @Test("Quantile cells have the coarse edges among theirs, and bins of equal mass", arguments: [240, 1000])
  func quantileCells(cells: Int) throws {
    let seed: UInt64 = 11
    var generator = SplitMix64(seed: seed)
    let values = (0..<5000).map { _ in generator.uniform() }.sorted()
    let grid = FineGrid(sortedReference: values, cells: cells, alwaysEdges: [0.25, 0.5])
    #expect(!grid.isExact)
    #expect(grid.binCount == 10)
    for k in 1..<10 {
      let edge = try #require(quantile(ofSorted: values, at: Double(k) / 10))
      let index = try #require(grid.edges.firstIndex(of: edge), "seed \(seed)")
      #expect(grid.binOfCell[index] == k - 1)
      #expect(grid.binOfCell[index + 1] == k)
    }
    let counts = cellCounts(values, on: grid)
    #expect(grid.bins(ofCells: counts) == [Int64](repeating: 500, count: 10))
  }

  @Test("Heavy ties drop edges, and cells and bins stay right-closed")
  func ties() {
    // 300 values 0, then 700 distinct ones: deciles 0.1 and 0.2 fall on the tie and count once.
    let values = [Double](repeating: 0, count: 300) + (1...700).map(Double.init)
    let grid = FineGrid(sortedReference: values, cells: 240)
    #expect(!grid.isExact)
    #expect(grid.edges.first == 0)
    #expect(zip(grid.edges, grid.edges.dropFirst()).allSatisfy(<))
    // numpy.quantile gives 0, 0, 0.7, 100.6, …: 300 rows up to 0, none up to 0.7, then hundreds
    #expect(grid.bins(ofCells: cellCounts(values, on: grid)) == [300, 0, 100, 100, 100, 100, 100, 100, 100])
  }

  @Test("The search finds the number of edges below a value, for every number of edges", arguments: 0..<40)
  func search(edgeCount: Int) throws {
    let edges = (0..<edgeCount).map { Double($0) }
    let grid = try #require(
      FineGrid(edges: edges, isExact: false, binOfCell: [Int](repeating: 0, count: edgeCount + 1)))
    for step in -2...(2 * edgeCount + 2) {
      let value = Double(step) / 2
      #expect(grid.cell(of: value) == edges.filter { $0 < value }.count)
    }
  }

  @Test("Both zeros and both infinities have the cells of their order")
  func signedZeros() throws {
    let grid = try #require(
      FineGrid(edges: [-1, -0.0, 1], isExact: false, binOfCell: [0, 0, 0, 0]))
    let least = Double.leastNonzeroMagnitude
    #expect([-0.0, 0, .infinity, -.infinity, least, -least].map(grid.cell) == [1, 1, 3, 0, 2, 1])
    let coarse = FineGrid(sortedReference: [-0.0, 0, 2], cells: 240)
    #expect([-0.0, 0, 1].map(coarse.cell) == [0, 0, 1])
  }

  @Test("A batch gives what single values give, behind the first position, and nulls theirs")
  func batch() {
    let grid = FineGrid(sortedReference: [1, 2, 3, 4], cells: 240)
    var positions = [UInt32](repeating: 99, count: 5)
    let values = [0, 2, Double.nan, .infinity]
    var span = positions.mutableSpan
    grid.positions(of: values.span, first: 7, null: 3, into: &span)
    #expect(positions == [7, 8, 3, 10, 99])
  }

  /// Edges as references make them, and as they should not be: even, bunched, of many magnitudes, at the ends of range.
  private static func edges(_ kind: Int, _ generator: inout SplitMix64) -> [Double] {
    let count = 1 + Int(generator.uniform() * [5, 240, 1000, 3000][Int(generator.uniform() * 4)])
    let values = (0..<count).map { _ -> Double in
      let uniform = generator.uniform()
      switch kind {
      case 0: return uniform
      case 1: return (uniform * 40).rounded() / 4 - 3
      case 2:
        return (uniform < 0.5 ? -1 : 1) * Double(sign: .plus, exponent: Int(uniform * 600) - 300, significand: 1.3)
      case 3: return uniform < 0.9 ? 1 + uniform * 1e-9 : uniform * 1e9
      case 4: return Double(bitPattern: UInt64(uniform * 4000))
      case 5: return (uniform - 0.5) * 1e308 * 3.4
      case 6: return 1e15 + (uniform * 50).rounded()
      default:
        let value = Double(bitPattern: generator.next())
        return value.isFinite ? value : 0
      }
    }
    return Set(values.map { $0 + 0 }).filter(\.isFinite).sorted()
  }

  @Test("The table finds the number of edges below any value", arguments: 0..<8, 1...6 as ClosedRange<UInt64>)
  func table(kind: Int, seed: UInt64) throws {
    var generator = SplitMix64(seed: seed &* 100 &+ UInt64(kind))
    let edges = Self.edges(kind, &generator)
    let bins = [Int](repeating: 0, count: edges.count + 1)
    let grid = try #require(FineGrid(edges: edges, isExact: false, binOfCell: bins))
    var values: [Double] = [0, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, -.leastNonzeroMagnitude]
    values += [.greatestFiniteMagnitude, -.greatestFiniteMagnitude, .nan, -.nan, .signalingNaN, .leastNormalMagnitude]
    values += edges.flatMap { [$0, $0.nextUp, $0.nextDown] }
    let span = (edges[0], edges[edges.count - 1] - edges[0])
    for _ in 0..<500 {
      values.append(span.0 + generator.uniform() * span.1)
      values.append(Double(bitPattern: generator.next()))
    }
    var positions = [UInt32](repeating: 0, count: values.count)
    var mutable = positions.mutableSpan
    grid.positions(of: values.span, first: 1, null: 0, into: &mutable)
    for (value, position) in zip(values, positions) {
      let expected = value.isNaN ? -1 : countBelow(value, edges)
      #expect(grid.cell(of: value) == expected, "\(value), seed \(seed)")
      #expect(Int(position) == expected + 1, "\(value), seed \(seed)")
    }
  }

  private func countBelow(_ value: Double, _ edges: [Double]) -> Int {
    edges.firstIndex { $0 >= value } ?? edges.count
  }

  /// References of every kind of grid: few values, up to a cell each, and quantiles; with ties at either end.
  private static let references: [[Double]] = [
    [7], [0, 0, 1], (1...15).map(Double.init), (1...200).map { Double($0) / 7 }, (0..<900).map { Double($0 * $0) },
    [Double](repeating: 0, count: 300) + (1...700).map(Double.init) + [Double](repeating: 701, count: 400),
    (0..<500).map { -1e9 + Double($0) }, [-1e308, 0, 1e308],
  ]

  private static let ranges: [ClosedRange<Double>?] = [
    nil, 0...1, 3...3, -1...10, 5...1e12, (-1e300)...(-1e12), 2.5...100.25, -.infinity...7, 7...(.infinity), 0...0,
  ]

  @Test("What is outside of the range is what its cells hold", arguments: references, ranges)
  func outside(reference: [Double], configured: ClosedRange<Double>?) throws {
    let range = try configured ?? #require(reference.first)...#require(reference.last)
    let grid = FineGrid(sortedReference: reference, cells: 240, range: range)
    let outside = grid.cells(outside: range)
    #expect(outside.below.lowerBound == 0 && outside.above.upperBound == grid.cellCount)
    var values = reference + reference.flatMap { [$0.nextDown, $0.nextUp, $0 + 0.5] }
    for end in [range.lowerBound, range.upperBound] { values += [end, end.nextDown, end.nextUp, end - 1, end + 1] }
    values += [-.infinity, .infinity, 0, -0.0, -.leastNonzeroMagnitude, .leastNonzeroMagnitude]
    for value in values where !value.isNaN {
      let cell = grid.cell(of: value)
      #expect(outside.below.contains(cell) == (value < range.lowerBound), "\(value)")
      #expect(outside.above.contains(cell) == (value > range.upperBound), "\(value)")
    }
  }

  @Test("A range leaves the bins as they are, and so the edges between them", arguments: references, ranges)
  func binsWithRange(reference: [Double], configured: ClosedRange<Double>?) throws {
    let range = try configured ?? #require(reference.first)...#require(reference.last)
    let plain = FineGrid(sortedReference: reference, cells: 240)
    let grid = FineGrid(sortedReference: reference, cells: 240, range: range)
    #expect(grid.isExact == plain.isExact && grid.binCount == plain.binCount)
    for value in reference + [reference[0] - 1, reference[reference.count - 1] + 1] {
      #expect(grid.binOfCell[grid.cell(of: value)] == plain.binOfCell[plain.cell(of: value)], "\(value)")
    }
    func edgesBetweenBins(_ grid: FineGrid) -> [Double] {
      grid.edges.indices.filter { grid.binOfCell[$0] != grid.binOfCell[$0 + 1] }.map { grid.edges[$0] }
    }
    #expect(edgesBetweenBins(grid) == edgesBetweenBins(plain))
  }

  @Test("With a value a bin, one outside joins the nearest")
  func outsideOfOwnBins() {
    let grid = FineGrid(sortedReference: [1, 2, 3], cells: 240, range: 1...3)
    let below = (1.0).nextDown
    #expect(grid.edges == [below, 1, 2, 3])
    #expect(grid.binOfCell == [0, 0, 1, 2, 2])
    #expect(grid.cells(outside: 1...3) == (0..<1, 4..<5))
  }

  @Test("A range that no edge knows has only the cells that are wholly outside")
  func otherRange() {
    let grid = FineGrid(sortedReference: [1, 2, 3, 4], cells: 240)
    #expect(grid.cells(outside: 1.5...2.5) == (0..<1, 3..<4))
    #expect(grid.cells(outside: 0...9) == (0..<0, 4..<4))
    #expect(FineGrid(sortedReference: [], cells: 240).cells(outside: 0...1) == (0..<0, 1..<1))
  }

  @Test("A stored grid is read back, and a damaged one refused")
  func stored() {
    let grid = FineGrid(sortedReference: (1...100).map(Double.init), cells: 50)
    #expect(FineGrid(edges: grid.edges, isExact: grid.isExact, binOfCell: grid.binOfCell) == grid)
    #expect(FineGrid(edges: [1, 1], isExact: true, binOfCell: [0, 0, 1]) == nil)
    #expect(FineGrid(edges: [2, 1], isExact: true, binOfCell: [0, 0, 1]) == nil)
    #expect(FineGrid(edges: [1, .nan], isExact: true, binOfCell: [0, 0, 1]) == nil)
    #expect(FineGrid(edges: [1, 2], isExact: true, binOfCell: [0, 1]) == nil)
    #expect(FineGrid(edges: [1, 2], isExact: true, binOfCell: [0, 2, 3]) == nil)
    #expect(FineGrid(edges: [1, 2], isExact: true, binOfCell: [0, 1, 0]) == nil)
    #expect(FineGrid(edges: [1], isExact: true, binOfCell: [1, 2]) == nil)
    #expect(FineGrid(edges: [], isExact: true, binOfCell: []) == nil)
  }

  private func cellCounts(_ values: [Double], on grid: FineGrid) -> [Int64] {
    var counts = [Int64](repeating: 0, count: grid.cellCount)
    for value in values { counts[grid.cell(of: value)] += 1 }
    return counts
  }
}
