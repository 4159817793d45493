import Notation
import Readings

extension Pipeline {
  /// What the pipeline itself can tell of a run.
  var summary: ReplaySummary {
    var summary = ReplaySummary(model: configuration.model)
    let counts = windows.counts
    summary.lines = lines
    summary.records = counts.records
    summary.bad = badByReason
    summary.invalidValues = invalidValues
    summary.outOfRange = outOfRange
    summary.late = counts.late
    summary.duplicatePredictions = counts.duplicatePredictions
    summary.labels = counts.labels
    summary.joined = counts.joined
    summary.unmatched = windows.unmatchedCount
    summary.duplicateLabels = counts.duplicateLabels
    summary.revisedLabels = counts.revisedLabels
    summary.pending = windows.pendingCount
    summary.panesClosed = panesClosed
    summary.from = firstTime
    summary.to = time
    return summary
  }

  /// Most frequent first, ties by name.
  var badByReason: [(reason: String, count: Int)] {
    bad.map { ($0.key.rawValue, $0.value) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
  }

  /// The same figures as a front end shows them.
  var ingestStatus: IngestStatus {
    let counts = windows.counts
    return IngestStatus(
      lines: lines, records: counts.records, bad: badByReason, invalidValues: invalidValues, late: counts.late,
      labels: counts.labels, joined: counts.joined, unmatched: windows.unmatchedCount,
      duplicates: counts.duplicatePredictions + counts.duplicateLabels, pending: windows.pendingCount)
  }
}
