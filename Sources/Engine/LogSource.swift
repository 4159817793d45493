import Ingest
import Notation
import Windows

/// One log file under way: how far it was read, and how far its records have come in event time.
final class LogSource {
  let log: LogFile
  var clock: SourceClock
  /// Nothing more to read at the moment.
  var isDrained = false

  init(log: LogFile, clock: SourceClock = SourceClock()) {
    self.log = log
    self.clock = clock
  }

  /// Event time up to which this source is complete, as far as it has been read.
  func frontier(lateness: TimeSpan) -> Instant {
    guard let newest = clock.newest else { return .distantPast }
    return Instant(microseconds: newest) - lateness
  }
}
