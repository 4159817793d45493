import Notation
import Readings

extension AuditEntry {
  /// Appends the entry as the value of `entry`: its fields always in this order, those without a value left out. The
  /// same entry gives the same bytes, which is what the hashes of the audit log are made of.
  package func write(to json: inout JSONText) {
    json.object("entry") { json in
      json.field("at", at)
      json.field("act", act.rawValue)
      json.field("by", by)
      json.field("reason", reason)
      if let account { json.field("account", account) }
      subject.write(to: &json)
      if let recommended { json.field("recommended", recommended) }
      json.field("did", did)
      if let span { json.field("span_s", span.seconds) }
      if isFalseAlarm { json.field("false_alarm", true) }
    }
  }
}

extension AuditEntry.Subject {
  /// Appends the fields that have a value.
  fileprivate func write(to json: inout JSONText) {
    if let identity {
      json.field("alert", identity.rule)
      identity.write(to: &json)
    }
    if let episode { json.field("episode", episode) }
    if let level { json.field("level", level.rawValue) }
    if let matchers { json.field("matchers", matchers) }
    if let id { json.field("id", id) }
    if let action { json.field("action", action) }
  }
}

/// Reads what ``AuditEntry/write(to:)`` wrote.
extension AuditEntry: Decodable {
  private enum Field: String, CodingKey {
    case at
    case act
    case by
    case reason
    case account
    case alert
    case identity
    case episode
    case level
    case matchers
    case id
    case action
    case recommended
    case did
    case span = "span_s"
    case falseAlarm = "false_alarm"
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    func text(_ field: Field) throws -> String? { try fields.decodeIfPresent(String.self, forKey: field) }
    let time = try fields.decode(String.self, forKey: .at)
    guard let at = Instant(rfc3339: time) else {
      throw DecodingError.dataCorruptedError(forKey: .at, in: fields, debugDescription: "\"\(time)\" is not a time")
    }
    let identity = try text(.alert).map { rule in
      try fields.decode(WrittenIdentity.self, forKey: .identity).identity(of: rule)
    }
    let level: Level? = fields.contains(.level) ? try fields.decodeName(.level) : nil
    let span = try fields.decodeIfPresent(Double.self, forKey: .span).map { seconds in
      guard let microseconds = Int64(exactly: (seconds * 1e6).rounded()) else {
        throw DecodingError.dataCorruptedError(
          forKey: .span, in: fields, debugDescription: "\(seconds) is not a length of time")
      }
      return TimeSpan(microseconds: microseconds)
    }
    self.init(
      at: at, act: try fields.decodeName(.act), by: try fields.decode(String.self, forKey: .by),
      reason: try fields.decode(String.self, forKey: .reason), account: try text(.account),
      subject: Subject(
        identity: identity, episode: try fields.decodeIfPresent(Int.self, forKey: .episode), level: level,
        matchers: try text(.matchers), id: try text(.id), action: try text(.action)),
      recommended: try text(.recommended), did: try fields.decode(String.self, forKey: .did), span: span,
      isFalseAlarm: try fields.decodeIfPresent(Bool.self, forKey: .falseAlarm) ?? false)
  }
}

/// The series of an alert as ``AlertIdentity/write(to:)`` writes it: the form of every output.
package struct WrittenIdentity: Decodable {
  private var model: String
  private var version: String
  private var segment: String
  private var feature: String?
  private var metric: String
  private var window: String

  private static let kpi = Metric.kpi.rawValue + ":"

  /// Throws for a metric that there is not.
  package func identity(of rule: String) throws -> AlertIdentity {
    let isKPI = metric.hasPrefix(Self.kpi)
    guard let known = isKPI ? .kpi : Metric(rawValue: metric) else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: [], debugDescription: "\"\(metric)\" is not a metric"))
    }
    let name = isKPI ? String(metric.dropFirst(Self.kpi.count)) : feature
    return AlertIdentity(
      rule: rule, model: model,
      key: SeriesKey(metric: known, version: version, segment: segment, feature: name, window: window))
  }
}
