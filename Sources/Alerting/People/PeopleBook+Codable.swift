import Notation
import Readings

/// Stored with the alerts. Times are microseconds since the epoch, matchers a text that reads back.
extension PeopleBook: Codable {
  private enum Field: String, CodingKey {
    case silences
    case acknowledgements
    case overrides
  }

  package init(from decoder: any Decoder) throws {
    self.init()
    let fields = try decoder.container(keyedBy: Field.self)
    silences = try fields.decode([Silence].self, forKey: .silences)
    for acknowledgement in try fields.decode([Acknowledgement].self, forKey: .acknowledgements) {
      acknowledgements[acknowledgement.identity] = acknowledgement
    }
    overrides = try fields.decode([LevelOverride].self, forKey: .overrides)
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(silences, forKey: .silences)
    try fields.encode(acknowledgements.values.sorted { $0.identity < $1.identity }, forKey: .acknowledgements)
    try fields.encode(overrides, forKey: .overrides)
  }
}

extension Silence: Codable {
  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: StandingField.self)
    self.init(
      id: try fields.decode(String.self, forKey: .id), matchers: try fields.decodeMatchers(.matchers),
      from: try fields.decodeTime(.from), until: try fields.decodeTime(.until),
      by: try fields.decode(String.self, forKey: .by), reason: try fields.decode(String.self, forKey: .reason))
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: StandingField.self)
    try fields.encode(id, forKey: .id)
    try fields.encode(matchers.text, forKey: .matchers)
    try fields.encode(from.microseconds, forKey: .from)
    try fields.encode(until.microseconds, forKey: .until)
    try fields.encode(by, forKey: .by)
    try fields.encode(reason, forKey: .reason)
  }
}

extension LevelOverride: Codable {
  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: StandingField.self)
    self.init(
      id: try fields.decode(String.self, forKey: .id), matchers: try fields.decodeMatchers(.matchers),
      level: try fields.decodeName(.level), from: try fields.decodeTime(.from), until: try fields.decodeTime(.until),
      by: try fields.decode(String.self, forKey: .by), reason: try fields.decode(String.self, forKey: .reason))
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: StandingField.self)
    try fields.encode(id, forKey: .id)
    try fields.encode(matchers.text, forKey: .matchers)
    try fields.encode(level.rawValue, forKey: .level)
    try fields.encode(from.microseconds, forKey: .from)
    try fields.encode(until.microseconds, forKey: .until)
    try fields.encode(by, forKey: .by)
    try fields.encode(reason, forKey: .reason)
  }
}

extension Acknowledgement: Codable {
  private enum Field: String, CodingKey {
    case identity
    case episode
    case level
    case at
    case by
    case reason
    case isFalseAlarm = "false_alarm"
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    self.init(
      identity: try fields.decode(AlertIdentity.self, forKey: .identity),
      episode: try fields.decode(Int.self, forKey: .episode), level: try fields.decodeName(.level),
      at: try fields.decodeTime(.at), by: try fields.decode(String.self, forKey: .by),
      reason: try fields.decode(String.self, forKey: .reason),
      isFalseAlarm: try fields.decode(Bool.self, forKey: .isFalseAlarm))
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(identity, forKey: .identity)
    try fields.encode(episode, forKey: .episode)
    try fields.encode(level.rawValue, forKey: .level)
    try fields.encode(at.microseconds, forKey: .at)
    try fields.encode(by, forKey: .by)
    try fields.encode(reason, forKey: .reason)
    try fields.encode(isFalseAlarm, forKey: .isFalseAlarm)
  }
}

/// What silences and overrides are stored under.
private enum StandingField: String, CodingKey {
  case id
  case matchers
  case level
  case from
  case until
  case by
  case reason
}

extension KeyedDecodingContainer {
  /// A time that has to be there.
  fileprivate func decodeTime(_ key: Key) throws -> Instant {
    Instant(microseconds: try decode(Int64.self, forKey: key))
  }

  fileprivate func decodeMatchers(_ key: Key) throws -> LabelMatchers {
    let text = try decode(String.self, forKey: key)
    do {
      return try LabelMatchers(parsing: text)
    } catch {
      throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: error.description)
    }
  }
}
