import Ingest
import Notation
import Windows

/// One log file under way: what has been counted of it, and how far its records have come in event time.
final class LogSource {
  let file: TailedFile
  let lane: ReadAhead.Lane
  var totals: SourceTotals
  /// Whether the file's date of change says when its lines were written; `nil` before the first line.
  var isDated: Bool?
  /// Of a file that is read from its start, until it is settled.
  var diagnosis: FileDiagnosis?
  /// The file is gone; only what was read ahead of it is still to be counted.
  var isGone = false

  init(file: TailedFile, totals: SourceTotals) {
    self.file = file
    self.totals = totals
    lane = ReadAhead.Lane(file: file)
  }

  var kind: LogKind { file.kind }

  var clock: SourceClock {
    get { SourceClock(newest: file.newest, waitingRejected: totals.waitingRejected) }
    set {
      file.newest = newValue.newest
      totals.waitingRejected = newValue.waitingRejected
    }
  }

  /// Event time up to which this source is complete, as far as it has been counted.
  func frontier(lateness: TimeSpan) -> Instant {
    guard let newest = file.newest else { return .distantPast }
    return Instant(microseconds: newest) - lateness
  }
}
