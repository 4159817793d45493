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
  private let engine: LiveEngine
  private let journal: AgentJournal
  private let logger: Logger
  private let now: @Sendable () -> Instant
  private let deliveries: DeliveryQueue
  private let exchange: DeliveryExchange
  private var savedAt: Instant
  /// The files that the last checkpoint knows.
  private var savedSources: Set<FileIdentity> = []
  private var silentUntil = Instant.distantPast

  /// What webhooks and `--version` say.
  package static let version = "0.1.0"

  /// Longest time between two checkpoints while lines come in.
  static let checkpointInterval = TimeSpan(seconds: 5)

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
    store = try StateStore(path: stateDirectory + "/state.sqlite")
    try store.claim(fingerprint: StateFingerprint.of(configuration, baseline: baseline))

    journal = AgentJournal(deadLetters: DeadLetterFile(path: stateDirectory + "/dead-letters.jsonl"))
    let log = EngineLog(next: AgentLog(logger: logger, next: journal))
    let clock = now
    let pipeline = Pipeline(
      configuration: configuration, baseline: baseline.baseline, policy: .act, historyLimit: 0, now: { _ in clock() },
      output: log)
    var positions: [SourcePosition] = []
    var outbox = try store.deliveries()
    for index in outbox.indices where outbox[index].recoverFromRestart(now: clock()) {
      try store.record(outbox[index])
      logger.log(outbox[index])
    }
    if let contents = try store.contents() {
      do {
        try pipeline.restore(contents, deliveries: outbox)
      } catch {
        throw EngineError(.runtime, "\(store.path): damaged; it is left as it is. Give another directory with --state")
      }
      positions = contents.sources
    }
    let sources = SourceSet(
      predictions: configuration.inputs.predictions, labels: configuration.inputs.labels,
      lateness: configuration.windowPlan.lateness, resumeAt: positions)
    engine = LiveEngine(pipeline: pipeline, sources: sources, log: log)
    savedAt = clock()

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
    var lookedAt = Instant.distantPast
    while !shouldStop() {
      let time = now()
      if time - lookedAt >= TimeSpan(microseconds: 500_000) {
        engine.look(now: time)
        lookedAt = time
      }
      let isBusy = engine.step(now: time)
      if !isBusy { noteSilence(at: time) }
      if isCheckpointDue { _ = save(shouldStop: shouldStop) }
      if !isBusy { Thread.sleep(forTimeInterval: 0.1) }
    }
    let failure = save(shouldStop: { true })
    reportStop(deliveries.stop(within: TimeSpan(seconds: 10)))
    logger.info("stopped", metadata: ["lines": "\(engine.pipeline.totals.lines)"])
    if let failure { throw failure }
  }

  /// Processes what there is, delivers what is due, and ends.
  package func runOnce(shouldStop: () -> Bool) throws(EngineError) {
    engine.look(now: now())
    var isDone = false
    var failure: EngineError?
    while !isDone, failure == nil, !shouldStop() {
      isDone = !engine.step(now: now())
      if isDone { noteSilence(at: now()) }
      if isDone || isCheckpointDue { failure = save(attempts: 10, shouldStop: shouldStop) }
    }
    if !isDone, failure == nil { failure = save(shouldStop: { true }) }
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
    journal.hasPlanned || now() - savedAt >= Self.checkpointInterval
      || !engine.sources.identities.isSubset(of: savedSources)
  }

  private func saveOnce() throws(EngineError) {
    for delivery in exchange.takeWithdrawn() { engine.pipeline.withdraw(delivery) }
    let state = engine.pipeline.checkpoint()
    let planned = journal.deliveries
    try store.save(
      StateStore.Checkpoint(
        windows: state.windows, revisions: state.revisions, sources: engine.sources.positions, totals: state.totals,
        alerts: state.alerts, transitions: journal.transitions, deliveries: planned))
    engine.pipeline.windows.checkpointIsSafe()
    journal.removeAll()
    savedAt = now()
    savedSources = engine.sources.identities
    exchange.update(state.alerts)
    deliveries.add(planned)
  }

  /// Rules may mind that nothing comes: when all has been read, they are told once a pane how long it has been.
  private func noteSilence(at time: Instant) {
    let plan = configuration.windowPlan
    let expected = (time - plan.lateness - plan.pane).floored(to: plan.pane)
    guard let newest = engine.pipeline.time, expected > newest, expected > silentUntil else { return }
    silentUntil = expected
    engine.pipeline.noteSilence(until: expected)
  }
}

/// What the pipeline brought forth since the last checkpoint.
final class AgentJournal: PipelineOutput {
  private(set) var transitions: [AlertTransition] = []
  private(set) var deliveries: [Delivery] = []
  private let deadLetters: DeadLetterFile

  init(deadLetters: DeadLetterFile) {
    self.deadLetters = deadLetters
  }

  var hasPlanned: Bool { deliveries.contains { $0.state == .planned } }

  func transition(_ transition: AlertTransition) { transitions.append(transition) }
  func delivery(_ delivery: Delivery) { deliveries.append(delivery) }
  func deadLetter(_ letter: DeadLetter) { deadLetters.append(letter) }

  func removeAll() {
    transitions.removeAll()
    deliveries.removeAll()
  }
}
