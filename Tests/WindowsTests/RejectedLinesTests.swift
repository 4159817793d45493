import Notation
import Records
import Testing

@testable import Windows

@Suite("Lines that could not be read")
struct RejectedLinesTests {
  static func row(_ id: String, at time: Int) -> Row {
    Row(id: id, time: time, age: 40, channel: "web", region: "north", positive: true, score: 0.7)
  }

  /// The counts of the shortest window, by its end in seconds.
  static func rejected(_ rig: WindowsRig) -> [Int64: Int64] {
    Dictionary(zip(rig.evaluations.map { $0.time.microseconds / 1_000_000 }, rig.rejected.map { $0[0] })) { $1 }
  }

  @Test("They count in the pane of the newest time that their source had shown, not of the next row")
  func placed() throws {
    let rig = try WindowsRig(TrafficFixture.plan(windows: [1, 3]), joinsLabels: false)
    var clock = SourceClock()
    // The row of 30 s is late in its file: the newest time stays 70 s.
    try rig.add(
      [Self.row("a", at: 10), Self.row("b", at: 70), Self.row("c", at: 30), Self.row("d", at: 190)],
      badLines: [1, 2, 3, 3, 4], &clock)
    rig.finish()
    #expect(Self.rejected(rig) == [60: 1, 120: 3, 180: 0, 240: 1])
    #expect(rig.rejected.map { $0[1] } == [1, 4, 4, 4, 4])
  }

  @Test("Before the first row of their source they wait for it, over portions and restarts")
  func waiting() throws {
    let plan = TrafficFixture.plan(windows: [1, 3])
    var rig = try WindowsRig(plan)
    var (first, second) = (SourceClock(), SourceClock())
    try rig.add([Self.row("a", at: 10)], badLines: [], &first)
    try rig.add([], badLines: [0, 0], &second)
    #expect(second == SourceClock(newest: nil, waitingRejected: 2))
    var store = CheckpointStore()
    store.take(rig.windows)
    rig = try store.resume(rig, plan: plan)
    try rig.add([Self.row("b", at: 130), Self.row("c", at: 10)], badLines: [0, 1], &second)
    #expect(second == SourceClock(newest: 130_000_000))
    rig.finish()
    #expect(Self.rejected(rig) == [60: 0, 120: 0, 180: 4])
  }

  @Test("Of a source that never shows a time they count in the pane that closes next, over restarts too")
  func unplaced() throws {
    let plan = TrafficFixture.plan(windows: [1, 3])
    var rig = try WindowsRig(plan)
    var (first, second) = (SourceClock(), SourceClock())
    try rig.add([Self.row("a", at: 10), Self.row("b", at: 70)], badLines: [], &first)
    try rig.add([], badLines: [0, 0, 0], &second)
    rig.windows.settleRejected(of: &second)
    rig.windows.settleRejected(of: &second)
    #expect(second == SourceClock())
    var store = CheckpointStore()
    store.take(rig.windows)
    rig = try store.resume(rig, plan: plan)
    rig.finish()
    #expect(Self.rejected(rig) == [60: 3, 120: 0])
  }

  @Test("None counts in a closed pane")
  func closed() throws {
    let rig = try WindowsRig(TrafficFixture.plan(windows: [1, 3]), joinsLabels: false)
    var (first, second) = (SourceClock(), SourceClock())
    try rig.add([Self.row("a", at: 10)], badLines: [], &first)
    try rig.add([Self.row("b", at: 130), Self.row("c", at: 250)], badLines: [], &second)
    rig.advance(to: 180)
    // The first source comes too late: its newest time is 10 s, and the pane from 180 s on is the next to close.
    try rig.add([], badLines: [0], &first)
    rig.finish()
    #expect(Self.rejected(rig) == [60: 0, 120: 0, 180: 0, 240: 1, 300: 0])
  }

  @Test("A row that claims the future is no time that was shown, and lines out of range are left out")
  func limits() throws {
    let rig = try WindowsRig(TrafficFixture.plan(windows: [1, 9]), joinsLabels: false)
    var clock = SourceClock()
    try rig.add(
      [Self.row("a", at: 9999), Self.row("b", at: 10), Self.row("c", at: 70)], badLines: [0, 1, 2], &clock,
      notAfter: 3_600_000_000)
    rig.finish()
    #expect(Self.rejected(rig) == [60: 3, 120: 0])
    var other = SourceClock(newest: 5_000_000)
    var batch = rig.decoder.emptyBatch()
    batch.offsets = [10]
    batch.timestamps = [400_000_000]
    rig.windows.addRejected(at: [20, 0, 3], among: batch, from: &other, within: 300_000_000..<500_000_000)
    #expect(other == SourceClock(newest: 5_000_000))
    #expect((0..<9).map { rig.windows.rejected.count(in: $0..<$0 + 1) } == [3, 0, 0, 0, 0, 0, 1, 0, 0])
  }

  @Test("Random files give what a walk over each of them gives", arguments: [81, 82, 83] as [UInt64])
  func model(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let sources = ReadOrderTests.sources(&random)
    let plan = TrafficFixture.plan(lateness: 60)
    let rig = try ReadOrderTests.run(sources, plan: plan, portion: 1...20, restarts: true, &random)
    var expected: [Int: Int64] = [:]
    var unplaced: Int64 = 0
    for source in sources {
      var newest: Int?
      var waiting: Int64 = 0
      for line in source {
        switch line {
        case .row(let row): newest = max(newest ?? row.time, row.time)
        case .bad: waiting += 1
        case .label: break
        }
        guard let newest else { continue }
        expected[newest / 60, default: 0] += waiting
        waiting = 0
      }
      unplaced += waiting
    }
    let firstPane = try #require(rig.evaluations.first.map { Int($0.time.microseconds / 60_000_000) - 1 })
    expected[firstPane, default: 0] += unplaced
    #expect(unplaced == 7 && expected.count > 5)
    for (evaluation, counts) in zip(rig.evaluations, rig.rejected) {
      let end = Int(evaluation.time.microseconds / 60_000_000)
      let windows = plan.windows.map { window in
        (end - window.paneCount..<end).reduce(0) { $0 + (expected[$1] ?? 0) }
      }
      #expect(counts == windows, "seed \(seed), \(evaluation.time.rfc3339)")
    }
  }
}
