import Ingest
import Records
import Windows

/// What came of the lines of one file; lives on over restarts and renames.
struct SourceTotals: Codable, Equatable {
  /// Bad ones too.
  var lines = 0
  /// Predictions counted into panes.
  var records = 0
  var late = 0
  var labels = 0
  var bad: [String: Int] = [:]
  /// Lines that could not be read, before the first record; see `SourceClock.waitingRejected`.
  var waitingRejected = 0

  mutating func countBad(_ reason: LineDefect.Reason) { bad[reason.rawValue, default: 0] += 1 }

  /// Adds what the windows have counted since an earlier moment, all of it from this file.
  mutating func count(_ counts: JoinCounts, since before: JoinCounts) {
    records += counts.records - before.records
    late += counts.late - before.late
    labels += counts.labels - before.labels
  }
}

/// One log file as a checkpoint keeps it.
struct SourceState: Codable, Equatable {
  /// Where it was left, and how to know it again.
  var position: FilePosition
  var totals: SourceTotals
}
