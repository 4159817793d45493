import Configuration
import Ingest
import Notation
import Readings

/// `leeway replay`: the engine over historical logs, on event time alone. Actions are dry runs.
package final class Replay {
  /// How far a replay has come, for a progress bar.
  package struct Progress: Sendable {
    /// Share of the bytes read, 0…1.
    package var share: Double
    package var lines: Int
    package var time: Instant?
  }

  let pipeline: Pipeline
  private let configuration: WatchConfiguration
  private let sources: SourceSet
  private let tally: ReplayTally
  private let files: ReplayFiles?
  private let log: EngineLog
  private let builder: SnapshotBuilder
  private var rate = RateMeter()

  /// The threads that decode, where nobody says how many: one for each core, up to eight.
  package static var defaultThreads: Int { SourceSet.defaultThreads }

  /// - Parameters:
  ///   - outDirectory: where to write the readings and the rest; `nil` writes nothing.
  ///   - historyLimit: points kept per series for a dashboard; 0 without one.
  ///   - threads: that decode, the caller's included. Does not change the result.
  ///   - blockSize: bytes that are read and decoded at a time. Does not change the result either.
  package convenience init(
    configuration: WatchConfiguration, baseline: BaselineFile, range: EventRange, outDirectory: String?,
    historyLimit: Int = 0, threads: Int = Replay.defaultThreads, blockSize: Int? = nil
  ) throws(EngineError) {
    try self.init(
      configuration: configuration, baseline: baseline, range: range, outDirectory: outDirectory, output: nil,
      historyLimit: historyLimit, threads: threads, blockSize: blockSize)
  }

  /// - Parameter output: gets what would be written, where there is no directory for it.
  init(
    configuration: WatchConfiguration, baseline: BaselineFile, range: EventRange, outDirectory: String? = nil,
    output: (any PipelineOutput)?, historyLimit: Int = 0, threads: Int = Replay.defaultThreads, blockSize: Int? = nil
  ) throws(EngineError) {
    self.configuration = configuration
    let baseline = try BaselineCheck.fitted(baseline, to: configuration)
    sources = SourceSet(
      configuration: configuration, layout: baseline.baseline.layout, reading: .history(threads: threads),
      blockSize: blockSize)
    for error in sources.look(now: .distantPast) { throw EngineError(.runtime, error.description) }
    guard configuration.inputs.predictions.contains(where: Self.isThere) else {
      throw EngineError(
        .runtime,
        "no file matches \(configuration.inputs.predictions.joined(separator: ", ")); check inputs.predictions")
    }
    files = try outDirectory.map { path throws(EngineError) in
      try ReplayFiles(directory: path, model: configuration.model)
    }
    log = EngineLog(next: files ?? output)
    tally = ReplayTally(next: log)
    pipeline = Pipeline(
      configuration: configuration, baseline: baseline.baseline, policy: .dryRun, range: range,
      historyLimit: historyLimit, historyBudget: LiveEngine.historyBudget, now: { $0 }, output: tally)
    builder = SnapshotBuilder(pipeline: pipeline, sources: sources, log: log)
  }

  /// Whether a pattern has a file, be it an empty one.
  private static func isThere(_ pattern: String) -> Bool {
    pattern == InputFiles.standardInput
      || FilePattern(pattern).matches().contains { FileIdentity(path: $0) != nil }
  }

  /// Counts one portion and moves time as far as it goes. False when there is nothing left to read.
  package func step() -> Bool {
    guard readPortion() else { return false }
    pipeline.advance(to: watermark)
    return true
  }

  /// Moves time to a moment of history and no further, reading as much as that takes, or until `shouldStop` says so.
  /// False when all of history lies before it.
  package func play(to moment: Instant, shouldStop: () -> Bool) -> Bool {
    while watermark < moment, !shouldStop(), readPortion() {}
    pipeline.advance(to: min(moment, watermark))
    guard sources.next == nil else { return true }
    // Nothing more can come: the panes that are still open end with the clock alone.
    let end = max(pipeline.windows.lastOpenEnd ?? .distantPast, min(watermark, pipeline.rangeEnd))
    pipeline.advance(to: min(moment, end))
    return moment < end
  }

  /// The beginning of history: the start of the first pane. Reads until it is known, or until `shouldStop` says so.
  package func findBeginning(shouldStop: () -> Bool) -> Instant? {
    while pipeline.time == nil, !shouldStop(),
      pipeline.windows.firstOpenStart == nil || watermark == .distantPast
    {
      guard readPortion() else { break }
    }
    return pipeline.windows.firstOpenStart
  }

  /// Counts one portion. False when there is nothing left to read.
  private func readPortion() -> Bool {
    if sources.next == nil, sources.isWaiting {
      for error in sources.look(now: .distantPast) { note(error) }
    }
    guard let source = sources.next else { return false }
    // The rest of a damaged file is lost, the other files are not.
    let portion = sources.take(source, report: note)
    if let portion { pipeline.take(portion, from: source) } else { pipeline.noteEnd(of: source) }
    return true
  }

  private func note(_ error: IngestError) {
    log.trouble(error, at: pipeline.time ?? .distantPast)
    troubles.append(error)
  }

  /// Event time up to which everything has been counted.
  private var watermark: Instant { sources.watermark(now: .distantFuture) }

  /// Files that could not be read to their end.
  package private(set) var troubles: [IngestError] = []

  /// Closes what is open and completes the files.
  package func finish(seconds: Double) throws(EngineError) -> ReplaySummary {
    pipeline.finish()
    var summary = pipeline.summary
    summary.files = sources.sources.count
    summary.unreadable = troubles.map(\.description)
    summary.seconds = seconds
    tally.add(to: &summary)
    try files?.close(summary: summary)
    return summary
  }

  package var progress: Progress {
    Progress(share: sources.progress, lines: pipeline.totals.lines, time: pipeline.time)
  }

  /// The end of the newest pane that was closed.
  package var time: Instant? { pipeline.time }
  package var paneWidth: TimeSpan { configuration.windowPlan.pane }

  /// What a dashboard shows now.
  ///
  /// - Parameter wallTime: for the rate at which lines are read.
  package func snapshot(mode: Snapshot.Mode, wallTime: Instant) -> Snapshot {
    var snapshot = builder.snapshot(mode: mode)
    snapshot.ingest.progress = sources.progress
    snapshot.ingest.rate = rate.rate(total: pipeline.totals.lines, at: wallTime)
    return snapshot
  }
}
