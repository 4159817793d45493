import Foundation
import Ingest
import Notation
import Windows

/// One log file under way: how far it was read, and how far its records have come in event time.
final class LogSource {
  let log: LogFile
  var clock: SourceClock
  /// Nothing more to read at the moment.
  var isDrained = false
  /// Nothing will be appended any more: a last line without its line end counts, too.
  private(set) var isComplete = false
  /// The file's first bytes, by which it is known again.
  private(set) var head: Data
  /// Since when a file that lost its name has had nothing new.
  private var quietSince: Instant?
  /// The size at which an archive could not be read further.
  private var failedSize: Int64?

  /// How long a file that lost its name is still followed: after a rotation its writer may go on for a while.
  static let patience = TimeSpan.minutes(5)

  init(log: LogFile, clock: SourceClock = SourceClock()) {
    self.log = log
    self.clock = clock
    head = SourcePosition.head(of: log.path, identity: log.identity) ?? Data()
  }

  /// Event time up to which this source is complete, as far as it has been read.
  func frontier(lateness: TimeSpan) -> Instant {
    guard let newest = clock.newest else { return .distantPast }
    return Instant(microseconds: newest) - lateness
  }

  /// Reading stopped with an error. A plain file is tried again with the next look, an archive when its size changes.
  func fail() {
    isDrained = true
    failedSize = log.isArchive ? log.size : nil
  }

  /// The file, still under its name, has been looked at: reads on if it has grown.
  func follow() {
    (quietSince, isComplete) = (nil, false)
    if head.count < min(SourcePosition.headSize, Int(clamping: log.size)) {
      head = SourcePosition.head(of: log.path, identity: log.identity) ?? head
    }
    wakeIfGrown()
  }

  /// The file, which has lost its name, has been looked at. True when it can be let go: all of it has been read, and
  /// nothing has come for a while.
  func followToEnd(now: Instant) -> Bool {
    wakeIfGrown()
    guard isDrained, let since = quietSince else {
      quietSince = now
      return false
    }
    guard now - since >= Self.patience else { return false }
    if isComplete { return true }
    (isComplete, isDrained) = (true, false)
    return false
  }

  private func wakeIfGrown() {
    if log.size > log.bytesRead, log.size != failedSize { isDrained = false }
  }
}
