import Configuration
import Ingest
import Notation
import Readings
import Windows

/// The engine on logs that grow: looks for new files and new lines again and again.
///
/// With a store it is the agent: it takes up where it was left, keeps a checkpoint, and acts. Without one it is what a
/// dashboard runs for itself: it reads from the beginning, keeps nothing, and acts on nothing.
package final class LiveEngine {
  let pipeline: Pipeline
  let sources: SourceSet
  private let log: EngineLog
  private let builder: SnapshotBuilder
  private var rate = RateMeter()
  /// What an agent beside it has on record; `nil` in the agent itself.
  private var record: AgentRecord?

  /// Bytes of the past that an engine of a dashboard's own keeps.
  static let historyBudget = 256 << 20

  /// A dashboard's own engine.
  package convenience init(
    configuration: WatchConfiguration, baseline: BaselineFile, historyLimit: Int, record: AgentRecord? = nil
  ) throws(EngineError) {
    let baseline = try BaselineCheck.fitted(baseline, to: configuration)
    let log = EngineLog(next: nil)
    let pipeline = Pipeline(
      configuration: configuration, baseline: baseline.baseline, policy: .dryRun, historyLimit: historyLimit,
      historyBudget: Self.historyBudget, now: { $0 }, output: log)
    self.init(
      pipeline: pipeline,
      sources: SourceSet(configuration: configuration, layout: baseline.baseline.layout, reading: .live),
      log: log)
    self.record = record
  }

  init(pipeline: Pipeline, sources: SourceSet, log: EngineLog) {
    self.pipeline = pipeline
    self.sources = sources
    self.log = log
    builder = SnapshotBuilder(pipeline: pipeline, sources: sources, log: log)
  }

  /// Looks for files that appeared, grew, or were replaced.
  package func look(now: Instant) {
    for error in sources.look(now: now) { log.trouble(error, at: now) }
    for source in sources.sources where source.diagnosis != nil && sources.isIdle(source, now: now) {
      pipeline.noteEnd(of: source)
    }
    _ = rate.rate(total: pipeline.totals.lines, at: now)
  }

  /// Counts what there is now, and all of standard input.
  ///
  /// - Parameter shouldGoOn: asked before each portion.
  package func readAll(now: () -> Instant, whileTrue shouldGoOn: () -> Bool = { true }) {
    sources.waitForNothing()
    repeat {
      look(now: now())
      while shouldGoOn(), step(now: now()) {}
      if sources.awaitsInput { _ = sources.wait(upTo: TimeSpan(microseconds: 200_000)) }
      // What waited for something to be read to its end, what has come, and what is to be said of the files.
      look(now: now())
    } while shouldGoOn() && (sources.next != nil || sources.awaitsInput)
  }

  /// Counts one portion and moves event time as far as it goes. False when there is nothing more at the moment.
  package func step(now: Instant) -> Bool {
    guard let source = sources.next else {
      // Time alone may have let an idle source go.
      pipeline.advance(to: sources.watermark(now: now))
      return false
    }
    if let portion = sources.take(source, report: { log.trouble($0, at: now) }) {
      pipeline.take(portion, from: source)
    }
    pipeline.advance(to: sources.watermark(now: now))
    return true
  }

  /// Sleeps until a file changes, or the time is over. True if something has changed, or may have.
  package func wait(upTo span: TimeSpan) -> Bool { sources.wait(upTo: span) }

  /// By which other threads can end a wait.
  var watcher: FileWatcher { sources.watching() }

  /// What a front end shows now. Cost: next to nothing if nothing has been evaluated since the last one.
  ///
  /// - Parameter actions: what waits for each action, of an agent.
  package func snapshot(now: Instant, actions: [ActionStatus]? = nil) -> Snapshot {
    record?.refresh(now: now)
    var snapshot = builder.snapshot(mode: .live, record: record, now: now, actions: actions)
    snapshot.ingest.rate = rate.rate(total: pipeline.totals.lines, at: now)
    return snapshot
  }
}
