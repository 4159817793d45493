import Feed
import Notation
import Readings
import Testing

@Suite struct SnapshotChangeTests {
  @Test(arguments: 0..<60)
  func `A change makes the newer picture of the older one, also after it has travelled`(seed: UInt64) throws {
    var values = RandomValues(seed: seed)
    var encoder = FeedEncoder()
    var decoder = FeedDecoder()
    var known = 0
    var here = Snapshot.nothing
    var there = Snapshot.nothing
    for step in 0..<8 {
      let next = step == 4 ? values.snapshot() : values.successor(of: step == 0 ? values.snapshot() : here)
      let change = SnapshotChange(from: here, to: next)
      var applied = here
      try change.apply(to: &applied)
      #expect(differences(applied, next) == [], "seed \(seed), step \(step)")

      let message = encoder.message(change, known: known)
      known = encoder.seriesCount
      try decoder.change(message).apply(to: &there)
      #expect(differences(there, next) == [], "seed \(seed), step \(step)")
      here = next
    }
  }

  @Test(arguments: 0..<20)
  func `Nothing has changed between a picture and itself`(seed: UInt64) {
    var values = RandomValues(seed: seed)
    let snapshot = values.snapshot()
    let change = SnapshotChange(from: snapshot, to: snapshot)
    #expect(change.isEmpty)
    var encoder = FeedEncoder()
    #expect(encoder.message(change, known: 0).count <= 4)
  }

  @Test(arguments: 0..<20)
  func `A reader that missed messages is told of the series that it does not know`(seed: UInt64) throws {
    var values = RandomValues(seed: seed)
    var encoder = FeedEncoder()
    let first = values.snapshot()
    _ = encoder.message(SnapshotChange(from: .nothing, to: first), known: 0)
    let second = values.successor(of: first)
    var decoder = FeedDecoder()
    var there = Snapshot.nothing
    try decoder.change(encoder.message(SnapshotChange(from: .nothing, to: second), known: 0)).apply(to: &there)
    #expect(differences(there, second) == [])
    // One that knows more than the message takes it for granted reads it as well.
    let third = values.successor(of: second)
    try decoder.change(encoder.message(SnapshotChange(from: second, to: third), known: 0)).apply(to: &there)
    #expect(differences(there, third) == [])
  }

  @Test func `A point more of a history costs about thirty bytes`() {
    let key = SeriesKey(metric: .psi, feature: "age", window: "1h")
    var old = Snapshot.nothing
    let points = (0..<288).map {
      History.Point(time: Instant(seconds: 300 * Int64($0)), value: 0.1, level: .green, low: 0.09, high: 0.11)
    }
    old.histories = [key: History(points: points)]
    var encoder = FeedEncoder()
    _ = encoder.message(SnapshotChange(from: .nothing, to: old), known: 0)
    var new = old
    new.histories[key]?.points.append(
      History.Point(time: Instant(seconds: 300 * 288), value: 0.2, level: .red, low: 0.15, high: 0.25))
    let message = encoder.message(SnapshotChange(from: old, to: new), known: encoder.seriesCount)
    #expect(message.count <= 45)
  }

  @Test func `Numbers that are none travel bit by bit`() throws {
    let key = SeriesKey(metric: .psi, feature: "age", window: "1h")
    var snapshot = Snapshot.nothing
    let time = Instant(seconds: 0)
    snapshot.readings[key] = Reading(
      key: key, windowStart: time, windowEnd: time, value: .nan, n: .max, low: -.infinity, level: .error)
    var encoder = FeedEncoder()
    var decoder = FeedDecoder()
    var there = Snapshot.nothing
    try decoder.change(encoder.message(SnapshotChange(from: there, to: snapshot), known: 0)).apply(to: &there)
    let reading = try #require(there.readings[key])
    #expect(reading.value?.isNaN == true)
    #expect(reading.low == -.infinity)
    #expect(reading.n == .max)
  }

  @Test func `A log that scrolls is sent by what is new in it`() {
    let lines = (0..<205).map {
      LogLine(time: Instant(seconds: Int64($0 / 3)), severity: .info, message: "line \($0)")
    }
    var old = Snapshot.nothing
    old.log = Array(lines[..<200])
    var new = old
    new.log = Array(lines[5...])
    let steps = SnapshotChange(from: old, to: new).log?.steps ?? []
    guard case .keep(from: 5, count: 195) = steps.first, case .insert(let added) = steps.last else {
      Issue.record("\(steps.count) steps")
      return
    }
    #expect(added == Array(lines[200...]))
  }
}
