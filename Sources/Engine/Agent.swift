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
  private let configuration: WatchConfiguration
  private let store: StateStore
  private let lock: StateLock
  /// Which file the store is; nobody may put another one in its place.
  private let storeIdentity: FileIdentity?
  private let engine: LiveEngine
  private let journal: AgentJournal
  private let deadLetters: DeadLetterFile
  private let fingerprint: String
  private let logger: Logger
  private let now: @Sendable () -> Instant
  private let deliveries: DeliveryQueue
  private let exchange: DeliveryExchange
  private var savedAt: Instant
  /// Something has been counted since the last checkpoint.
  private var isDirty = false
  /// How many lines had been counted by then.
  private var savedLines = 0
  /// How far event time had come.
  private var savedTime: Instant?
  /// The files that the last checkpoint knows.
  private var savedSources: Set<FileIdentity> = []
  private var silentUntil = Instant.distantPast

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
    self.logger = logger
    self.now = now
    try BaselineCheck.check(baseline, against: configuration)
    do {
      try FileManager.default.createDirectory(atPath: stateDirectory, withIntermediateDirectories: true)
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
      configuration: configuration, baseline: baseline.baseline, policy: .act, historyLimit: 0, now: { _ in clock() },
      wallClock: clock, output: log)
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
    for (delivery, hasChanged) in zip(outbox, hasChanged) where hasChanged {
      try store.record(delivery)
      logger.log(delivery)
    }
    let sources = SourceSet(
      configuration: configuration, layout: baseline.baseline.layout, reading: .live, resumeAt: stored?.sources ?? [])
    engine = LiveEngine(pipeline: pipeline, sources: sources, log: log)
    savedAt = clock()
    savedLines = pipeline.totals.lines

    let exchange = DeliveryExchange()
    exchange.update(pipeline.alerts.instances)
    self.exchange = exchange
    let store = self.store
    deliveries = DeliveryQueue(
      actions: configuration.actions, maxAge: configuration.windowPlan.actionMaxAge,
      sender: WebhookSender(version: Agent.version),
      runner: ProgramRunner(workingDirectory: configuration.paths.directory),
      hooks: DeliveryQueue.Hooks(
        now: clock,
        record: { delivery in
          try store.record(delivery)
          if delivery.state.suppression != nil { exchange.withdraw(delivery) }
          logger.log(delivery)
        },
        instance: { exchange.instance($0) },
        log: { logger.notice("alert action", metadata: ["payload": "\($0.payload)"]) },
        output: { delivery, output in
          logger.info(
            "program output",
            metadata: ["action": "\(delivery.action)", "id": "\(delivery.id)", "output": "\(output.text)"])
        },
        notRecorded: { delivery, error in
          logger.error(
            "delivery not stored, will be tried again",
            metadata: ["action": "\(delivery.action)", "id": "\(delivery.id)", "error": "\(error)"])
        }))
    deliveries.add(outbox)
  }

  /// Follows the logs until `shouldStop` says so, then stores everything and ends.
  package func run(shouldStop: () -> Bool) throws(EngineError) {
    logger.info("started", metadata: ["model": "\(configuration.model)", "state": "\(store.path)"])
    while !shouldStop() {
      engine.look(now: now())
      readAll(shouldStop: shouldStop)
      waitForChange(shouldStop: shouldStop)
    }
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
      if isCheckpointDue { _ = save(shouldStop: shouldStop) }
      let time = now()
      guard time - lookedAt >= Self.longestSleep || time < lookedAt else { continue }
      engine.look(now: time)
      lookedAt = time
    }
    guard !shouldStop() else { return }
    noteSilence(at: now())
    if isCheckpointDue { _ = save(shouldStop: shouldStop) }
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
      if isCheckpointDue { _ = save(shouldStop: shouldStop) }
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
    if failure == nil { failure = save(attempts: shouldStop() ? 1 : 10, shouldStop: shouldStop) }
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

  /// Stores a checkpoint, then lets go what it planned. While the store cannot be written nothing more is read, so that
  /// nothing is lost; the attempt is repeated until it succeeds or the agent is asked to stop.
  ///
  /// - Parameter attempts: after so many, a second apart, it is given up.
  /// - Returns: why nothing was stored; `nil` if it was.
  private func save(attempts: Int = .max, shouldStop: () -> Bool) -> EngineError? {
    var failures = 0
    while true {
      do {
        try saveOnce()
        if failures > 0 { logger.notice("checkpoint stored; reading goes on") }
        return nil
      } catch {
        // Once a minute is enough to be found.
        if failures.isMultiple(of: 60) {
          logger.error("checkpoint failed; reading is paused", metadata: ["error": "\(error)"])
        }
        failures += 1
        if failures >= attempts || shouldStop() { return error }
        Thread.sleep(forTimeInterval: 1)
      }
    }
  }

  /// Now and then; at once for what is to be delivered, and for a file that is new: were it renamed before it is on
  /// record, a restart could not find it again.
  private var isCheckpointDue: Bool {
    journal.hasPlanned || journal.size > Self.journalLimit
      || engine.pipeline.totals.lines - savedLines >= Self.linesLimit
      || hasNews && isIntervalOver || !engine.sources.identities.isSubset(of: savedSources)
  }

  private var hasNews: Bool { isDirty || engine.pipeline.time != savedTime }

  private var isIntervalOver: Bool {
    let time = now()
    return time - savedAt >= Self.checkpointInterval || time < savedAt
  }

  private func saveOnce() throws(EngineError) {
    guard FileIdentity(path: store.path) == storeIdentity else {
      throw EngineError(
        .runtime,
        "\(store.path): was removed or replaced while the agent ran; stop the agent, put it back, and start it again")
    }
    for delivery in exchange.takeWithdrawn() { engine.pipeline.withdraw(delivery) }
    let pipeline = engine.pipeline
    journal.closeBlock()
    let mark = try deadLetters.write()
    let alerts = pipeline.alerts.instances
    let planned = journal.deliveries
    let time = now()
    try store.save(
      StateCheckpoint(
        header: StateCheckpoint.Header(
          model: configuration.model, fingerprint: fingerprint, savedAt: time.microseconds,
          time: pipeline.time?.microseconds, pane: configuration.windowPlan.pane.microseconds,
          labelWidth: pipeline.windows.labelWidth,
          readingsThrough: journal.through?.microseconds, totals: pipeline.totals, summary: pipeline.stateSummary,
          deadLetters: mark),
        windows: pipeline.windows.checkpoint(), panes: pipeline.windows.departed, cells: pipeline.windows.partNames,
        revisions: pipeline.revisionChanges(), sources: engine.sources.positions, alerts: alerts,
        transitions: journal.transitions, deliveries: planned, readings: journal.readings,
        retention: configuration.state))
    pipeline.windows.checkpointIsSafe()
    pipeline.revisionChangesAreSafe()
    deadLetters.settle(mark)
    journal.removeAll()
    savedAt = time
    isDirty = false
    savedLines = pipeline.totals.lines
    savedTime = pipeline.time
    savedSources = engine.sources.identities
    exchange.update(alerts)
    deliveries.add(planned)
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
