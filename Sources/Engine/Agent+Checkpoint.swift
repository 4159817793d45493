import Alerting
import Foundation
import Ingest
import Logging
import Notation

/// Storing what is known, all of it or nothing, before anything is done about it.
extension Agent {
  /// Stores a checkpoint, then lets go what it planned. While the store cannot be written nothing more is read, so that
  /// nothing is lost; the attempt is repeated until it succeeds or the agent is asked to stop.
  ///
  /// - Parameter attempts: after so many, a second apart, it is given up.
  /// - Returns: why nothing was stored; `nil` if it was.
  func save(attempts: Int = .max, shouldStop: () -> Bool) -> EngineError? {
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
  var isCheckpointDue: Bool {
    journal.isUrgent || journal.size > Self.journalLimit
      || engine.pipeline.totals.lines - savedLines >= Self.linesLimit
      || hasNews && isIntervalOver || !engine.sources.identities.isSubset(of: savedSources)
  }

  private var hasNews: Bool { isDirty || !journal.deliveries.isEmpty || engine.pipeline.time != savedTime }

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
    let planned = journal.deliveries
    let time = now()
    let links = try store.save(
      StateCheckpoint(
        header: StateCheckpoint.Header(
          model: configuration.model, fingerprint: fingerprint, savedAt: time.microseconds,
          time: pipeline.time?.microseconds, pane: configuration.windowPlan.pane.microseconds,
          labelWidth: pipeline.windows.labelWidth, evaluatedAt: pipeline.alerts.evaluatedAt?.microseconds,
          readingsThrough: journal.through?.microseconds, totals: pipeline.totals, summary: pipeline.stateSummary,
          deadLetters: mark),
        windows: pipeline.windows.checkpoint(), panes: pipeline.windows.departed, cells: pipeline.windows.partNames,
        revisions: pipeline.revisionChanges(), sources: engine.sources.positions, alerts: pipeline.alerts.changes(),
        abandoned: pipeline.alerts.abandoned,
        people: pipeline.people, groups: pipeline.dispatcher.groups, past: pipeline.pastChanges(),
        transitions: journal.transitions, deliveries: planned, audit: journal.audit, readings: journal.readings,
        retention: configuration.state))
    newestEntries = links
    pipeline.windows.checkpointIsSafe()
    pipeline.changesAreSafe()
    deadLetters.settle(mark)
    journal.removeAll()
    savedAt = time
    isDirty = false
    savedLines = pipeline.totals.lines
    savedTime = pipeline.time
    savedSources = engine.sources.identities
    exchange.update(pipeline.alerts.standing, standing: pipeline.standing)
    deliveries.add(planned)
  }
}
