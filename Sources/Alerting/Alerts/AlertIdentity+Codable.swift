import Notation
import Readings

/// Stored flat, under the names that the output has for it.
extension AlertIdentity: Codable {
  private enum Field: String, CodingKey {
    case rule
    case model
    case metric
    case version
    case segment
    case feature
    case window
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    let key = SeriesKey(
      metric: try fields.decodeName(.metric), version: try fields.decode(String.self, forKey: .version),
      segment: try fields.decode(String.self, forKey: .segment),
      feature: try fields.decodeIfPresent(String.self, forKey: .feature),
      window: try fields.decode(String.self, forKey: .window))
    self.init(
      rule: try fields.decode(String.self, forKey: .rule), model: try fields.decode(String.self, forKey: .model),
      key: key)
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(rule, forKey: .rule)
    try fields.encode(model, forKey: .model)
    try fields.encode(key.metric.rawValue, forKey: .metric)
    try fields.encode(key.version, forKey: .version)
    try fields.encode(key.segment, forKey: .segment)
    try fields.encodeIfPresent(key.feature, forKey: .feature)
    try fields.encode(key.window, forKey: .window)
  }
}

extension AlertFigures: Codable {
  private enum Field: String, CodingKey {
    case value
    case n
    case low
    case high
    case floor
    case threshold
    case windowStart = "window_start"
    case windowEnd = "window_end"
    case because
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    self.init(
      value: try fields.decodeIfPresent(Double.self, forKey: .value), n: try fields.decode(Int.self, forKey: .n),
      low: try fields.decodeIfPresent(Double.self, forKey: .low),
      high: try fields.decodeIfPresent(Double.self, forKey: .high),
      floor: try fields.decodeIfPresent(Double.self, forKey: .floor),
      threshold: try fields.decodeIfPresent(Double.self, forKey: .threshold),
      windowStart: try fields.decodeInstant(.windowStart), windowEnd: try fields.decodeInstant(.windowEnd),
      because: try fields.decodeIfPresent(String.self, forKey: .because))
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encodeIfPresent(value, forKey: .value)
    try fields.encode(n, forKey: .n)
    try fields.encodeIfPresent(low, forKey: .low)
    try fields.encodeIfPresent(high, forKey: .high)
    try fields.encodeIfPresent(floor, forKey: .floor)
    try fields.encodeIfPresent(threshold, forKey: .threshold)
    try fields.encodeIfPresent(windowStart?.microseconds, forKey: .windowStart)
    try fields.encodeIfPresent(windowEnd?.microseconds, forKey: .windowEnd)
    try fields.encodeIfPresent(because, forKey: .because)
  }
}

extension KeyedDecodingContainer {
  /// A time, stored as microseconds since the epoch.
  func decodeInstant(_ key: Key) throws -> Instant? {
    try decodeIfPresent(Int64.self, forKey: key).map(Instant.init(microseconds:))
  }

  /// A value of a closed list, stored by its name.
  func decodeName<Name: RawRepresentable>(_ key: Key) throws -> Name where Name.RawValue == String {
    let text = try decode(String.self, forKey: key)
    guard let name = Name(rawValue: text) else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self, debugDescription: "\"\(text)\" is not a name of \(Name.self)")
    }
    return name
  }
}
