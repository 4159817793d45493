import Testing

@testable import Statistics

@Suite struct MeanShiftTests {
  static let reference = MeanShift.Moments(size: 5, mean: 6.2, variance: 29.76)

  // (mean − 6.2) / numpy.std of 1, 2, 4, 8, 16; the variance of Glass's Δ in NumPy 2.4
  @Test("The shift and its interval are those of the definition")
  func golden() throws {
    // Of 10, 12, 20.
    let shift = try #require(
      MeanShift(reference: Self.reference, current: MeanShift.Moments(size: 3, mean: 14, variance: 56.0 / 3)))
    #expect(near(shift.value, 1.4298093714581943, within: 1e-12))
    let interval = try #require(shift.interval(confidence: 0.95))
    #expect(near(interval.high - shift.value, 1.6608373934968195, within: 1e-12))
    #expect(near(shift.value - interval.low, interval.high - shift.value))
    // The greater deviation is the reference's: 1 · √(1/5 + 1/3).
    #expect(near(shift.noiseFloor(criticalValue: 2), 2 * (8.0 / 15).squareRoot()))
  }

  @Test("One row has a shift without an interval; no rows and a reference that does not vary have none")
  func ends() throws {
    let one = try #require(
      MeanShift(reference: Self.reference, current: MeanShift.Moments(size: 1, mean: 7, variance: 0)))
    #expect(one.interval(confidence: 0.95) == nil)
    #expect(one.noiseFloor(criticalValue: 3) > 3)
    #expect(MeanShift(reference: Self.reference, current: MeanShift.Moments(size: 0, mean: 0, variance: 0)) == nil)
    let constant = MeanShift.Moments(size: 9, mean: 1, variance: 0)
    #expect(MeanShift(reference: constant, current: Self.reference) == nil)
    let broken = MeanShift.Moments(size: 9, mean: .infinity, variance: .nan)
    #expect(MeanShift(reference: Self.reference, current: broken) == nil)
    #expect(MeanShift(reference: broken, current: Self.reference) == nil)
  }

  @Test(
    "The interval covers the true shift in 93 to 97 % of windows",
    arguments: [(0.0, 1.0, 100, 5000), (0.5, 1, 500, 500), (2, 2, 200, 1000), (-1, 0.5, 100, 300)]
      as [(Double, Double, Int, Int)])
  func coverage(shift: Double, scale: Double, rows: Int, referenceRows: Int) throws {
    let seed: UInt64 = 8
    var generator = SplitMix64(seed: seed)
    var covered = 0
    for _ in 0..<2000 {
      let reference = generator.moments(referenceRows) { $0.normal() }
      let current = generator.moments(rows) { $0.normal() * scale + shift }
      let interval = try #require(MeanShift(reference: reference, current: current)?.interval(confidence: 0.95))
      if interval.low <= shift, shift <= interval.high { covered += 1 }
    }
    #expect((1860...1940).contains(covered), "seed \(seed)")
  }

  @Test("Without drift not even a skewed feature passes the floor more often than alpha says", arguments: [50, 500])
  func falseAlarms(rows: Int) throws {
    let seed: UInt64 = 15
    var generator = SplitMix64(seed: seed)
    let critical = normalCriticalValue(confidence: 1 - 0.001)
    let reference = MeanShift.Moments(size: 1e6, mean: 1, variance: 1)
    var alarms = 0
    for _ in 0..<20_000 {
      let current = generator.moments(rows) { $0.exponential() }
      let shift = try #require(MeanShift(reference: reference, current: current))
      if abs(shift.value) > shift.noiseFloor(criticalValue: critical) { alarms += 1 }
    }
    // Twenty on average at α = 0.001; three standard errors more are 33.
    #expect(alarms <= 33, "seed \(seed)")
  }
}

extension SplitMix64 {
  mutating func moments(_ rows: Int, _ draw: (inout SplitMix64) -> Double) -> MeanShift.Moments {
    var (sum, squares) = (0.0, 0.0)
    for _ in 0..<rows {
      let value = draw(&self)
      sum += value
      squares += value * value
    }
    let mean = sum / Double(rows)
    return MeanShift.Moments(size: Double(rows), mean: mean, variance: max(squares / Double(rows) - mean * mean, 0))
  }
}
