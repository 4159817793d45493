import Testing

@testable import Statistics

@Suite struct LogLinearBucketsTests {
  @Test("Every bucket holds its own bounds, and the buckets follow one another without gaps")
  func bounds() {
    for index in 0..<LogLinearBuckets.count {
      let lower = LogLinearBuckets.lowerBound(of: index)
      let upper = LogLinearBuckets.upperBound(of: index)
      #expect(LogLinearBuckets.index(ofMicroseconds: lower) == index)
      #expect(LogLinearBuckets.index(ofMicroseconds: upper) == index)
      if index > 0 { #expect(LogLinearBuckets.upperBound(of: index - 1) + 1 == lower) }
      #expect(Double(upper - lower) / 2 <= 0.008 * Double(max(lower, 1)))
    }
    #expect(LogLinearBuckets.upperBound(of: LogLinearBuckets.count - 1) == 1 << 36 - 1)
  }

  @Test("Durations out of range go to the outer buckets, and so do indices")
  func range() {
    let last = LogLinearBuckets.count - 1
    #expect(LogLinearBuckets.index(ofMicroseconds: -5) == 0)
    #expect(LogLinearBuckets.index(ofMicroseconds: .min) == 0)
    #expect(LogLinearBuckets.index(ofMicroseconds: 1 << 36) == last)
    #expect(LogLinearBuckets.index(ofMicroseconds: .max) == last)
    #expect(LogLinearBuckets.lowerBound(of: -1) == 0)
    #expect(LogLinearBuckets.upperBound(of: .max) == 1 << 36 - 1)
  }

  @Test("A column of durations is placed as each of them, missing ones apart")
  func column() {
    let durations: [Int64] = [0, -1, 63, 64, 1000, 1 << 36, .max, .min]
    var positions = [UInt32](repeating: 1, count: durations.count)
    var span = positions.mutableSpan
    LogLinearBuckets.positions(ofMicroseconds: durations.span, first: 10, missing: 5, into: &span)
    let expected = durations.map { $0 < 0 ? 5 : 10 + UInt32(LogLinearBuckets.index(ofMicroseconds: $0)) }
    #expect(positions == expected)
  }

  // numpy.quantile([3, 10, 10, 64, 100, 127], p, method="inverted_cdf"), NumPy 2.4
  @Test(
    "Quantiles of short durations are NumPy's",
    arguments: [(0, 3), (0.07, 3), (0.5, 10), (0.51, 64), (0.9, 127), (1, 127), (-1, 3), (7, 127)] as [(Double, Double)]
  )
  func exact(probability: Double, expected: Double) {
    let counts = histogram([3, 10, 10, 64, 100, 127])
    #expect(DurationQuantiles(counts[...]).value(at: probability) == expected)
  }

  @Test("A whole rank is not rounded up by the product's last bit")
  func rounding() {
    // 0.07 · 100 is 7.000000000000001
    #expect(DurationQuantiles(histogram((1...100).map { $0 })[...]).value(at: 0.07) == 7)
  }

  @Test("Any quantile is within one per cent of the sorted durations'", arguments: 1...10 as ClosedRange<UInt64>)
  func relativeError(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let durations = (0..<997).map { _ -> Int64 in
      let octave = generator.uniform() * 35
      return Int64((1 + generator.uniform()) * Double(1 << Int64(octave)))
    }.sorted()
    let counts = histogram(durations)
    for probability in [0.001, 0.25, 0.5, 0.9, 0.99, 0.999] {
      let exact = Double(durations[Int((probability * 997).rounded(.up)) - 1])
      let value = try #require(DurationQuantiles(counts[...]).value(at: probability))
      #expect(abs(value - exact) <= 0.01 * exact, "seed \(seed)")
      let interval = try #require(
        DurationQuantiles(counts[...]).interval(at: probability, confidence: 0.95))
      #expect(interval.low <= value && value <= interval.high, "seed \(seed)")
    }
  }

  @Test("Merged counts have the quantiles of the union")
  func merging() {
    let seed: UInt64 = 8
    var generator = SplitMix64(seed: seed)
    let first = (0..<300).map { _ in Int64(generator.uniform() * 1e6) }
    let second = (0..<200).map { _ in Int64(generator.uniform() * 1e4) }
    let merged = zip(histogram(first), histogram(second)).map { $0 + $1 }
    #expect(merged == histogram(first + second), "seed \(seed)")
  }

  @Test("No counts have no quantile, and no interval")
  func empty() {
    let none = [Int64](repeating: 0, count: LogLinearBuckets.count)
    #expect(DurationQuantiles(none[...]).value(at: 0.5) == nil)
    #expect(DurationQuantiles([]).value(at: 0.5) == nil)
    #expect(DurationQuantiles([1]).value(at: .nan) == nil)
    #expect(DurationQuantiles(none[...]).interval(at: 0.5, confidence: 0.95) == nil)
  }

  // Ranks ⌊50 − 1.96·5⌋ = 40 and ⌈50 + 1.96·5⌉ + 1 = 61 of 100 (Conover 1999)
  @Test("The interval of a median is between the order statistics of Conover's ranks")
  func medianInterval() {
    let counts = histogram((1...100).map { $0 })
    let interval = DurationQuantiles(counts[...]).interval(at: 0.5, confidence: 0.95)
    #expect(interval == ConfidenceInterval(low: 40, high: 61))
    let highest = DurationQuantiles(counts[...]).interval(at: 0.999, confidence: 0.95)
    #expect(highest == ConfidenceInterval(low: 99, high: 100))
  }

  private func histogram(_ durations: [Int64]) -> [Int64] {
    var counts = [Int64](repeating: 0, count: LogLinearBuckets.count)
    for duration in durations { counts[LogLinearBuckets.index(ofMicroseconds: duration)] += 1 }
    return counts
  }
}

@Suite struct FixedPointTests {
  @Test("A code is the nearest multiple of the unit")
  func rounding() {
    let code = FixedPoint(fractionBits: 4)
    #expect(code.encode(1.5) == 24)
    #expect(code.encode(0.04) == 1)
    #expect(code.encode(-0.04) == -1)
    #expect(code.decode(24) == 1.5)
    #expect(code.encode(.nan) == 0)
  }

  @Test(
    "The full number of rows never overflows a sum, whatever the value", arguments: [1.0, 1e300, -1e300, .infinity])
  func overflow(value: Double) {
    for (code, count) in [
      (FixedPoint.probability, FixedPoint.defaultCount), (FixedPoint(fractionBits: 900), FixedPoint.defaultCount),
      (FixedPoint(covering: 3), FixedPoint.extremeCount),
    ] {
      let (_, overflow) = code.encode(value).multipliedReportingOverflow(by: count)
      #expect(!overflow)
      #expect(abs(code.decode(code.encode(value))) <= code.limit)
    }
    #expect(FixedPoint.probability.encode(1) == 1 << 31)
  }

  @Test(
    "A covering scale holds 131,072 times the magnitude, to a fraction of it",
    arguments: [1e-305, 3e-9, 0.99, 1, 1.5, 2, 255, 1e6, 1e18, 1e300] as [Double])
  func covering(magnitude: Double) {
    let code = FixedPoint(covering: magnitude)
    let unit = 0x1p-23 * magnitude
    for factor in [0.001, 0.3, 1, 17, 255, 131_071] where factor * magnitude < 1e303 {
      let value = -factor * magnitude
      // Units finer than 2⁻¹⁰⁰⁰ are not kept.
      #expect(abs(code.decode(code.encode(value)) - value) <= max(unit, 0x1p-1000))
    }
    #expect(code == FixedPoint(covering: -magnitude))
  }

  @Test(
    "The headroom holds for any number of rows", arguments: [1, 1000, 1023, 1024, 1 << 40] as [Int64], [1, 1.02, 1.9])
  func headroom(count: Int64, magnitude: Double) {
    let code = FixedPoint(covering: magnitude, count: count)
    let value = 131_071.9 * magnitude
    #expect(abs(code.decode(code.encode(value)) - value) <= 0x1p-6 + 0x1p-50 * Double(count) * magnitude)
    #expect(!code.encode(.infinity).multipliedReportingOverflow(by: count).overflow)
  }

  /// The definition, step by step.
  private func nearest(_ value: Double, _ code: FixedPoint, count: Int64) -> Int64 {
    let greatest = Double(Int64.max / count)
    let scaled = (value * Double(sign: .plus, exponent: code.fractionBits, significand: 1)).rounded(.toNearestOrEven)
    if scaled.isNaN { return 0 }
    return scaled >= greatest ? Int64.max / count : scaled <= -greatest ? -(Int64.max / count) : Int64(scaled)
  }

  @Test(
    "Codes are those of the definition, one by one and in columns",
    arguments: [1 << 31, 1 << 13, 1 << 11, 1] as [Int64],
    [1, 77] as [UInt64])
  func columns(count: Int64, seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let scale = FixedPoint(fractionBits: 20, count: count)
    let squareScale = FixedPoint(fractionBits: 12, count: count)
    var values: [Double] = [.nan, 0, -0.0, .infinity, -.infinity, 1e300, -1e300, .leastNonzeroMagnitude, 0x1p-21]
    values += [0x3p-21, -0x1p-21, -0x3p-21, 4096, 4096 - 0x1p-21, -4096, 0x1p31, 0x1p43]
    for _ in 0..<500 {
      values.append((generator.uniform() - 0.5) * 20_000)
      values.append(Double(bitPattern: generator.next()))
    }
    for value in values {
      #expect(scale.encode(value) == nearest(value, scale, count: count), "\(value), seed \(seed)")
    }
    let center = 0.125
    var codes = [SIMD2<Int64>](repeating: SIMD2(-1, -1), count: 1 + 3 * values.count)
    var span = codes.mutableSpan
    FixedPoint.encodeDeviations(
      of: values.span, from: center, scale: scale, squareScale: squareScale, into: &span, at: 2, stride: 3)
    for (index, value) in values.enumerated() {
      let deviation = value - center
      let expected = SIMD2(
        nearest(deviation, scale, count: count), nearest(deviation * deviation, squareScale, count: count))
      #expect(codes[2 + 3 * index] == expected, "\(value), seed \(seed)")
    }
    #expect(codes.count { $0 == SIMD2(-1, -1) } >= 2 * values.count)
  }

  @Test("Whole numbers are exact, and fewer rows give a finer unit")
  func wholeNumbers() {
    let code = FixedPoint(covering: 2024)
    #expect(code.decode(code.encode(2023) + code.encode(-17)) == 2006)
    #expect(FixedPoint(covering: 2024, count: 1000).fractionBits > code.fractionBits)
    #expect(FixedPoint(covering: 0) == FixedPoint(covering: 1))
    #expect(FixedPoint(covering: .nan) == FixedPoint(covering: 1))
    #expect(FixedPoint(covering: 1, count: 0).fractionBits > 0)
  }

  @Test("Sums do not depend on the order, nor on how they were split")
  func order() {
    let seed: UInt64 = 21
    var generator = SplitMix64(seed: seed)
    let codes = (0..<1000).map { _ in FixedPoint.probability.encode(generator.uniform()) }
    let whole = codes.reduce(0, +)
    let parts = stride(from: 0, to: 1000, by: 100).map { codes[$0..<$0 + 100].reduce(0, +) }
    #expect(parts.reversed().reduce(0, +) == whole, "seed \(seed)")
    #expect(codes.shuffled(using: &generator).reduce(0, +) == whole, "seed \(seed)")
  }
}
