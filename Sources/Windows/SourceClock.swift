/// How far one source of records has come in event time. Lateness is judged by it, source by source, so that the order
/// in which files are read never decides what is late.
package struct SourceClock: Equatable, Sendable, Codable {
  /// The largest event time seen, in microseconds; `nil` before the first record.
  package var newest: Int64?

  package init(newest: Int64? = nil) {
    self.newest = newest
  }

  package mutating func see(_ time: Int64) {
    newest = max(newest ?? time, time)
  }
}
