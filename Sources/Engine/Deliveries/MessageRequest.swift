import Alerting
import Foundation
import Notation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// The request by which a message is sent, with the secrets that belong into it: made for one attempt and kept nowhere.
struct MessageRequest {
  /// How the receiver says that it took the message.
  enum Acceptance {
    /// By any status of success.
    case status
    /// By the text `ok`.
    case ok
  }

  var url: URL
  var headers: [(name: String, value: String)] = []
  var body: String
  var acceptance = Acceptance.status
  /// Whether what the receiver says of a failure may go on record. An answer to a webhook may hold anything.
  var isTrusted = true
  /// What must not be found in a reason.
  var secrets: [String] = []

  /// Why there can be no request.
  struct Problem: Error {
    var reason: String
  }

  /// - Parameter now: for what depends on the time of sending.
  init(_ delivery: Delivery, by action: Action, secrets reader: SecretReader, now: Instant) throws {
    switch action.kind {
    case .webhook(let webhook):
      try self.init(to: webhook.address, body: delivery.payload, secrets: reader)
      isTrusted = false
      let seconds = now.floored(to: TimeSpan(seconds: 1)).microseconds / 1_000_000
      headers = webhook.headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
      headers += [("webhook-id", delivery.id), ("webhook-timestamp", String(seconds))]
      if let secret = webhook.secret {
        let signature = try WebhookSignature(reader.read(secret), of: secret)
        headers.append(
          ("webhook-signature", signature.header(id: delivery.id, timestamp: seconds, body: delivery.payload)))
      }
    case .slack(let slack):
      try self.init(to: slack.address, body: delivery.payload, secrets: reader)
      acceptance = .ok
    case .pagerduty(let pagerduty):
      let key = try reader.read(pagerduty.routingKey)
      var field = JSONText()
      field.field("routing_key", key)
      guard delivery.payload.hasPrefix("{\"") else { throw Problem(reason: "the stored event is not a JSON object") }
      let body = "{" + field.text + "," + delivery.payload.dropFirst()
      try self.init(to: pagerduty.address, body: body, secrets: reader)
      secrets.append(key)
    case .alertmanager(let alertmanager):
      guard let alerts = Self.alerts(of: delivery) else { throw Problem(reason: "the stored alerts do not read") }
      try self.init(
        posting: alerts.map { $0.holding(until: now + alertmanager.holding) }, to: alertmanager, secrets: reader)
    case .exec, .log, .bell:
      throw Problem(reason: "\(action.type) sends no requests")
    }
  }

  /// Alerts with their ends.
  init(posting alerts: [AlertmanagerAlert], to alertmanager: Action.Alertmanager, secrets reader: SecretReader) throws {
    var json = JSONText()
    AlertmanagerAlert.write(alerts, to: &json)
    try self.init(to: alertmanager.address, path: "/api/v2/alerts", body: json.text, secrets: reader)
  }

  private init(to address: Address, path: String = "", body: String, secrets reader: SecretReader) throws {
    var text = try reader.read(address)
    if !path.isEmpty {
      while text.hasSuffix("/") { text.removeLast() }
      text += path
    }
    guard let url = URL(string: text) else {
      throw Problem(reason: "the URL\(address.place) cannot be used")
    }
    self.url = url
    self.body = body
    if case .secret = address { secrets += [text] + Self.secretParts(of: text) }
  }

  /// The parts of a secret address that are long enough to be a secret by themselves, the longest first.
  private static func secretParts(of address: String) -> [String] {
    address.split { "/?&=#:@".contains($0) }.map(String.init).filter { $0.count >= 12 }.sorted { $0.count > $1.count }
  }

  /// The alerts that an Alertmanager is told by a delivery; `nil` if it is about something else.
  static func alerts(of delivery: Delivery) -> [AlertmanagerAlert]? {
    try? JSONDecoder().decode([AlertmanagerAlert].self, from: Data(delivery.payload.utf8))
  }

  /// Headers that say what is sent win over those of the configuration.
  func urlRequest(userAgent: String) -> URLRequest {
    var request = URLRequest(url: url)
    request.httpMethod = "POST"
    request.httpBody = Data(body.utf8)
    request.setValue(userAgent, forHTTPHeaderField: "user-agent")
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    request.setValue("application/json", forHTTPHeaderField: "content-type")
    return request
  }
}

extension Action.Alertmanager {
  /// How long an alert counts as firing there without being told again.
  var holding: TimeSpan { resend * 4 }
}

extension Address {
  /// ` in FILE`, where it is not in the configuration itself.
  fileprivate var place: String {
    switch self {
    case .literal: ""
    case .secret(.file(let path)): " in \(path)"
    case .secret(.environment(let name)): " in the environment variable \(name)"
    }
  }
}
