import Alerting
import Configuration
import Foundation
import Notation

/// Decides on a store while no agent runs on it; one that starts later goes on from there.
package enum PeopleDesk {
  /// Carries out a person's decision: takes the state directory for itself, makes alerts, deliveries and what people
  /// decided earlier out of what is stored, and stores what has changed and the entry of the audit log in one transaction.
  ///
  /// Throws if there is no store, a process has it, it was made with another configuration, or the decision cannot be
  /// carried out; then nothing has changed.
  ///
  /// - Parameter now: the wall's clock.
  package static func decide(
    _ decision: Decision, configuration: WatchConfiguration, stateDirectory: String, now: Instant
  ) throws(EngineError) -> DecisionReceipt {
    let path = stateDirectory + "/" + StateFile.name
    guard FileManager.default.fileExists(atPath: path) else {
      throw EngineError(
        .configuration, "\(path): no state here yet; 'leeway agent' makes it, --state names another directory")
    }
    let lock = try StateLock(directory: stateDirectory)
    defer { withExtendedLifetime(lock) {} }
    var stored: StateContents?
    let store = try StateStore.open(path: path, contents: &stored)
    guard let stored else {
      throw EngineError(.configuration, "\(path): nothing is stored here yet; 'leeway agent' does that")
    }
    try checkFit(stored, configuration, path)
    return try decide(decision, on: stored, configuration: configuration, store: store, now: now)
  }

  /// What the agent would refuse to go on with is not to be decided about either.
  private static func checkFit(
    _ stored: StateContents, _ configuration: WatchConfiguration, _ path: String
  ) throws(EngineError) {
    guard stored.header.model == configuration.model else {
      throw EngineError(
        .configuration,
        "\(path): is about the model '\(stored.header.model)', the configuration about '\(configuration.model)'; "
          + "--config or --state names another one")
    }
    let baseline = try BaselineCheck.fitted(BaselineFile.read(from: configuration.baseline), to: configuration)
    guard stored.header.fingerprint == StateFingerprint.of(configuration, baseline: baseline) else {
      throw StateFingerprint.mismatch(path)
    }
  }

  private static func decide(
    _ decision: Decision, on stored: StateContents, configuration: WatchConfiguration, store: StateStore, now: Instant
  ) throws(EngineError) -> DecisionReceipt {
    let alerts = AlertBook(
      model: configuration.model, rules: configuration.rules, confidence: configuration.gradient.confidence,
      instances: stored.alerts, evaluatedAt: stored.header.evaluatedAt.map { Instant(microseconds: $0) })
    // What an agent that was killed left running is for a person to decide about.
    var outbox = stored.deliveries
    var changed: [Delivery] = []
    for index in outbox.indices where outbox[index].recoverFromRestart(now: now) { changed.append(outbox[index]) }
    var dispatcher = Dispatcher(
      actions: configuration.actions, inhibitions: configuration.inhibitions, policy: .act,
      maxAge: configuration.windowPlan.actionMaxAge, groups: stored.groups, deliveries: outbox)
    var people = stored.people
    var audit = people.expire(now: now) + people.reconcile(with: alerts, now: now)
    let outcome: DecisionOutcome
    do {
      outcome = try people.decide(decision, alerts: alerts, dispatcher: &dispatcher, now: now)
    } catch {
      throw EngineError(.configuration, error.description)
    }
    audit.append(outcome.entry)
    let links = try store.record(
      people: people, groups: dispatcher.groups, deliveries: changed + outcome.deliveries, audit: audit)
    guard let link = links.last else { throw EngineError(.runtime, "\(store.path): the audit log took no entry") }
    return DecisionReceipt(text: outcome.text, id: outcome.id, sequence: link.sequence, hash: link.hash)
  }
}
