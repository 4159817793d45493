import Notation
import Readings

extension Pipeline {
  /// What the pipeline itself can tell of a run.
  var summary: ReplaySummary {
    var summary = ReplaySummary(model: configuration.model)
    let counts = windows.counts
    summary.lines = totals.lines
    summary.records = counts.records
    summary.bad = totals.badByReason
    summary.invalidValues = totals.invalidValues
    summary.outOfRange = totals.outOfRange
    summary.late = counts.late
    summary.duplicatePredictions = counts.duplicatePredictions
    summary.labels = counts.labels
    summary.joined = counts.joined
    summary.unmatched = windows.unmatchedCount
    summary.duplicateLabels = counts.duplicateLabels
    summary.revisedLabels = counts.revisedLabels
    summary.pending = windows.pendingCount
    summary.panesClosed = totals.panesClosed
    summary.from = firstTime
    summary.to = time
    return summary
  }

  /// The same figures as a front end shows them, with examples of the lines that were set aside.
  ///
  /// - Parameter name: of a file, as it is shown.
  func ingestStatus(name: (String) -> String) -> IngestStatus {
    let counts = windows.counts
    let bad = totals.badByReason
    var status = IngestStatus(
      lines: totals.lines, records: counts.records, bad: bad, invalidValues: totals.invalidValues,
      late: counts.late,
      labels: counts.labels, joined: counts.joined, unmatched: windows.unmatchedCount,
      duplicates: counts.duplicatePredictions + counts.duplicateLabels, pending: windows.pendingCount)
    status.examples = examples.shown(by: bad, name: name)
    return status
  }
}
