import Notation

extension LabelRevisions {
  /// Goes on from what a store of schema 1 kept: all series, then the entries of every window end. Throws if it is
  /// damaged. All of it counts as changed.
  package init(minCoverage: Double, version1 bytes: [UInt8]) throws(StateDamage) {
    var reader = StateReader(bytes)
    let keys = try reader.list { reader throws(StateDamage) in try reader.seriesKey() }
    var entries: [Instant: [UInt32]] = [:]
    for _ in 0..<(try reader.count()) {
      let end = Instant(microseconds: try reader.signed())
      entries[end] = try reader.revisionEntries()
    }
    guard reader.isAtEnd else { throw StateDamage() }
    try self.init(minCoverage: minCoverage, keys: keys, entries: entries)
  }
}
