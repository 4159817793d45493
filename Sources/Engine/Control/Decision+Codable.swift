import Alerting
import Notation
import Readings

/// As it goes over the wire: `{"act":"silence","matchers":"alert=\"Drift\"","until":…,"by":"ada","reason":"…"}`. Times
/// are microseconds since the epoch.
extension Decision: Codable {
  private enum Field: String, CodingKey {
    case act
    case by
    case reason
    case alert
    case isFalseAlarm = "false_alarm"
    case matchers
    case level
    case until
    case id
  }

  private enum Act: String {
    case acknowledge
    case note
    case silence
    case endSilence = "end_silence"
    case approve
    case reject
    case override
    case endOverride = "end_override"
  }

  /// What is wrong with the name or the reason; `nil` if nothing is.
  package var objection: String? {
    for (name, text) in [("name (--by)", by), ("reason (--reason)", reason)] where text.allSatisfy(\.isWhitespace) {
      return "a \(name) has to be given, and not an empty one"
    }
    return nil
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    func alert() throws -> AlertIdentity { try fields.decode(AlertIdentity.self, forKey: .alert) }
    func until() throws -> Instant {
      Instant(microseconds: try fields.decode(Int64.self, forKey: .until))
    }
    func id() throws -> String { try fields.decode(String.self, forKey: .id) }
    func matchers() throws -> LabelMatchers {
      do {
        return try LabelMatchers(parsing: try fields.decode(String.self, forKey: .matchers))
      } catch let error as MatcherError {
        throw ControlMistake(text: "'decision.matchers': \(error)")
      }
    }
    func name<Name: RawRepresentable>(_ field: Field) throws -> Name where Name.RawValue == String {
      let text = try fields.decode(String.self, forKey: field)
      guard let name = Name(rawValue: text) else {
        throw ControlMistake(text: "'decision.\(field.stringValue)' cannot be '\(text.prefix(100))'")
      }
      return name
    }
    let act: Act = try name(.act)
    let kind: Kind =
      switch act {
      case .acknowledge:
        .acknowledge(try alert(), isFalseAlarm: try fields.decodeIfPresent(Bool.self, forKey: .isFalseAlarm) ?? false)
      case .note: .note(try alert())
      case .silence: .silence(try matchers(), until: try until())
      case .endSilence: .endSilence(id: try id())
      case .approve: .approve(delivery: try id())
      case .reject: .reject(delivery: try id())
      case .override: .override(try matchers(), try name(.level), until: try until())
      case .endOverride: .endOverride(id: try id())
      }
    self.init(
      kind, by: try fields.decode(String.self, forKey: .by), reason: try fields.decode(String.self, forKey: .reason))
    if let objection { throw ControlMistake(text: objection) }
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(by, forKey: .by)
    try fields.encode(reason, forKey: .reason)
    func encode(_ act: Act, matchers: LabelMatchers? = nil, until: Instant? = nil, id: String? = nil) throws {
      try fields.encode(act.rawValue, forKey: .act)
      try fields.encodeIfPresent(matchers?.text, forKey: .matchers)
      try fields.encodeIfPresent(until?.microseconds, forKey: .until)
      try fields.encodeIfPresent(id, forKey: .id)
    }
    switch kind {
    case .acknowledge(let alert, let isFalseAlarm):
      try encode(.acknowledge)
      try fields.encode(alert, forKey: .alert)
      try fields.encode(isFalseAlarm, forKey: .isFalseAlarm)
    case .note(let alert):
      try encode(.note)
      try fields.encode(alert, forKey: .alert)
    case .silence(let matchers, let until): try encode(.silence, matchers: matchers, until: until)
    case .endSilence(let id): try encode(.endSilence, id: id)
    case .approve(let delivery): try encode(.approve, id: delivery)
    case .reject(let delivery): try encode(.reject, id: delivery)
    case .override(let matchers, let level, let until):
      try encode(.override, matchers: matchers, until: until)
      try fields.encode(level.rawValue, forKey: .level)
    case .endOverride(let id): try encode(.endOverride, id: id)
    }
  }
}
