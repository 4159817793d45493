import Notation
import Readings

/// Names one alert: a rule and the series it is about.
package struct AlertIdentity: Hashable, Comparable, Sendable {
  package var rule: String
  package var model: String
  package var key: SeriesKey

  package init(rule: String, model: String, key: SeriesKey) {
    self.rule = rule
    self.model = model
    self.key = key
  }

  package static func < (a: AlertIdentity, b: AlertIdentity) -> Bool {
    if a.rule != b.rule { return a.rule < b.rule }
    if a.model != b.model { return a.model < b.model }
    return a.key < b.key
  }

  /// Appends the series as the value of `identity`; the rule has a field of its own beside it.
  package func write(to json: inout JSONText) {
    json.object("identity") { json in
      json.field("model", model)
      json.field("version", key.version)
      json.field("segment", key.segment)
      json.field("feature", key.metric == .kpi ? nil : key.feature)
      json.field("metric", key.metricName)
      json.field("window", key.window)
    }
  }
}

/// The reading behind an alert, as far as a receiver may want to see it.
package struct AlertFigures: Equatable, Sendable {
  /// `nil` where no graded figure is behind it: no rows, too few, not computable.
  package var value: Double?
  package var n: Int
  package var low: Double?
  package var high: Double?
  package var floor: Double?
  /// The bound of the level in force.
  package var threshold: Double?
  package var windowStart: Instant?
  package var windowEnd: Instant?
  /// What a rule about several series found, for people: `psi of age 0.31 > 0.2, f1 0.71 < 0.75`; else `nil`.
  package var because: String?

  package init(
    value: Double? = nil, n: Int = 0, low: Double? = nil, high: Double? = nil, floor: Double? = nil,
    threshold: Double? = nil, windowStart: Instant? = nil, windowEnd: Instant? = nil,
    because: String? = nil
  ) {
    self.value = value
    self.n = n
    self.low = low
    self.high = high
    self.floor = floor
    self.threshold = threshold
    self.windowStart = windowStart
    self.windowEnd = windowEnd
    self.because = because
  }
}
