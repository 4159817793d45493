import Notation
import Readings

/// Writes changes as messages for any number of readers, and numbers the series for all of them.
///
/// A message is ``FeedFormat/version``, the names of the series that the reader has not been told yet, and the body.
package struct FeedEncoder: Sendable {
  private var table = SeriesTable()

  package init() {}

  /// How many series have a number.
  package var seriesCount: Int { table.keys.count }

  /// - Parameter known: how many series the reader has been told of: ``seriesCount`` after the last message for it. A
  ///   reader that knows more can read the message as well.
  package mutating func message(_ change: SnapshotChange, known: Int) -> [UInt8] {
    var body = FeedWriter(table: table)
    // The writer alone has it now, so that it is not copied when it grows.
    table = SeriesTable()
    let parts = change.write(to: &body)
    table = body.table
    let base = min(max(known, 0), table.keys.count)
    var head = FeedWriter(table: SeriesTable())
    head.byte(UInt8(truncatingIfNeeded: FeedFormat.version))
    head.count(base)
    head.count(table.keys.count - base)
    for key in table.keys[base...] { key.writeNames(to: &head) }
    head.unsigned(parts)
    return head.bytes + body.bytes
  }
}

/// Reads messages, in the order in which they were sent to it.
package struct FeedDecoder: Sendable {
  private var keys: [SeriesKey] = []

  package init() {}

  package mutating func change(_ message: [UInt8]) throws(FeedError) -> SnapshotChange {
    var head = FeedReader(message, table: [])
    guard try head.byte() == UInt8(truncatingIfNeeded: FeedFormat.version) else {
      throw FeedError(.version, "message of another version than \(FeedFormat.version)", offset: 0)
    }
    head.what = "series"
    let base = try head.unsigned()
    guard base <= UInt64(keys.count) else { throw head.error(.mismatch) }
    let added = try head.count()
    for place in 0..<added {
      let key = try SeriesKey(namesFrom: &head)
      if Int(base) + place == keys.count { keys.append(key) }
    }
    head.what = "message"
    let parts = try head.unsigned()
    var body = FeedReader(message, from: head.offset, table: keys)
    let change = try SnapshotChange(parts, from: &body)
    body.what = "end of message"
    guard body.isAtEnd else { throw body.error(.malformed) }
    return change
  }
}
