import Notation
import Readings

/// An alert as `POST /api/v2/alerts` of Prometheus' Alertmanager takes it.
package struct AlertmanagerAlert: Equatable, Sendable {
  /// What it is known by: one of the same labels is the same alert.
  package var labels: [String: String]
  package var annotations: [String: String]
  package var startsAt: Instant
  /// `nil` for one that fires: it is told how long that holds when it is sent.
  package var endsAt: Instant?

  package init(labels: [String: String], annotations: [String: String], startsAt: Instant, endsAt: Instant? = nil) {
    self.labels = labels
    self.annotations = annotations
    self.startsAt = startsAt
    self.endsAt = endsAt
  }

  /// One text for the same labels, for comparing and for a fixed order.
  var key: String { labels.sorted { $0.key < $1.key }.map { "\($0.key)\u{1F}\($0.value)\u{1F}" }.joined() }

  /// The same, which holds until `end` if it fires. An end never comes before the start: the server refuses that.
  package func holding(until end: Instant) -> AlertmanagerAlert {
    var alert = self
    alert.endsAt = max(endsAt ?? end, startsAt)
    return alert
  }

  package func write(to json: inout JSONText) {
    json.object { json in
      for (name, texts) in [("labels", labels), ("annotations", annotations)] {
        json.object(name) { json in
          for (name, value) in texts.sorted(by: { $0.key < $1.key }) { json.field(name, value) }
        }
      }
      json.field("startsAt", startsAt)
      if let endsAt { json.field("endsAt", endsAt) }
    }
  }

  package static func write(_ alerts: [AlertmanagerAlert], to json: inout JSONText) {
    json.array { json in
      for alert in alerts { alert.write(to: &json) }
    }
  }
}

/// Read back from the stored body of a request.
extension AlertmanagerAlert: Decodable {
  private enum Field: String, CodingKey {
    case labels
    case annotations
    case startsAt
    case endsAt
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    func instant(_ field: Field) throws -> Instant? {
      try fields.decodeIfPresent(String.self, forKey: field).map { text in
        guard let instant = Instant(rfc3339: text) else {
          throw DecodingError.dataCorruptedError(forKey: field, in: fields, debugDescription: "no time: \(text)")
        }
        return instant
      }
    }
    labels = try fields.decode([String: String].self, forKey: .labels)
    annotations = try fields.decode([String: String].self, forKey: .annotations)
    endsAt = try instant(.endsAt)
    guard let start = try instant(.startsAt) else {
      throw DecodingError.keyNotFound(Field.startsAt, .init(codingPath: fields.codingPath, debugDescription: ""))
    }
    startsAt = start
  }
}
