import Notation
import Readings
import Records
import Statistics
import Testing

@testable import Windows

@Suite("Rolling windows equal a count from scratch")
struct RollingSumsTests {
  /// What a row is to the model: where it belongs and when it arrived, in panes.
  struct Known {
    var row: Row
    var pane: Int
    var arrival: Int
  }

  static let pane = 60

  /// The rows as the windows must see them: late by their source's own newest time.
  static func known(_ rows: [Row], lateness: Int) -> [Known] {
    var newest = Int.min
    return rows.map { row in
      newest = max(newest, row.time)
      return Known(row: row, pane: row.time / pane, arrival: max(row.time / pane, (newest - lateness) / pane))
    }
  }

  static func rows(_ random: inout SeededGenerator) -> [Row] {
    var time = 6000
    return (0..<220).map { index in
      time += Int.random(in: 0...9, using: &random)
      if index % 130 == 129 { time += 60 * 8 }
      let back = Int.random(in: 0..<6, using: &random) == 0 ? Int.random(in: 0...500, using: &random) : 0
      return TrafficFixture.random(index, at: time - back, using: &random)
    }
  }

  @Test("Traffic: rows, errors, nulls, unseen categories, PSI and latency", arguments: [21, 22] as [UInt64])
  func traffic(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let rows = Self.rows(&random)
    let plan = TrafficFixture.plan(lateness: 60)
    let rig = try WindowsRig(plan, joinsLabels: false)
    var clock = SourceClock()
    var start = 0
    while start < rows.count {
      let end = min(rows.count, start + Int.random(in: 1...40, using: &random))
      try rig.add(Array(rows[start..<end]), &clock)
      rig.advance(to: (clock.newest ?? 0) / 1_000_000 - 60)
      start = end
    }
    rig.finish()
    let known = Self.known(rows, lateness: 60)
    #expect(rig.windows.counts.late == known.count { $0.arrival > $0.pane }, "seed \(seed)")
    let baseline = try TrafficFixture.baseline()
    guard case .numeric(let age) = baseline.layout.features[0],
      case .categorical(let channel) = baseline.layout.features[1]
    else {
      Issue.record("the fixture's columns are an age and a channel")
      return
    }
    var checked = 0
    for evaluation in rig.evaluations {
      let end = Int(evaluation.time.microseconds / 60_000_000)
      for series in evaluation.series where series.key.metric.family != .fairness {
        let width = series.key.window == "2p" ? 2 : 5
        let part = known.filter { fact in
          fact.pane >= end - width && fact.arrival < end
            && (series.key.segment == "all" || series.key.segment == "region=\(fact.row.region)")
            && (series.key.version == "*" || series.key.version == fact.row.version)
        }.map(\.row)
        let measured = series.measurement
        let context: Comment = "seed \(seed), \(WindowsRig.name(series)) at \(evaluation.time.rfc3339)"
        func share(_ count: Int) -> Double? { part.isEmpty ? nil : Double(count) / Double(part.count) }
        switch (series.key.metric, series.key.feature) {
        case (.throughput, _): #expect(measured.n == part.count, context)
        case (.errorRate, _): #expect(measured.value == share(part.count(where: \.failed)), context)
        case (.lateRate, _):
          let late = known.filter { fact in
            fact.pane >= end - width && fact.arrival < end && fact.arrival > fact.pane
              && (series.key.segment == "all" || series.key.segment == "region=\(fact.row.region)")
              && (series.key.version == "*" || series.key.version == fact.row.version)
          }
          #expect(measured.value == share(late.count), context)
        case (.freshness, _):
          #expect(measured.value == part.map { Double(end - 1 - $0.time / 60) * 60 }.min(), context)
        case (.nullRate, "age"): #expect(measured.value == share(part.count { $0.age == nil }), context)
        case (.nullRate, "channel"): #expect(measured.value == share(part.count { $0.channel == nil }), context)
        case (.nullRate, "@score"): #expect(measured.value == share(part.count(where: \.failed)), context)
        case (.unseenRate, "channel"):
          #expect(measured.value == share(part.count { $0.channel == "kiosk" }), context)
        case (.psi, "age"):
          var cells = [Int64](repeating: 0, count: age.grid.cellCount)
          for value in part.compactMap(\.age) { cells[age.grid.cell(of: value)] += 1 }
          let name = series.key.segment
          let reference = Array(baseline.cell(named: name).cell.traffic[age.cells])
          let bins = (age.grid.bins(ofCells: reference.span), age.grid.bins(ofCells: cells.span))
          let expected = PopulationStability(reference: bins.0.span, current: bins.1.span)?.index
          #expect(measured.value == expected, context)
        case (.psi, "channel"):
          #expect(measured.n == part.count { $0.channel != nil }, context)
          #expect(channel.categories == ["web", "app", "branch"])
        case (.latencyP50, _):
          var counts = [Int64](repeating: 0, count: LogLinearBuckets.count)
          for row in part { counts[LogLinearBuckets.index(ofMicroseconds: Int64((row.latency * 1000).rounded()))] += 1 }
          #expect(measured.value == DurationQuantiles(counts[...]).value(at: 0.5).map { $0 / 1000 }, context)
        default: continue
        }
        checked += 1
      }
    }
    #expect(checked > 1000)
  }

  @Test("Labels: coverage, accuracy and false negatives of every window", arguments: [31, 32] as [UInt64])
  func labels(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let rows = Self.rows(&random).sorted { $0.time < $1.time }
    let horizon = 600
    let plan = TrafficFixture.plan(horizon: Int64(horizon))
    var labels: [Label] = []
    for row in rows where Int.random(in: 0..<5, using: &random) > 0 {
      let time = row.time + Int.random(in: 0...900, using: &random)
      labels.append(Label(id: row.id, time: time, positive: Bool.random(using: &random)))
      if Int.random(in: 0..<4, using: &random) == 0 {
        labels.append(Label(id: row.id, time: time + 200, positive: Bool.random(using: &random)))
      }
    }
    labels.sort { ($0.time ?? 0) < ($1.time ?? 0) }
    let rig = try WindowsRig(plan)
    rig.add(labels)
    var clock = SourceClock()
    for row in rows {
      try rig.add([row], &clock)
      rig.advance(to: (clock.newest ?? 0) / 1_000_000)
    }
    rig.finish()

    var checked = 0
    for (number, evaluation) in rig.evaluations.enumerated() {
      let isOver = number == rig.evaluations.count - 1
      let now = isOver ? Int.max : Int(evaluation.time.microseconds / 60_000_000)
      for series in evaluation.series where series.key.metric == .accuracy || series.key.metric == .labelCoverage {
        let end = Int(series.windowEnd.microseconds / 60_000_000)
        let width = series.key.window == "2p" ? 2 : 5
        let part = rows.filter { row in
          row.time / 60 >= end - width && row.time / 60 < end && !row.failed
            && (series.key.segment == "all" || series.key.segment == "region=\(row.region)")
            && (series.key.version == "*" || series.key.version == row.version)
        }
        // The last label in effect, of those that came within the horizon.
        let truths = part.compactMap { row -> (row: Row, truth: Bool)? in
          labels.last {
            $0.id == row.id && ($0.time ?? 0) / 60 < now && ($0.time ?? 0) / 60 - row.time / 60 <= horizon / 60
          }.map { (row, $0.positive) }
        }
        let context: Comment = "seed \(seed), \(WindowsRig.name(series)) to \(end) at \(now)"
        if series.key.metric == .labelCoverage {
          #expect(series.measurement.n == part.count, context)
          #expect(
            series.measurement.value == (part.isEmpty ? nil : Double(truths.count) / Double(part.count)), context)
        } else {
          #expect(series.measurement.n == truths.count, context)
          let right = truths.count { $0.row.positive == $0.truth }
          #expect(
            series.measurement.value == (truths.isEmpty ? nil : Double(right) / Double(truths.count)), context)
        }
        checked += 1
      }
    }
    #expect(checked > 500)
  }
}
