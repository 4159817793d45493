import Alerting
import Notation
import Windows

extension Pipeline {
  /// Goes on from a stored state. Only to be called before the first line.
  ///
  /// - Parameter deliveries: of the state, those that were under way seen to.
  func restore(_ contents: StateContents, deliveries: [Delivery]) throws {
    let minCoverage = configuration.cellPlan.minCoverage
    try windows.restore(core: contents.core, parts: contents.parts)
    let revisions = try LabelRevisions(minCoverage: minCoverage, parts: contents.parts)
    var alerts = AlertBook(
      model: configuration.model, rules: configuration.rules, confidence: configuration.gradient.confidence,
      instances: contents.alerts, evaluatedAt: contents.header.evaluatedAt.map(Instant.init(microseconds:)))
    alerts.past = try SeasonalMemory(parts: contents.past.map { ($0.number, $0.bytes) })
    let dispatcher = Dispatcher(
      actions: configuration.actions, inhibitions: configuration.inhibitions, policy: dispatcher.policy,
      maxAge: dispatcher.maxAge, groups: contents.groups, deliveries: deliveries)
    restore(
      revisions: revisions, totals: contents.header.totals, alerts: alerts, dispatcher: dispatcher,
      people: contents.people)
    for delivery in deliveries { series.note(delivery) }
  }

  /// Takes up how the alerts that are not green came to where they stand, as a store tells. For those who look; what
  /// cannot be read is left out.
  ///
  /// Cost: a few rows for each of them.
  func recallTrail(from inspection: StateInspection) {
    for entry in (try? inspection.newestEntries(limit: AlertTrail.entryLimit)) ?? [] { trail.note(entry) }
    let identities = alerts.shown.map(\.identity)
    for (identity, past) in (try? inspection.past(of: identities)) ?? [:] { trail.set(past.steps, of: identity) }
  }

  /// What rules that look back add to a checkpoint.
  func pastChanges() -> PartChanges {
    let (parts, firstKept) = alerts.past.changes()
    var changes = PartChanges()
    changes.parts = parts.map { PartChange(kind: StateCheckpoint.pastKind, number: $0.number, bytes: $0.bytes) }
    changes.firstKept = [(StateCheckpoint.pastKind, firstKept)]
    return changes
  }

  /// What the label revisions add to a checkpoint.
  func revisionChanges() -> PartChanges { revisions.changes() }

  /// The last checkpoint has been stored: the next one starts from it.
  func changesAreSafe() {
    revisions.changesAreSafe()
    alerts.changesAreSafe()
    alerts.past.changesAreSafe()
  }

  /// What `leeway state show` tells.
  var stateSummary: StateSummary {
    let counts = windows.counts
    return StateSummary(
      lines: totals.lines, records: counts.records, bad: totals.bad, late: counts.late, labels: counts.labels,
      joined: counts.joined, unmatched: windows.unmatchedCount, duplicatePredictions: counts.duplicatePredictions,
      duplicateLabels: counts.duplicateLabels, revisedLabels: counts.revisedLabels,
      expiredPredictions: counts.expiredPredictions, expiredLabels: counts.expiredLabels,
      pending: windows.pendingCount)
  }
}
