import Alerting
import Configuration
import Foundation
import Ingest
import Logging
import Notation
import Readings

/// `leeway agent`: the engine that keeps its state, follows the logs, and acts.
///
/// A delivery is planned in the same transaction as the transition that asks for it and the offsets of the lines behind
/// it; only when that is stored does it leave. So after a crash nothing is counted twice and nothing is forgotten.
package final class Agent {
  let configuration: WatchConfiguration
  let store: StateStore
  private let lock: StateLock
  let stateDirectory: String
  /// Which file the store is; nobody may put another one in its place.
  let storeIdentity: FileIdentity?
  let engine: LiveEngine
  let journal: AgentJournal
  let deadLetters: DeadLetterFile
  let fingerprint: String
  let logger: Logger
  let now: @Sendable () -> Instant
  let deliveries: DeliveryQueue
  let exchange: DeliveryExchange
  var savedAt: Instant
  /// Something has been counted since the last checkpoint.
  var isDirty = false
  /// How many lines had been counted by then.
  var savedLines = 0
  /// How far event time had come.
  var savedTime: Instant?
  /// The files that the last checkpoint knows.
  var savedSources: Set<FileIdentity> = []
  private var silentUntil = Instant.distantPast
  /// Actions whose endpoints are left alone for a while.
  var pausedActions: Set<String> = []
  /// What the last checkpoint added to the audit log.
  var newestEntries: [AuditChain.Link] = []
  /// Programs that were planned before this process began. What has come since may speak against them, so it is read
  /// first.
  private var postponed: [Delivery]
  var control: ControlServer?
  /// Decisions of people that wait for this thread.
  let inbox = DecisionInbox()
  /// Where dashboards that are attached get their pictures.
  let hub: SnapshotHub
  let news = DeliveryNews()
  let recollection = RecollectionBox()
  let startedAt: Instant
  /// No picture before that.
  var nextPicture = ContinuousClock.now

  /// What webhooks and `--version` say.
  package static let version = "0.1.0"

  /// Longest time between two checkpoints while lines come in.
  static let checkpointInterval = TimeSpan(seconds: 5)
  /// Lines after which there is one before that, so that none takes long.
  static let linesLimit = 50_000
  /// Bytes of readings after which there is one before that.
  static let journalLimit = 16 << 20
  /// After a change to a file, so that lines that are written one by one are not read one by one.
  static let gathering = TimeSpan(microseconds: 20_000)
  /// Longest sleep, so that a request to stop is heard.
  static let longestSleep = TimeSpan(microseconds: 500_000)

  package init(
    configuration: WatchConfiguration, baseline: BaselineFile, stateDirectory: String, logger: Logger,
    now: @escaping @Sendable () -> Instant
  ) throws(EngineError) {
    self.configuration = configuration
    self.stateDirectory = stateDirectory
    self.logger = logger
    self.now = now
    let baseline = try BaselineCheck.fitted(baseline, to: configuration)
    do {
      // What programs wrote is in it, and lines that could not be read.
      try FileManager.default.createDirectory(
        atPath: stateDirectory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw EngineError(.runtime, "\(stateDirectory): cannot be made: \(error.localizedDescription)")
    }
    lock = try StateLock(directory: stateDirectory)
    var stored: StateContents?
    store = try StateStore.open(path: stateDirectory + "/" + StateFile.name, contents: &stored)
    storeIdentity = FileIdentity(path: store.path)
    fingerprint = StateFingerprint.of(configuration, baseline: baseline)
    if let stored, stored.header.fingerprint != fingerprint { throw StateFingerprint.mismatch(store.path) }

    // Before the first checkpoint nothing is known.
    deadLetters = try DeadLetterFile(
      path: stateDirectory + "/dead-letters.jsonl", mark: stored?.header.deadLetters ?? DeadLetterFile.Mark())
    journal = AgentJournal(
      model: configuration.model, deadLetters: deadLetters,
      through: stored?.header.readingsThrough.map { Instant(microseconds: $0) })
    let log = EngineLog(next: AgentLog(logger: logger, next: journal))
    let clock = now
    let pipeline = Pipeline(
      configuration: configuration, baseline: baseline.baseline, policy: .act, historyLimit: Self.past.points,
      historyBudget: Self.past.bytes, now: { _ in clock() }, wallClock: clock, output: log)
    var outbox = stored?.deliveries ?? []
    let hasChanged = outbox.indices.map { outbox[$0].recoverFromRestart(now: clock()) }
    if let stored {
      do {
        try pipeline.restore(stored, deliveries: outbox)
      } catch {
        throw StateFile.damage(store.path, "its counts do not read")
      }
    }
    pipeline.windows.keepsHistory = true
    pipeline.reconcilePeople()
    if stored != nil { Self.recallAlerts(pipeline, from: StateInspection(directory: stateDirectory)) }
    for (delivery, hasChanged) in zip(outbox, hasChanged) where hasChanged {
      try store.record(delivery)
      logger.log(delivery)
    }
    let sources = SourceSet(
      configuration: configuration, layout: baseline.baseline.layout, reading: .live, resumeAt: stored?.sources ?? [])
    engine = LiveEngine(pipeline: pipeline, sources: sources, log: log)
    startedAt = clock()
    savedAt = startedAt
    let watcher = sources.watching()
    hub = SnapshotHub(now: startedAt, wakeEngine: { watcher.wake() })
    savedLines = pipeline.totals.lines

    let exchange = DeliveryExchange()
    exchange.update(pipeline.alerts.standing, standing: pipeline.standing)
    self.exchange = exchange
    deliveries = DeliveryQueue(
      actions: configuration.actions, maxAge: configuration.windowPlan.actionMaxAge,
      sender: WebhookSender(version: Agent.version),
      runner: ProgramRunner(workingDirectory: configuration.paths.directory),
      hooks: Agent.hooks(store: store, exchange: exchange, news: news, logger: logger, now: clock))
    postponed = outbox.filter { $0.runsProgram && $0.state == .planned }
    deliveries.add(outbox.filter { !$0.runsProgram })
  }

  /// Follows the logs until `shouldStop` says so, then stores everything and ends.
  package func run(shouldStop: () -> Bool) throws(EngineError) {
    logger.info("started", metadata: ["model": "\(configuration.model)", "state": "\(store.path)"])
    listen()
    recollection.fill(from: StateInspection(directory: stateDirectory), keep: Self.past.points)
    while !shouldStop() {
      engine.look(now: now())
      readAll(shouldStop: shouldStop)
      if !postponed.isEmpty, !shouldStop(), save(shouldStop: shouldStop) == nil { releasePrograms() }
      waitForChange(shouldStop: shouldStop)
    }
    stopListening()
    let failure = save(shouldStop: { true })
    reportStop(deliveries.stop(within: TimeSpan(seconds: 10)))
    logger.info("stopped", metadata: ["lines": "\(engine.pipeline.totals.lines)"])
    if let failure { throw failure }
  }

  /// Reads until there is nothing more at the moment, looking for new files and storing checkpoints on the way.
  private func readAll(shouldStop: () -> Bool) {
    var lookedAt = now()
    while !shouldStop(), engine.step(now: now()) {
      isDirty = true
      attend(shouldStop: shouldStop)
      let time = now()
      guard time - lookedAt >= Self.longestSleep || time < lookedAt else { continue }
      engine.look(now: time)
      lookedAt = time
    }
    guard !shouldStop() else { return }
    noteSilence(at: now())
    attend(shouldStop: shouldStop)
  }

  /// Lets the programs of before go ahead, once everything that has come since is counted and stored.
  private func releasePrograms() {
    deliveries.add(postponed)
    postponed = []
  }

  /// What is due besides reading: the clock, people, a checkpoint.
  private func attend(shouldStop: () -> Bool) {
    engine.pipeline.advanceClock(to: now())
    answerPeople(shouldStop: shouldStop)
    noteLanes()
    if isCheckpointDue { _ = save(shouldStop: shouldStop) }
    showPicture()
  }

  /// Sleeps until a file changes, it is time to look at those that cannot tell, or a checkpoint is due.
  private func waitForChange(shouldStop: () -> Bool) {
    let start = ContinuousClock.now
    while !shouldStop() {
      let passed = Int64((ContinuousClock.now - start) / .microseconds(1))
      let left = configuration.inputs.poll - TimeSpan(microseconds: passed)
      guard left > .zero else { return }
      if engine.wait(upTo: min(left, Self.longestSleep)) {
        Thread.sleep(forTimeInterval: Self.gathering.seconds)
        return
      }
      attend(shouldStop: shouldStop)
    }
  }

  /// Processes what there is, delivers what is due, and ends.
  package func runOnce(shouldStop: () -> Bool) throws(EngineError) {
    var failure: EngineError?
    engine.readAll(
      now: now,
      whileTrue: {
        isDirty = true
        if failure == nil, isCheckpointDue { failure = save(attempts: 10, shouldStop: shouldStop) }
        return failure == nil && !shouldStop()
      })
    if !shouldStop() { noteSilence(at: now()) }
    engine.pipeline.advanceClock(to: now())
    if failure == nil { failure = save(attempts: shouldStop() ? 1 : 10, shouldStop: shouldStop) }
    if failure == nil, !shouldStop() { releasePrograms() }
    if failure == nil { drain(shouldStop: shouldStop) }
    reportStop(deliveries.stop(within: TimeSpan(seconds: 10)))
    if let failure { throw failure }
    let counts = engine.pipeline.windows.counts
    logger.info(
      "done",
      metadata: [
        "lines": "\(engine.pipeline.totals.lines)", "records": "\(counts.records)", "joined": "\(counts.joined)",
        "late": "\(counts.late)", "until": "\(engine.pipeline.time?.rfc3339 ?? "-")",
      ])
  }

  /// Waits for what is due to be delivered, up to two minutes.
  private func drain(shouldStop: () -> Bool) {
    for _ in 0..<240 {
      if shouldStop() || deliveries.drain(within: TimeSpan(microseconds: 500_000)) { return }
    }
    logger.warning("deliveries are still under way; they go on with the next run")
  }

  private func reportStop(_ isComplete: Bool) {
    if !isComplete { logger.warning("an unanswered webhook was left; it is sent again under the same id") }
  }

  /// Rules may mind that nothing comes: when all has been read, they are told once a pane how long it has been.
  private func noteSilence(at time: Instant) {
    let plan = configuration.windowPlan
    let expected = (time - plan.lateness - plan.pane).floored(to: plan.pane)
    guard let newest = engine.pipeline.time, expected > newest, expected > silentUntil else { return }
    silentUntil = expected
    isDirty = true
    engine.pipeline.noteSilence(until: expected)
  }
}
