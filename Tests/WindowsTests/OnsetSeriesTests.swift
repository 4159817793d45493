import Notation
import Readings
import Testing

@testable import Windows

/// Since when a figure has been changed, as the windows tell it of a change whose moment is known.
@Suite("Onset of a series")
struct OnsetSeriesTests {
  private static let changed: [SeriesKey] = [
    ChangingTraffic.key(.psi, "age"), ChangingTraffic.key(.ks, "age"), ChangingTraffic.key(.meanShift, "age"),
    ChangingTraffic.key(.nullRate, "age"), ChangingTraffic.key(.outOfRangeRate, "age"),
    ChangingTraffic.key(.positiveRate, ModelColumn.prediction), ChangingTraffic.key(.errorRate),
    ChangingTraffic.key(.latencyP95), ChangingTraffic.key(.overrideRate),
    ChangingTraffic.key(.estimatedAccuracy), ChangingTraffic.key(.kpi, "clicked"),
    // Of labels.
    ChangingTraffic.key(.kpi, "revenue"), ChangingTraffic.key(.accuracy), ChangingTraffic.key(.recall),
    ChangingTraffic.key(.f1), ChangingTraffic.key(.rocAUC), ChangingTraffic.key(.logLoss), ChangingTraffic.key(.ece),
    ChangingTraffic.key(.labelLagP95), ChangingTraffic.key(.overrideAccuracy),
    // Of groups, of one cell, of one version, and of a window that has all of the log.
    ChangingTraffic.key(.demographicParityDifference, "region"), ChangingTraffic.key(.demographicParityRatio, "region"),
    ChangingTraffic.key(.fnrDifference, "region"), ChangingTraffic.key(.equalizedOddsDifference, "region"),
    ChangingTraffic.key(.rocAUCDifference, "region"), ChangingTraffic.key(.eceDifference, "region"),
    ChangingTraffic.key(.demographicParityDifference, "region", version: "v1"),
    ChangingTraffic.key(.psi, "age", segment: "region=north"),
    ChangingTraffic.key(.accuracy, segment: "region=north"), ChangingTraffic.key(.psi, "age", version: "v1"),
    ChangingTraffic.key(.psi, "age", window: "40m"), ChangingTraffic.key(.accuracy, window: "40m"),
  ]

  @Test("The change lies in the interval, and the interval is no wider than it need be")
  func onset() throws {
    let seed: UInt64 = 101
    let windows = try ChangingTraffic(seed: seed).played()
    let pane = Int64(ChangingTraffic.pane)
    let change = Instant(seconds: Int64(ChangingTraffic.change) * pane)
    for key in Self.changed {
      let onset = try #require(windows.onset(of: key, windowEnd: ChangingTraffic.end), "\(key.text), seed \(seed)")
      #expect(onset.earliest <= change && change <= onset.latest, "\(key.text), seed \(seed): \(onset)")
      #expect(onset.earliest <= onset.time && onset.time <= onset.latest)
      #expect(onset.latest - onset.earliest <= TimeSpan(seconds: 16 * pane), "\(key.text), seed \(seed): \(onset)")
    }
  }

  @Test("What is not counted by pane has no onset, nor has what there is not")
  func none() throws {
    let windows = try ChangingTraffic(seed: 3).played()
    let keys = [
      ChangingTraffic.key(.throughput), ChangingTraffic.key(.freshness), ChangingTraffic.key(.labelCoverage),
      ChangingTraffic.key(.health), ChangingTraffic.key(.parseErrorRate), ChangingTraffic.key(.kpi, "nothing"),
      ChangingTraffic.key(.psi, "nothing"), ChangingTraffic.key(.psi, "age", segment: "region=west"),
      ChangingTraffic.key(.psi, "age", version: "v9"), ChangingTraffic.key(.fprDifference, "channel"),
      ChangingTraffic.key(.fprDifference, "region", window: "9m"),
    ]
    for key in keys { #expect(windows.onset(of: key, windowEnd: ChangingTraffic.end) == nil, "\(key.text)") }
  }

  @Test("Windows that go on from a checkpoint tell the same")
  func restart() throws {
    let traffic = try ChangingTraffic(seed: 4)
    let whole = traffic.played()
    let first = traffic.windows()
    traffic.feed(first)
    let pause = ChangingTraffic.end - ChangingTraffic.plan.pane
    first.advance(to: pause) { _ in }
    var store = CheckpointStore()
    store.take(first)
    let second = traffic.windows()
    try second.restore(core: store.core, parts: store.parts)
    for key in Self.changed {
      #expect(second.onset(of: key, windowEnd: pause) == nil, "nothing has been measured yet")
      #expect(second.rootCause(of: key, windowEnd: pause) == nil)
    }
    second.advance(to: ChangingTraffic.end) { _ in }
    for key in Self.changed {
      #expect(
        second.onset(of: key, windowEnd: ChangingTraffic.end) == whole.onset(of: key, windowEnd: ChangingTraffic.end))
      #expect(
        second.rootCause(of: key, windowEnd: ChangingTraffic.end)
          == whole.rootCause(of: key, windowEnd: ChangingTraffic.end))
    }
    let (one, other) = (whole.labelFindings(), second.labelFindings())
    #expect(one.verdicts == other.verdicts && !one.verdicts.isEmpty)
    #expect(one.comparisons == other.comparisons && !one.comparisons.isEmpty)
  }

  @Test("A window whose counts are gone tells nothing, or what is left of it, and does no harm")
  func past() throws {
    let windows = try ChangingTraffic(seed: 3).played()
    for end in [Instant(seconds: 0), Instant(seconds: -600), Instant(seconds: 60), ChangingTraffic.end + .hours(9)] {
      for key in Self.changed {
        let onset = windows.onset(of: key, windowEnd: end)
        #expect(onset.map { $0.latest < end } ?? true)
        #expect(windows.rootCause(of: key, windowEnd: end) == nil, "\(key.text) \(end)")
      }
    }
    #expect(windows.rootCause(of: ChangingTraffic.key(.accuracy), windowEnd: ChangingTraffic.end) != nil)
  }
}
