import Alerting
import Foundation
import Notation

/// Actions that tell people or other systems.
extension ActionReader {
  private static let urlKeys = ["url", "url_env", "url_file"]

  func webhook(_ value: YAMLValue) -> Action.Kind? {
    let keys = ["type"] + Self.urlKeys + SecretReferenceReader.keys("secret") + ["headers", "group"]
    guard let mapping = value.mapping(keys: keys, refused: ["secret": SecretReferenceReader.refusal("secret")]) else {
      return nil
    }
    let headers = headers(mapping)
    let secret = secrets.secret("secret", in: mapping, mayBeSeveral: true, check: Self.signingProblem)
    guard let address = secrets.address(mapping, example: "https://ops.example/hook") else { return nil }
    return .webhook(.init(address: address, headers: headers, secret: secret))
  }

  func slack(_ value: YAMLValue) -> Action.Kind? {
    guard let mapping = value.mapping(keys: ["type"] + Self.urlKeys + ["group"]) else { return nil }
    guard let address = secrets.address(mapping, example: "https://hooks.slack.com/services/…") else { return nil }
    if case .literal(let text) = address, WebAddress(text)?.host == "hooks.slack.com", let place = mapping.value("url")
    {
      place.warning(
        "whoever reads this address can write to the channel",
        remedy: "write it to a file that only the agent may read, and give 'url_file: PATH'")
    }
    return .slack(.init(address: address))
  }

  func pagerDuty(_ value: YAMLValue) -> Action.Kind? {
    let keys = ["type"] + SecretReferenceReader.keys("routing_key") + Self.urlKeys + ["group"]
    let refused = ["routing_key": SecretReferenceReader.refusal("routing_key")]
    guard let mapping = value.mapping(keys: keys, refused: refused) else { return nil }
    let hasAddress = Self.urlKeys.contains { mapping.value($0) != nil }
    let address =
      hasAddress
      ? secrets.address(mapping, example: "https://events.eu.pagerduty.com/v2/enqueue")
      : Action.PagerDuty.standardAddress
    guard SecretReferenceReader.keys("routing_key").contains(where: { mapping.value($0) != nil }) else {
      if !value.hasKey("routing_key") {
        _ = mapping.required("routing_key_file", example: "secrets/pagerduty (or routing_key_env: VARIABLE)")
      }
      return nil
    }
    guard let key = secrets.secret("routing_key", in: mapping), let address else { return nil }
    return .pagerduty(.init(routingKey: key, address: address))
  }

  func alertmanager(_ value: YAMLValue) -> Action.Kind? {
    guard let mapping = value.mapping(keys: ["type"] + Self.urlKeys + ["resend", "group"]) else { return nil }
    let resend = mapping.timeSpan("resend", in: TimeSpan(seconds: 1)...(.hours(1))) ?? .minutes(1)
    let address = secrets.address(mapping, example: "http://127.0.0.1:9093") { text in
      let isEndpoint = WebAddress(text)?.path.contains("/api/v") ?? false
      return isEndpoint ? "must be the server's own, without /api/v2/alerts" : nil
    }
    return address.map { .alertmanager(.init(address: $0, resend: resend)) }
  }

  // MARK: Parts

  private func headers(_ mapping: YAMLMapping) -> [String: String] {
    var headers: [String: String] = [:]
    for header in mapping.value("headers")?.freeMapping(example: "{X-Team: risk}")?.entries ?? [] {
      guard let text = header.value.string(example: "risk") else { continue }
      let name = header.key.lowercased()
      if !Self.isHeaderName(header.key) || text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
      {
        header.value.error("'\(header.key)' is not a valid header", remedy: "for example X-Team: risk")
      } else if Self.ownHeaders.contains(name) {
        header.value.error("the header '\(header.key)' is leeway's own", remedy: "remove it")
      } else {
        headers[header.key] = text
        guard Self.secretHeaders.contains(name) else { continue }
        header.value.warning(
          "the header '\(header.key)' puts a secret into a rules file",
          remedy: "give 'secret_file' and let the receiver check the signature, or keep this file from others")
      }
    }
    return headers
  }

  private static let ownHeaders: Set<String> = [
    "content-type", "content-length", "transfer-encoding", "webhook-id", "webhook-timestamp", "webhook-signature",
  ]
  private static let secretHeaders: Set<String> = [
    "authorization", "proxy-authorization", "cookie", "x-api-key", "api-key", "x-auth-token",
  ]

  /// A token as RFC 9110 has it.
  private static func isHeaderName(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (0x30...0x39).contains(byte)
          || "!#$%&'*+-.^_`|~".utf8.contains(byte)
      }
  }

  /// A key of Standard Webhooks is `whsec_` and base64, padded or not; any other text is taken as it is.
  private static func signingProblem(_ text: String) -> String? {
    let prefix = "whsec_"
    guard text.hasPrefix(prefix) else { return nil }
    let digits = text.dropFirst(prefix.count).filter { $0 != "=" }
    let padding = String(repeating: "=", count: (4 - digits.count % 4) % 4)
    let isKey = Data(base64Encoded: digits + padding).map { !$0.isEmpty } ?? false
    return isKey ? nil : "is not base64 after whsec_"
  }
}
