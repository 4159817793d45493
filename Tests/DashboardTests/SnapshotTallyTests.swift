import Readings
import Testing

@testable import Dashboard

@Suite("Snapshot tally")
struct SnapshotTallyTests {
  private static let snapshot = SampleSnapshot(situation: .incident).build()

  /// Counted as slowly and plainly as can be.
  private static func counted(_ snapshot: Snapshot, _ window: String, _ version: String) -> [Level: Int] {
    var counts: [Level: Int] = [:]
    for (key, reading) in snapshot.readings where key.window == window {
      let isBad = reading.level == .yellow || reading.level == .red
      var total = key
      total.version = "*"
      let isWorse = reading.level.severity > snapshot.readings[total]?.level.severity ?? 0
      if key.version == version || (version == "*" && isBad && isWorse) { counts[reading.level, default: 0] += 1 }
    }
    return counts
  }

  @Test(
    "Every reading is counted once, and a bad version shows in the total", arguments: ["1h", "24h"], ["*", "v1", "v2"])
  func counts(window: String, version: String) {
    var snapshot = Self.snapshot
    for key in snapshot.readings.keys where key.version == "v2" && key.metric == .recall {
      snapshot.readings[key]?.level = .red
    }
    #expect(SnapshotTally(snapshot).counts(window: window, version: version) == Self.counted(snapshot, window, version))
  }

  @Test("The worst series of a version is one of its own: the worst level, and the furthest past its thresholds")
  func worst() throws {
    var snapshot = Self.snapshot
    for key in snapshot.readings.keys { snapshot.readings[key]?.level = .green }
    let bad = snapshot.readings.keys.filter { $0.version == "v2" && $0.window == "1h" && $0.metric == .recall }.sorted()
    for (index, key) in bad.enumerated() {
      snapshot.readings[key]?.level = .red
      snapshot.readings[key]?.grade = [2.5, .nan, 3, 3][index % 4]
    }
    let worst = SnapshotTally(snapshot).worstSeries(window: "1h")
    #expect(worst["v2"] == bad[2], "of equals the first")
    #expect(["*", "v1"].allSatisfy { worst[$0].flatMap { snapshot.readings[$0]?.level } == .green })
    #expect(worst["v1"]?.version == "v1" && SnapshotTally(snapshot).worstSeries(window: "9h").isEmpty)
  }

  @Test("What there are figures of is noted")
  func stock() {
    let tally = SnapshotTally(Self.snapshot)
    #expect(tally.metrics == Set(Self.snapshot.readings.keys.map(\.metric)))
    #expect(tally.kpiNames == ["approved_value", "approved_rate"])
  }

  @Test(
    "Another window is named only if it is past a threshold and worse",
    arguments: [
      (Level.green, Level.red, Level.red), (.green, .yellow, .yellow), (.yellow, .red, .red), (.red, .red, nil),
      (.red, .yellow, nil), (.green, .error, nil), (.insufficient, .green, nil), (.nodata, .yellow, .yellow),
    ] as [(Level, Level, Level?)])
  func otherWindow(shown: Level, other: Level, expected: Level?) {
    var snapshot = Self.snapshot
    for key in snapshot.readings.keys { snapshot.readings[key]?.level = key.window == "1h" ? shown : other }
    let found = SnapshotTally(snapshot).worse(than: "1h", version: "*")
    #expect(found?.level == expected && (found == nil || found?.window == "24h"))
  }

  @Test("A snapshot with the figures on show derives nothing anew; one with another figure does")
  func sameFigures() throws {
    var state = DashboardState(width: 120, height: 36)
    _ = state.update(.snapshot(Self.snapshot))
    let revision = state.revision
    var next = Self.snapshot
    next.ingest.lines += 1
    next.alerts.removeLast()
    _ = state.update(.snapshot(next))
    #expect(state.revision == revision && state.rows[.alerts]?.count == next.alerts.count)
    #expect(next.alerts.last.flatMap { state.alert(AlertIdentity($0)) } == next.alerts.last)
    let key = try #require(next.readings.keys.first { $0.version == "*" && $0.metric == .recall && $0.window == "1h" })
    next.readings[key]?.level = .red
    next.readings[key]?.grade = 99
    _ = state.update(.snapshot(next))
    #expect(state.revision == revision + 1 && state.worstLevels()["*"] == .red)
    #expect(state.tally == SnapshotTally(next))
    next.segments.removeLast()
    _ = state.update(.snapshot(next))
    #expect(state.revision == revision + 2 && state.segmentOrder == next.segments)
  }

  @Test("Nothing there is nothing counted")
  func empty() {
    let empty = SnapshotTally()
    #expect(empty.counts(window: "", version: "*").isEmpty && empty.worse(than: "", version: "*") == nil)
  }
}
