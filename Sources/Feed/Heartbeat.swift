import Notation

/// Tells that a connection is alive, and whether the engine behind it is.
package struct Heartbeat: Equatable, Sendable {
  /// The agent's wall clock.
  package var clock: Instant
  /// When its engine last had a moment for something else than reading.
  package var lastMove: Instant

  package init(clock: Instant, lastMove: Instant) {
    self.clock = clock
    self.lastMove = lastMove
  }

  package init(_ payload: [UInt8]) throws(FeedError) {
    var reader = FeedReader(payload, table: [])
    reader.what = "heartbeat"
    clock = try Instant(from: &reader)
    lastMove = try Instant(from: &reader)
  }

  package var bytes: [UInt8] {
    var writer = FeedWriter(table: SeriesTable())
    clock.write(to: &writer)
    lastMove.write(to: &writer)
    return writer.bytes
  }
}
