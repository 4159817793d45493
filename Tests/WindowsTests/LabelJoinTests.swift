import Notation
import Records
import Statistics
import Testing

@testable import Windows

@Suite("Joining labels to predictions")
struct LabelJoinTests {
  static func row(_ id: String, at time: Int, positive: Bool = true) -> Row {
    Row(id: id, time: time, age: 40, channel: "web", region: "north", positive: positive, score: 0.7)
  }

  @Test("A label counts whether it is read before or after its prediction")
  func eitherOrder() throws {
    for labelFirst in [true, false] {
      let rig = try WindowsRig(TrafficFixture.plan())
      if labelFirst { rig.add([Label(id: "a", time: 30, positive: true)]) }
      try rig.add([Self.row("a", at: 10), Self.row("b", at: 70)])
      if !labelFirst { rig.add([Label(id: "a", time: 30, positive: true)]) }
      rig.advance(to: 120)
      #expect(rig.series("label_coverage - all * 2p", at: 60)?.measurement.value == 1)
      #expect(rig.series("label_coverage - all * 2p", at: 120)?.measurement.value == 0.5)
      #expect(rig.windows.counts.joined == 1)
      #expect(rig.windows.pendingCount == 1)
    }
  }

  @Test("A label takes effect when event time passes the moment it became known")
  func effect() throws {
    let rig = try WindowsRig(TrafficFixture.plan())
    try rig.add([Self.row("a", at: 10), Self.row("b", at: 200)])
    rig.add([Label(id: "a", time: 90, positive: true)])
    rig.advance(to: 180)
    #expect(rig.series("label_coverage - all * 5p", at: 60)?.measurement.value == 0)
    #expect(rig.series("label_coverage - all * 5p", at: 120)?.measurement.value == 1)
  }

  @Test("A label without a time takes effect with its prediction, however early it was read")
  func untimed() throws {
    let rig = try WindowsRig(TrafficFixture.plan(horizon: 60))
    rig.add([Label(id: "late", time: nil, positive: true), Label(id: "stray", time: nil, positive: true)])
    var clock = SourceClock()
    for minute in 0..<30 { try rig.add([Self.row(minute == 20 ? "late" : "m\(minute)", at: minute * 60)], &clock) }
    rig.advance(to: 1800)
    #expect(rig.windows.counts.joined == 1)
    #expect(rig.series("label_coverage - all * 2p", at: 1200)?.measurement.value == 0)
    #expect(rig.series("label_coverage - all * 2p", at: 1260)?.measurement.value == 0.5)
    #expect(rig.windows.unmatchedCount == 1)
  }

  @Test("The same label again is a duplicate; another value takes the first one back")
  func revisions() throws {
    let rig = try WindowsRig(TrafficFixture.plan())
    try rig.add([Self.row("a", at: 10), Self.row("b", at: 20), Self.row("c", at: 100)])
    rig.add([
      Label(id: "a", time: 30, positive: true), Label(id: "a", time: 31, positive: true),
      Label(id: "b", time: 30, positive: true), Label(id: "b", time: 70, positive: false),
    ])
    rig.advance(to: 60)
    #expect(rig.series("accuracy - all * 2p", at: 60)?.measurement.value == 1)
    rig.finish()
    #expect(rig.windows.counts.joined == 2)
    #expect(rig.windows.counts.duplicateLabels == 1)
    #expect(rig.windows.counts.revisedLabels == 1)
    let last = rig.evaluations.last?.series.last { WindowsRig.name($0) == "accuracy - all * 2p" }
    #expect(last?.measurement.value == 0.5)
    #expect(last?.measurement.n == 2)
    #expect(last?.labels?.isFinal == true)
  }

  @Test("A prediction that comes twice counts once, in traffic too")
  func duplicates() throws {
    let rig = try WindowsRig(TrafficFixture.plan())
    try rig.add([Self.row("a", at: 10), Self.row("a", at: 10), Self.row("a", at: 40)])
    rig.finish()
    #expect(rig.windows.counts.records == 1)
    #expect(rig.windows.counts.duplicatePredictions == 2)
    #expect(rig.series("throughput - all * 2p", at: 60)?.measurement.n == 1)
  }

  @Test("A label past the horizon finds nothing, and both sides are given up and counted")
  func expiry() throws {
    let rig = try WindowsRig(TrafficFixture.plan(horizon: 180))
    var clock = SourceClock()
    for minute in 0..<12 { try rig.add([Self.row("m\(minute)", at: minute * 60)], &clock) }
    rig.add([
      Label(id: "m0", time: 200, positive: true), Label(id: "m1", time: 310, positive: true),
      Label(id: "none", time: 10, positive: true), Label(id: "soon", time: 700, positive: true),
    ])
    rig.advance(to: 720)
    #expect(rig.windows.counts.joined == 1)
    // Everything before the ninth minute, but for the one that was joined.
    #expect(rig.windows.counts.expiredPredictions == 8)
    #expect(rig.windows.counts.expiredLabels == 2)
    #expect(rig.windows.unmatchedCount == 3)
    #expect(rig.windows.pendingCount == 3)
  }

  @Test("Past the bound the oldest predictions are let go")
  func bound() throws {
    let rig = try WindowsRig(TrafficFixture.plan(), maxPending: 3)
    try rig.add((0..<5).map { Self.row("p\($0)", at: 10 + $0) })
    rig.add((0..<5).map { Label(id: "p\($0)", time: 30, positive: true) })
    rig.finish()
    #expect(rig.windows.counts.records == 5)
    #expect(rig.windows.counts.joined == 3)
    #expect(rig.windows.counts.expiredPredictions == 2)
    #expect(rig.windows.pendingCount == 0)
  }

  @Test("Labels that find nothing are bounded as well")
  func labelBound() throws {
    let rig = try WindowsRig(TrafficFixture.plan(), maxPending: 3)
    try rig.add([Self.row("p", at: 10)])
    rig.add((0..<5).map { Label(id: "x\($0)", time: 30, positive: true) })
    rig.finish()
    #expect(rig.windows.unmatchedCount == 5)
    #expect(rig.windows.join.earlyCount == 3)
  }

  @Test("Labels read ahead of event time are bounded, too")
  func scheduledBound() {
    let join = LabelJoin(
      maxPending: 100, maxScheduled: 3, horizon: 10, paneLength: 60_000_000,
      columns: JoinColumns(LabelFixture.layout(.binary)))
    var counts = JoinCounts()
    for number in 0..<5 {
      let label = HeldLabel(id: IdentifierHash("\(number)"), time: 1, known: 7, isPositive: true)
      join.schedule(label, payload: Span(), counts: &counts)
    }
    #expect(join.scheduled.count == 3)
    #expect(counts.expiredLabels == 2)
  }

  @Test("A prediction of a stratum that cannot be told apart any more is not held, and counts as expired")
  func stratumLimit() {
    let join = LabelJoin(
      maxPending: 100, horizon: 10, paneLength: 60_000_000, columns: JoinColumns(LabelFixture.layout(.binary)))
    var counts = JoinCounts()
    for (number, stratum) in [0, PendingPrediction.stratumLimit - 1, PendingPrediction.stratumLimit, .max].enumerated()
    {
      join.add(
        id: IdentifierHash("\(number)"), time: 1, pane: 0, arrival: 0, stratum: stratum, served: 1, score: 0.5,
        override: .nan, classScores: Span(), counts: &counts)
    }
    #expect(join.waitingCount == 2)
    #expect(counts.expiredPredictions == 2)
    #expect(join.holds(IdentifierHash("1"), arrival: 0) && !join.holds(IdentifierHash("2"), arrival: 0))
  }

  @Test(
    "The lag of a label is known to 1/512 of a pane, is that of the first label, and is never below 0",
    arguments: [(10.0, 25.0), (10.0, 11.0), (59.9, 60.0), (0.0, 400.0), (30.0, 20.0)])
  func lag(predicted: Double, known: Double) throws {
    let rig = try WindowsRig(TrafficFixture.plan())
    let layout = rig.windows.layout
    try rig.add([Self.row("a", at: Int(predicted)), Self.row("b", at: Int(predicted)), Self.row("c", at: 0)])
    var clock = SourceClock()
    var batch = TrafficFixture.batch([
      Label(id: "a", time: Int(known), positive: true), Label(id: "a", time: 500, positive: false),
      Label(id: "c", time: nil, positive: false),
    ])
    batch.timestamps[0] = Int64(known * 1_000_000)
    rig.windows.add(batch, from: &clock)
    rig.finish()
    #expect(rig.windows.counts.joined == 2 && rig.windows.counts.revisedLabels == 1)
    var lags: [(bucket: Int, count: Int64)] = []
    rig.windows.labelPanes.forEachPart(of: 0) { part, counts in
      guard rig.windows.registry.parts[part].cell == 0 else { return }
      lags += layout.lag.map { ($0 - layout.lag.lowerBound, counts[$0]) }.filter { $0.1 != 0 }
    }
    try #require(lags.count == 1)
    #expect(lags[0].count == 1)
    let expected = max(0, known - predicted.rounded(.down)) * 1000
    let bounds = (LogLinearBuckets.lowerBound(of: lags[0].bucket), LogLinearBuckets.upperBound(of: lags[0].bucket))
    let resolution = 60_000.0 / 512 + 1
    #expect(Double(bounds.0) <= expected + resolution && Double(bounds.1) >= expected - resolution)
  }

  @Test("Labels of the future are left out before they touch the clock; those without a time are not")
  func future() throws {
    let rig = try WindowsRig(TrafficFixture.plan())
    var clock = SourceClock(newest: 5_000_000)
    let batch = TrafficFixture.batch([
      Label(id: "a", time: 30, positive: true), Label(id: "b", time: 3601, positive: true),
      Label(id: "c", time: nil, positive: true), Label(id: "d", time: 4000, positive: true),
    ])
    let outcome = rig.windows.add(batch, from: &clock, notAfter: 3_600_000_000)
    #expect(outcome == AddOutcome(future: [1, 3]))
    #expect(clock.newest == 30_000_000)
    #expect(rig.windows.counts.labels == 2)
    #expect(rig.windows.join.scheduled.count == 1)
    #expect(rig.windows.unmatchedCount == 1)
  }

  @Test("Every label ends as one thing: joined, duplicate, revised, unmatched, or not in effect yet")
  func balance() throws {
    var random = SeededGenerator(seed: 81)
    let rig = try WindowsRig(TrafficFixture.plan(lateness: 60, horizon: 300), maxPending: 40)
    var clock = SourceClock()
    for minute in 0..<20 {
      try rig.add((0..<9).map { Self.row("i\(minute * 7 + $0)", at: minute * 60 + $0) }, &clock)
      rig.add(
        (0..<12).map { _ in
          Label(
            id: "i\(minute * 7 + Int.random(in: -30...20, using: &random))",
            time: Bool.random(using: &random) ? minute * 60 + Int.random(in: 0...200, using: &random) : nil,
            positive: Bool.random(using: &random))
        })
      rig.advance(to: Int64(minute) * 60)
      let counts = rig.windows.counts
      let sum = counts.joined + counts.duplicateLabels + counts.revisedLabels + rig.windows.unmatchedCount
      #expect(sum + rig.windows.join.scheduled.count == counts.labels)
    }
    #expect(rig.windows.counts.joined > 50)
    #expect(rig.windows.counts.revisedLabels > 0 && rig.windows.counts.expiredLabels > 0)
  }
}
