import Notation

/// Writes readings as the lines of `readings.jsonl`.
///
/// What the lines of a series have in common is rendered once, and so is the period that one reading shares with the
/// next.
package struct ReadingWriter {
  private let model: String
  /// From `window` to `metric`, by the number of the series; empty where there was none yet.
  private var names: [[UInt8]] = []
  /// `window_start` and `window_end` of the newest line.
  private var period: (start: Instant, end: Instant, fields: [UInt8])?

  private static let value = JSONText.Key("value")
  private static let n = JSONText.Key("n")
  private static let low = JSONText.Key("low")
  private static let high = JSONText.Key("high")
  private static let floor = JSONText.Key("floor")
  private static let level = JSONText.Key("level")
  private static let pValue = JSONText.Key("p_value")
  private static let reference = JSONText.Key("reference")
  private static let coverage = JSONText.Key("coverage")
  private static let revision = JSONText.Key("revision")

  package init(model: String) {
    self.model = model
  }

  /// Appends one line.
  ///
  /// - Parameter series: a number that stands for the reading's series and for no other, counted from 0.
  package mutating func write(_ reading: Reading, series: Int, to json: inout JSONText) {
    if period?.start != reading.windowStart || period?.end != reading.windowEnd {
      let fields = JSONText.fields { json in
        json.field("window_start", reading.windowStart)
        json.field("window_end", reading.windowEnd)
      }
      period = (reading.windowStart, reading.windowEnd, fields)
    }
    if series >= names.count { names += repeatElement([], count: series + 1 - names.count) }
    if names[series].isEmpty { names[series] = fields(of: reading.key) }
    json.object { json in
      if let period { json.append(fields: period.fields) }
      json.append(fields: names[series])
      json.field(Self.value, reading.value)
      json.field(Self.n, reading.n)
      json.field(Self.low, reading.low)
      json.field(Self.high, reading.high)
      json.field(Self.floor, reading.floor)
      json.field(Self.level, reading.level.rawValue)
      if let pValue = reading.pValue { json.field(Self.pValue, pValue) }
      if reading.usesOverallBaseline { json.field(Self.reference, "all") }
      if let labels = reading.labels {
        json.field(Self.coverage, labels.coverage)
        json.field(Self.revision, labels.revision)
        json.field("final", labels.isFinal)
      }
    }
    json.newline()
  }

  private func fields(of key: SeriesKey) -> [UInt8] {
    JSONText.fields { json in
      json.field("window", key.window)
      json.field("model", model)
      json.field("version", key.version)
      json.field("segment", key.segment)
      json.field("feature", key.metric == .kpi ? nil : key.feature)
      json.field("metric", key.metricName)
    }
  }
}
