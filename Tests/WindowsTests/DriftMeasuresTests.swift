import Readings
import Records
import Statistics
import Testing

@testable import Windows

@Suite("Drift of a column") struct DriftMeasuresTests {
  typealias Figures = [Metric: Measurement]

  /// All figures of a column, by metric.
  static func measure(_ fixture: DriftFixture, column: Int, _ rows: DriftRows, alpha: Double = 0.001) -> Figures {
    let reference = ReferenceCell(baseline: fixture.baseline, cellName: "all")
    let task = fixture.layout.task
    let columns: [(CellLayout.Feature, Bool)] =
      fixture.layout.features.map { ($0, false) }
      + (fixture.layout.score.map { [(.numeric($0), task == .regression)] } ?? [])
      + (fixture.layout.prediction.map { [(.categorical($0), true)] } ?? [])
    let metrics = DriftMeasures.metrics(of: columns[column].0, isPrediction: columns[column].1, task: task)
    var figures: Figures = [:]
    var room = DriftRoom()
    DriftMeasures(reference: reference, column: reference.columns[column], critical: CriticalValues(alpha: alpha))
      .measure(rows.traffic.span, room: &room) { position, figure in
        #expect(figures[metrics[position]] == nil, "\(metrics[position]) twice")
        figures[metrics[position]] = figure
      }
    #expect(figures.count == metrics.count)
    return figures
  }

  static func labels(_ fixture: DriftFixture, _ rows: DriftRows) -> [String: Measurement] {
    let slots = LabelDriftMeasures.slots(fixture.layout)
    var figures: [String: Measurement] = [:]
    var room = DriftRoom()
    LabelDriftMeasures(
      layout: fixture.layout, reference: ReferenceCell(baseline: fixture.baseline, cellName: "all"),
      critical: CriticalValues(alpha: 0.001)
    ).measure(rows.labels.span, room: &room) { position, figure in
      figures["\(slots[position].feature) \(slots[position].metric.rawValue)"] = figure
    }
    #expect(figures.count == slots.count)
    return figures
  }

  private func isBeyondChance(_ figure: Measurement?) -> Bool { figure?.evidence == .test(isBeyondChance: true) }

  @Test("The reference against itself has no drift, and no figure is beyond chance", arguments: [0, 1, 2, 3])
  func itself(column: Int) throws {
    let fixture = try DriftFixture()
    var rows = DriftRows(layout: fixture.layout)
    rows.traffic = ReferenceCell(baseline: fixture.baseline, cellName: "all").traffic
    let figures = Self.measure(fixture, column: column, rows)
    for metric in [Metric.psi, .js, .chi2, .ks, .wasserstein, .meanShift] {
      guard let figure = figures[metric] else { continue }
      #expect(figure.value.map { abs($0) < 1e-9 } == true, "\(metric)")
      #expect(metric == .wasserstein || metric == .meanShift || figure.pValue == 1, "\(metric)")
    }
    for (metric, figure) in figures { #expect(!isBeyondChance(figure), "\(metric)") }
  }

  @Test("A shift shows in every figure of a numeric column, each in its own measure")
  func shift() throws {
    let fixture = try DriftFixture()
    var rows = DriftRows(layout: fixture.layout)
    for age in DriftFixture.ages.prefix(400) { rows.add(age: age + 15, channel: 0, score: 0.5, served: 0) }
    for _ in 0..<100 { rows.add(age: .nan, channel: nil, score: .nan, served: nil) }
    let figures = Self.measure(fixture, column: 0, rows)
    // Uniform on 0 … 100 against the same moved by 15: a KS distance of 0.15, 15 of 28.87 standard deviations.
    let window = DriftFixture.ages.prefix(400).map { $0 + 15 }
    let mean = window.reduce(0, +) / 400
    let known = DriftFixture.ages.enumerated().filter { $0.offset % 50 != 0 }.map(\.element)
    let expected = known.reduce(0, +) / Double(known.count)
    let deviation =
      (known.reduce(0) { $0 + ($1 - expected) * ($1 - expected) } / Double(known.count)).squareRoot()
    let shift = (mean - expected) / deviation
    #expect(figures[.meanShift]?.value.map { abs($0 - shift) < 1e-6 } == true)
    #expect(figures[.wasserstein]?.value.map { abs($0 - shift) < 0.005 } == true)
    #expect(figures[.ks]?.value.map { abs($0 - 0.15) < 0.02 } == true)
    for metric in [Metric.psi, .ks, .js, .wasserstein, .chi2, .meanShift, .nullRate, .outOfRangeRate] {
      let figure = try #require(figures[metric])
      #expect(isBeyondChance(figure), "\(metric)")
      #expect(figure.n == (metric == .nullRate ? 500 : 400), "\(metric)")
      if metric != .chi2 {
        let (value, low, high) = (try #require(figure.value), try #require(figure.low), try #require(figure.high))
        #expect(low <= value && value <= high, "\(metric)")
      }
      if let floor = figure.floor { #expect(try #require(figure.value) > floor, "\(metric)") }
    }
    #expect(figures[.nullRate]?.value == 0.2)
    #expect(figures[.nullRate]?.baseline == 0.02)
    let beyond = Double(window.count { $0 > 99.95 }) / 400
    #expect(figures[.outOfRangeRate]?.value == beyond)
    #expect(figures[.outOfRangeRate]?.baseline == 0)
    for metric in [Metric.psi, .js, .chi2, .ks] {
      #expect(figures[metric]?.pValue.map { $0 < 1e-4 } == true, "\(metric)")
    }
  }

  @Test("An empty window has no figures, one row has figures that chance explains", arguments: [0, 1, 2, 3], [0, 1])
  func small(column: Int, rowCount: Int) throws {
    let fixture = try DriftFixture()
    var rows = DriftRows(layout: fixture.layout)
    for _ in 0..<rowCount { rows.add(age: 3, channel: 1, score: 0.9, served: 1) }
    for (metric, figure) in Self.measure(fixture, column: column, rows) {
      #expect((figure.value == nil) == (rowCount == 0), "\(metric)")
      #expect(figure.value?.isFinite != false && !isBeyondChance(figure), "\(metric)")
      #expect(figure.n == rowCount, "\(metric)")
    }
  }

  @Test("A column of one value has no distance, and drifts when the value does")
  func constant() throws {
    let fixture = try DriftFixture(constantAges: true)
    var same = DriftRows(layout: fixture.layout)
    var other = same
    for _ in 0..<300 {
      same.add(age: 40, channel: 0, score: 0.4, served: 0)
      other.add(age: 41, channel: 0, score: 0.4, served: 0)
    }
    let (still, moved) = (Self.measure(fixture, column: 0, same), Self.measure(fixture, column: 0, other))
    #expect(still[.wasserstein]?.value == nil && still[.meanShift]?.value == nil)
    #expect(still[.psi]?.value == 0 && still[.ks]?.value == 0 && still[.outOfRangeRate]?.value == 0)
    #expect(moved[.ks]?.value == 1 && moved[.outOfRangeRate]?.value == 1)
    #expect(isBeyondChance(moved[.ks]) && isBeyondChance(moved[.outOfRangeRate]))
  }

  @Test("Categories: unseen ones are a bin of their own, and a rate")
  func categories() throws {
    let fixture = try DriftFixture()
    var rows = DriftRows(layout: fixture.layout)
    for index in 0..<400 { rows.add(age: 1, channel: index % 10 == 0 ? 3 : index % 3, score: 0, served: 0) }
    let figures = Self.measure(fixture, column: 1, rows)
    #expect(figures[.unseenRate]?.value == 0.1)
    #expect(figures[.unseenRate]?.baseline == 0)
    #expect(isBeyondChance(figures[.unseenRate]) && isBeyondChance(figures[.js]))
    #expect(figures[.nullRate]?.value == 0)
    // scipy.spatial.distance.jensenshannon([1000, 500, 500, 0], [120, 120, 120, 40], base=2), SciPy 1.17
    #expect(figures[.js]?.value.map { abs($0 - 0.2674131307877155) < 1e-9 } == true)
    // scipy.stats.chi2_contingency(correction=False) of the same
    #expect(figures[.chi2]?.value.map { abs($0 - 235.02304147465438) < 1e-9 } == true)
  }

  @Test("What was served: two classes have a rate of positives, several one of others")
  func predictions() throws {
    let binary = try DriftFixture()
    var rows = DriftRows(layout: binary.layout)
    for index in 0..<600 { rows.add(age: 1, channel: 0, score: 0, served: index % 2) }
    for _ in 0..<200 { rows.add(age: 1, channel: 0, score: 0, served: nil) }
    let positive = try #require(Self.measure(binary, column: 3, rows)[.positiveRate])
    #expect(positive.value == 0.5 && positive.n == 600)
    #expect(positive.baseline.map { abs($0 - 667.0 / 2000) < 1e-12 } == true)
    #expect(isBeyondChance(positive))

    let several = try DriftFixture(task: .multiclass(classes: ["a", "b", "c"]))
    var classes = DriftRows(layout: several.layout)
    for index in 0..<600 { classes.add(age: 1, channel: 0, score: 0, served: index % 4) }
    let other = try #require(Self.measure(several, column: 3, classes)[.unseenRate])
    #expect(other.value == 0.25 && other.n == 600 && isBeyondChance(other))
  }

  @Test("Labels: shares of the classes from the confusion of served and true")
  func labels() throws {
    let binary = try DriftFixture()
    var rows = DriftRows(layout: binary.layout)
    for index in 0..<500 { rows.label(served: index % 2, truth: index % 2, number: 0, error: 0) }
    let figures = Self.labels(binary, rows)
    let rate = try #require(figures["@label positive_rate"])
    #expect(rate.value == 0.5 && rate.n == 500 && rate.baseline == 0.25 && isBeyondChance(rate))
    #expect(isBeyondChance(figures["@label psi"]))

    let several = try DriftFixture(task: .multiclass(classes: ["a", "b", "c"]))
    var classes = DriftRows(layout: several.layout)
    for index in 0..<500 { classes.label(served: 0, truth: index % 4, number: 0, error: 0) }
    let other = Self.labels(several, classes)
    #expect(other["@label unseen_rate"]?.value == 0.25)
    #expect(isBeyondChance(other["@label js"]))
  }

  @Test("Labels of regression: the numbers and the errors, on their grids")
  func regression() throws {
    let fixture = try DriftFixture(task: .regression)
    var rows = DriftRows(layout: fixture.layout)
    for age in DriftFixture.ages.prefix(500) {
      rows.add(age: age, channel: 0, score: age / 100, served: nil)
      rows.label(served: 0, truth: 0, number: age, error: age / 10)
    }
    let figures = Self.labels(fixture, rows)
    #expect(!isBeyondChance(figures["@label ks"]) && isBeyondChance(figures["@residual ks"]))
    // 5 of 2.887 standard deviations
    #expect(figures["@residual mean_shift"]?.value.map { abs($0 - 1.73) < 0.03 } == true)
    #expect(figures["@residual wasserstein"]?.value.map { abs($0 - 1.73) < 0.03 } == true)
    #expect(figures["@residual wasserstein"]?.n == 500)
    #expect(Self.measure(fixture, column: 2, rows)[.outOfRangeRate]?.value == 0)
  }

  @Test("Merged counts have the figures of all rows at once, in any order", arguments: 1...5 as ClosedRange<UInt64>)
  func merging(seed: UInt64) throws {
    let fixture = try DriftFixture()
    var random = SeededGenerator(seed: seed)
    var parts = (0..<7).map { _ in DriftRows(layout: fixture.layout) }
    var whole = DriftRows(layout: fixture.layout)
    for _ in 0..<900 {
      let age = Double.random(in: -20...130, using: &random)
      let (channel, served) = (Int.random(in: 0...3, using: &random), Int.random(in: 0...1, using: &random))
      let part = Int.random(in: 0..<7, using: &random)
      parts[part].add(age: age, channel: channel, score: age / 150, served: served)
      whole.add(age: age, channel: channel, score: age / 150, served: served)
    }
    var merged = DriftRows(layout: fixture.layout)
    for part in parts.shuffled(using: &random) {
      for index in merged.traffic.indices { merged.traffic[index] += part.traffic[index] }
    }
    for column in 0..<4 {
      #expect(
        Self.measure(fixture, column: column, merged) == Self.measure(fixture, column: column, whole), "seed \(seed)")
    }
  }

  @Test("Distances grow with an injected shift", arguments: 1...5 as ClosedRange<UInt64>)
  func monotone(seed: UInt64) throws {
    let fixture = try DriftFixture()
    var random = SeededGenerator(seed: seed)
    let ages = (0..<500).map { _ in Double.random(in: 0...100, using: &random) }
    var last: Figures = [:]
    for shift in stride(from: 10.0, through: 90, by: 20) {
      var rows = DriftRows(layout: fixture.layout)
      for age in ages { rows.add(age: age + shift, channel: 0, score: 0, served: 0) }
      let figures = Self.measure(fixture, column: 0, rows)
      for metric in [Metric.psi, .js, .ks, .wasserstein, .chi2, .meanShift] {
        let value = try #require(figures[metric]?.value)
        #expect(value > last[metric]?.value ?? 0, "\(metric), seed \(seed)")
      }
      #expect((0...1).contains(try #require(figures[.ks]?.value)))
      #expect((0...1).contains(try #require(figures[.js]?.value)))
      last = figures
    }
  }

  @Test("Counts as no honest window has them do not trap")
  func damaged() throws {
    let fixture = try DriftFixture()
    for value in [Int64.max, .min, -1] {
      var rows = DriftRows(layout: fixture.layout)
      for index in rows.traffic.indices { rows.traffic[index] = value }
      for column in 0..<4 { _ = Self.measure(fixture, column: column, rows) }
    }
  }
}
