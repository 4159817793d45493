import Testing

@testable import Statistics

/// A reference on its fine grid, as a baseline has it: with edges at its ends.
struct GridReference {
  let grid: FineGrid
  let mean: Double
  let standardDeviation: Double
  let wasserstein: WassersteinReference?
  let sorted: [Double]

  init(_ values: [Double], cells: Int = 240, endsAreEdges: Bool = true) {
    sorted = values.sorted()
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    self.mean = mean
    standardDeviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n).squareRoot()
    let (least, greatest) = (sorted[0], sorted[sorted.count - 1])
    grid = FineGrid(
      sortedReference: sorted, cells: cells, alwaysEdges: endsAreEdges ? [least.nextDown, greatest] : [])
    let counts = grid.counts(values)
    wasserstein = WassersteinReference(
      grid: grid, counts: counts.span, center: mean, mean: 0, standardDeviation: standardDeviation,
      range: least...greatest)
  }

  func distance(to values: [Double]) -> Wasserstein? {
    let n = Double(values.count)
    let counts = grid.counts(values)
    let sum = values.reduce(0) { $0 + ($1 - mean) }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return wasserstein.flatMap {
      Wasserstein(reference: $0, current: CumulativeShares(counts.span), mean: sum / n, meanSquare: squares / n)
    }
  }

  /// `∫ |F − G|` of the values themselves, over the standard deviation.
  func exactDistance(to values: [Double]) -> Double {
    let current = values.sorted()
    let places = (sorted + current).sorted()
    var (i, j) = (0, 0)
    var sum = 0.0
    for (place, next) in zip(places, places.dropFirst()) {
      while i < sorted.count, sorted[i] <= place { i += 1 }
      while j < current.count, current[j] <= place { j += 1 }
      sum += abs(Double(i) / Double(sorted.count) - Double(j) / Double(current.count)) * (next - place)
    }
    return sum / standardDeviation
  }
}

extension FineGrid {
  func counts(_ values: [Double]) -> [Int64] {
    var counts = [Int64](repeating: 0, count: cellCount)
    for value in values { counts[cell(of: value)] += 1 }
    return counts
  }
}

@Suite struct WassersteinTests {
  // scipy.stats.wasserstein_distance / numpy.std, SciPy 1.17
  @Test(
    "Where each value has a cell the distance is SciPy's, inside and wholly outside of the reference",
    arguments: [
      ([1, 2, 3, 5, 8, 13], 0.24228126143721032), ([13, 13, 13], 2.2324487661000094), ([1], 0.8825960238069807),
      ([5, 8, 8, 2], 0.6100296046901188), ([1, 1, 1, 2, 2, 3, 5, 8, 8, 13], 0), ([100], 24.816523492925686),
      ([-7.5, -7.5, 1], 2.353589396818615), ([1, 20, 30], 3.288102833790712),
    ] as [([Double], Double)], [true, false])
  func golden(window: (values: [Double], distance: Double), endsAreEdges: Bool) throws {
    let (values, expected) = window
    let reference = GridReference([1, 1, 1, 2, 2, 3, 5, 8, 8, 13], endsAreEdges: endsAreEdges)
    let distance = try #require(reference.distance(to: values))
    #expect(near(distance.distance, expected, within: 1e-9))
    let interval = distance.interval(confidence: 0.95)
    #expect(interval.low <= distance.distance && distance.distance <= interval.high)
  }

  @Test(
    "On quantile cells the distance is that of the values to 0.005 standard deviations, 0.04 if the spread changes",
    arguments: ["normal", "exponential", "uniform", "log-normal"], 1...3 as ClosedRange<UInt64>)
  func quantileCells(name: String, seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    func draw() -> Double {
      switch name {
      case "normal": generator.normal()
      case "exponential": generator.exponential()
      case "uniform": generator.uniform()
      default: power(2, generator.normal())
      }
    }
    let reference = GridReference((0..<10_000).map { _ in draw() })
    for (scale, shift) in [(1.0, 0.0), (1, 0.25), (1, -0.5), (1.5, 0), (0.7, 0.1), (1, 30), (1, -30)] {
      let window = (0..<2000).map { _ in
        (draw() - reference.mean) * scale + reference.mean + shift * reference.standardDeviation
      }
      let distance = try #require(reference.distance(to: window)).distance
      let exact = reference.exactDistance(to: window)
      #expect(near(distance, exact, within: scale == 1 ? 0.005 : 0.04), "seed \(seed), scale \(scale), shift \(shift)")
    }
  }

  @Test("A window that leaves the reference's range on both sides is far away", arguments: [3.0, 10, 100])
  func bothSides(scale: Double) throws {
    let seed: UInt64 = 12
    var generator = SplitMix64(seed: seed)
    let reference = GridReference((0..<5000).map { _ in generator.normal() })
    let window = (0..<2000).map { _ in generator.normal() * scale }
    let distance = try #require(reference.distance(to: window)).distance
    let exact = reference.exactDistance(to: window)
    #expect(abs(distance - exact) < 0.1 * exact, "seed \(seed)")
  }

  @Test("The distance grows with the shift, on and beyond the grid", arguments: 1...5 as ClosedRange<UInt64>)
  func monotone(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let reference = GridReference((0..<3000).map { _ in generator.normal() })
    let window = (0..<500).map { _ in generator.normal() + 0.2 }
    var last = 0.0
    for step in 0..<60 {
      let shifted = window.map { $0 + Double(step * step) * 0.01 }
      let distance = try #require(reference.distance(to: shifted)).distance
      #expect(distance >= last - 1e-9, "seed \(seed), step \(step)")
      last = distance
    }
    #expect(last > 30, "seed \(seed)")
  }

  @Test("A reference that does not vary, one without rows, an empty window and other cells have no distance")
  func undefined() throws {
    #expect(GridReference([4, 4, 4]).wasserstein == nil)
    let reference = GridReference([1, 2, 3])
    let known = try #require(reference.wasserstein)
    let empty = [Int64](repeating: 0, count: reference.grid.cellCount)
    #expect(Wasserstein(reference: known, current: CumulativeShares(empty.span), mean: 0, meanSquare: 0) == nil)
    #expect(Wasserstein(reference: known, current: CumulativeShares([3].span), mean: 0, meanSquare: 0) == nil)
    #expect(
      WassersteinReference(
        grid: reference.grid, counts: empty.span, center: 2, mean: 0, standardDeviation: 1, range: 1...3) == nil)
  }

  @Test("Magnitudes at the ends of the range give a distance or none, never a trap")
  func extremes() {
    for scale in [1e-300, 1e150, 1e300] {
      let reference = GridReference([1, 2, 3, 4].map { $0 * scale })
      if let distance = reference.distance(to: [2 * scale, 9 * scale]) { #expect(distance.distance.isFinite) }
    }
    let close = GridReference([1e9, 1e9 + 0.125, 1e9 + 0.25])
    #expect(near(close.distance(to: [1e9 + 0.125])?.distance, close.exactDistance(to: [1e9 + 0.125]), within: 1e-6))
  }

  // Of a normal distribution the distance to a shifted one is the shift itself.
  @Test(
    "The interval covers the true distance in 93 to 97 % of windows",
    arguments: [(0.3, 400, 4000), (1, 200, 2000), (3, 200, 2000)] as [(Double, Int, Int)])
  func coverage(shift: Double, rows: Int, referenceRows: Int) throws {
    let seed: UInt64 = 41
    var generator = SplitMix64(seed: seed)
    var covered = 0
    for _ in 0..<200 {
      let reference = GridReference((0..<referenceRows).map { _ in generator.normal() })
      for _ in 0..<10 {
        let window = (0..<rows).map { _ in generator.normal() + shift }
        let interval = try #require(reference.distance(to: window)).interval(confidence: 0.95)
        if interval.low <= shift, shift <= interval.high { covered += 1 }
      }
    }
    #expect((1860...1940).contains(covered), "seed \(seed), \(covered)")
  }
}
