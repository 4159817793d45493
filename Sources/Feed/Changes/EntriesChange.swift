/// What makes another dictionary of one.
package struct EntriesChange<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  package var removed: [Key] = []
  package var set: [(key: Key, value: Value)] = []

  var isEmpty: Bool { removed.isEmpty && set.isEmpty }

  package func apply(to entries: inout [Key: Value]) {
    for key in removed { entries[key] = nil }
    if entries.isEmpty { entries.reserveCapacity(set.count) }
    for (key, value) in set { entries[key] = value }
  }
}

extension EntriesChange where Value: Equatable {
  /// `nil` if the two are equal: at once if they share their storage, else in O(n).
  package init?(from old: [Key: Value], to new: [Key: Value]) {
    if old == new { return nil }
    for (key, value) in new where old[key] != value { set.append((key, value)) }
    for key in old.keys where new[key] == nil { removed.append(key) }
    if isEmpty { return nil }
  }
}

extension EntriesChange: FeedValue where Key: FeedValue, Value: FeedValue {
  package func write(to writer: inout FeedWriter) {
    removed.write(to: &writer)
    writer.count(set.count)
    for (key, value) in set {
      key.write(to: &writer)
      value.write(to: &writer)
    }
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    removed = try [Key](from: &reader)
    let count = try reader.count()
    set.reserveCapacity(min(count, 1024))
    for _ in 0..<count {
      let key = try Key(from: &reader)
      set.append((key, try Value(from: &reader)))
    }
  }
}
