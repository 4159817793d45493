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
  /// Per window end one entry per ordinal.
  private var entries: [Instant: [UInt32]] = [:]

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
    let ordinal = ordinals[key] ?? ordinals.count
    ordinals[key] = ordinal
    var row = entries.removeValue(forKey: windowEnd) ?? []
    if row.count <= ordinal { row.append(contentsOf: repeatElement(0, count: ordinal + 1 - row.count)) }
    row[ordinal] = entry.packed
    entries[windowEnd] = row
  }

  /// Forgets windows that ended before `time`: they are final.
  package mutating func forget(before time: Instant) {
    entries = entries.filter { $0.key >= time }
  }
}

extension LabelRevisions {
  /// As bytes, for the state.
  package var bytes: [UInt8] {
    var writer = StateWriter()
    writer.write(ordinals.sorted { $0.value < $1.value }.map(\.key)) { writer, key in
      writer.write(key.metric.rawValue)
      writer.write(key.version)
      writer.write(key.segment)
      writer.write(key.feature != nil)
      writer.write(key.feature ?? "")
      writer.write(key.window)
    }
    writer.write(entries.sorted { $0.key < $1.key }) { writer, row in
      writer.write(row.key.microseconds)
      writer.write(row.value) { $0.write(UInt64($1)) }
    }
    return writer.bytes
  }

  /// From ``bytes``. Throws if they are damaged.
  package init(minCoverage: Double, bytes: [UInt8]) throws(StateDamage) {
    self.init(minCoverage: minCoverage)
    var reader = StateReader(bytes)
    for ordinal in 0..<(try reader.count()) {
      guard let metric = Metric(rawValue: try reader.text()) else { throw StateDamage() }
      let version = try reader.text()
      let segment = try reader.text()
      let hasFeature = try reader.boolean()
      let feature = try reader.text()
      let key = SeriesKey(
        metric: metric, version: version, segment: segment, feature: hasFeature ? feature : nil,
        window: try reader.text())
      ordinals[key] = ordinal
    }
    for _ in 0..<(try reader.count()) {
      let time = Instant(microseconds: try reader.signed())
      entries[time] = try reader.list { reader throws(StateDamage) in UInt32(clamping: try reader.unsigned()) }
    }
    guard reader.isAtEnd else { throw StateDamage() }
  }
}
