import Foundation
import Notation
import Readings
import Testing

@testable import Engine

@Suite("What an agent remembers for dashboards over a restart")
struct RecollectionTests {
  @Test("A reading's line reads back, but for what is not on record")
  func lines() throws {
    let end = Instant(seconds: 1_772_409_600)
    let keys = [
      SeriesKey(metric: .psi, version: "v1", segment: #"a="x,y":"#, feature: #"q"value":1"#, window: "1h"),
      SeriesKey(metric: .kpi, feature: "profit", window: "24h"), SeriesKey(metric: .accuracy, window: "1h"),
    ]
    var writer = ReadingWriter(model: "m")
    var lines = ReadingLines()
    for (number, key) in keys.enumerated() {
      for reading in [
        Reading(
          key: key, windowStart: end - .hours(1), windowEnd: end, value: 0.25, n: 7, low: -1, high: 1e-9, floor: 3,
          level: .red, labels: LabelState(coverage: 0.5, revision: 2, isFinal: false), usesOverallBaseline: true,
          pValue: 0.01),
        Reading(key: key, windowStart: end - .hours(1), windowEnd: end, value: nil, n: 0, level: .nodata),
      ] {
        var text = JSONText()
        writer.write(reading, series: number, to: &text)
        #expect(lines.reading(text.bytes.dropLast()[...]) == reading)
      }
    }
    #expect(lines.reading(Array("{}".utf8)[...]) == nil)
    #expect(lines.reading(Array(#"{"window_start":"x"#.utf8)[...]) == nil)
  }

  @Test("After a restart the past and the newest readings are there before anything new has come")
  func restart() throws {
    let directory = try AgentInProcess.directory()
    let first = try AgentInProcess(directory)
    let state = directory.file("state")
    var before: Snapshot?
    #expect(
      eventually {
        before = try? AttachedAgent.snapshot(of: state)
        return before?.ingest.lines == 3000 && before?.alerts.isEmpty == false
      })
    first.stop()
    let second = try AgentInProcess(directory)
    var after: Snapshot?
    #expect(
      eventually {
        after = try? AttachedAgent.snapshot(of: state)
        return after?.histories.count == before?.histories.count
      })
    let old = try #require(before)
    let new = try #require(after)
    #expect(new.readings.keys == old.readings.keys)
    for (key, history) in old.histories {
      #expect(new.histories[key]?.points.map(\.time) == history.points.map(\.time), "\(key.text)")
    }
    #expect(new.alerts.map(\.rule) == old.alerts.map(\.rule))
    second.stop()
  }
}
