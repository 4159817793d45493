import Foundation
import Notation
import Readings

/// Reads lines as ``ReadingWriter`` writes them, a great many of the same few series: the names of each are read once.
struct ReadingLines {
  private var keys: [ArraySlice<UInt8>: SeriesKey] = [:]

  private static let start = Array(#"{"window_start":""#.utf8)
  private static let end = Array(#"","window_end":""#.utf8)
  private static let names = Array(#"","window":"#.utf8)
  private static let value = Array(#","value":"#.utf8)

  /// `nil` for a line that is none of those. Limits and grade are not on record.
  mutating func reading(_ line: ArraySlice<UInt8>) -> Reading? {
    guard line.starts(with: Self.start), let end = Self.place(of: Self.end, in: line),
      let names = Self.place(of: Self.names, in: line[end.upperBound...]),
      let value = Self.place(of: Self.value, in: line[names.upperBound...]),
      let windowStart = Self.time(line[(line.startIndex + Self.start.count)..<end.lowerBound]),
      let windowEnd = Self.time(line[end.upperBound..<names.lowerBound]),
      let key = key(line[(names.lowerBound + 2)..<value.lowerBound])
    else { return nil }
    var reading = Reading(key: key, windowStart: windowStart, windowEnd: windowEnd, value: nil, n: 0, level: .error)
    var labels = LabelState(coverage: 0, revision: 0, isFinal: true)
    var hasLevel = false
    // No text behind the names has a comma in it.
    for field in line[(value.lowerBound + 1)...].split(separator: UInt8(ascii: ",")) {
      guard let colon = field.firstIndex(of: UInt8(ascii: ":")) else { return nil }
      let text = String(decoding: field[(colon + 1)...].filter { $0 != 34 && $0 != 125 }, as: UTF8.self)
      switch String(decoding: field[..<colon].filter { $0 != 34 }, as: UTF8.self) {
      case "value": reading.value = Double(text)
      case "n": reading.n = Int(text) ?? 0
      case "low": reading.low = Double(text)
      case "high": reading.high = Double(text)
      case "floor": reading.floor = Double(text)
      case "p_value": reading.pValue = Double(text)
      case "reference": reading.usesOverallBaseline = true
      case "coverage": labels.coverage = Double(text) ?? 0
      case "revision": labels.revision = Int(text) ?? 0
      case "final":
        labels.isFinal = text == "true"
        reading.labels = labels
      case "level":
        guard let level = Level(rawValue: text) else { return nil }
        reading.level = level
        hasLevel = true
      default: break
      }
    }
    return hasLevel ? reading : nil
  }

  /// Where the first of some bytes stand.
  private static func place(of bytes: [UInt8], in line: ArraySlice<UInt8>) -> Range<Int>? {
    var start = line.startIndex
    while let first = line[start...].firstIndex(of: bytes[0]) {
      if line[first...].starts(with: bytes) { return first..<first + bytes.count }
      start = first + 1
    }
    return nil
  }

  private static func time(_ text: ArraySlice<UInt8>) -> Instant? {
    text.withUnsafeBytes { Instant(rfc3339: $0) }
  }

  /// - Parameter names: from `"window"` to `"metric"`.
  private mutating func key(_ names: ArraySlice<UInt8>) -> SeriesKey? {
    if let key = keys[names] { return key }
    let text = [UInt8(ascii: "{")] + names + [UInt8(ascii: "}")]
    guard let fields = try? JSONSerialization.jsonObject(with: Data(text)) as? [String: Any],
      let window = fields["window"] as? String, let version = fields["version"] as? String,
      let segment = fields["segment"] as? String, let name = fields["metric"] as? String
    else { return nil }
    let isFigure = name.hasPrefix("kpi:")
    guard let metric = isFigure ? .kpi : Metric(rawValue: name) else { return nil }
    let feature = isFigure ? String(name.dropFirst(4)) : fields["feature"] as? String
    let key = SeriesKey(metric: metric, version: version, segment: segment, feature: feature, window: window)
    // A copy of the names alone, not the block that they stand in.
    keys[ArraySlice(Array(names))] = key
    return key
  }
}
