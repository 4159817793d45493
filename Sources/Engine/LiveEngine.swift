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
    // In this order: once a successor is known, its forerunner has been renamed, so that a look at it now finds all that
    // was written before. The other way round the successor could be read first, and the rest be late.
    for error in sources.discover() + sources.refresh(now: now) { log.trouble(error, at: now) }
    _ = rate.rate(total: pipeline.totals.lines, at: now)
  }

  /// Reads one portion. False when there is nothing more at the moment.
  package func step(now: Instant, limit: Int = 4096) -> Bool {
    guard let source = sources.next else { return false }
    do {
      try pipeline.read(source, limit: limit, endOfInput: source.isComplete)
    } catch {
      source.fail()
      if sources.report(error) { log.trouble(error, at: now) }
    }
    pipeline.advance(to: sources.watermark)
    return true
  }

  /// What a front end shows now.
  package func snapshot(now: Instant) -> Snapshot {
    var snapshot = SnapshotBuilder(pipeline: pipeline).snapshot(mode: .live, log: log.lines)
    snapshot.ingest.rate = rate.rate(total: pipeline.totals.lines, at: now)
    return snapshot
  }
}
