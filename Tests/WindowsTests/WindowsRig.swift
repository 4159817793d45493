import Notation
import Records

@testable import Windows

/// Rolling windows fed by hand, with everything they brought to light.
final class WindowsRig {
  let windows: RollingWindows
  let decoder: RecordDecoder
  private(set) var evaluations: [Evaluation] = []

  init(_ plan: WindowPlan, joinsLabels: Bool = true, maxPending: Int = 1_000_000) throws {
    let baseline = try TrafficFixture.baseline()
    decoder = RecordDecoder(
      schema: try TrafficFixture.schema(), categories: baseline.layout.categories, learnsCategories: false)
    windows = RollingWindows(
      plan: plan, cells: TrafficFixture.cells, dimensionNames: ["region"], baseline: baseline,
      joinsLabels: joinsLabels, maxPending: maxPending)
  }

  @discardableResult
  func add(_ rows: [Row], _ clock: inout SourceClock, notAfter: Int64 = .max) throws -> AddOutcome {
    add(try TrafficFixture.decode(rows, with: decoder), &clock, notAfter: notAfter)
  }

  @discardableResult
  func add(_ batch: RecordBatch, _ clock: inout SourceClock, notAfter: Int64 = .max) -> AddOutcome {
    windows.add(batch, TrafficFixture.encode(batch, for: windows.baseline), from: &clock, notAfter: notAfter)
  }

  func add(_ rows: [Row]) throws {
    var clock = SourceClock()
    try add(rows, &clock)
  }

  func add(_ labels: [Label]) {
    var clock = SourceClock()
    windows.add(TrafficFixture.batch(labels), from: &clock)
  }

  func advance(to seconds: Int64) { windows.advance(to: Instant(seconds: seconds)) { evaluations.append($0) } }
  func record(_ evaluation: Evaluation) { evaluations.append(evaluation) }
  func finish() { windows.finish { evaluations.append($0) } }

  func series(_ text: String, at time: Int64) -> MeasuredSeries? {
    evaluations.first { $0.time == Instant(seconds: time) }?.series.first { Self.name($0) == text }
  }

  static func name(_ series: MeasuredSeries) -> String {
    let key = series.key
    return "\(key.metric.rawValue) \(key.feature ?? "-") \(key.segment) \(key.version) \(key.window)"
  }

  /// Every figure of every evaluation, to compare runs by.
  var transcript: [String] {
    evaluations.flatMap { evaluation in
      evaluation.series.map { series in
        let m = series.measurement
        let labels = series.labels.map { "\($0.coverage) \($0.isFinal)" } ?? "-"
        return """
          \(evaluation.time.rfc3339) \(Self.name(series)) \(series.windowEnd.rfc3339) \(String(describing: m.value)) \
          \(m.n) \(String(describing: m.low)) \(String(describing: m.floor)) \(labels) \(series.isCurrent)
          """
      }
    }
  }
}
