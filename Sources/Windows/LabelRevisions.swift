import Notation
import Readings

/// Decides when a reading that rests on labels is written (again): when its coverage first passes the minimum, when its
/// level changes, and when it is final.
package struct LabelRevisions: Sendable {
  /// What is known of one reading: its revision, level and finality in four bytes, as there are many.
  private struct Entry {
    var packed: UInt32

    init(packed: UInt32 = 0) {
      self.packed = packed
    }

    init(revision: Int, level: Level, isFinal: Bool) {
      packed = UInt32(clamping: revision) << 8 | UInt32(level.severity) << 1 | (isFinal ? 1 : 0)
    }

    var revision: Int { Int(packed >> 8) }
    var severity: Int { Int(packed >> 1 & 0x7F) }
    var isFinal: Bool { packed & 1 != 0 }
  }

  private let minCoverage: Double
  private var ordinals: [SeriesKey: Int] = [:]
  /// The series in order of their ordinals.
  private var keys: [SeriesKey] = []
  /// Per window end one entry per ordinal.
  private var entries: [Instant: [UInt32]] = [:]
  /// Window ends whose stored entries are out of date, those that the last changes brought up to date, and the series
  /// that are stored or will be once those are safe.
  private var changed: Set<Instant> = []
  private var storing: Set<Instant> = []
  private var storedKeys = 0
  private var storingKeys = 0

  package init(minCoverage: Double) {
    self.minCoverage = minCoverage
  }

  /// The label state to write the reading with, or `nil` if it is not to be written now.
  package mutating func decide(
    _ key: SeriesKey, windowEnd: Instant, coverage: Double, isFinal: Bool, level: Level
  ) -> LabelState? {
    let entry = entry(key, windowEnd)
    let isFirst = entry.revision == 0 && (isFinal || coverage >= minCoverage)
    let isChange = entry.revision > 0 && (level.severity != entry.severity || isFinal)
    guard isFirst || isChange, !entry.isFinal else { return nil }
    set(Entry(revision: entry.revision + 1, level: level, isFinal: isFinal), key, windowEnd)
    return LabelState(coverage: coverage, revision: entry.revision + 1, isFinal: isFinal)
  }

  /// The revision that a reading was last written with; 0 if it was not.
  package func revision(of key: SeriesKey, windowEnd: Instant) -> Int {
    entry(key, windowEnd).revision
  }

  private func entry(_ key: SeriesKey, _ windowEnd: Instant) -> Entry {
    guard let ordinal = ordinals[key], let row = entries[windowEnd], ordinal < row.count else { return Entry() }
    return Entry(packed: row[ordinal])
  }

  private mutating func set(_ entry: Entry, _ key: SeriesKey, _ windowEnd: Instant) {
    let ordinal = ordinals[key] ?? keys.count
    if ordinal == keys.count {
      ordinals[key] = ordinal
      keys.append(key)
    }
    var row = entries.removeValue(forKey: windowEnd) ?? []
    if row.count <= ordinal { row.append(contentsOf: repeatElement(0, count: ordinal + 1 - row.count)) }
    row[ordinal] = entry.packed
    entries[windowEnd] = row
    changed.insert(windowEnd)
  }

  /// Forgets windows that ended before `time`: they are final.
  package mutating func forget(before time: Instant) {
    for end in entries.keys.filter({ $0 < time }) {
      entries[end] = nil
      changed.remove(end)
    }
  }
}

// MARK: - State

extension LabelRevisions {
  private static let rowKind = "revisions"
  private static let keyKind = "revisions.series"
  /// Series in one part.
  private static let keysPerPart = 256

  /// What has changed since ``changesAreSafe()`` was last called: the entries of a window end are a part each, and so
  /// are the names of some hundred series.
  package mutating func changes() -> PartChanges {
    var changes = PartChanges()
    for number in storedKeys / Self.keysPerPart..<(keys.count + Self.keysPerPart - 1) / Self.keysPerPart {
      let range = number * Self.keysPerPart..<min(keys.count, (number + 1) * Self.keysPerPart)
      guard range.upperBound > storedKeys else { continue }
      var writer = StateWriter()
      writer.write(Array(keys[range])) { $0.write($1) }
      changes.parts.append(PartChange(kind: Self.keyKind, number: number, bytes: writer.bytes))
    }
    storingKeys = keys.count
    changed.formUnion(storing)
    storing = changed
    changed = []
    for end in storing.sorted() {
      guard let row = entries[end] else { continue }
      var writer = StateWriter()
      writer.write(row) { $0.write(UInt64($1)) }
      changes.parts.append(PartChange(kind: Self.rowKind, number: Int(end.microseconds), bytes: writer.bytes))
    }
    changes.firstKept.append((Self.rowKind, entries.keys.min().map { Int($0.microseconds) } ?? .max))
    return changes
  }

  /// The last changes have been stored.
  package mutating func changesAreSafe() {
    storing = []
    storedKeys = storingKeys
  }

  /// Goes on from what was stored. Throws if it is damaged.
  ///
  /// - Parameter stored: every part that was stored and not deleted, of whatever kind.
  package init(minCoverage: Double, parts stored: [PartChange]) throws(StateDamage) {
    let stored = StoredParts(stored)
    self.init(minCoverage: minCoverage)
    for (number, part) in stored[Self.keyKind].enumerated() {
      var reader = StateReader(part.bytes)
      guard part.number == number, keys.count == number * Self.keysPerPart else { throw StateDamage() }
      keys += try reader.list { reader throws(StateDamage) in try reader.seriesKey() }
      guard reader.isAtEnd else { throw StateDamage() }
    }
    for (ordinal, key) in keys.enumerated() { ordinals[key] = ordinal }
    for part in stored[Self.rowKind] {
      var reader = StateReader(part.bytes)
      entries[Instant(microseconds: Int64(part.number))] = try reader.revisionEntries()
      guard reader.isAtEnd else { throw StateDamage() }
    }
    guard ordinals.count == keys.count, entries.values.allSatisfy({ $0.count <= keys.count }) else {
      throw StateDamage()
    }
    storedKeys = keys.count
    storingKeys = keys.count
  }
}

extension StateWriter {
  fileprivate mutating func write(_ key: SeriesKey) {
    write(key.metric.rawValue)
    write(key.version)
    write(key.segment)
    write(key.feature != nil)
    write(key.feature ?? "")
    write(key.window)
  }
}

extension StateReader {
  fileprivate mutating func seriesKey() throws(StateDamage) -> SeriesKey {
    guard let metric = Metric(rawValue: try text()) else { throw StateDamage() }
    let version = try text()
    let segment = try text()
    let hasFeature = try boolean()
    let feature = try text()
    return SeriesKey(
      metric: metric, version: version, segment: segment, feature: hasFeature ? feature : nil, window: try text())
  }

  fileprivate mutating func revisionEntries() throws(StateDamage) -> [UInt32] {
    try list { reader throws(StateDamage) in UInt32(clamping: try reader.unsigned()) }
  }
}
