import Notation
import Records

@testable import Windows

/// Rolling windows fed by hand, with everything they brought to light.
final class WindowsRig {
  let windows: RollingWindows
  let decoder: RecordDecoder
  private(set) var evaluations: [Evaluation] = []
  /// Lines that could not be read, by evaluation and window.
  private(set) var rejected: [[Int64]] = []

  init(
    _ plan: WindowPlan, cells: CellPlan = TrafficFixture.cells, joinsLabels: Bool = true, maxPending: Int = 1_000_000
  ) throws {
    let baseline = try TrafficFixture.baseline()
    decoder = RecordDecoder(
      schema: try TrafficFixture.schema(), categories: baseline.layout.categories, learnsCategories: false)
    windows = RollingWindows(
      plan: plan, cells: cells, dimensionNames: ["region"], baseline: baseline,
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

  /// Adds a portion of a source: rows, and lines that could not be read in front of the row of each number.
  func add(_ rows: [Row], badLines: [Int], _ clock: inout SourceClock, notAfter: Int64 = .max) throws {
    var batch = rows.isEmpty ? decoder.emptyBatch() : try TrafficFixture.decode(rows, with: decoder)
    // A bad line is a byte long, a row ten.
    var offsets: [Int64] = []
    var offset: UInt32 = 0
    for row in 0...rows.count {
      for _ in 0..<badLines.count(where: { $0 == row }) {
        offsets.append(Int64(offset))
        offset += 1
      }
      if row < rows.count { batch.offsets[row] = offset }
      offset += 10
    }
    windows.addRejected(at: offsets, among: batch, from: &clock, notAfter: notAfter)
    add(batch, &clock, notAfter: notAfter)
  }

  func advance(to seconds: Int64) { advance(to: Instant(seconds: seconds)) }
  func advance(to watermark: Instant) { windows.advance(to: watermark) { record($0) } }
  func finish() { windows.finish { record($0) } }

  private func record(_ evaluation: Evaluation) {
    evaluations.append(evaluation)
    let end = windows.pane(of: evaluation.time.microseconds)
    rejected.append(windows.plan.windows.indices.map { windows.rejectedCount(window: $0, end: end) })
  }

  /// Takes over what came to light before a restart.
  func continueRecord(of other: WindowsRig) {
    evaluations = other.evaluations
    rejected = other.rejected
  }

  func series(_ text: String, at time: Int64) -> MeasuredSeries? {
    evaluations.first { $0.time == Instant(seconds: time) }?.series.first { Self.name($0) == text }
  }

  static func name(_ series: MeasuredSeries) -> String {
    let key = series.key
    return "\(key.metric.rawValue) \(key.feature ?? "-") \(key.segment) \(key.version) \(key.window)"
  }

  /// Every figure of every evaluation, to compare runs by.
  var transcript: [String] {
    zip(evaluations, rejected).flatMap { evaluation, rejected in
      ["\(evaluation.time.rfc3339) unreadable \(rejected)"]
        + evaluation.series.map { series in
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
