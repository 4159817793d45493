import Notation
import Readings
import Testing

@testable import Windows

/// What carries a change of all traffic, for a change that one region alone has.
@Suite("Root cause")
struct RootCauseTests {
  private static let changed: [SeriesKey] = [
    ChangingTraffic.key(.psi, "age"), ChangingTraffic.key(.ks, "age"), ChangingTraffic.key(.meanShift, "age"),
    ChangingTraffic.key(.nullRate, "age"), ChangingTraffic.key(.outOfRangeRate, "age"),
    ChangingTraffic.key(.positiveRate, ModelColumn.prediction), ChangingTraffic.key(.errorRate),
    ChangingTraffic.key(.latencyP95), ChangingTraffic.key(.overrideRate), ChangingTraffic.key(.estimatedAccuracy),
    ChangingTraffic.key(.kpi, "clicked"), ChangingTraffic.key(.kpi, "revenue"), ChangingTraffic.key(.accuracy),
    ChangingTraffic.key(.rocAUC), ChangingTraffic.key(.logLoss), ChangingTraffic.key(.ece),
    ChangingTraffic.key(.labelLagP95), ChangingTraffic.key(.overrideAccuracy),
  ]

  @Test("The region that has changed comes first, and carries nearly all of it")
  func region() throws {
    let windows = try ChangingTraffic(seed: 5).played()
    for key in Self.changed {
      let cause = try #require(windows.rootCause(of: key, windowEnd: ChangingTraffic.end), "\(key.text)")
      #expect(cause.segments.map(\.name) == ["region=north", "region=south"], "\(key.text)")
      let (north, south) = (try #require(cause.segments.first), try #require(cause.segments.last))
      // Chance moves what is left, too.
      #expect(north.share > 0.7 && north.share < 1.3, "\(key.text): \(cause)")
      #expect(south.share < 0.05, "\(key.text): \(cause)")
      let rows = key.needsLabels || key.feature == "revenue" ? 0.24...0.31 : 0.33...0.34
      #expect(rows.contains(north.weight ?? 0), "\(key.text): \(cause)")
      let features = try #require(cause.features)
      let age = try #require(features.first)
      #expect(age.name == "age" && age.share > 0.9, "\(cause)")
      #expect(abs(features.reduce(0) { $0 + $1.share } - 1) < 1e-9)
    }
  }

  @Test("Without the region the figure is that of the rest")
  func rest() throws {
    var last: [SeriesKey: Measurement] = [:]
    let windows = try ChangingTraffic(seed: 5).played { evaluation in
      for series in evaluation.series where series.isCurrent { last[series.key] = series.measurement }
    }
    for metric in [Metric.errorRate, .accuracy, .latencyP95, .overrideRate] {
      let cause = try #require(
        windows.rootCause(of: ChangingTraffic.key(metric), windowEnd: ChangingTraffic.end))
      let south = try #require(last[ChangingTraffic.key(metric, segment: "region=south")]?.value)
      #expect(cause.segments.first?.value == south, "\(metric)")
    }
  }

  @Test("Of labels that come later, the features are those of the window that they belong to")
  func laterLabels() throws {
    let key = ChangingTraffic.key(.accuracy)
    // Labels eight panes late: the newest window with enough of them ended some panes ago.
    let windows = try ChangingTraffic(seed: 5, labelDelay: 8).played()
    let newest = try #require(
      windows.rootCause(of: ChangingTraffic.key(.overrideRate), windowEnd: ChangingTraffic.end)?.features)
    var ends: [Instant] = []
    for later in 0..<3 as Range<Int64> {
      let now = ChangingTraffic.end + ChangingTraffic.plan.pane * later
      windows.advance(to: now) { _ in }
      let end = try #require(windows.currentLabelEnd(window: "10m"))
      #expect(end < now && !ends.contains(end))
      ends.append(end)
      let features = try #require(windows.rootCause(of: key, windowEnd: end)?.features)
      #expect(features.map(\.name) == ["age"] && features != newest, "\(end)")
      // The same rows when that window was the newest one, its labels there at once.
      let traffic = try ChangingTraffic(seed: 5)
      let then = traffic.windows()
      traffic.feed(then)
      then.advance(to: end) { _ in }
      #expect(try #require(then.rootCause(of: key, windowEnd: end)?.features) == features, "\(end)")
    }
  }

  @Test("Only all traffic has one, and only figures that follow from counts")
  func none() throws {
    let windows = try ChangingTraffic(seed: 5).played()
    let keys = [
      ChangingTraffic.key(.psi, "age", segment: "region=north"), ChangingTraffic.key(.psi, "age", version: "v1"),
      ChangingTraffic.key(.fprDifference, "region"), ChangingTraffic.key(.health),
      ChangingTraffic.key(.parseErrorRate), ChangingTraffic.key(.psi, "age", window: "9m"),
    ]
    for key in keys { #expect(windows.rootCause(of: key, windowEnd: ChangingTraffic.end) == nil, "\(key.text)") }
    // Time alone.
    for metric in [Metric.throughput, .freshness] {
      let cause = windows.rootCause(of: ChangingTraffic.key(metric), windowEnd: ChangingTraffic.end)
      #expect(cause?.segments.isEmpty ?? true)
    }
    // A window that is over.
    let before = ChangingTraffic.end - ChangingTraffic.plan.pane
    #expect(windows.rootCause(of: ChangingTraffic.key(.psi, "age"), windowEnd: before) == nil)
    #expect(windows.rootCause(of: ChangingTraffic.key(.accuracy), windowEnd: before) == nil)
  }
}
