import Notation
import Readings

/// Storage, part by part: a part for the figures of each window end, and one for the names of some hundred series.
extension SeasonalMemory {
  /// A stored part is not what was written.
  package struct Damage: Error, Equatable, Sendable {
    package init() {}
  }

  /// What has changed since ``changesAreSafe()`` was last called.
  ///
  /// The number of a row is its window end in microseconds; names are numbered from the greatest number down, so that they
  /// are never among the parts before `firstKept`, which are no longer needed.
  package mutating func changes() -> (parts: [(number: Int, bytes: [UInt8])], firstKept: Int) {
    changedRows.formUnion(storingRows)
    changedNames.formUnion(storingNames)
    (storingRows, storingNames) = (changedRows, changedNames)
    (changedRows, changedNames) = ([], [])
    var parts: [(number: Int, bytes: [UInt8])] = []
    for end in storingRows.sorted() {
      if let row = rows[end] { parts.append((Int(end.microseconds), Self.bytes(of: row))) }
    }
    for part in storingNames.sorted() {
      let range = part * Self.namesPerPart..<min(keys.count, (part + 1) * Self.namesPerPart)
      parts.append((.max - part, Self.bytes(of: keys[range])))
    }
    return (parts, rows.keys.min().map { Int($0.microseconds) } ?? .max - Self.maxNameParts)
  }

  /// The last changes have been stored.
  package mutating func changesAreSafe() {
    storingRows = []
    storingNames = []
  }

  /// Goes on from what was stored: every part that was stored and is still kept, in any order. Throws ``Damage`` if it is
  /// not whole.
  package init(parts: [(number: Int, bytes: [UInt8])]) throws(Damage) {
    self.init()
    for part in parts.filter({ $0.number > .max - Self.maxNameParts }).sorted(by: { $0.number > $1.number }) {
      guard keys.count == (.max - part.number) * Self.namesPerPart else { throw Damage() }
      keys += try Self.names(part.bytes)
    }
    for (number, key) in keys.enumerated() {
      guard let key else { continue }
      guard numbers.updateValue(number, forKey: key) == nil else { throw Damage() }
    }
    counts = Array(repeating: 0, count: keys.count)
    for part in parts where part.number <= .max - Self.maxNameParts {
      let row = try Self.row(part.bytes)
      let end = Instant(microseconds: Int64(part.number))
      guard row.count <= keys.count * Self.width, rows.updateValue(row, forKey: end) == nil else { throw Damage() }
      for number in 0..<row.count / Self.width where !row[number * Self.width].isNaN {
        guard keys[number] != nil else { throw Damage() }
        counts[number] += 1
      }
    }
    for number in keys.indices.reversed() where counts[number] == 0 {
      if let key = keys[number] {
        numbers[key] = nil
        keys[number] = nil
        changedNames.insert(number / Self.namesPerPart)
      }
      free.append(number)
    }
  }

  /// More names than this number of parts holds would not fit into memory.
  static let maxNameParts = 1 << 32

  private static func bytes(of row: [Double]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(row.count * 8)
    for value in row { append(value.isNaN ? Double.nan.bitPattern : value.bitPattern, to: &bytes) }
    return bytes
  }

  private static func row(_ bytes: [UInt8]) throws(Damage) -> [Double] {
    guard bytes.count.isMultiple(of: 8 * width) else { throw Damage() }
    var row: [Double] = []
    row.reserveCapacity(bytes.count / 8)
    for start in stride(from: 0, to: bytes.count, by: 8) {
      var word: UInt64 = 0
      for byte in bytes[start..<start + 8].reversed() { word = word << 8 | UInt64(byte) }
      let value = Double(bitPattern: word)
      guard !value.isInfinite else { throw Damage() }
      row.append(value)
    }
    return row
  }

  private static func append(_ word: UInt64, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Of each name whether it is in use, and then its texts, each after its length.
  private static func bytes(of keys: ArraySlice<SeriesKey?>) -> [UInt8] {
    var bytes: [UInt8] = []
    func append(_ text: String) {
      let utf8 = Array(text.utf8)
      withUnsafeBytes(of: UInt32(clamping: utf8.count).littleEndian) { bytes.append(contentsOf: $0) }
      bytes += utf8
    }
    for key in keys {
      guard let key else {
        bytes.append(0)
        continue
      }
      bytes.append(key.feature == nil ? 1 : 2)
      for text in [key.metric.rawValue, key.version, key.segment, key.feature ?? "", key.window] { append(text) }
    }
    return bytes
  }

  private static func names(_ bytes: [UInt8]) throws(Damage) -> [SeriesKey?] {
    var keys: [SeriesKey?] = []
    var rest = bytes[...]
    func text() throws(Damage) -> String {
      guard rest.count >= 4 else { throw Damage() }
      let length = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
      rest = rest.dropFirst(4)
      guard length <= rest.count, let text = String(validating: rest.prefix(length), as: UTF8.self) else {
        throw Damage()
      }
      rest = rest.dropFirst(length)
      return text
    }
    while let kind = rest.popFirst() {
      guard kind != 0 else {
        keys.append(nil)
        continue
      }
      guard kind <= 2, let metric = Metric(rawValue: try text()) else { throw Damage() }
      let (version, segment, feature, window) = (try text(), try text(), try text(), try text())
      keys.append(
        SeriesKey(
          metric: metric, version: version, segment: segment, feature: kind == 2 ? feature : nil, window: window))
    }
    guard keys.count <= namesPerPart else { throw Damage() }
    return keys
  }
}
