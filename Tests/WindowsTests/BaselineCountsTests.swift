import Notation
import Records
import Statistics
import Testing

@testable import Windows

@Suite("What a baseline counts")
struct BaselineCountsTests {
  @Test(
    "A baseline has the counts of live windows over the same rows", arguments: ReferenceFixture.tasks,
    [1, 2, 3] as [UInt64])
  func live(task: PredictionTask, seed: UInt64) throws {
    let fixture = try ReferenceFixture(task, seed: seed)
    let baseline = try fixture.baseline()
    let windows = fixture.windows(baseline)
    let end = try #require(windows.nextPane)
    var labels = LabelWindow(paneCount: 1000, width: baseline.layout.labelWidth)
    labels.seek(to: end, panes: windows.labelPanes, registry: windows.registry)
    var compared = 0
    for cell in windows.registry.cells.indices {
      let name = windows.registry.cells[cell].name
      guard let reference = baseline.cells[name] else { continue }
      let target = WindowSums.Target(version: -1, cell: cell)
      Self.expectEqual(reference.traffic, windows.trafficSums[0].counts(of: target), "traffic of \(name), seed \(seed)")
      Self.expectEqual(reference.labels, labels.sums.counts(of: target), "labels of \(name), seed \(seed)")
      compared += 1
    }
    #expect(compared == 4 && baseline.isSound)
    let all = baseline.cell(named: "all").cell
    for (name, count) in Self.groups(of: all, baseline.layout) { #expect(count > 0, "\(name) of nothing") }
  }

  /// What has to have been counted for the comparison to mean something.
  private static func groups(of cell: Baseline.Cell, _ layout: CellLayout) -> [(String, Int64)] {
    func sum(_ counts: ArraySlice<Int64>) -> Int64 { counts.reduce(0, &+) }
    var groups: [(String, Int64)] = [
      ("overridden", cell.traffic[CellLayout.overridden]), ("latency", sum(cell.traffic[layout.latency])),
      ("clicks", cell.traffic[layout.kpis[0].count]), ("revenue", cell.labels[layout.labelKPIs[0].count]),
      ("lag", sum(cell.labels[layout.lag])),
    ]
    switch layout.task {
    case .binary:
      groups += [
        ("probability by cell", sum(cell.traffic[layout.expectedByCell])),
        ("log loss", cell.labels[CellLayout.logLossSum]),
        ("expected right", cell.labels[CellLayout.expectedRight]),
      ]
    case .multiclass:
      groups += [
        ("confusion", sum(cell.labels[layout.confusion])), ("log loss", cell.labels[CellLayout.logLossSum]),
        ("served", sum(cell.traffic[layout.prediction?.cells ?? 0..<0])),
      ]
      groups += layout.classScores.map { ("class", sum(cell.labels[$0.positives])) }
    case .regression:
      groups +=
        layout.regression.map { [("absolute", cell.labels[$0.absoluteSum]), ("fourth", cell.labels[$0.fourthSum])] }
        ?? []
    }
    return groups
  }

  private static func expectEqual(_ counts: [Int64], _ others: [Int64], _ what: String) {
    #expect(counts.count == others.count, "\(what)")
    let differing = zip(counts, others).enumerated().filter { $1.0 != $1.1 }
      .map { "\($0): \($1.0), live \($1.1)" }
    #expect(differing == [], "\(what)")
  }

  @Test("In whatever portions rows and labels come, the counts are the same", arguments: ReferenceFixture.tasks)
  func portions(task: PredictionTask) throws {
    let fixture = try ReferenceFixture(task, seed: 5)
    let whole = try fixture.baseline()
    var builder = BaselineBuilder(
      schema: fixture.schema, labelKPIs: fixture.labelKPIs, plan: ReferenceFixture.cells, decoder: fixture.decoder)
    builder.add(fixture.labels)
    builder.add(fixture.rows)
    let other = try builder.build()
    #expect(other.columns == whole.columns && other.cells == whole.cells)
  }

  @Test("Of several labels of an id the last one counts, with the time of the first")
  func lastLabel() throws {
    var fixture = try ReferenceFixture(.regression, seed: 6)
    let expected = try fixture.baseline()
    var earlier = fixture.labels
    earlier.outcomes = earlier.outcomes.map { $0 + 1000 }
    earlier.kpis[0] = earlier.kpis[0].map { _ in 5 }
    let later = fixture.labels
    fixture.labels = earlier
    var builder = fixture.builder()
    builder.add(later)
    let baseline = try builder.build()
    #expect(builder.labelled == later.count)
    #expect(baseline.columns == expected.columns && baseline.cells == expected.cells)
  }

  @Test("A label that is older than one that was read before does not replace it")
  func staleLabel() throws {
    var fixture = try ReferenceFixture(.regression, seed: 6)
    fixture.labels.timestamps = fixture.labels.timestamps.indices.map { 5_000_000_000 + Int64($0) }
    let expected = try fixture.baseline()
    var builder = fixture.builder()
    var stale = fixture.labels
    stale.outcomes = stale.outcomes.map { $0 + 1000 }
    stale.timestamps = stale.timestamps.map { $0 - 1 }
    builder.add(stale)
    #expect(try builder.build().columns == expected.columns)
  }

  @Test("The calibration is the isotonic fit of the joined rows with a score")
  func calibration() throws {
    let fixture = try ReferenceFixture(.binary(positive: "1"), seed: 7)
    let columns = try fixture.baseline().columns
    let joined = (0..<fixture.rows.count).compactMap { row in fixture.label(of: row).map { (row, $0) } }
      .filter { !fixture.rows.scores[$0.0].isNaN }
    let fit = IsotonicCalibration(
      scores: joined.map { fixture.rows.scores[$0.0] }, labels: joined.map { fixture.labels.outcomes[$0.1] == 1 })
    #expect(fit != nil && columns.calibration == fit)
    #expect(columns.classScores.isEmpty && columns.label == nil && columns.residual == nil)
  }

  @Test("Without labels, without scores, or with one class only there is no calibration")
  func noCalibration() throws {
    var fixture = try ReferenceFixture(.binary(positive: "1"), seed: 7)
    let labels = fixture.labels
    fixture.labels.outcomes = fixture.labels.outcomes.map { _ in 1 }
    #expect(try fixture.baseline().columns.calibration == nil)
    fixture.labels.removeAll()
    #expect(try fixture.baseline().columns.calibration == nil)
    var schema = fixture.schema
    schema.score = nil
    var builder = BaselineBuilder(
      schema: schema, labelKPIs: fixture.labelKPIs, plan: ReferenceFixture.cells, decoder: fixture.decoder)
    builder.add(fixture.rows)
    builder.add(labels)
    let columns = try builder.build().columns
    #expect(columns.score == nil && columns.calibration == nil)
  }

  @Test("For several classes each class's score has a grid of its own")
  func classScores() throws {
    let fixture = try ReferenceFixture(ReferenceFixture.tasks[1], seed: 8)
    let columns = try fixture.baseline().columns
    #expect(columns.classScores.count == 3)
    for (grid, scores) in zip(columns.classScores, fixture.rows.classScores) {
      #expect(grid == FineGrid(sortedReference: scores.filter { !$0.isNaN }.sorted(), cells: 240))
    }
    #expect(columns.score?.grid.edges.contains(0.5) ?? false)
    #expect(columns.calibration == nil && columns.label == nil)
  }

  @Test("For regression the profiles are of the served numbers, the labels, and what lies between")
  func regression() throws {
    let fixture = try ReferenceFixture(.regression, seed: 9)
    let baseline = try fixture.baseline()
    let pairs = (0..<fixture.rows.count).compactMap { row in
      fixture.label(of: row).map { (score: fixture.rows.scores[row], truth: fixture.labels.outcomes[$0]) }
    }
    let served = fixture.rows.scores.filter { !$0.isNaN }
    for (profile, values, tellsOutside) in [
      (baseline.columns.score, served, true), (baseline.columns.label, pairs.map(\.truth), false),
      (baseline.columns.residual, pairs.map { $0.score - $0.truth }, false),
    ] {
      let profile = try #require(profile)
      #expect(profile == NumericProfile(values: values, cells: 240, tellsOutside: tellsOutside))
      #expect(abs(profile.mean - values.reduce(0, +) / Double(values.count)) < 1e-9)
    }
    let regression = try #require(baseline.layout.regression)
    let labels = baseline.cell(named: "all").cell.labels
    #expect(labels[regression.residual.cells].reduce(0, +) == Int64(pairs.count))
    #expect(labels[regression.label.cells].reduce(0, +) == Int64(pairs.count))
    var unlabelled = fixture
    unlabelled.labels.removeAll()
    let columns = try unlabelled.baseline().columns
    #expect(columns.label == nil && columns.residual == nil && columns.score == baseline.columns.score)
  }

  @Test("Business figures have mean and spread of the rows, and of the labels that belong to one")
  func kpis() throws {
    var fixture = try ReferenceFixture(.binary(positive: "1"), seed: 10)
    let clicked = fixture.rows.kpis[0].filter { !$0.isNaN }
    let revenue = (0..<fixture.rows.count).compactMap { fixture.label(of: $0) }.map { fixture.labels.kpis[0][$0] }
      .filter { !$0.isNaN }
    let kpis = try fixture.baseline().columns.kpis
    #expect(kpis.map(\.name) == ["clicked", "revenue"] && kpis.map(\.source) == [.predictions, .labels])
    for (kpi, values) in zip(kpis, [clicked, revenue]) {
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      #expect(abs(kpi.mean - mean) < 1e-9 && abs(kpi.standardDeviation - variance.squareRoot()) < 1e-9)
    }
    fixture.labels.kpis[0] = fixture.labels.kpis[0].map { _ in .nan }
    let empty = try fixture.baseline().columns.kpis[1]
    #expect(empty.mean == 0 && empty.standardDeviation == 0)
  }

  @Test(
    "A feature's cells tell how many of its values are out of range", arguments: [nil, 20...80, 0...200, 30...30.5])
  func outOfRange(range: ClosedRange<Double>?) throws {
    let fixture = try ReferenceFixture(.binary(positive: "1"), seed: 11)
    var schema = fixture.schema
    schema.features[0].range = range
    var builder = BaselineBuilder(
      schema: schema, labelKPIs: fixture.labelKPIs, plan: ReferenceFixture.cells, decoder: fixture.decoder)
    builder.add(fixture.rows)
    let baseline = try builder.build()
    guard case .numeric(let profile) = baseline.columns.features[0].profile,
      case .numeric(let column) = baseline.layout.features[0]
    else {
      Issue.record("the first feature is numeric")
      return
    }
    #expect(profile.expected == range)
    let counts = Array(baseline.cell(named: "all").cell.traffic[column.cells])
    let outside = profile.grid.cells(outside: profile.range)
    let values = fixture.rows.numeric[0].filter { !$0.isNaN }
    #expect(counts[outside.below].reduce(0, +) == Int64(values.count { $0 < profile.range.lowerBound }))
    #expect(counts[outside.above].reduce(0, +) == Int64(values.count { $0 > profile.range.upperBound }))
    if range == nil { #expect(profile.range == profile.minimum...profile.maximum) }
  }

  @Test("So do the cells of the score, and of the number that was served", arguments: ReferenceFixture.tasks)
  func scoreOutOfRange(task: PredictionTask) throws {
    let fixture = try ReferenceFixture(task, seed: 13, count: 2000)
    let profile = try #require(try fixture.baseline().columns.score)
    let outside = profile.grid.cells(outside: profile.range)
    #expect(outside.below.contains(profile.grid.cell(of: profile.minimum.nextDown)))
    #expect(!outside.below.contains(profile.grid.cell(of: profile.minimum)))
    #expect(outside.above.contains(profile.grid.cell(of: profile.maximum.nextUp)))
    #expect(!outside.above.contains(profile.grid.cell(of: profile.maximum)))
  }

  @Test("A reference without scores, or that served nothing, is refused with what is wrong")
  func refused() throws {
    var fixture = try ReferenceFixture(.binary(positive: "1"), seed: 12)
    fixture.rows.scores = fixture.rows.scores.map { _ in .nan }
    #expect(throws: BaselineBuilder.Failure.noScores) { try fixture.baseline() }
    var regression = try ReferenceFixture(.regression, seed: 12)
    regression.rows.scores = regression.rows.scores.map { _ in .nan }
    #expect(throws: BaselineBuilder.Failure.nothingServed) { try regression.baseline() }
  }
}
