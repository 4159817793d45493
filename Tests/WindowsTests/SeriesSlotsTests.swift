import Notation
import Readings
import Records
import Testing

@testable import Windows

/// Every figure stands under its own name: those of a log are worked out from its rows, apart from all counting.
@Suite("Series slots")
struct SeriesSlotsTests {
  @Test(
    "Every series but the health score is measured under its own number", arguments: ReferenceFixture.tasks)
  func complete(_ task: PredictionTask) throws {
    let (windows, measured) = try Self.measured(task)
    let keys = windows.seriesKeys
    #expect(Set(keys).count == keys.count)
    let missing = Set(keys).subtracting(measured.keys)
    #expect(missing.map(\.metric) == [.health])
    #expect(missing.allSatisfy { windows.healthSeries(window: $0.window) == keys.firstIndex(of: $0) })
    #expect(windows.healthSeries(window: "nothing") == nil)
  }

  @Test("What traffic tells", arguments: ReferenceFixture.tasks)
  func traffic(_ task: PredictionTask) throws {
    let (windows, measured) = try Self.measured(task)
    let fixture = try Self.live(task)
    let rows = fixture.rows
    for region in [nil, "north", "south", "east"] {
      let mine = (0..<rows.count).filter { index in
        region.map { rows.table.texts[Int(rows.combinations[index])][1] == $0 } ?? true
      }
      let figures = Self.trafficFigures(fixture, mine)
      for (name, expected) in figures {
        let key = SeriesKey(
          metric: name.metric, segment: region.map { "region=" + $0 } ?? "all", feature: name.feature, window: "w")
        let value = try #require(measured[key]?.value, "\(key.text)")
        #expect(abs(value - expected) <= name.tolerance * max(1, abs(expected)), "\(key.text): \(value), \(expected)")
        #expect(measured[key].map { $0.n <= mine.count && $0.n > mine.count / 2 } == true, "\(key.text)")
      }
    }
    #expect(measured[SeriesKey(metric: .parseErrorRate, window: "w")]?.value == 0)
    #expect(windows.counts.records == rows.count)
  }

  @Test("What labels tell", arguments: ReferenceFixture.tasks)
  func labels(_ task: PredictionTask) throws {
    let (_, measured) = try Self.measured(task)
    let fixture = try Self.live(task)
    let joined = (0..<fixture.rows.count).compactMap { row in fixture.label(of: row).map { (row, $0) } }
    let figures = Self.labelFigures(fixture, joined)
    #expect(figures.count > 5)
    for (name, expected) in figures {
      let key = SeriesKey(metric: name.metric, feature: name.feature, window: "w")
      let value = try #require(measured[key]?.value, "\(key.text)")
      #expect(abs(value - expected) <= name.tolerance * max(1, abs(expected)), "\(key.text): \(value), \(expected)")
    }
  }

  @Test("Each figure of a distribution is the one that its name says", arguments: ReferenceFixture.tasks)
  func distributions(_ task: PredictionTask) throws {
    let (windows, measured) = try Self.measured(task)
    let subject = try #require(windows.roster.subjects.first)
    for (position, name) in windows.layout.columnNames(features: ["age", "channel"]).enumerated() {
      func measurement(_ metric: Metric) -> Measurement? {
        measured[SeriesKey(metric: metric, feature: name, window: "w")]
      }
      let psi = try #require(measurement(.psi))
      let (js, chi2) = try (#require(measurement(.js)), #require(measurement(.chi2)))
      let (size, n) = (Double(subject.reference.columns[position].count), Double(psi.n))
      // Near the reference the three are the same distance on other scales; that of `js` is in bits.
      let index = try #require(psi.value)
      let distance = try #require(js.value)
      let statistic = try #require(chi2.value)
      #expect(index > 0 && index < 0.5)
      #expect(abs(distance * distance * 8 * 0.6931471805599453 / index - 1) < 0.2, "\(name): \(index) \(distance)")
      #expect(abs(statistic * (1 / size + 1 / n) / index - 1) < 0.2, "\(name): \(index) \(statistic)")
      #expect(psi.pValue == js.pValue && psi.pValue != chi2.pValue && chi2.pValue != nil)
      guard case .numeric = windows.layout.columns[position] else {
        #expect(measurement(.ks) == nil)
        continue
      }
      let ks = try #require(measurement(.ks))
      #expect((0...1).contains(ks.value ?? -1) && ks.pValue != nil && ks.floor != nil)
      #expect(measurement(.wasserstein)?.floor == nil && measurement(.wasserstein)?.pValue == nil)
    }
  }

  // MARK: - From rows

  private struct Name: Hashable {
    var metric: Metric
    var feature: String?
    /// Relative, above 1.
    var tolerance = 1e-9

    init(_ metric: Metric, _ feature: String? = nil, tolerance: Double = 1e-6) {
      (self.metric, self.feature, self.tolerance) = (metric, feature, tolerance)
    }
  }

  private static func live(_ task: PredictionTask) throws -> ReferenceFixture {
    try ReferenceFixture(task, seed: 22, count: 900)
  }

  /// What windows measure of one log against the reference of another.
  private static func measured(_ task: PredictionTask) throws -> (RollingWindows, [SeriesKey: Measurement]) {
    let baseline = try ReferenceFixture(task, seed: 21, count: 900).baseline()
    var measured: [SeriesKey: Measurement] = [:]
    let windows = try live(task).windows(baseline) { evaluation in
      for series in evaluation.series {
        measured[series.key] = series.measurement
        #expect(series.windowEnd - series.windowStart == ReferenceFixture.pane * 1000)
      }
    }
    return (windows, measured)
  }

  private static func trafficFigures(_ fixture: ReferenceFixture, _ mine: [Int]) -> [Name: Double] {
    let rows = fixture.rows
    func share(_ isOne: (Int) -> Bool, of all: [Int] = mine) -> Double {
      Double(all.count(where: isOne)) / Double(all.count)
    }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let served = mine.filter { rows.served[$0] != RecordBatch.Served.nothing }
    let aged = mine.filter { !rows.numeric[0][$0].isNaN }
    let latencies = mine.map { rows.latencies[$0] }.filter { $0 >= 0 }.sorted()
    func latency(_ probability: Double) -> Double {
      Double(latencies[Int(probability * Double(latencies.count))]) / 1000
    }
    func pane(_ row: Int) -> Int64 { rows.timestamps[row] / ReferenceFixture.pane.microseconds }
    let (firstPane, lastPane) = (pane(0), pane(rows.count - 1))
    let end = (lastPane + 1) * ReferenceFixture.pane.microseconds
    // Those that come later are not known yet when the last pane closes, nor are some that came before behind newer ones.
    let labelled = served.filter { row in fixture.label(of: row).map { fixture.labels.timestamps[$0] < end } ?? false }
    var figures: [Name: Double] = [
      Name(.nullRate, "age"): share { rows.numeric[0][$0].isNaN },
      Name(.outOfRangeRate, "age"): share({ !(20...80).contains(rows.numeric[0][$0]) }, of: aged),
      Name(.nullRate, "channel"): share { rows.categorical[0][$0] == Vocabulary.missing },
      Name(.unseenRate, "channel"): 0,
      Name(.errorRate): share { rows.failed[$0] },
      Name(.overrideRate): share { rows.overridden[$0] },
      Name(.lateRate): 0,
      Name(.throughput): Double(mine.count) / (Double(lastPane - firstPane + 1) * ReferenceFixture.pane.seconds),
      Name(.freshness): Double(lastPane - mine.map(pane).reduce(0, max)) * ReferenceFixture.pane.seconds,
      Name(.kpi, "clicked"): mean(mine.map { rows.kpis[0][$0] }.filter { !$0.isNaN }),
      Name(.latencyP50, tolerance: 0.06): latency(0.5),
      Name(.latencyP95, tolerance: 0.06): latency(0.95),
      Name(.latencyP99, tolerance: 0.06): latency(0.99),
      Name(.labelCoverage, tolerance: 0.04): Double(labelled.count) / Double(served.count),
    ]
    switch fixture.schema.task {
    case .binary:
      figures[Name(.positiveRate, ModelColumn.prediction)] = share({ rows.served[$0] == 1 }, of: served)
      figures[Name(.nullRate, ModelColumn.score)] = share { rows.scores[$0].isNaN }
    case .multiclass:
      figures[Name(.unseenRate, ModelColumn.prediction)] = share(
        { rows.served[$0] == RecordBatch.Served.other }, of: served)
      figures[Name(.nullRate, ModelColumn.score)] = share { rows.scores[$0].isNaN }
    case .regression: figures[Name(.nullRate, ModelColumn.prediction)] = share { rows.scores[$0].isNaN }
    }
    return figures
  }

  private static func overrideFigures(
    _ fixture: ReferenceFixture, _ joined: [(row: Int, label: Int)]
  ) -> [Name: Double] {
    let rows = fixture.rows
    let isRegression = fixture.schema.task == .regression
    var (given, right, person, decided) = (0.0, 0.0, 0.0, 0.0)
    for (row, label) in joined where !rows.overrides[row].isNaN {
      let truth = fixture.labels.outcomes[label]
      let ofModel = isRegression ? rows.scores[row] : Double(rows.served[row])
      let (own, other) = (abs(rows.overrides[row] - truth), abs(ofModel - truth))
      guard isRegression || own == 0 || other == 0 else {
        given += 1
        continue
      }
      given += 1
      right += own == 0 ? 1 : 0
      guard own != other else { continue }
      decided += 1
      person += own < other ? 1 : 0
    }
    return isRegression
      ? [Name(.overrideWinRate): person / decided]
      : [Name(.overrideAccuracy): right / given, Name(.overrideWinRate): person / decided]
  }

  private static func labelFigures(
    _ fixture: ReferenceFixture, _ joined: [(row: Int, label: Int)]
  ) -> [Name: Double] {
    let (rows, labels) = (fixture.rows, fixture.labels)
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    var figures: [Name: Double] = [
      Name(.kpi, "revenue"): mean(joined.map { labels.kpis[0][$0.label] }.filter { !$0.isNaN })
    ]
    let lags = joined.filter { labels.timestamps[$0.label] != .min }
      .map { Double(labels.timestamps[$0.label] - rows.timestamps[$0.row]) / 1e6 }.sorted()
    figures[Name(.labelLagP50, tolerance: 0.06)] = lags[lags.count / 2]
    figures[Name(.labelLagP95, tolerance: 0.06)] = lags[lags.count * 95 / 100]
    let outcomes = joined.map { labels.outcomes[$0.label] }
    figures.merge(overrideFigures(fixture, joined)) { $1 }
    switch fixture.schema.task {
    case .binary:
      let pairs = zip(joined, outcomes).map { (rows.served[$0.row] == 1, $1 == 1) }
      func count(_ served: Bool, _ truth: Bool) -> Double { Double(pairs.count { $0 == (served, truth) }) }
      let (tp, fp, tn, fn) = (count(true, true), count(true, false), count(false, false), count(false, true))
      let n = Double(pairs.count)
      figures.merge([
        Name(.accuracy): (tp + tn) / n, Name(.precision): tp / (tp + fp), Name(.recall): tp / (tp + fn),
        Name(.specificity): tn / (tn + fp), Name(.f1): 2 * tp / (2 * tp + fp + fn),
        Name(.fbeta): 5 * tp / (5 * tp + fp + 4 * fn), Name(.cost): (fp + 5 * fn) / n,
        Name(.positiveRate, ModelColumn.label): (tp + fn) / n,
      ]) { $1 }
      let scored = zip(joined, outcomes).map { (score: rows.scores[$0.row], truth: $1) }.filter { !$0.score.isNaN }
      figures[Name(.brier)] = mean(scored.map { ($0.score - $0.truth) * ($0.score - $0.truth) })
      figures[Name(.calibrationBias)] = mean(scored.map { $0.score - $0.truth })
      var wins = 0.0
      for one in scored where one.truth == 1 { wins += Double(scored.count { $0.truth == 0 && $0.score < one.score }) }
      let positives = Double(scored.count { $0.truth == 1 })
      figures[Name(.rocAUC, tolerance: 0.003)] = wins / (positives * (Double(scored.count) - positives))
    case .multiclass(let classes):
      let side = classes.count
      func place(_ number: Int) -> Int { number == Int(RecordBatch.Served.other) ? side : number }
      let pairs = zip(joined, outcomes).map { (place(Int(rows.served[$0.row])), place(Int($1))) }
      let n = Double(pairs.count)
      var all: [(precision: Double, recall: Double, f1: Double, support: Double)] = []
      for number in 0...side {
        let right = Double(pairs.count { $0 == (number, number) })
        let (served, support) = (Double(pairs.count { $0.0 == number }), Double(pairs.count { $0.1 == number }))
        guard served + support > 0 else { continue }
        all.append(
          (
            served > 0 ? right / served : 0, support > 0 ? right / support : 0, 2 * right / (served + support),
            support
          ))
      }
      figures.merge([
        Name(.accuracy): Double(pairs.count { $0.0 == $0.1 }) / n,
        Name(.precisionMacro): mean(all.map(\.precision)), Name(.recallMacro): mean(all.map(\.recall)),
        Name(.f1Macro): mean(all.map(\.f1)),
        Name(.precisionWeighted): all.reduce(0) { $0 + $1.precision * $1.support } / n,
        Name(.recallWeighted): all.reduce(0) { $0 + $1.recall * $1.support } / n,
        Name(.f1Weighted): all.reduce(0) { $0 + $1.f1 * $1.support } / n,
        Name(.unseenRate, ModelColumn.label): Double(pairs.count { $0.1 == side }) / n,
      ]) { $1 }
    case .regression:
      let errors = zip(joined, outcomes).filter { !rows.scores[$0.0.row].isNaN }.map { rows.scores[$0.0.row] - $0.1 }
      let level = mean(outcomes)
      let spread = mean(outcomes.map { ($0 - level) * ($0 - level) })
      figures.merge([
        Name(.mae): mean(errors.map { abs($0) }), Name(.bias): mean(errors),
        Name(.rmse): mean(errors.map { $0 * $0 }).squareRoot(),
        Name(.r2): 1 - mean(errors.map { $0 * $0 }) / spread,
      ]) { $1 }
    }
    return figures
  }
}
