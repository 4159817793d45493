/// How far one source of records has come in event time. Lateness is judged by it, source by source, so that the order
/// in which files are read never decides what is late.
package struct SourceClock: Equatable, Sendable, Codable {
  /// The largest event time seen, in microseconds; `nil` before the first record.
  package var newest: Int64?
  /// Lines that could not be read, before the first record: they wait for it, see ``RollingWindows/addRejected(at:among:from:within:notAfter:)``. Part of what has to
  /// be stored of a source.
  package var waitingRejected: Int

  package init(newest: Int64? = nil, waitingRejected: Int = 0) {
    self.newest = newest
    self.waitingRejected = waitingRejected
  }

  package mutating func see(_ time: Int64) {
    newest = max(newest ?? time, time)
  }
}
