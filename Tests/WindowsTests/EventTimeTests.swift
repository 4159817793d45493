import Notation
import Readings
import Records
import Testing

@testable import Windows

@Suite("Event time")
struct EventTimeTests {
  static func row(_ id: String, at time: Int, region: String = "north", version: String = "v1") -> Row {
    Row(id: id, time: time, age: 40, channel: "web", region: region, version: version, positive: true, score: 0.7)
  }

  @Test("What was only read ahead does not show")
  func readAhead() throws {
    let rig = try WindowsRig(TrafficFixture.plan(), joinsLabels: false)
    try rig.add([Self.row("a", at: 10), Self.row("b", at: 200, region: "east", version: "v2")])
    rig.advance(to: 60)
    let segments = Set(rig.evaluations.flatMap(\.series).map(\.key.segment))
    let versions = Set(rig.evaluations.flatMap(\.series).map(\.key.version))
    #expect(segments == ["all", "region=north"])
    #expect(versions == ["*", "v1"])
    #expect(rig.windows.shape.segments == ["all", "region=north"])
    rig.advance(to: 240)
    #expect(rig.windows.shape.versions == ["v1", "v2"])
    #expect(rig.windows.shape.segments == ["all", "region=east", "region=north"])
  }

  @Test("A gap that empties every window is passed over, and only as far as has been read")
  func gap() throws {
    let rig = try WindowsRig(TrafficFixture.plan(windows: [2, 5]), joinsLabels: false)
    var first = SourceClock()
    var second = SourceClock()
    try rig.add([Self.row("a", at: 10), Self.row("b", at: 60_000)], &first)
    try rig.add([Self.row("c", at: 20)], &second)
    rig.advance(to: 30_000)
    // Until the longest window is seen to be empty, then nothing.
    #expect(rig.evaluations.map(\.time) == [60, 120, 180, 240, 300, 360].map { Instant(seconds: $0) })
    #expect(rig.series("throughput - all * 5p", at: 360)?.measurement.n == 0)
    try rig.add([Self.row("d", at: 30_010)], &second)
    #expect(rig.windows.counts.late == 0)
    rig.advance(to: 60_060)
    #expect(rig.series("throughput - all * 2p", at: 30_060)?.measurement.n == 1)
    #expect(rig.series("throughput - all * 2p", at: 60_060)?.measurement.n == 1)
    #expect(rig.evaluations.count == 13)
  }

  @Test("The first pane is that of the earliest record, not of the first one read")
  func firstPane() throws {
    let rig = try WindowsRig(TrafficFixture.plan(), joinsLabels: false)
    var first = SourceClock()
    var second = SourceClock()
    try rig.add([Self.row("a", at: 600)], &first)
    rig.advance(to: 300)
    try rig.add([Self.row("b", at: 330), Self.row("c", at: 700)], &second)
    rig.advance(to: 600)
    #expect(rig.windows.counts.late == 0)
    #expect(rig.evaluations.first?.time == Instant(seconds: 360))
  }

  @Test("A record a thousand years away costs no more than any other")
  func farAway() throws {
    let rig = try WindowsRig(TrafficFixture.plan(pane: 1, windows: [1, 3]))
    rig.add([Label(id: "a", time: 40_000_000_000, positive: true)])
    try rig.add([Self.row("a", at: -40_000_000_000), Self.row("b", at: 0), Self.row("c", at: 40_000_000_000)])
    rig.advance(to: 40_000_000_001)
    rig.finish()
    #expect(rig.windows.counts.records == 3)
    #expect(rig.evaluations.count < 20)
  }

  @Test("Late records join the windows that still hold their pane, and no later ones")
  func late() throws {
    let rig = try WindowsRig(TrafficFixture.plan(windows: [2, 5]), joinsLabels: false)
    var clock = SourceClock()
    try rig.add([Self.row("a", at: 10), Self.row("b", at: 190)], &clock)
    rig.advance(to: 180)
    try rig.add([Self.row("late", at: 70)], &clock)
    try rig.add([Self.row("c", at: 1000)], &clock)
    rig.finish()
    #expect(rig.windows.counts.late == 1)
    #expect(rig.series("throughput - all * 5p", at: 180)?.measurement.n == 1)
    #expect(rig.series("throughput - all * 5p", at: 240)?.measurement.n == 3)
    #expect(rig.series("throughput - all * 2p", at: 240)?.measurement.n == 1)
    #expect(rig.series("throughput - all * 5p", at: 360)?.measurement.n == 2)
    #expect(rig.series("throughput - all * 5p", at: 420)?.measurement.n == 1)
  }

  @Test("Rates a second are over as much of the window as there has been")
  func throughput() throws {
    let rig = try WindowsRig(TrafficFixture.plan(windows: [2, 5]), joinsLabels: false)
    try rig.add((0..<5).map { Self.row("r\($0)", at: 30 + 60 * $0) })
    rig.finish()
    #expect(rig.series("throughput - all * 5p", at: 60)?.measurement.value == 1.0 / 60)
    #expect(rig.series("throughput - all * 5p", at: 300)?.measurement.value == 5.0 / 300)
    #expect(rig.series("throughput - all * 2p", at: 300)?.measurement.value == 2.0 / 120)
  }

  @Test("Numbers of one decoder are not taken for those of another")
  func decoders() throws {
    let rig = try WindowsRig(TrafficFixture.plan(), joinsLabels: false)
    try rig.add([Self.row("a", at: 10, region: "north")])
    let other = RecordDecoder(
      schema: try TrafficFixture.schema(), categories: rig.windows.baseline.layout.categories, learnsCategories: false)
    var clock = SourceClock()
    rig.add(
      try TrafficFixture.decode(
        [Self.row("b", at: 20, region: "south"), Self.row("c", at: 21, region: "south")], with: other), &clock)
    rig.finish()
    #expect(rig.series("throughput - region=south * 2p", at: 60)?.measurement.n == 2)
    #expect(rig.series("throughput - region=north * 2p", at: 60)?.measurement.n == 1)
  }

  @Test("Rows of many dimensions keep all of them apart")
  func manyDimensions() throws {
    let names = (0..<20).map { "d\($0)" }
    var schema = try TrafficFixture.schema()
    schema.dimensions = try names.map { .init(name: $0, path: try TrafficFixture.path($0)) }
    let decoder = RecordDecoder(schema: schema, categories: [], learnsCategories: false)
    let lines = (-1..<20).map { changed in
      let members = names.enumerated().map { "\"\($1)\":\"\($0 == changed ? "other" : "same")\"" }
      return "{\"ts\":1,\"id\":\(changed),\"p\":1,\"s\":0.5,\(members.joined(separator: ","))}"
    }
    let batch = try TrafficFixture.decode(lines: lines, with: decoder)
    let plan = CellPlan(segments: [[]], fairness: [], minSamples: 1, minCoverage: 0.5, alpha: 0.001)
    var registry = CellRegistry(plan: plan, dimensionNames: names)
    let strata = batch.combinations.map { registry.stratum(batch.table.texts[Int($0)]) }
    #expect(Set(strata).count == 21)
  }

  @Test("Rows from the future are handed back and close nobody's panes")
  func future() throws {
    let rig = try WindowsRig(TrafficFixture.plan(), joinsLabels: true)
    var clock = SourceClock()
    let outcome = try rig.add(
      [
        Self.row("a", at: 10), Self.row("b", at: 4000), Self.row("c", at: 3600), Self.row("d", at: 99_999),
        Self.row("e", at: 3590),
      ], &clock, notAfter: 3_600_000_000)
    #expect(outcome == AddOutcome(outOfRange: 0, future: [1, 3]))
    #expect(clock.newest == 3_600_000_000)
    #expect(rig.windows.counts.records == 3)
    #expect(rig.windows.counts.late == 1)
    #expect(rig.windows.pendingCount == 3)
    var other = SourceClock()
    #expect(try rig.add([Self.row("f", at: 4000)], &other, notAfter: 0) == AddOutcome(outOfRange: 0, future: [0]))
    #expect(other == SourceClock())
  }

  @Test(
    "A pane's bounds are its own, also before 1970 and at the ends of time", arguments: [1, 7, 60_000_000] as [Int64])
  func paneBounds(step: Int64) {
    var cursor = PaneCursor(step: step)
    for time in [0, -1, 1, step, -step, step - 1, -step - 1, 5 * step, .max, .min, .min + 1, .max - 1, 3] as [Int64] {
      let pane = PaneCursor.pane(of: time, step: step)
      let (product, overflow) = Int64(pane).multipliedReportingOverflow(by: step)
      #expect(overflow || (product <= time && time - product < step))
      #expect(!overflow || time < .min + step)
      #expect(cursor.pane(of: time) == pane)
    }
  }
}
