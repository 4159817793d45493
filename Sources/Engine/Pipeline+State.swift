import Alerting
import Windows

extension Pipeline {
  /// Everything that changed since the last checkpoint, but for where the sources stand and what was planned.
  func checkpoint() -> (windows: WindowsCheckpoint, revisions: [UInt8], totals: PipelineTotals, alerts: [AlertInstance])
  {
    (windows.checkpoint(), revisions.bytes, totals, alerts.instances)
  }

  /// Goes on from a stored state. Only to be called before the first line.
  func restore(_ contents: StateStore.Contents, deliveries: [Delivery]) throws(StateDamage) {
    try windows.restore(
      core: contents.core, traffic: contents.traffic, labels: contents.labels, pending: contents.pending)
    try restore(
      revisions: LabelRevisions(minCoverage: configuration.cellPlan.minCoverage, bytes: contents.revisions),
      totals: contents.totals, alerts: contents.alerts, ledger: DeliveryLedger(deliveries))
    for delivery in deliveries { series.note(delivery) }
  }
}
