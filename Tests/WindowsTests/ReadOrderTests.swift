import Notation
import Records
import Testing

@testable import Windows

@Suite("What is read in which order and in what portions changes no figure")
struct ReadOrderTests {
  /// A source in the order of its file: rows or labels, and lines that cannot be read.
  enum Line {
    case row(Row)
    case label(Label)
    case bad
  }

  /// Three prediction files with disorder within and beyond the lateness, a gap longer than the longest window, rows
  /// that come twice, and lines that cannot be read; two label files with early, repeated, revised, late and stray labels;
  /// and a prediction file of which nothing can be read.
  static func sources(_ random: inout SeededGenerator) -> [[Line]] {
    var sources: [[Line]] = []
    var labels: [Label] = []
    var index = 0
    for file in 0..<3 {
      var lines: [Line] = Array(repeating: .bad, count: Int.random(in: 0...9, using: &random))
      var time = 1000 + file * 37
      for _ in 0..<45 {
        time += Int.random(in: 0...20, using: &random)
        if Int.random(in: 0..<30, using: &random) == 0 { time += 60 * Int.random(in: 3...9, using: &random) }
        let disorder = Int.random(in: 0..<8, using: &random) == 0 ? Int.random(in: 0...400, using: &random) : 0
        index += 1
        let row = TrafficFixture.random(index, at: time - disorder, using: &random)
        lines.append(.row(row))
        if Int.random(in: 0..<6, using: &random) == 0 {
          lines += Array(repeating: .bad, count: Int.random(in: 1...4, using: &random))
        }
        if Int.random(in: 0..<15, using: &random) == 0 { lines.append(.row(row)) }
        for _ in 0..<[0, 1, 1, 1, 2, 3][Int.random(in: 0..<6, using: &random)] {
          labels.append(
            Label(
              id: row.id, time: row.time + Int.random(in: -150...700, using: &random),
              positive: Bool.random(using: &random)))
        }
        if Int.random(in: 0..<10, using: &random) == 0 {
          labels.append(Label(id: "stray\(index)", time: row.time, positive: true))
        }
      }
      sources.append(lines)
    }
    // Labels of one id stay in one file: of two with the same moment the one that was read last stands.
    for file in 0..<2 {
      var own = labels.filter { ($0.id.utf8.last ?? 0) % 2 == UInt8(file) }
      own.sort { ($0.time ?? 0) < ($1.time ?? 0) }
      if own.count > 4 { own.swapAt(own.count / 2, own.count / 2 + 3) }
      sources.append(own.map { .label($0) })
    }
    sources.append(Array(repeating: .bad, count: 7))
    return sources
  }

  /// Reads the sources in random portions and turns, moving event time as the slowest of them allows.
  ///
  /// With `restarts`, now and then what was stored at checkpoints goes on in new windows with a new decoder.
  static func run(
    _ sources: [[Line]], plan: WindowPlan, portion: ClosedRange<Int>, restarts: Bool = false,
    _ random: inout SeededGenerator
  ) throws -> WindowsRig {
    var rig = try WindowsRig(plan)
    var store = CheckpointStore()
    var clocks = sources.map { _ in SourceClock() }
    var positions = sources.map { _ in 0 }
    while true {
      let open = sources.indices.filter { positions[$0] < sources[$0].count }
      guard let source = open.randomElement(using: &random) else { break }
      let end = min(positions[source] + Int.random(in: portion, using: &random), sources[source].count)
      let lines = sources[source][positions[source]..<end]
      positions[source] = end
      var rows: [Row] = []
      var labels: [Label] = []
      var badLines: [Int] = []
      for line in lines {
        switch line {
        case .row(let row): rows.append(row)
        case .label(let label): labels.append(label)
        case .bad: badLines.append(rows.count)
        }
      }
      if labels.isEmpty {
        try rig.add(rows, badLines: badLines, &clocks[source])
      } else {
        rig.windows.add(TrafficFixture.batch(labels), from: &clocks[source])
      }
      if end == sources[source].count { rig.windows.settleRejected(of: &clocks[source]) }
      let waiting = sources.indices.filter { positions[$0] < sources[$0].count }.map { clocks[$0].newest }
      let reached = clocks[0..<3].compactMap(\.newest).max() ?? 0
      if waiting.contains(nil) { continue }
      let newest = min(waiting.compactMap { $0 }.min() ?? reached, reached)
      let watermark = Instant(microseconds: newest) - plan.lateness
      rig.advance(to: watermark)
      guard restarts, Int.random(in: 0..<4, using: &random) == 0 else { continue }
      store.take(rig.windows)
      if Bool.random(using: &random) { rig = try store.resume(rig, plan: plan) }
    }
    rig.finish()
    return rig
  }

  @Test(
    "Random portions of six files in random turns give the same evaluations", arguments: [1, 2, 3] as [UInt64])
  func sameFigures(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let sources = Self.sources(&random)
    let plan = TrafficFixture.plan(lateness: seed % 2 == 0 ? 90 : 0, horizon: [300, 600, 6000][Int(seed % 3)])
    let whole = try Self.run(sources, plan: plan, portion: 1...1, &random)
    #expect(whole.evaluations.count > 10, "seed \(seed)")
    #expect(whole.rejected.contains { $0[0] > 0 }, "seed \(seed)")
    for portion in [1...12, 200...200] {
      let other = try Self.run(sources, plan: plan, portion: portion, &random)
      let difference = zip(whole.transcript, other.transcript).first { $0 != $1 }
      #expect(difference == nil, "seed \(seed), portions of \(portion)")
      #expect(whole.transcript.count == other.transcript.count, "seed \(seed), portions of \(portion)")
      #expect(whole.windows.counts == other.windows.counts, "seed \(seed), portions of \(portion)")
      #expect(whole.windows.unmatchedCount == other.windows.unmatchedCount, "seed \(seed), portions of \(portion)")
      #expect(whole.windows.pendingCount == other.windows.pendingCount, "seed \(seed), portions of \(portion)")
    }
  }

  @Test("A restart from a checkpoint changes no figure either", arguments: [51, 52] as [UInt64])
  func restarts(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let sources = Self.sources(&random)
    let plan = TrafficFixture.plan(lateness: 60, horizon: 600)
    let whole = try Self.run(sources, plan: plan, portion: 8...8, &random)
    let other = try Self.run(sources, plan: plan, portion: 8...8, restarts: true, &random)
    let difference = zip(whole.transcript, other.transcript).first { $0 != $1 }
    #expect(difference == nil, "seed \(seed)")
    #expect(whole.transcript.count == other.transcript.count, "seed \(seed)")
    #expect(whole.windows.counts == other.windows.counts, "seed \(seed)")
    #expect(whole.windows.unmatchedCount == other.windows.unmatchedCount, "seed \(seed)")
    #expect(whole.windows.pendingCount == other.windows.pendingCount, "seed \(seed)")
  }
}
