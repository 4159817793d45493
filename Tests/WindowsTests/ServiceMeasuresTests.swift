import Readings
import Statistics
import Testing

@testable import Windows

@Suite("Figures of the service, and of how labels come")
struct ServiceMeasuresTests {
  /// A baseline whose reference has 200 rows, 60 of them overridden and 20 failed, with latencies and lags of 100 ms and
  /// 100 s.
  static func baseline() throws -> Baseline {
    let columns = try RandomTraffic.columns(.binary(positive: "1"))
    let layout = CellLayout(columns: columns)
    var traffic = [Int64](repeating: 0, count: layout.trafficWidth)
    traffic[CellLayout.rows] = 200
    traffic[CellLayout.overridden] = 60
    traffic[CellLayout.failed] = 20
    traffic[layout.latency.lowerBound + LogLinearBuckets.index(ofMicroseconds: 100_000)] = 200
    var labels = [Int64](repeating: 0, count: layout.labelWidth)
    labels[layout.lag.lowerBound + LogLinearBuckets.index(ofMicroseconds: 100_000)] = 200
    return try #require(
      Baseline(columns: columns, cells: ["all": .init(traffic: traffic, labels: labels)], minSamples: 5))
  }

  static func measure(
    rows: Int64, _ counts: [(position: Int, count: Int64)], age: Double? = 0
  ) throws -> [Metric: Measurement] {
    let baseline = try baseline()
    var traffic = [Int64](repeating: 0, count: baseline.layout.trafficWidth)
    traffic[CellLayout.rows] = rows
    for (position, count) in counts { traffic[position] += count }
    var measured: [Metric: Measurement] = [:]
    ServiceMeasures(
      layout: baseline.layout, reference: ReferenceCell(baseline: baseline, cellName: "all"),
      critical: CriticalValues(alpha: 0.001)
    ).measure(traffic.span, seconds: 600, age: age) { position, measurement in
      measured[ServiceMeasures.metrics[position]] = measurement
    }
    return measured
  }

  @Test("Overrides and errors are held against the reference's share")
  func shares() throws {
    let calm = try Self.measure(rows: 40, [(CellLayout.overridden, 13), (CellLayout.failed, 5)])
    let overrides = try #require(calm[.overrideRate])
    // statsmodels.stats.proportion.proportion_confint(13, 40, method="wilson"), statsmodels 0.15
    #expect(overrides.value == 0.325 && overrides.baseline == 0.3 && overrides.n == 40)
    #expect(abs(try #require(overrides.low) - 0.20084502231782703) < 1e-12)
    #expect(abs(try #require(overrides.high) - 0.4798225381012234) < 1e-12)
    #expect(overrides.evidence == .test(isBeyondChance: false))
    #expect(calm[.errorRate]?.value == 0.125 && calm[.errorRate]?.baseline == 0.1)
    // confint_proportions_2indep(30, 40, 60, 200, method="newcomb", alpha=0.001) is 0.166 … 0.630.
    let wild = try Self.measure(rows: 40, [(CellLayout.overridden, 30)])
    #expect(wild[.overrideRate]?.evidence == .test(isBeyondChance: true))
  }

  @Test("Late rows and lines that cannot be read stand for themselves, by the near end of their interval")
  func withoutReference() throws {
    let late = try #require(try Self.measure(rows: 40, [(CellLayout.late, 13)])[.lateRate])
    #expect(late.value == 0.325 && late.baseline == nil && late.evidence == .interval(isBeyondChance: true))
    #expect(abs(try #require(late.low) - 0.20084502231782703) < 1e-12)
    let unreadable = ServiceMeasures.parseErrorRate(rejected: 3, rows: 40)
    // proportion_confint(3, 43, method="wilson")
    #expect(unreadable.value == 3.0 / 43 && unreadable.n == 43)
    #expect(abs(try #require(unreadable.low) - 0.024011589577214484) < 1e-12)
    #expect(abs(try #require(unreadable.high) - 0.1860898690124198) < 1e-12)
    let none = ServiceMeasures.parseErrorRate(rejected: 0, rows: 0)
    #expect(none.value == nil && none.low == nil && none.n == 0)
  }

  @Test("Latency quantiles are in milliseconds, and beyond chance if their interval leaves out the reference's")
  func latency() throws {
    let latency = try Self.baseline().layout.latency
    func position(_ milliseconds: Int64) -> Int {
      latency.lowerBound + LogLinearBuckets.index(ofMicroseconds: milliseconds * 1000)
    }
    let figures = try Self.measure(rows: 1000, [(position(100), 900), (position(400), 70), (position(2000), 30)])
    for (metric, expected, isBeyondChance) in [
      (Metric.latencyP50, 100.0, false), (.latencyP95, 400, true), (.latencyP99, 2000, true),
    ] {
      let figure = try #require(figures[metric])
      #expect(abs(try #require(figure.value) / expected - 1) < 0.008)
      #expect(abs(try #require(figure.baseline) / 100 - 1) < 0.008)
      #expect(try #require(figure.low) <= #require(figure.value) && #require(figure.high) >= #require(figure.value))
      #expect(figure.evidence == .interval(isBeyondChance: isBeyondChance))
      #expect(figure.n == 1000)
    }
  }

  @Test("Without rows there is no share and no age, and the throughput is zero")
  func empty() throws {
    let figures = try Self.measure(rows: 0, [], age: nil)
    #expect(figures.count == ServiceMeasures.metrics.count)
    for metric in [Metric.errorRate, .lateRate, .overrideRate, .freshness, .latencyP95] {
      #expect(figures[metric]?.value == nil && figures[metric]?.n == 0)
    }
    #expect(figures[.throughput]?.value == 0)
    let fresh = try Self.measure(rows: 30, [], age: 120)
    #expect(fresh[.freshness]?.value == 120 && fresh[.throughput]?.value == 0.05)
  }

  @Test("The age is that of the newest pane with rows of the cell, as far as the window reaches")
  func age() throws {
    let plan = TrafficFixture.plan(windows: [2, 5])
    let rig = try WindowsRig(plan)
    func row(_ id: String, at time: Int, region: String) -> Row {
      Row(id: id, time: time, age: 40, channel: "web", region: region, positive: true, score: 0.7)
    }
    var clock = SourceClock()
    try rig.add(
      [
        row("a", at: 10, region: "north"), row("b", at: 70, region: "south"), row("late", at: 20, region: "north"),
        row("c", at: 190, region: "south"), row("d", at: 250, region: "south"),
      ], &clock)
    rig.advance(to: 180)
    func ages(_ windows: RollingWindows, end: Int) -> [Double?] {
      [0, 1].flatMap { window in
        ["all", "region=north", "region=south"].map { name in
          windows.registry.cells.firstIndex { $0.name == name }.flatMap {
            windows.age(of: .init(version: -1, cell: $0), window: window, end: end)
          }
        }
      }
    }
    #expect(ages(rig.windows, end: 3) == [60, nil, 60, 60, 120, 60])
    var store = CheckpointStore()
    store.take(rig.windows)
    let restarted = try store.resume(rig, plan: plan)
    #expect(ages(restarted.windows, end: 3) == [60, nil, 60, 60, 120, 60])
    restarted.advance(to: 300)
    #expect(ages(restarted.windows, end: 5) == [0, nil, 0, 0, 240, 0])
    #expect(restarted.windows.age(of: .init(version: 0, cell: 0), window: 0, end: 5) == 0)
    #expect(restarted.windows.age(of: .init(version: 7, cell: 0), window: 0, end: 5) == nil)
  }

  @Test("The label lag is in seconds, with the reference's own as its baseline")
  func lag() throws {
    let baseline = try Self.baseline()
    var labels = [Int64](repeating: 0, count: baseline.layout.labelWidth)
    func measure() -> [Measurement] {
      var measured: [Measurement] = []
      LabelLagMeasures(
        layout: baseline.layout, reference: ReferenceCell(baseline: baseline, cellName: "all"),
        critical: CriticalValues(alpha: 0.001)
      ).measure(labels.span) { position, measurement in
        #expect(position == measured.count)
        measured.append(measurement)
      }
      return measured
    }
    #expect(measure().map(\.value) == [nil, nil])
    // 90 s and three hours, in milliseconds.
    labels[baseline.layout.lag.lowerBound + LogLinearBuckets.index(ofMicroseconds: 90_000)] = 80
    labels[baseline.layout.lag.lowerBound + LogLinearBuckets.index(ofMicroseconds: 10_800_000)] = 20
    let figures = measure()
    #expect(figures.count == LabelLagMeasures.metrics.count)
    for (figure, expected) in zip(figures, [90.0, 10_800]) {
      #expect(abs(try #require(figure.value) / expected - 1) < 0.008 && figure.n == 100)
      #expect(abs(try #require(figure.baseline) / 100 - 1) < 0.008)
      #expect(figure.evidence == .interval(isBeyondChance: true))
    }
  }
}
