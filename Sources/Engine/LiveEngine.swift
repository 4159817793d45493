import Configuration
import Ingest
import Notation
import Readings

/// The engine on logs that grow: looks for new files and new lines again and again.
///
/// With a store it is the agent: it takes up where it was left, keeps a checkpoint, and acts. Without one it is what a
/// dashboard runs for itself: it reads from the beginning, keeps nothing, and acts on nothing.
package final class LiveEngine {
  let pipeline: Pipeline
  let sources: SourceSet
  private let log: EngineLog
  private var rate = RateMeter()

  /// A dashboard's own engine.
  package convenience init(configuration: WatchConfiguration, baseline: BaselineFile, historyLimit: Int)
    throws(EngineError)
  {
    try BaselineCheck.check(baseline, against: configuration)
    let log = EngineLog(next: nil)
    let pipeline = Pipeline(
      configuration: configuration, baseline: baseline.baseline, policy: .dryRun, historyLimit: historyLimit,
      now: { $0 }, output: log)
    let sources = SourceSet(
      predictions: configuration.inputs.predictions, labels: configuration.inputs.labels,
      lateness: configuration.windowPlan.lateness)
    self.init(pipeline: pipeline, sources: sources, log: log)
  }

  init(pipeline: Pipeline, sources: SourceSet, log: EngineLog) {
    self.pipeline = pipeline
    self.sources = sources
    self.log = log
  }

  /// Looks for files that appeared, grew, or were replaced.
  package func look(now: Instant) {
    for error in sources.refresh() + sources.discover() {
      log.log(LogLine(time: now, severity: .error, message: error.description))
    }
  }

  /// Reads one portion. False when there is nothing more at the moment.
  package func step(now: Instant, limit: Int = 4096) -> Bool {
    guard let source = sources.next else { return false }
    let before = pipeline.totals.lines
    do {
      try pipeline.read(source, limit: limit, endOfInput: false)
    } catch {
      source.isDrained = true
      log.log(LogLine(time: now, severity: .error, message: error.description))
    }
    rate.count(pipeline.totals.lines - before, at: now)
    pipeline.advance(to: sources.watermark)
    return true
  }

  /// What a front end shows now.
  package func snapshot(now: Instant) -> Snapshot {
    var snapshot = SnapshotBuilder(pipeline: pipeline).snapshot(mode: .live, log: log.lines)
    snapshot.ingest.rate = rate.perSecond(at: now)
    return snapshot
  }
}

/// Lines a second over the last ten seconds.
struct RateMeter {
  private static let span = TimeSpan(seconds: 10)
  private var counts: [(time: Instant, count: Int)] = []

  mutating func count(_ count: Int, at time: Instant) {
    counts.append((time, count))
    counts.removeAll { $0.time < time - Self.span }
  }

  func perSecond(at time: Instant) -> Double {
    let recent = counts.filter { $0.time >= time - Self.span }
    return Double(recent.reduce(0) { $0 + $1.count }) / Self.span.seconds
  }
}
