import Alerting
import Windows

extension Pipeline {
  /// Goes on from a stored state. Only to be called before the first line.
  func restore(_ contents: StateContents, deliveries: [Delivery]) throws(StateDamage) {
    let minCoverage = configuration.cellPlan.minCoverage
    try windows.restore(core: contents.core, parts: contents.parts)
    let revisions = try LabelRevisions(minCoverage: minCoverage, parts: contents.parts)
    restore(
      revisions: revisions, totals: contents.header.totals, alerts: contents.alerts,
      ledger: DeliveryLedger(deliveries))
    for delivery in deliveries { series.note(delivery) }
  }

  /// What the label revisions add to a checkpoint.
  func revisionChanges() -> PartChanges { revisions.changes() }

  /// The last checkpoint has been stored: the next one starts from it.
  func revisionChangesAreSafe() { revisions.changesAreSafe() }

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
