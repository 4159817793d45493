import Alerting
import Foundation
import Notation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Sends deliveries as HTTP POSTs, with the `webhook-id` and `webhook-timestamp` of the Standard Webhooks specification.
package struct WebhookSender: Sendable {
  private let userAgent: String
  private let timeout: TimeSpan

  /// - Parameters:
  ///   - version: the product's, for the `user-agent`.
  ///   - timeout: for connecting, sending and the head of the answer together.
  package init(version: String, timeout: TimeSpan = TimeSpan(seconds: 10)) {
    userAgent = "leeway/\(version)"
    self.timeout = timeout
  }

  /// Makes one attempt and blocks until it has ended. Redirects are not followed: their status is the outcome.
  ///
  /// The headers that say what is sent win over headers of the same name in the configuration.
  ///
  /// - Parameter now: for `webhook-timestamp`.
  package func send(_ delivery: Delivery, to webhook: Action.Webhook, now: Instant) -> WebhookOutcome {
    guard let url = URL(string: webhook.url) else { return .unreachable("the URL cannot be used") }
    var request = URLRequest(url: url)
    request.httpMethod = "POST"
    request.httpBody = Data(delivery.payload.utf8)
    request.setValue(userAgent, forHTTPHeaderField: "user-agent")
    for (name, value) in webhook.headers.sorted(by: { $0.key < $1.key }) {
      request.setValue(value, forHTTPHeaderField: name)
    }
    request.setValue("application/json", forHTTPHeaderField: "content-type")
    request.setValue(delivery.id, forHTTPHeaderField: "webhook-id")
    let seconds = now.floored(to: TimeSpan(seconds: 1)).microseconds / 1_000_000
    request.setValue(String(seconds), forHTTPHeaderField: "webhook-timestamp")
    switch HTTPExchange.perform(request, timeout: timeout) {
    case .status(let code): return .status(code)
    case .noAnswer(let reason): return .unreachable(reason)
    }
  }
}
